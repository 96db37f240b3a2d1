"""Promise: ``python -m exercises`` tells what is solved, what is next and what is wrong with it."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from exercises import Verdict
from exercises.files import text_of
from exercises.processes import check_all
from exercises.running import Saves
from learning import RIGHT, TWO_COMMITS, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a small book, with its exercises written as files."""
    desk = Desk(tmp_path)
    assert desk.do("write") == 0
    return desk


def solve(desk: Desk) -> None:
    """Put the solution into each file."""
    for each in desk.book.exercises:
        desk.book.file(each).write_text(text_of(each, solved=True), encoding="utf-8")


def test_at_first_nothing_passes_and_the_first_is_next(desk: Desk) -> None:
    """Chapters stand in the order of the book; what nobody has begun needs no verdict."""
    assert desk.do() == 1
    assert desk.said == (
        "supplies  0 of 2  ··\n"
        "crew      0 of 2  ··\n"
        "annex     0 of 1  ·\n"
        "\n"
        "0 of 5 pass.\n"
        "\n"
        "Next: All or nothing\n"
        "exercises/supplies/all_or_nothing.py, which waits for you\n"
    )


def test_when_all_pass_the_status_is_0(desk: Desk) -> None:
    """And there is nothing next."""
    solve(desk)
    assert desk.do() == 0
    assert "crew      2 of 2  ✓✓\n" in desk.said
    assert desk.said.endswith("5 of 5 pass.\n\nThat was the last one: all of them pass.\n")


def test_a_wrong_answer_is_told_in_full(desk: Desk) -> None:
    """The expectation as a sentence, the example, both outputs, and the hint of the mistake."""
    desk.answer("supplies/all_or_nothing", TWO_COMMITS)
    assert desk.do("supplies/all_or_nothing") == 1
    assert desk.said == (
        "✗ All or nothing\n"
        "exercises/supplies/all_or_nothing.py\n"
        "\n"
        "Not so yet: All of it was one transaction. (4 of 6 examples are as they should be)\n"
        "\n"
        "    >>> seen.commits\n"
        "    - 1\n"
        "    + 2\n"
        "    (- expected, + yours)\n"
        "\n"
        "Two commits are two transactions.\n"
        "\n"
        "A hint: .venv/bin/python -m exercises hint supplies/all_or_nothing\n"
    )


def test_what_was_begun_comes_before_what_was_not(desk: Desk) -> None:
    """The next one is the one that the learner is at."""
    desk.answer("crew/a_key_of_his_own", "def enlist(engine):\n    return 0\n")
    assert desk.do() == 1
    assert "crew      0 of 2  ·✗\n" in desk.said
    assert "Next: ✗ A key of his own\n" in desk.said
    assert "    - 3\n    + 0\n" in desk.said


def test_the_record_is_told_when_asked_for(desk: Desk) -> None:
    """What the answer sent to the database, as the recorder writes it."""
    desk.answer("supplies/all_or_nothing", RIGHT)
    assert desk.do("all-or-nothing", "--record") == 0
    story = re.findall(
        r"BEGIN|UPDATE|COMMIT|ROLLBACK", desk.said.partition("What your code did")[2]
    )
    assert story[:4] == ["BEGIN", "UPDATE", "UPDATE", "COMMIT"]


@pytest.mark.parametrize(
    "said",
    [
        "supplies/all_or_nothing",
        "supplies/all-or-nothing",
        "exercises/supplies/all_or_nothing.py",
        "./exercises/supplies/all_or_nothing.py",
        "all_or_nothing",
    ],
)
def test_an_exercise_goes_by_many_names(desk: Desk, said: str) -> None:
    """With dashes or without, as a path or not."""
    assert desk.do(said) == 1
    assert desk.said.startswith("✗ All or nothing\n")


def test_several_and_a_whole_chapter_can_be_named(desk: Desk) -> None:
    """Then those are told of, and no others."""
    solve(desk)
    assert desk.do("crew", desk.file("supplies/queue_")) == 0
    assert desk.said.startswith("crew      2 of 2  ✓✓\nsupplies  1 of 1  ✓\n\n3 of 3 pass.\n")


def test_a_wrong_name_brings_the_nearest(desk: Desk) -> None:
    """In one line."""
    assert desk.do("suplies/al_or_nothing") == 2
    assert desk.complained.startswith(
        "No exercise is called 'suplies/al_or_nothing'. Did you mean "
    )
    assert "supplies/all_or_nothing" in desk.complained
    assert desk.complained.count("\n") == 1
    assert desk.do("hint", "xyz") == 2
    assert desk.complained == "No exercise is called 'xyz'. `list` names them all.\n"
    assert desk.do("solution", "crew") == 2
    assert "crew is a chapter. Its exercises: crew/where_is_he_now, " in desk.complained


