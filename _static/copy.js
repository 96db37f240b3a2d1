// A copied block goes to a prompt or into a file, and both must take it.
//
// sphinx-copybutton leaves out the prompts and the output, and with the output goes what ends an
// indented block at Python's prompt: the empty line. This puts it back.

/**
 * Put an empty continuation line after each indented block that output or a new statement ends.
 *
 * @param {string} session A console session, with its prompts.
 * @returns {string} The same session; a prompt would take its input line by line.
 */
function endBlocks(session) {
  const lines = [];
  let indented = false;
  for (const line of session.split("\n")) {
    const continues = /^\.\.\.( |$)/.test(line);
    if (line.startsWith(">>> ") && indented) lines.push("...");
    if (continues || line.startsWith(">>> ")) indented = /^\.\.\. \s+\S/.test(line);
    lines.push(line);
  }
  return lines.join("\n");
}

if (typeof formatCopyText === "function") {
  const withoutPrompts = formatCopyText;
  window.formatCopyText = (session, ...options) => withoutPrompts(endBlocks(session), ...options);
}
