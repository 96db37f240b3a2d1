"""Promise: the search finds the section that a reader needs, by the words that the reader has."""

import gzip
import json
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import book
from building import Build
from extensions.sections import message_of, messages_in
from test_error_catalogue import entries

SEARCH = book.ROOT / "_static/search"
DATA = book.ROOT / "tests/search"
QUESTIONS = tomllib.loads((DATA / "questions.toml").read_text(encoding="utf-8"))
UNIT_TESTS = sorted(DATA.glob("*.test.js"))
CATALOGUE = "chapters/errors.html#"
#: What a reader fetches to search, compressed, in bytes: the programs, and the index of all pages.
LIMIT = 165_000


@pytest.fixture(scope="module")
def index(build: Build) -> dict[str, Any]:
    """Return the index of the built book."""
    return json.loads((build.site / "search.json").read_text(encoding="utf-8"))  # type: ignore


@pytest.fixture
def ask(build: Build, tmp_path: Path) -> Any:
    """Return what asks the engine several questions: of each it gives the first addresses."""

    def answers(questions: Iterable[str]) -> list[list[str]]:
        asked = tmp_path / "questions.json"
        asked.write_text(json.dumps(list(questions)), encoding="utf-8")
        done = book.node(DATA / "ask.mjs", build.site / "search.json", asked)
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout)
        return [[result["address"] for result in answer["results"]] for answer in said]

    return answers


def sections(index: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the sections of an index, each with the address to which a result of it leads."""
    columns = index["sections"]
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    for row in rows:
        row["address"] = index["pages"][row["page"]][0] + (
            f"#{row['anchor']}" * bool(row["anchor"])
        )
    return rows


def printed() -> dict[str, set[str]]:
    """Return the message of each error that an example of a page ends with, and its pages."""
    found: dict[str, set[str]] = {}
    for page in book.pages():
        if page == "README.rst":
            continue
        for example in book.examples(book.read(page), page):
            if example.exc_msg and message_of(example.exc_msg):
                found.setdefault(message_of(example.exc_msg), set()).add(page)
    return found


def pasted(message: str) -> str:
    """Return a message as a reader's terminal has it, where the page has an ellipsis."""
    return message.replace("0x...", "0x7f1c5c2a1d50").replace("await_...", "await_only")


def test_each_question_is_answered_first(ask: Any) -> None:
    """Typos, words of the glossary, names of code, questions, messages of other programs."""
    wanted = QUESTIONS["first"]
    found = dict(zip(wanted, ask(wanted), strict=True))
    wrong = {each: found[each][:3] for each in wanted if found[each][:1] != [wanted[each]]}
    assert not wrong


def test_each_question_is_answered_by_one_of_three(ask: Any) -> None:
    """Where several sections have an answer, the one that is wanted is not far."""
    wanted = QUESTIONS["top-three"]
    found = dict(zip(wanted, ask(wanted), strict=True))
    wrong = {each: found[each] for each in wanted if wanted[each] not in found[each][:3]}
    assert not wrong


def test_the_index_has_every_error_that_a_page_shows(index: dict[str, Any]) -> None:
    """Each with the page on which it stands."""
    have: dict[str, set[str]] = {}
    for each in sections(index):
        for message in each["messages"]:
            page = index["pages"][each["page"]][0].replace(".html", ".rst")
            have.setdefault(message, set()).add(page)
    messages = printed()
    assert len(messages) > 150
    assert {m: pages for m, pages in messages.items() if not pages <= have.get(m, set())} == {}


def test_every_error_that_a_page_shows_is_found(index: dict[str, Any], ask: Any) -> None:
    """The first result is where it stands, or the catalogue's entry for messages of its kind."""
    where: dict[str, set[str]] = {}
    for each in sections(index):
        for message in each["messages"]:
            where.setdefault(message, set()).add(each["address"])
    patterns = {f"{CATALOGUE}{label}": pattern(title) for label, (title, _) in entries().items()}
    phrases = {each["address"]: each["phrases"] for each in sections(index)}
    messages = sorted(printed())
    wrong = {}
    for message, found in zip(messages, ask(map(pasted, messages)), strict=True):
        fitting = {
            address
            for address, like in patterns.items()
            if like.search(message) or any(plain(p) in plain(message) for p in phrases[address])
        }
        if not {*found[:1]} & (where[message] | fitting):
            wrong[message] = found[:3]
    assert not wrong


def plain(text: str) -> str:
    """Return the words of a text alone."""
    return " ".join(re.findall(r"\w+", text.lower()))


def pattern(title: str) -> re.Pattern[str]:
    """Return what fits the messages of an entry: an ellipsis in its heading stands for anything."""
    words = re.sub(r" \(or .*\)$", "", title)
    return re.compile(".*".join(re.escape(part.strip()) for part in words.split("…")))


def test_the_catalogue_comes_first(ask: Any) -> None:
    """An entry's message, as it is shown there, finds that entry, and so with a reader's names."""
    messages = {}
    for label, (_, text) in entries().items():
        said = (message_of(e.exc_msg) for e in book.examples(text, label) if e.exc_msg)
        messages[label] = pasted(next(said))
    for change in (str, renamed, without_class):
        asked = list(map(change, messages.values()))
        found = [each[:1] for each in ask(asked)]
        wanted = [[f"{CATALOGUE}{label}"] for label in messages]
        assert dict(zip(asked, found, strict=True)) == dict(zip(asked, wanted, strict=True))


def renamed(message: str) -> str:
    """Return a message of another program: it has baskets, and no astronauts."""
    names = r"Astronaut|Supply|Mission|Assignment|astronauts?|supplies|missions?|assignments?"
    return re.sub(rf"\b({names})\b", "Basket", message)


def without_class(message: str) -> str:
    """Return a message as a log has it, without the name of its class."""
    return re.sub(r"^[\w.]+: ", "", message)


def test_messages_are_told_from_text() -> None:
    """What names a class of errors or warnings and says something; without what is added to it."""
    text = "one.py:3: SAWarning: Object of type <A> not in session\n  b\nValueError\nall is well"
    assert messages_in(text) == ["SAWarning: Object of type <A> not in session"]
    assert message_of("A: b\n  c\n[SQL: x]\n(Background on this error at: y)") == "A: b c"


def test_every_section_can_be_reached(index: dict[str, Any], build: Build) -> None:
    """A result leads to an element that is there."""
    pages = [(build.site / name).read_text(encoding="utf-8") for name, _ in index["pages"]]
    ids = [set(re.findall(r'\bid="([^"]+)"', page)) for page in pages]
    found = sections(index)
    assert len(found) > 600
    assert [e["address"] for e in found if e["anchor"] and e["anchor"] not in ids[e["page"]]] == []


def test_it_is_small(build: Build) -> None:
    """And its twin, for hosts that hand out what is compressed, has the same in it."""
    content = (build.site / "search.json").read_bytes()
    twin = (build.site / "search.json.gz").read_bytes()
    assert gzip.decompress(twin) == content
    programs = sorted((build.site / "_static/search").glob("*.js"))
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in programs}
    assert len(sizes) > 8
    assert len(twin) + sum(sizes.values()) < LIMIT, (len(twin), sizes)


