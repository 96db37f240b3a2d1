import { python } from "@codemirror/lang-python";
import { EditorView } from "@codemirror/view";

/** Open an editor. */
export const edit = (doc) => new EditorView({ doc: `${doc}`, extensions: [python()] });
