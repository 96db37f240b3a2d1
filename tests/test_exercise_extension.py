"""Promise: an exercise is a part of its page, a good one without any script, or the build fails."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from exercises import Exercise, exercises_of
from test_live_extension import bundle, data, folder_with, soup, sphinx

DATA = Path(__file__).parent / "exercise_pages"
TWO = (DATA / "two.rst").read_text(encoding="utf-8")
ORDER = """\
Lines
=====

.. exercise:: In order
   :kind: order

   Put the lines in order.

   .. starter::

      if "a" < "b":
          y = "<&"
      y = 1

   .. solution::

      >>> y = 1
      >>> if "a" < "b":
      ...     y = "<&"

   .. check::

      >>> y
      '<&'

   .. hint:: Begin with the number.
"""
FRONT = "Front\n=====\n\n.. exercise-progress::\n"
FAULT = re.compile(r"^\.\. fault: (.+)$", re.MULTILINE)


def site(tmp_path: Path, *options: str, **pages: str) -> tuple[int, str, Path]:
    """Build pages with exercises; return code, words and site."""
    folder = folder_with(tmp_path, **pages)
    conf = folder / "conf.py"
    more = '"extensions.live", "extensions.exercise_progress"'
    conf.write_text(conf.read_text("utf-8").replace('"extensions.live"', more), "utf-8")
    return sphinx(folder, *options)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site with a page of two exercises, and a front page."""
    folder = tmp_path_factory.mktemp("exercises")
    code, said, built = site(folder, front=FRONT, two=TWO, order=ORDER)
    assert code == 0, said
    return built


@pytest.fixture
def shown(built: Path) -> list[Tag]:
    """Return the two exercises as the page has them."""
    return list(soup(built / "two.html").select("[data-exercise]"))


def roles(element: Tag) -> list[str]:
    """Return what an exercise consists of, in its order."""
    found = element.find_all(attrs={"data-role": True}, recursive=False)
    return [str(each["data-role"]) for each in found]


def test_an_exercise_says_what_it_is(shown: list[Tag]) -> None:
    """Its name, its kind, its state, its number and title, and an address of its own."""
    names = [(e["data-exercise"], e["data-kind"], e["data-state"], e["id"]) for e in shown]
    assert names == [
        ("all-or-nothing", "write", "todo", "exercise-all-or-nothing"),
        ("where-is-it-now", "predict", "todo", "exercise-where-is-it-now"),
    ]
    titles = [e.select_one("[role=heading]").get_text() for e in shown]
    assert titles == ["Exercise 1 All or nothing", "Exercise 2 Where is it now?"]


def test_what_it_consists_of_is_on_the_page_and_closed(shown: list[Tag]) -> None:
    """Without a script the hints, the solution and the check open one by one."""
    first, second = shown
    assert roles(first) == ["given", "starter", "hint", "hint", "solution", "check"]
    assert roles(second) == ["starter", "hint", "solution"]
    opened = [str(each["data-role"]) for each in first.select("details[open]")]
    assert opened == ["given"]
    summaries = [each.get_text() for each in first.select(":scope > details > summary")]
    assert summaries == ["Given", "Hint 1", "Hint 2", "A solution", "What is checked"]


def test_the_starter_is_shown_and_is_no_block_of_the_page(built: Path, shown: list[Tag]) -> None:
    """Code that is not right yet is coloured, has no prompts, and does not run with the page."""
    starter = shown[0].select_one('[data-role="starter"]')
    assert starter.get_text().startswith("def deliver(engine, amount):")
    assert starter.select_one(".highlight .k")
    assert not starter.select("[data-live-block]")
    sources = [e["source"] for block in data(built, "two")["blocks"] for e in block["examples"]]
    assert sum("def deliver" in source for source in sources) == 1


def test_a_prediction_shows_its_program_with_question_marks(shown: list[Tag]) -> None:
    """What is asked for is not to be read off; what is not asked for is."""
    starter = shown[1].select_one('[data-role="starter"]').get_text()
    assert "# ?\n?\n" in starter
    assert "'persistent'" not in starter
    assert "'persistent'" in shown[1].select_one('[data-role="solution"]').get_text()


def test_what_it_is_answered_with_is_there_before_any_script(shown: list[Tag]) -> None:
    """The script takes it over; so nothing on the page moves when it comes."""
    for number, element in enumerate(shown, 1):
        labels = [str(each["aria-label"]) for each in element.select(".exercise-tools > button")]
        it = f"exercise {number}"
        assert labels == [f"Check {it}", f"Hint for {it}", f"Solution of {it}", f"Reset {it}"]
    first, second = shown
    assert first.select_one(".exercise-help")["id"] == "exercise-help-all-or-nothing"
    assert not first.select("form")
    assert not second.select(".exercise-help")
    legend = second.select_one('[data-role="starter"] > form legend').get_text()
    assert legend.startswith("next(name for name in (")
    assert legend.endswith("getattr(state, name)) prints")
    choices = [str(each["value"]) for each in second.select("form input[type=radio]")]
    assert choices == ["transient", "pending", "persistent"]


