// The editor: CodeMirror with what a few lines of Python want. This file is a chunk of its own,
// fetched when the first block is edited.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  HighlightStyle,
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// The page's own colours, which follow light and dark by themselves.
const colours = HighlightStyle.define([
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
  {
    tag: [tags.keyword, tags.operatorKeyword, tags.bool, tags.null, tags.self],
    color: "var(--code-keyword)",
  },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: tags.number, color: "var(--code-number)" },
  {
    tag: [tags.definition(tags.className), tags.function(tags.definition(tags.variableName)), tags.meta],
    color: "var(--code-name)",
  },
]);

const look = EditorView.theme({
  "&": { backgroundColor: "var(--code-ground)", color: "var(--code-text)" },
  "&.cm-focused": { outline: "2px solid var(--pst-color-secondary)", outlineOffset: "-2px" },
  ".cm-content": { padding: "0.9rem 0", caretColor: "var(--code-text)" },
  ".cm-line": { padding: "0 var(--pad, 1.15rem)" },
  ".cm-scroller": { fontFamily: "var(--pst-font-family-monospace)", lineHeight: "1.6" },
  ".cm-cursor": { borderLeftColor: "var(--code-text)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--pst-color-secondary) 25%, transparent)",
  },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "transparent",
    outline: "1px solid var(--pst-color-secondary)",
  },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--code-error-band)" },
});

/**
 * Open an editor.
 *
 * Tab is left alone and goes on to what follows, as everywhere on a page; the keymap has Ctrl+] and
 * Ctrl+[ for the indentation, and a new line is indented by itself.
 *
 * @param {object} settings
 * @param {HTMLElement} settings.place It is put in here.
 * @param {string} settings.code
 * @param {string} settings.label What it is called for those who hear it.
 * @param {string} settings.help The id of the element that says which keys it has.
 * @param {(code: string) => void} settings.changed Called at each change.
 * @param {() => void} settings.run Called on Shift+Enter and Ctrl+Enter.
 * @returns {{read(): string, write(code: string): void, focus(): void, close(): void}}
 */
export function openEditor({ place, code, label, help, changed, run }) {
  const runKey = { run: () => (run(), true), preventDefault: true };
  const view = new EditorView({
    parent: place,
    state: EditorState.create({
      doc: code,
      extensions: [
        keymap.of([
          { key: "Shift-Enter", ...runKey },
          { key: "Mod-Enter", ...runKey },
        ]),
        history(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of("    "),
        bracketMatching(),
        python(),
        syntaxHighlighting(colours),
        look,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": help }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed(update.state.doc.toString());
        }),
        keymap.of([...defaultKeymap, ...historyKeymap]),
      ],
    }),
  });
  return {
    read: () => view.state.doc.toString(),
    write: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    focus: () => view.focus(),
    close: () => view.destroy(),
  };
}
