"""Promise: what the README and the page for authors have one copy is all that it takes."""

import re
import shutil
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import authoring
import book
from exercises import exercises_of

README = book.read("README.rst")
#: What a job of the README's does not install, and so nothing there may import.
MISSING = ("sphinx", "docutils", "bs4", "playwright")


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """Return a project with the records alone."""
    project = authoring.copied(tmp_path, "Records alone")
    shutil.copy(authoring.PROJECT / "engine.rst", project / "index.rst")
    conf = (authoring.PROJECT / "conf.py").read_text(encoding="utf-8")
    (setting,) = re.findall(r"``(extensions = .*?)``", authoring.section("Records alone"))
    conf = re.sub(r"^extensions = .*$", setting, conf, flags=re.MULTILINE)
    (project / "conf.py").write_text(conf, encoding="utf-8")
    return project


def test_records_alone_need_no_node(alone: Path) -> None:
    """Nor any other program: there is none on the path."""
    command = [f"{sys.executable} -m sphinx -n -W . _build/html"]
    done = authoring.run(command, alone, path=str(alone / "nowhere"))
    assert done.returncode == 0, done.stderr
    html = (alone / "_build/html/index.html").read_text(encoding="utf-8")
    page = BeautifulSoup(html, "html.parser")
    told = [each.get_text(" ", strip=True) for each in page.select(".flight-record > summary")]
    assert told == ["BEGIN · 1 CREATE · 1 INSERT · COMMIT", "BEGIN · 1 UPDATE · ROLLBACK"]
    assert "data-live" not in html
    assert not (alone / "_build/html/recorder.zip").exists()
    for link in page.select("link[rel=stylesheet], script[src]"):
        file = (link.get("href") or link["src"]).partition("?")[0]
        assert (alone / "_build/html" / file).is_file(), file


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return the whole project, with all that is to copy; nothing is built."""
    project = authoring.copied(tmp_path, "Copy")
    for source in authoring.PROJECT.glob("*.*"):
        shutil.copy(source, project)
    return project


def test_exercises_are_files_there_too(project: Path) -> None:
    """And no word tells of this book's own environment, or of its Makefile."""
    # Sphinx's own, as sphinx-quickstart writes it.
    (project / "Makefile").write_text("help:\n\t@sphinx-build -M help . _build\n", "utf-8")
    write, check = authoring.commands("Exercises as files")
    early = authoring.run([check], project)
    assert early.stderr.endswith("is not there yet: python -m exercises write writes them all.\n")
    written = authoring.run([write], project)
    assert "\n    python -m exercises --watch\n" in written.stdout
    checked = authoring.run([check], project)
    assert checked.returncode == 1
    assert "\nA hint: python -m exercises hint index/kept" in checked.stdout
    file = project / "exercises/index/kept.py"
    text = file.read_text(encoding="utf-8")
    assert "\n    python -m exercises index/kept\n" in text
    said = [text, *(done.stdout + done.stderr for done in (early, written, checked))]
    for words in said:
        assert not re.search(r"\.venv|\bmake\b", words)
    lost = 'tea.execute("INSERT INTO tin VALUES (?, ?)", (name, grams))'
    file.write_text(text.replace(lost, f"{lost}\n    tea.commit()"), encoding="utf-8")
    solved = authoring.run([check], project)
    assert solved.returncode == 0, solved.stdout


def test_an_example_that_is_wrong_fails_that_build(alone: Path) -> None:
    """With the line of the page."""
    page = alone / "index.rst"
    page.write_text(page.read_text(encoding="utf-8").replace("...\n1\n", "...\n2\n", 1), "utf-8")
    done = authoring.run(["python -m sphinx -n -W . _build/html"], alone)
    assert done.returncode != 0
    assert "index.rst:8: this example does not print what the page says" in done.stderr


def test_any_theme_brings_all_colours_that_are_asked_for() -> None:
    """A colour that a stylesheet begins to use has to come from somewhere in any theme."""
    styles = re.findall(r"_static/(\w+\.css)", authoring.section("Copy"))
    assert len(set(styles)) == 4
    texts = [book.read(f"_static/{name}") for name in styles]
    texts.append(book.read("live/page/editor.js"))
    used = {name for text in texts for name in re.findall(r"var\((--(?:pst|code)-[\w-]+)", text)}
    brought = set(re.findall(r"^  (--[\w-]+):", book.read("extensions/static/any-theme.css"), re.M))
    assert used - brought == set()
    assert len(used) > 20


def test_the_page_shows_the_project_that_is_tested() -> None:
    """The whole configuration and the whole first page; and its exercise is sound."""
    for name in ("conf.py", "index.rst"):
        assert f".. literalinclude:: ../tests/elsewhere/{name}\n" in authoring.PAGE
    lines = (authoring.PROJECT / "conf.py").read_text(encoding="utf-8").splitlines()
    assert len(list(filter(None, lines))) <= 12
    source = (authoring.PROJECT / "index.rst").read_text(encoding="utf-8")
    assert [each.key for each in exercises_of(source, "index")] == ["index/kept"]
    assert not re.search("astronaut|sqlalchemy", source, re.IGNORECASE)


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what the README says to copy for one's own CI, and no more."""
    found = re.search(r"Copy (``.*?)\s+into a folder", README, re.DOTALL)
    assert found
    names = re.findall(r"``(.*?)``", found[1])
    assert len(names) > 3
    folder = tmp_path_factory.mktemp("taken")
    for name in names:
        source, target = book.ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    for name in MISSING:
        (folder / "missing" / name).mkdir(parents=True)
        said = f"raise ModuleNotFoundError('the job does not install {name}')\n"
        (folder / "missing" / name / "__init__.py").write_text(said, encoding="utf-8")
    return folder


def line_of(start: str) -> str:
    """Return a command that the README's section shows."""
    text = README.partition("\nThe examples in your own CI\n")[2]
    (line,) = re.findall(rf"^ +(?:\$|- run:) ({re.escape(start)}.*)$", text, re.MULTILINE)
    return str(line)


def test_a_page_runs_from_what_the_readme_has_one_copy(taken: Path) -> None:
    """Without a word, as it says."""
    done = authoring.run(["export PYTHONPATH=missing", line_of("python -m doctest ")], taken)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_all_pages_are_found_in_what_the_readme_has_one_copy(taken: Path) -> None:
    """With what its job installs; those that need a server have no test there."""
    command = line_of("python -m pytest ")
    # The plugins of this environment are not what its job installs.
    plugins = "-p no:playwright -p no:base-url -p no:cacheprovider"
    export = "export PYTHONPATH=missing"
    done = authoring.run([export, f"{command} --collect-only -q {plugins}"], taken)
    assert done.returncode == 0, done.stdout + done.stderr
    found = {line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line}
    chapters = {page for page in book.pages_here() if page.startswith("chapters/")}
    assert chapters - found == set()
