"""Promise: what the browser loads is one folder that its content names, and is built anew alike."""

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import sqlalchemy

import book

SOURCE = Path(__file__).parent / "live/source"
LIVE = book.ROOT / "live"
UNIT_TESTS = sorted(path for path in LIVE.glob("*/tests/*.*js") if "node_modules" not in path.parts)


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    """Build from the folder's ``source`` into its ``out``, with the packages of its ``site``."""
    return book.node(
        *("live/build.mjs", "--out", folder / "out"),
        *("--source", folder / "source", "--site-packages", folder / "site"),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a small program to build, and Python packages of which one is used."""
    shutil.copytree(SOURCE, tmp_path / "source")
    for name, licence in (("sqlalchemy", "MIT"), ("unused", "Secret")):
        about = tmp_path / f"site/{name}-1.0.dist-info"
        about.mkdir(parents=True)
        text = f"Name: {name}\nVersion: 1.0\nLicense-Expression: {licence}\n"
        (about / "METADATA").write_text(text, encoding="utf-8")
        (about / "LICENSE").write_text(f"The text of {name}'s licence.\n", encoding="utf-8")
    return tmp_path


def built(folder: Path) -> Path:
    """Build, and return the one folder that there is now."""
    said = build(folder)
    assert (said.returncode, said.stderr) == (0, "")
    (version,) = (folder / "out").iterdir()
    return version


def test_a_version_holds_all_that_is_loaded_and_its_twins(folder: Path) -> None:
    """Compressed twins are there for what is text or program, and say the same."""
    version = built(folder)
    chunk = r"editor-[A-Z0-9]{8}\.js"
    names = sorted(path.name for path in version.iterdir() if not path.name.endswith(".gz"))
    assert [name for name in names if not re.fullmatch(chunk, name)] == [
        *("LICENSES.txt", "core.pack", "early.js", "live.js"),
        *("pyodide.asm.mjs", "pyodide.asm.wasm"),
        *("rest.zip", "sw.js", "version.json", "worker.js"),
    ]
    twins = list(version.glob("*.gz"))
    assert {path.stem for path in twins} == {n for n in names if n.endswith(("js", "wasm"))}
    for twin in twins:
        assert gzip.decompress(twin.read_bytes()) == twin.with_suffix("").read_bytes()
    assert all(path.stat().st_mode & 0o777 == 0o644 for path in version.iterdir())


def test_the_editor_is_a_file_of_its_own(folder: Path) -> None:
    """A page that nobody edits does not load it; what is no module is a script in one piece."""
    version = built(folder)
    (editor,) = version.glob("editor-*.js")
    assert editor.stat().st_size > 200_000
    assert (version / "live.js").stat().st_size < 500
    assert editor.name in (version / "live.js").read_text(encoding="utf-8")
    for name in ("sw.js", "early.js"):
        assert not re.search(r"\b(import|export)\b", (version / name).read_text(encoding="utf-8"))


def test_version_json_says_what_is_inside(folder: Path) -> None:
    """The versions, and what each file takes, as it is and compressed."""
    version = built(folder)
    said = json.loads((version / "version.json").read_text(encoding="utf-8"))
    assert said["version"] == version.name
    pins = json.loads((book.ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    found = {name: said[name] for name in ("python", "sqlalchemy", "pyodide", "codemirror")}
    assert found == {
        "python": "3.14.2",
        "sqlalchemy": "1.0",
        "pyodide": pins["pyodide"],
        "codemirror": pins["@codemirror/view"],
    }
    wasm = said["files"]["pyodide.asm.wasm"]
    assert wasm["bytes"] == (version / "pyodide.asm.wasm").stat().st_size
    assert wasm["gzip"] == (version / "pyodide.asm.wasm.gz").stat().st_size


def test_the_licences_of_what_is_handed_out_lie_beside_it(folder: Path) -> None:
    """Of what was bundled and packed, and of nothing else."""
    text = (built(folder) / "LICENSES.txt").read_text(encoding="utf-8")
    for name in ("@codemirror/view", "@lezer/python", "pyodide", "sqlalchemy 1.0", "Python"):
        assert f"\n{name}" in text
    assert "The text of sqlalchemy's licence." in text
    # npm brings Pyodide without a licence, and what is compiled into it has several.
    for name in ("Mozilla Public License Version 2", "PYTHON SOFTWARE FOUNDATION", "SQLite"):
        assert text.count(f"\n{name}") == 1, name
    assert "https://github.com/pyodide/pyodide" in text
    assert "unused" not in text
    assert "esbuild" not in text


def test_the_same_sources_give_the_same_version(folder: Path) -> None:
    """A browser keeps its files when a site is built again; any change gives another name."""
    first = built(folder)
    content = {path.name: path.read_bytes() for path in first.iterdir()}
    again = built(folder)
    assert again == first
    assert {path.name: path.read_bytes() for path in again.iterdir()} == content
    with (folder / "source/page/state.js").open("a") as file:
        file.write("globalThis.more = 1;\n")
    assert built(folder) != first


def test_a_build_that_fails_says_why_and_leaves_the_last_one(folder: Path) -> None:
    """Whoever serves the site meanwhile still has all of it."""
    version = built(folder)
    (folder / "source/page/state.js").write_text("export const number = ;\n", encoding="utf-8")
    said = build(folder)
    assert said.returncode == 1
    assert "state.js:1:22: ERROR: Unexpected" in said.stderr
    assert said.stderr.splitlines()[0].startswith("The live pages' script could not be built.")
    assert (version / "version.json").exists()


def test_what_make_built_is_built_again_the_same(tmp_path: Path) -> None:
    """With the real Python modules too; they are of the version that the pages are tested with."""
    (said,) = (book.ROOT / "_static/live").glob("*/version.json")
    assert json.loads(said.read_text(encoding="utf-8"))["sqlalchemy"] == sqlalchemy.__version__
    done = book.run("-m", "extensions.bundle", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    (version,) = tmp_path.iterdir()
    differ = [
        path.name
        for path in version.iterdir()
        if path.suffix != ".gz" and path.read_bytes() != (said.parent / path.name).read_bytes()
    ]
    assert (version.name, differ) == (said.parent.name, [])


@pytest.mark.parametrize("path", UNIT_TESTS, ids=lambda path: path.relative_to(LIVE).as_posix())
def test_the_javascript_passes_its_own_tests(path: Path) -> None:
    """The pure parts of the page and of the service worker, by Node's own runner."""
    book.run_unit_tests(path)


def test_every_npm_package_is_pinned_by_its_hash() -> None:
    """And the lock file does not say where it comes from: that is for each machine to say."""
    package = json.loads((book.ROOT / "package.json").read_text(encoding="utf-8"))
    text = (book.ROOT / "package-lock.json").read_text(encoding="utf-8")
    lock = json.loads(text)["packages"]
    own = lock.pop("")
    assert own["devDependencies"] == package["devDependencies"]
    assert "resolved" not in text
    for name, version in package["devDependencies"].items():
        assert lock[f"node_modules/{name}"]["version"] == version
    assert all(each["integrity"].startswith("sha512-") for each in lock.values())


def test_unit_tests_are_found() -> None:
    """A folder that was renamed would take its tests out of the run without a word."""
    assert {path.parts[-3] for path in UNIT_TESTS} >= {"page", "service-worker"}
