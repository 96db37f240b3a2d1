// The window with the notes to the teacher: opens it, tells it where the presentation is, and hears its
// keys. The two talk over a channel of this tab's own, which needs neither an opener nor a server.

import { read, write } from "./kept.js";

const BLOCKED = "The browser blocked the window for the notes: allow pop-ups for this site, and press n again.";

export class Notes {
  #last = null;

  /** @param {(action: string) => void} act Called with what is pressed there. */
  constructor(act) {
    this.id = read("sessionStorage", "present-channel") ?? crypto.randomUUID?.() ?? String(Date.now());
    write("sessionStorage", "present-channel", this.id);
    this.channel = new BroadcastChannel(`present-${this.id}`);
    this.channel.addEventListener("message", ({ data }) => {
      if (data.type === "hello") this.#post();
      else if (data.type === "act") act(data.action);
    });
  }

  /** @returns {string} Why there is no window, or "". */
  open() {
    const url = new URL(`notes.html#${this.id}`, import.meta.url);
    this.window = this.window?.closed === false ? this.window : open(url, `notes-${this.id}`, "width=760,height=720");
    this.window?.focus();
    return this.window ? "" : BLOCKED;
  }

  /** @param {object} state What the window shows. */
  tell(state) {
    this.#last = { type: "state", ...state };
    this.#post();
  }

  #post() {
    if (this.#last) this.channel.postMessage(this.#last);
  }

  end() {
    this.channel.postMessage({ type: "end" });
    this.channel.close();
  }
}

/** @returns {string} The HTML of notes, with links that lead to the same place from anywhere. */
export function htmlOf(templates) {
  return templates
    .map((template) => {
      const copy = template.content.cloneNode(true);
      for (const link of copy.querySelectorAll("a[href]")) {
        link.href = new URL(link.getAttribute("href"), document.baseURI).href;
        link.target = "_blank";
        link.rel = "noopener";
      }
      const holder = document.createElement("div");
      holder.append(copy);
      return holder.innerHTML;
    })
    .join("");
}
