"""The form of a chapter, as far as a machine can tell: CONTRIBUTING.rst says it in words.

Each fault says what to do. A page that departs from a rule is named below with the reason, and a
test sees to it that the reason is still needed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chapter_prose import (
    blocks,
    examples_in,
    first_mention,
    prose,
    sections,
    without_links,
)

#: Pages of chapters/ that have a form of their own, and which. A mission has one too.
OWN_FORM = {
    "cheat-sheet": "one printed sheet: as many examples as fit, and no more prose than they need",
    "glossary": "a list of words, each explained where it stands",
    "for-authors": "for those who write another book: it teaches no Session",
    "teaching": "for whoever stands in front: it teaches no Session and runs nothing",
    "whats-new": "CHANGELOG.rst, for those who read the site",
}
#: What a page does otherwise, by page, rule and, where the rule is about one, section; and why.
REASONS = {
    ("1x-and-2x-style", "nothing to run", "If you see this, write that"): "sums up in a table",
    ("connecting", "import first", ""): "first says how an example is read, with a bare number",
    ("errors", "glossary", ""): "is entered in the middle; an entry names its terms by its links",
    ("errors", "nothing to run", "All messages"): "is the list of the entries, which run",
    ("errors", "long", "All messages"): "is one list, to be looked through at once",
    ("migration-table", "nothing to run", "From 1.x to 2, by way of 1.4"): "is a way in steps",
    ("migration-table", "nothing to run", "The table"): "is the list of the entries, which run",
    ("object-states", "nothing to run", "All of them in one table"): "sums up in a table",
    ("server-databases", "endings", ""): "no page can check its exercises: it has no server",
    ("server-databases", "exercises", ""): "no page can check its exercises: it has no server",
    (
        "server-databases",
        "nothing to run",
        "Try it yourself",
    ): "is done on the reader's server",
    ("server-databases", "sleep", ""): "asks a server again and again, and gives up with an error",
    ("web-requests", "nothing to run", "The life of a request"): "is a drawing, and its words",
}
#: Lines of a section without its parts, and typed lines of a block.
LONGEST_SECTION, LONGEST_BLOCK = 120, 30
ENDINGS = ("Points to remember", "Exercises", "Read more")
#: Words of the glossary that prose also uses in an everyday sense, or that are on every page.
EVERYDAY = {
    *("bind", "cascade", "checkpoint", "commit", "connection", "deleted", "dependency"),
    *("detached", "dirty", "doctest", "endpoint", "engine", "entity", "event", "expired"),
    *("fixture", "flush", "hook", "identity", "legacy", "listener", "merge", "mock", "orphan"),
    *("pending", "persistent", "primary", "proxy", "registry", "relationship", "replica"),
    *("repository", "request", "result", "RETURNING", "rollback", "row", "scope", "session"),
    *("snapshot", "task", "transaction"),
}
_LOOSE = re.compile(
    r"\b(?:simply|obviously|obvious|trivial(?:ly)?|of course|(?<!have )(?<!has )(?<!had )just)\b",
    re.IGNORECASE,
)
_GOALS = re.compile(
    r"^\.\. admonition:: After this (?:chapter|mission) you .+\n   :class: goals\n"
    r"((?:\n|   .*\n)+)",
    re.MULTILINE,
)


@dataclass(frozen=True, order=True)
class Fault:
    """A rule that a chapter does not keep.

    :ivar rule: its short name; ``about`` is the section that it is about, or "".
    :ivar why: what is wrong and what to do.
    """

    page: str
    line: int
    rule: str
    why: str
    about: str = ""

    def __str__(self) -> str:
        """Show it as compilers do, so that editors can jump there."""
        return f"chapters/{self.page}.rst:{self.line}: {self.why}"


@dataclass(frozen=True)
class Around:
    """What a chapter is looked at beside: the pages of the tables of contents, and so on."""

    contents: Sequence[str]
    taught: Sequence[str]
    terms: Sequence[str]

    @classmethod
    def of(cls, root: Path) -> "Around":
        """Read it from the book's own pages."""
        index, teaching, glossary = (
            (root / name).read_text(encoding="utf-8")
            for name in ("index.rst", "chapters/teaching.rst", "chapters/glossary.rst")
        )
        words = glossary.partition(".. glossary::")[2]
        return cls(
            contents=re.findall(r"^   chapters/(\S+)$", index, re.MULTILINE),
            taught=re.findall(r":doc:`(?:[^`<]*<)?([\w-]+)>?`", teaching),
            terms=re.findall(r"^   (\S.*)$", words, re.MULTILINE),
        )


def faults(page: str, source: str, around: Around) -> list[Fault]:
    """Return all faults of a chapter, sorted by line, those that have a reason among them."""
    found = [*_place(page, source, around), *_words(source)]
    if page not in OWN_FORM:
        found += [*_opening(source), *_blocks(source)]
    if page not in OWN_FORM and not page.startswith("mission-"):
        found += [*_sections(source), *_endings(source), *_terms(source, around.terms)]
        if page not in around.taught:
            why = f"name it in chapters/teaching.rst, :doc:`{page}`: in a plan, or what goes wrong"
            found.append((1, "teaching", why))
    return sorted(Fault(page, *each) for each in found)


