"""``.. exercise::``: puts exercises into the pages.

What an exercise consists of is read by :mod:`exercises.reading`; here it becomes a part of its
page, which is a good book page without any script. What checks the answers is ``live/``.
"""

from html import escape
from typing import Any, ClassVar

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from exercises import Exercise, Malformed
from exercises.markup import inline
from exercises.reading import Part, exercise_of, split
from extensions.builders import is_site
from extensions.by_page import ByPage
from extensions.exercise_answers import answer_of, tools_of

STYLE = "exercise.css"
#: The class of a section that has exercises, for what its heading needs room for.
SECTION = "has-exercises"
#: Each page's exercises, in their order.
EXERCISES = ByPage("exercises")


class exercise(nodes.General, nodes.Element):
    """An exercise: the task, then its parts."""


class exercise_part(nodes.General, nodes.Element):
    """A part that opens: what is given, a hint, the solution, the check."""


class exercise_code(nodes.General, nodes.Element):
    """What the learner begins with: code that no page runs, because it is not right yet."""


class ExerciseDirective(SphinxDirective):
    """One exercise; what it consists of, :mod:`exercises.reading` says."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    # Its options stand below it as those of any directive; the reader of exercises wants them too.
    option_spec: ClassVar = dict.fromkeys(("name", "kind", "choices"), str)

    def run(self) -> list[nodes.Node]:
        """Return the exercise; complain of what cannot be read."""
        page = self.env.docname.removeprefix("chapters/")
        here = EXERCISES.of(self.env).setdefault(self.env.docname, [])
        head = [f":{name}: {value}" for name, value in self.options.items()]
        try:
            made = exercise_of(self.arguments[0], [*head, "", *self.content], page, self.lineno)
            if made.name in {each.name for each in here}:
                raise Malformed(f"two exercises are called {made.name!r}: give one a :name:", 0)
        except Malformed as error:
            line = self.content_offset + error.line - len(head)
            raise self.error(f"{error} (near line {max(line, self.lineno)})") from None
        here.append(made)
        task, *parts = split(list(self.content))
        node = exercise("", exercise=made, number=len(here), ids=[f"exercise-{made.name}"])
        self.set_source_info(node)
        self._parse(task, node)
        language = "pycon" if made.kind == "predict" else "python"
        starter = exercise_code("", text=made.starter, language=language)
        given = [self._part(each, "Given") for each in parts if each.name == "given"]
        hints = [each for each in parts if each.name == "hint"]
        told = [self._part(each, f"Hint {number}") for number, each in enumerate(hints, 1)]
        title = "What it prints" if made.kind == "predict" else "A solution"
        solution = [self._part(each, title) for each in parts if each.name == "solution"]
        check = [self._part(each, "What is checked") for each in parts if each.name == "check"]
        # Of those with examples, the order is that of the source.
        node += [*given, starter, *told, *solution, *check]
        section = self.state.parent
        if SECTION not in section["classes"]:
            section["classes"].append(SECTION)
        return [node]

    def _part(self, part: Part, summary: str) -> nodes.Element:
        node = exercise_part("", role=part.name, summary=summary)
        node.source, node.line = self.content.info(part.first - 1)[0], self._line(part)
        if part.argument and part.name == "hint":
            words = StringList([part.argument], node.source or "")
            self.state.nested_parse(words, node.line, node)
        self._parse(part, node)
        return node

    def _parse(self, part: Part, node: nodes.Element) -> None:
        """Read the text of a part, where it stands, as any text of the page."""
        if not part.text:
            return
        lines = self.content[part.first : part.first + part.text.count("\n") + 1]
        lines.trim_left(part.indent)
        self.state.nested_parse(lines, self.content_offset + part.first, node)

    def _line(self, part: Part) -> int:
        return self.content_offset + part.first


def exercises_on(env: BuildEnvironment, docname: str) -> list[dict[str, Any]]:
    """Return the exercises of a page as its JSON has them."""
    return [{**each.as_dict(), "key": each.key} for each in EXERCISES.of(env).get(docname, [])]


def add_style(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give the pages that have exercises their stylesheet."""
    if EXERCISES.of(app.env).get(pagename):
        app.add_css_file(STYLE)


def visit_exercise(translator: HTML5Translator, node: exercise) -> None:
    """Open the exercise, with its number and title, and the task in it."""
    made: Exercise = node["exercise"]
    translator.body.append(
        f'<div class="exercise" id="{node["ids"][0]}" data-exercise="{escape(made.name)}"'
        f' data-kind="{made.kind}" data-state="todo">\n'
        '<p class="exercise-title" role="heading" aria-level="3">'
        f'<span class="exercise-number">Exercise {node["number"]}</span> {inline(made.title)}</p>\n'
        '<div class="exercise-task">\n'
    )
    parts = [each for each in node if isinstance(each, exercise_part | exercise_code)]
    for child in node:
        if parts and child is parts[0]:
            translator.body.append("</div>\n")
        child.walkabout(translator)
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def visit_part(translator: HTML5Translator, node: exercise_part) -> None:
    """Open a part; what is given is open at first, and in a book all are."""
    if not is_site(translator.builder):
        translator.body.append(
            f'<div class="exercise-part" data-role="{node["role"]}">'
            f'<p class="exercise-part-title">{node["summary"]}</p>\n'
        )
        return
    opened = " open" if node["role"] == "given" else ""
    translator.body.append(
        f'<details class="exercise-part" data-role="{node["role"]}"{opened}>'
        f"<summary>{node['summary']}</summary>\n"
    )


def depart_part(translator: HTML5Translator, node: exercise_part) -> None:
    """Close it."""
    translator.body.append("</details>\n" if is_site(translator.builder) else "</div>\n")


def visit_code(translator: HTML5Translator, node: exercise_code) -> None:
    """Show what the learner begins with, in colours; where it can be answered, with what for."""
    shown = translator.highlighter.highlight_block(node["text"], node["language"], location=node)
    answer = tools = ""
    if is_site(translator.builder) and getattr(translator.config, "live", False):
        given = node.parent["exercise"], node.parent["number"]
        answer, tools = answer_of(*given, shown), tools_of(*given)
    translator.body.append(
        f'<div data-role="starter"><div class="highlight-{node["language"]} notranslate">'
        f"{shown}</div>{answer}</div>\n{tools}"
    )
    raise nodes.SkipNode


def nothing(translator: Any, node: nodes.Element) -> None:
    """Add nothing: what is inside stands by itself."""


def skip(translator: Any, node: nodes.Element) -> None:
    """Leave it out: on paper nothing is counted, and nothing is typed."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives, the nodes and the events."""
    app.add_directive("exercise", ExerciseDirective)
    others = ("latex", "text", "man", "texinfo")
    inside, left_out = (
        dict.fromkeys(others, (nothing, nothing)),
        dict.fromkeys(others, (skip, None)),
    )
    app.add_node(exercise, html=(visit_exercise, nothing), **inside)
    app.add_node(exercise_part, html=(visit_part, depart_part), **inside)
    app.add_node(exercise_code, html=(visit_code, None), **left_out)
    EXERCISES.connect(app)
    app.connect("html-page-context", add_style)
    return {
        "version": "1",
        "env_version": 2,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
