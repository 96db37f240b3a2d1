// A copied block goes to a prompt or into a file, and both must take it.
//
// sphinx-copybutton leaves out the output, and with it goes what ended an indented block for the
// reader's eye. Python's prompt wants an empty line there. So each block gets one that is not shown
// but is copied: a line with nothing but the continuation prompt.

/**
 * Say which prompts need an empty line before them.
 *
 * @param {{prompt: string, indented: boolean}[]} lines The lines with a prompt, from the first on.
 * @returns {number[]} The positions of statements that begin right after an indented block.
 */
function blockEnds(lines) {
  return lines.flatMap(({ prompt }, i) => (prompt === ">>>" && lines[i - 1]?.indented ? [i] : []));
}

for (const block of document.querySelectorAll("div.highlight pre")) {
  const prompts = [...block.querySelectorAll(".gp")];
  const lines = prompts.map((prompt) => ({
    prompt: prompt.textContent.trim(),
    indented: /^[ \t]/.test(prompt.nextSibling?.textContent ?? ""),
  }));
  for (const i of blockEnds(lines)) {
    const end = document.createElement("span");
    end.hidden = true;
    end.textContent = "...\n";
    prompts[i].before(end);
  }
}
