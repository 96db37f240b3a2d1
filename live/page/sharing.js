// Edits that come from elsewhere: from an earlier visit, or from somebody else by a link. Neither runs
// anything, and neither takes the place of what the reader has without asking.

import { fromFragment, isEdit, toFragment } from "./links.js";

const DAMAGED =
  "This link was to bring an edit of an example, but it is damaged. The page is as it was.";
const COPIED = "The link to your edit is copied. Who opens it sees your code; nothing runs by itself.";

export class Sharing {
  /**
   * @param {object} parts
   * @param {import("./block.js").BlockView[]} parts.views
   * @param {string[]} parts.hashes Those of the page's own code, for each block.
   * @param {import("./edits.js").Edits} parts.edits
   * @param {Map<number, string>} parts.drafts The reader's code in the blocks that are edited.
   * @param {import("./bar.js").Bar} parts.bar
   * @param {(number: number) => boolean} parts.isNative
   * @param {(number: number, source: string) => Promise<void>} parts.place Puts code into a block.
   */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** Copy a link to a block's edit, or, where that is not allowed, put it into the address bar. */
  async share(number) {
    const edit = { block: number, hash: this.hashes[number - 1], source: this.drafts.get(number) ?? "" };
    const url = new URL(await toFragment(edit), location.href).href;
    const view = this.views[number - 1];
    try {
      await navigator.clipboard.writeText(url);
      view.say(COPIED);
      this.bar.say(`A link to your edit of example ${number} is copied.`);
    } catch {
      history.replaceState(null, "", url);
      view.say("The link to your edit is in the address bar.");
      this.bar.say("The link to your edit is in the address bar.");
    }
  }

  /** Bring back what the reader wrote on an earlier visit. */
  restoreEdits() {
    for (const view of this.views) {
      const kept = this.edits.get(view.number);
      if (!kept || this.isNative(view.number)) continue;
      if (kept.hash === this.hashes[view.number - 1]) this.place(view.number, kept.source);
      else this.#offerOld(view, kept.source);
    }
  }

  #offerOld(view, source) {
    view.ask("The book has changed this example since you edited it.", {
      "Show your edit": () => this.#keep(view.number, source),
      "Drop it": () => this.edits.drop(view.number),
    });
  }

  #keep(number, source) {
    this.edits.set(number, this.hashes[number - 1], source);
    this.place(number, source);
  }

  /** Show the edit that the page's address brings, if it brings one. */
  async openLink() {
    if (!isEdit(location.hash)) return;
    const link = await fromFragment(location.hash).catch(() => null);
    const view = this.views[link?.block - 1];
    if (!view || this.isNative(link.block)) {
      this.bar.say(DAMAGED);
      this.bar.place.scrollIntoView({ block: "center" });
      return;
    }
    view.root.scrollIntoView({ block: "center" });
    const own = this.drafts.get(link.block) ?? this.edits.get(link.block)?.source;
    if (own !== undefined && own !== link.source) this.#offerLink(view, link.source);
    else await this.#show(view, link);
  }

  #offerLink(view, source) {
    view.ask("The link brings somebody's edit of this example, and you have one of your own.", {
      "Show the link's, and drop mine": () => this.#keep(view.number, source),
      "Keep mine": () => this.bar.say("Your edit stays."),
    });
    this.bar.say(
      `The link brings an edit of example ${view.number}. You have one of your own; choose which to keep.`,
    );
  }

  async #show(view, { hash, source }) {
    await this.place(view.number, source);
    const old = hash === this.hashes[view.number - 1] ? "" : " The book has changed the example since.";
    view.say(`This code came with the link. Read it before you run it.${old}`);
    this.bar.say(`The link brought an edit of example ${view.number}. Nothing has run.`);
    view.root.scrollIntoView({ block: "center" });
  }
}