def test_the_engine_of_sphinx_is_not_shipped(build: Build) -> None:
    """Nobody would use it; and no page asks for it."""
    names = {path.name for path in build.site.rglob("*.js")}
    assert not names & {"searchindex.js", "searchtools.js", "language_data.js"}
    page = (build.site / "search.html").read_text(encoding="utf-8")
    assert not re.search(r"searchindex|searchtools|language_data|stemmer", page)


@pytest.mark.parametrize("path", UNIT_TESTS, ids=lambda path: path.name)
def test_the_javascript_passes_its_own_tests(path: Path) -> None:
    """The pure parts, by Node's own runner."""
    book.run_unit_tests(path)


def test_unit_tests_are_found() -> None:
    """Each pure part has some."""
    assert {"words", "messages", "engine", "excerpt", "telling"} <= {
        path.name.removesuffix(".test.js") for path in UNIT_TESTS
    }


@pytest.mark.parametrize("path", sorted(SEARCH.glob("*.js")), ids=lambda path: path.name)
def test_scripts_fit_in_the_head(path: Path) -> None:
    """Each says what it is for, and is short; the library is somebody else's."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.name != "minisearch.js":
        assert lines[0].startswith("// ")
        assert len(lines) <= 250


def test_the_library_is_the_one_that_is_pinned(tmp_path: Path) -> None:
    """Where package.json names another version, `node live/vendor.mjs` brings it."""
    written = tmp_path / "minisearch.js"
    done = book.node("live/vendor.mjs", written)
    assert done.returncode == 0, done.stderr
    assert written.read_bytes() == (SEARCH / "minisearch.js").read_bytes()
