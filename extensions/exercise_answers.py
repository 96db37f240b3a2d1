"""What an exercise is answered with, in the page from the start: buttons, fields, lines in a list.

The page's script takes it over (``live/page/exercise.js``, ``answers.js``). Until it is there none
of it is to be seen but the lines, and its room is kept; where no script comes, it takes none.
"""

import re
from html import escape

from exercises import Exercise
from exercises.html import question
from exercises.reading import asked
from extensions.early import button

HELP = "Shift+Enter checks it. Tab leaves the editor; Ctrl+] and Ctrl+[ move a line in and out."
_CODE = re.compile(r"<pre>(?:<span></span>)?(.*?)\n*</pre>", re.DOTALL)


def answer_of(exercise: Exercise, number: int, shown: str) -> str:
    """Return what stands below the program, or takes its place, as HTML.

    :param number: the exercise's on its page, from 1.
    :param shown: the program in its colours, as HTML.
    """
    if exercise.kind == "order":
        return _lines(exercise, number, shown)
    return _form(exercise, number) if exercise.kind == "predict" else ""


def _lines(exercise: Exercise, number: int, shown: str) -> str:
    """Return the lines of a program, each with what moves it."""
    code = _CODE.search(shown)
    assert code is not None  # noqa: S101 - Pygments always writes it
    # No colour goes over the end of a line: Pygments begins each anew. In a pre, because extensions
    # that write pages anew take spaces away elsewhere.
    rows = zip(exercise.starter.strip("\n").split("\n"), code[1].split("\n"), strict=True)
    items = "".join(
        f"<li><pre><code>{row}</code></pre>{button('up', '', f'Move up: {line.strip()}')}"
        f"{button('down', '', f'Move down: {line.strip()}')}</li>"
        for line, row in rows
    )
    return f'<ol class="exercise-lines" aria-label="Lines of exercise {number}">{items}</ol>'


def _form(exercise: Exercise, number: int) -> str:
    """Return a field, or a choice, for each output that is asked for."""
    fields = []
    for count, example in enumerate(asked(exercise), 1):
        name = f"answer-{exercise.name}-{count}"
        words = f"<code>{escape(question(example.source))}</code> prints"
        choices = "".join(
            f'<label><input type="radio" name="{escape(name)}" value="{escape(choice)}">'
            f"<span>{escape(choice)}</span></label>"
            for choice in exercise.choices
        )
        if choices:
            fields.append(
                f'<fieldset class="exercise-field"><legend>{words}</legend>{choices}</fieldset>'
            )
        else:
            fields.append(
                f'<p class="exercise-field"><label for="{escape(name)}">{words}</label>'
                f'<input id="{escape(name)}" type="text" autocapitalize="off" autocomplete="off"'
                ' autocorrect="off" spellcheck="false"></p>'
            )
    return (
        '<form class="exercise-form" autocomplete="off"'
        f' aria-label="What exercise {number} prints">{"".join(fields)}'
        # Enter in a field is an answer only where a form has something to press.
        '<button type="submit" hidden></button></form>'
    )


def tools_of(exercise: Exercise, number: int) -> str:
    """Return the buttons below an answer, and what is said of the keys of an editor."""
    it = f"exercise {number}"
    buttons = (
        button("check", "Check", f"Check {it}", ' class="live-main" title="Shift+Enter"'),
        button("hint", "Hint", f"Hint for {it}"),
        button("solution", "Solution", f"Solution of {it}", ' aria-expanded="false"'),
        button("reset", "Reset", f"Reset {it}", " hidden"),
    )
    made = f'<div class="exercise-tools">{"".join(buttons)}</div>\n'
    if exercise.kind in ("write", "mend"):
        made += f'<p class="exercise-help" id="exercise-help-{escape(exercise.name)}">{HELP}</p>\n'
    return made