def test_lines_to_put_in_order_are_a_list(built: Path) -> None:
    """As they are written, in their colours; each button says what it moves."""
    element = soup(built / "order.html").select_one('[data-exercise="in-order"]')
    items = element.select('[data-role="starter"] > .exercise-lines > li')
    written = ['if "a" < "b":', '    y = "<&"', "y = 1"]
    assert [each.pre.code.get_text() for each in items] == written
    assert items[0].select_one("code .k").get_text() == "if"
    labels = [[button["aria-label"] for button in each.select("button")] for each in items]
    assert labels == [[f"Move {way}: {line.strip()}" for way in ("up", "down")] for line in written]


def test_where_nothing_is_live_there_is_nothing_to_press(tmp_path: Path) -> None:
    """An exercise is a part of a book then."""
    code, said, built = site(tmp_path, "-D", "live=0", two=TWO, order=ORDER)
    assert code == 0, said
    for name in ("two", "order"):
        assert soup(built / f"{name}.html").select("[data-exercise]")
        assert not soup(built / f"{name}.html").select("[data-exercise] :is(button, input, form)")


def test_the_examples_of_an_exercise_are_blocks_of_the_page(shown: list[Tag]) -> None:
    """The page is one program: given, solution and check run in it, in the order of the source."""
    numbers = [int(b["data-live-block"]) for e in shown for b in e.select("[data-live-block]")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(element.select('[data-role="record"]') for element in shown)


def test_mistakes_are_not_shown(shown: list[Tag]) -> None:
    """They are for those who make them."""
    assert "two transactions" not in " ".join(element.get_text() for element in shown)


def test_the_page_hands_its_exercises_to_its_script(built: Path) -> None:
    """All that the check needs."""
    page = data(built, "two")
    given = [dict(each) for each in page["exercises"]]
    assert [each.pop("key") for each in given] == ["two/all-or-nothing", "two/where-is-it-now"]
    assert [Exercise.from_dict(each) for each in given] == [
        Exercise.from_dict({**each.as_dict(), "line": made["line"]})
        for each, made in zip(exercises_of(TWO, "two"), given, strict=True)
    ]


def test_only_pages_with_exercises_load_their_style(built: Path) -> None:
    """The table has it too."""
    assert "exercise.css" in (built / "two.html").read_text(encoding="utf-8")
    assert "exercise.css" in (built / "front.html").read_text(encoding="utf-8")
    assert "exercise.css" not in (built / "index.html").read_text(encoding="utf-8")


def rows(page: BeautifulSoup) -> list[tuple[str, str, str]]:
    """Return address, title and number of each row of the table."""
    found = page.select("table[data-progress] tbody tr")
    return [(r.a["href"], r.a.get_text(), r.td.get_text()) for r in found]


def test_the_table_counts_the_exercises_of_each_chapter(built: Path) -> None:
    """Chapters without any have no row."""
    page = soup(built / "front.html")
    assert rows(page) == [
        ("two.html", "Two exercises", "2 exercises"),
        ("order.html", "Lines", "1 exercise"),
    ]
    keys = page.select_one("table[data-progress] tbody tr")["data-keys"]
    assert keys == "two/all-or-nothing two/where-is-it-now"


def test_the_table_follows_the_chapters(tmp_path: Path) -> None:
    """A page that was not read again shows what the others have now."""
    folder = folder_with(tmp_path, front=FRONT, two=TWO)
    assert site(tmp_path, front=FRONT, two=TWO)[0] == 0
    one = TWO[: TWO.index(".. exercise:: Where is it now?")]
    (folder / "two.rst").write_text(one, encoding="utf-8")
    bundle(folder, "one")
    code, said, again = sphinx(folder)
    assert code == 0, said
    assert rows(soup(again / "front.html")) == [("two.html", "Two exercises", "1 exercise")]


@pytest.mark.parametrize("path", sorted((DATA / "bad").glob("*.rst")), ids=lambda path: path.stem)
def test_a_malformed_exercise_fails_the_build(tmp_path: Path, path: Path) -> None:
    """The message says what to do, and where."""
    text = path.read_text(encoding="utf-8")
    code, said, _ = site(tmp_path, page=text)
    assert code != 0
    assert FAULT.search(text)[1] in said
    assert "page.rst" in said