def test_before_make_exercises_it_says_so(tmp_path: Path) -> None:
    """Whether all are asked for, or one."""
    desk = Desk(tmp_path)
    assert desk.do() == 2
    assert desk.complained == "No exercise is there yet: make exercises writes them all.\n"
    assert desk.do("queue") == 2
    assert "exercises/supplies/queue_.py is not there yet: make ex" in desk.complained


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("def first(names:\n", "This is not Python yet in line 2"),
        ("import os\nos._exit(3)\n", "Your code ended Python itself, with exit status 3.\n"),
        ("import os\nos.kill(os.getpid(), 9)\n", "Your code ended Python itself, by SIGKILL.\n"),
        ("raise KeyboardInterrupt\n", "The check ended with KeyboardInterrupt.\n"),
        ("import sys\nsys.exit()\n", "Your code ends with an error in line 2"),
        ("name = input()\n", "EOFError"),
        ("print('Hello')\n", "Your code itself printed:\n\n    Hello\n"),
    ],
)
def test_whatever_an_answer_does_is_a_verdict(desk: Desk, answer: str, told: str) -> None:
    """No traceback of the checker's own, and the others are checked all the same."""
    solve(desk)
    head = desk.file("supplies/queue_").read_text().partition("\n# Your part")[0].count("\n") + 2
    desk.answer("supplies/queue_", answer)
    assert desk.do("--limit", 60) == 1
    assert "supplies  1 of 2  ✓✗\n" in desk.said
    assert "4 of 5 pass." in desk.said
    at = re.sub(r"line (\d)", lambda found: f"line {head + int(found[1])}", told)
    assert at in desk.said or told in desk.said
    assert desk.complained == ""
    assert "answer.py" not in desk.said


def test_a_loop_without_an_end_is_ended(desk: Desk) -> None:
    """After as many seconds as it is given."""
    desk.answer("supplies/queue_", "while True:\n    pass\n")
    assert desk.do("queue", "--limit", 0.3) == 1
    assert "It did not end within 0.3 seconds.\n" in desk.said
    with pytest.raises(SystemExit):
        desk.do("queue", "--limit", 0)


def test_a_file_that_is_no_text(desk: Desk) -> None:
    """An editor may have been set to another encoding."""
    desk.file("supplies/queue_").write_bytes(b"# \xe9\n")
    assert desk.do("queue") == 1
    assert "The file is no text in UTF-8.\n" in desk.said


def test_changes_of_what_is_given_are_noticed(desk: Desk) -> None:
    """Otherwise a learner wonders why they change nothing."""
    desk.edit("supplies/all_or_nothing", 'item="potatoes"', 'item="water"')
    assert desk.do("all-or-nothing") == 1
    assert "You changed what is given. The check does not see that" in desk.said


def test_ctrl_c_ends_the_check_and_not_the_rest(desk: Desk) -> None:
    """What was running gets a sentence, what was not begun gets no verdict."""

    def interrupted(running: Sequence[object], timeout: float) -> Sequence[object]:
        raise KeyboardInterrupt

    exercise = desk.book.find("queue")[0]
    answers = [(exercise, "while True:\n    pass\n")] * 2
    stopped, not_begun = check_all(answers, processes=1, wait=interrupted)
    assert stopped is not None
    assert stopped.verdict == Verdict(False, stopped.verdict.sentence)
    assert stopped.verdict.sentence.startswith("You stopped it. Is there a loop without an end")
    assert not_begun is None


def test_watching_checks_again_at_each_save(desk: Desk) -> None:
    """First all, then what was saved; Ctrl+C ends it, and the status says whether all pass."""

    def saves() -> list[Path]:
        name, answer = moves.pop(0)
        if not name:
            raise KeyboardInterrupt
        desk.answer(name, answer)
        return [desk.file(name)]

    moves = [("supplies/all_or_nothing", TWO_COMMITS), ("supplies/all_or_nothing", RIGHT), ("", "")]
    assert desk.do("--watch", wait=saves) == 1
    told = desk.said.split("\nWaiting for you to save a file. Ctrl+C ends this.\n")
    assert len(told) == 4
    assert "0 of 5 pass." in told[0]
    assert "✗ All or nothing" in told[1]
    assert "✓ All or nothing" in told[2]
    assert "Next: Queue\n" in told[2]
    solve(desk)
    moves = [("", "")]
    assert desk.do("--watch", wait=saves) == 0


def test_a_save_is_seen_by_its_time_and_size(desk: Desk) -> None:
    """Also of a file that an editor puts in the old one's place, and of one that is new."""
    file, other = desk.file("supplies/queue_"), desk.file("supplies/new")
    looks = 0

    def sleep(seconds: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 2:
            other.write_text("...\n")
            os.replace(other, file)
        if looks == 3:
            other.write_text("...\n")

    wait = Saves([file, other], sleep)
    assert wait() == [file]
    assert looks == 2
    assert wait() == [other]
