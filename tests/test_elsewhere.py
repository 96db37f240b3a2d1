"""Promise: what the README and the page for authors have one copy is all that it takes."""

import re
import shutil
import socket
import sys
import tomllib
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


def test_the_server_names_no_command_of_this_book_there(project: Path) -> None:
    """A project has its own way to build."""
    done = authoring.run(["python live/serve.py nowhere"], project)
    assert done.stderr == "There is no site in nowhere: build it first.\n"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        Path(project, "site").mkdir()
        Path(project, "site/index.html").touch()
        port = taken.getsockname()[1]
        done = authoring.run([f"python live/serve.py --port {port} site"], project)
    assert done.stderr.endswith("for example python live/serve.py --port 8080\n")


def test_the_second_page_can_be_left_out(project: Path) -> None:
    """With the last three lines of the first, which lead to it."""
    (project / "engine.rst").unlink()
    page = project / "index.rst"
    lines = page.read_text(encoding="utf-8").splitlines(keepends=True)
    page.write_text("".join(lines[:-3]), encoding="utf-8")
    done = authoring.run(["python -m sphinx -n -W -D live=0 . _build/html"], project)
    assert done.returncode == 0, done.stderr


def test_a_newer_copy_leaves_the_learners_files(project: Path) -> None:
    """And none of the old one's."""
    authoring.run(["python -m exercises write"], project)
    (project / "live/gone.js").touch()
    again = [*authoring.commands("A newer copy"), *authoring.commands("Copy")]
    done = authoring.run(again, project)
    assert (done.returncode, done.stderr) == (0, "")
    assert (project / "exercises/index/kept.py").exists()
    assert (project / "exercises/__main__.py").exists()
    assert not (project / "live/gone.js").exists()


#: Of each extension the folders that its row names, with those of a row that it names.
ALONE = {
    "flight": ["recorder"],
    "live": ["recorder", "live"],
    "exercises": ["recorder", "exercises"],
    "any_theme": [],
}


@pytest.mark.parametrize("name", ALONE)
def test_an_extension_needs_what_its_row_names(name: str, tmp_path: Path) -> None:
    """And nothing else of the book's."""
    for folder in ["extensions", *ALONE[name]]:
        ignored = shutil.ignore_patterns("__pycache__", "*.json")
        shutil.copytree(book.ROOT / folder, tmp_path / folder, ignore=ignored)
    page = "index.rst" if name == "exercises" else "engine.rst"
    text = (authoring.PROJECT / page).read_text(encoding="utf-8").partition(".. toctree::")[0]
    (tmp_path / "index.rst").write_text(text, encoding="utf-8")
    root = "import sys\nfrom pathlib import Path\nsys.path.insert(0, str(Path(__file__).parent))\n"
    conf = f'{root}extensions = ["extensions.{name}"]\nlive = False\n'
    (tmp_path / "conf.py").write_text(conf, encoding="utf-8")
    done = authoring.run(["python -m sphinx -q . _build/html"], tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    row = authoring.section("What there is").partition(f"* - ``extensions.{name}``")[2]
    needs = row.partition("\n   * -")[0].rpartition("\n     - ")[2]
    named = set(re.findall(r"``(\w+)/``", needs))
    if "``extensions.flight``" in needs:
        named.add("recorder")
    assert named == set(ALONE[name])


def test_the_page_says_which_versions_and_what_to_ignore() -> None:
    """As pyproject.toml and this repository's own list say it."""
    said = tomllib.loads(book.read("pyproject.toml"))
    groups = said["dependency-groups"]
    ranges = [each for group in ("site", "book") for each in groups[group] if ">=" in str(each)]
    wanted = [each for each in ranges if each.startswith(("sphinx>", "sqlalchemy>"))]
    copy = authoring.section("Copy")
    assert re.findall(r'"(\S+)"', copy) == wanted
    assert f"Python {said['project']['requires-python'].strip('>=')} or newer" in copy
    listed = authoring.section("Configure").partition(".. code-block:: text\n")[2].split()
    own = {line.removeprefix("/") for line in book.read(".gitignore").splitlines()}
    assert {*listed} == {line for line in own if re.match(r"_build|node|_static|exer|__py", line)}
    assert "\nHow to write an exercise\n---" in book.read("CONTRIBUTING.rst")


@pytest.mark.parametrize("directive", ["native:: It has threads.", "exercise:: Kept"])
def test_records_alone_know_neither(directive: str, alone: Path) -> None:
    """Of the directives that the page shows."""
    with (alone / "index.rst").open("a", encoding="utf-8") as page:
        page.write(f"\n.. {directive}\n")
    done = authoring.run(["python -m sphinx -n -W . _build/html"], alone)
    assert f'Unknown directive type "{directive.partition(":")[0]}"' in done.stderr


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