def without_reason(found: Sequence[Fault], reasons: Mapping[tuple, str] = REASONS) -> list[Fault]:
    """Return the faults that nobody has given a reason for."""
    return [each for each in found if (each.page, each.rule, each.about) not in reasons]


Found = Iterator[tuple[int, str, str] | tuple[int, str, str, str]]


def _place(page: str, source: str, around: Around) -> Found:
    """Look at its name, its first line, and whether anybody finds it."""
    if not re.fullmatch(r"[0-9a-z]+(-[0-9a-z]+)*", page):
        yield 1, "name", "its name is its address: small letters, digits and dashes alone"
    if not source.startswith(":databases: ") and (">>> " in source or page not in OWN_FORM):
        yield (
            1,
            "databases",
            "the first line says on which databases it runs: "
            ":databases: SQLite, PostgreSQL, MariaDB",
        )
    if page not in around.contents:
        yield 1, "contents", f"put chapters/{page} into a table of contents in index.rst"
    for number, line in enumerate(source.splitlines(), 1):
        if line.lstrip().startswith(".. TEMPLATE:"):
            yield number, "template", "take this note of the template out, when it is done"


def _words(source: str) -> Found:
    """Look for words that tell a reader what is easy, and for waits that hope to win a race."""
    text = prose(source)
    for found in _LOOSE.finditer(text):
        yield _line(text, found.start()), "words", f"leave the word {found[0]!r} out of the prose"
    for found in re.finditer(r"(?<!``)\bsleep\((?!0\))", source):
        yield (
            _line(source, found.start()),
            "sleep",
            "nobody sleeps to win a race: let threads meet at an Event or a Barrier",
        )


def _opening(source: str) -> Found:
    """Look at what stands before the first section."""
    first = next(iter(sections(source)), None)
    goals = _GOALS.search(source)
    if goals is None:
        yield (
            1,
            "goals",
            "after the first paragraph, say what the reader can do afterwards: "
            '".. admonition:: After this chapter you can" with ":class: goals"',
        )
        return
    line = _line(source, goals.start())
    if first and not any(text.strip() for text in source.splitlines()[first.line + 1 : line - 1]):
        yield line, "opening", "begin with a paragraph that says what brings people here"
    if len(re.findall(r"^   - ", goals[1], re.MULTILINE)) < 2:
        yield line, "goals", 'name what the reader can do afterwards, one line each: "- say what"'
    if not re.search(r"^   .*\btakes about .*\b(?:minutes?|hours?)\b", goals[1], re.MULTILINE):
        yield line, "duration", 'end the goals with how long it takes: "It takes about 30 minutes."'
    imports = re.search(r"^ *>>> (.*)$", source, re.MULTILINE)
    if imports and not re.match(r"(?:import|from) ", imports[1]):
        number = _line(source, imports.start())
        yield number, "import first", "a page begins by importing what it needs"


def _blocks(source: str) -> Found:
    """Look for blocks of examples that are too long to be read at once."""
    lines = source.splitlines()
    outside = [line if not line.startswith(" ") else "" for line in lines]
    for number, typed in blocks(outside):
        if typed > LONGEST_BLOCK:
            yield number + 1, "block", f"{typed} lines in one block: four to twelve can be read"


def _sections(source: str) -> Found:
    """Look at each section: something to run, and no longer than can be kept in mind."""
    for each in sections(source)[1:]:
        if each.title in ENDINGS:
            continue
        if not each.parts and not examples_in(each.body):
            why = f'nothing to run in "{each.title}": show it by an example, or join it to another'
            yield each.line, "nothing to run", why, each.title
        if len(each.body) > LONGEST_SECTION:
            why = f'"{each.title}" has {len(each.body)} lines: one idea to a section; split it'
            yield each.line, "long", why, each.title


def _endings(source: str) -> Found:
    """Look at the three last sections."""
    found = [each for each in sections(source) if each.level == 1]
    if tuple(each.title for each in found[-3:]) != ENDINGS:
        line = found[-1].line if found else 1
        yield line, "endings", f"end with these sections, in this order: {', '.join(ENDINGS)}"
    for each in found:
        if each.title == "Points to remember" and sum(x.startswith("- ") for x in each.body) < 3:
            yield each.line, "points", "name three points to remember or more, one line each"
        if each.title == "Read more" and "https://docs.sqlalchemy.org/en/21/" not in str(each.body):
            yield each.line, "read more", "say where SQLAlchemy's own documentation has the rest"
    exercises = len(re.findall(r"^\.\. exercise::", source, re.MULTILINE))
    if not 2 <= exercises <= 5:
        yield 1, "exercises", f"two to five exercises end a chapter, and here are {exercises}"


def _terms(source: str, terms: Sequence[str]) -> Found:
    """Look for words of the glossary whose first use is no link."""
    text = prose(source)
    plain = without_links(text)
    for term in terms:
        met = first_mention(term, text, plain) if term not in EVERYDAY else None
        if met and not met[1]:
            why = f'"{term}" is a word of the glossary: link its first use, :term:`{term}`'
            yield _line(text, met[0]), "glossary", why


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
