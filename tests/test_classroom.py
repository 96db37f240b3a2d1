"""Promise: one zip has all that a teacher needs, and serves a class of thirty from one laptop."""

import ast
import gzip
import http.client
import re
import shutil
import socket
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from urllib.parse import urlsplit

import pytest

import book
from answering import is_worth
from building import Build
from live.classroom import FOLDER, LEFT_OUT, OWN_EDITOR, TOP, main, pack
from serving import serving
from unzipped import STARTS, Classroom, first_run

PAGE = "chapters/transactions.html"
PUPILS = 30
#: Files from this size on, in bytes as they are sent, are fetched by parts as well, of this size.
LARGE = 1_000_000
#: MB of memory that the server has at most while all of them load at once.
MEMORY = 50


def test_the_same_site_gives_the_same_zip(
    build: Build, classroom: Classroom, tmp_path: Path
) -> None:
    """To the byte, whenever its files were written, and in which order."""
    copy = tmp_path / "copy"
    names = sorted(path for path in build.site.rglob("*") if path.is_file())
    for path in reversed(names):
        target = copy / path.relative_to(build.site)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    again = tmp_path / "again.zip"
    assert pack(copy, again) == classroom.archive.stat().st_size
    assert again.read_bytes() == classroom.archive.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.zip", "copy"]


def test_the_whole_site_is_in_it_with_compressed_twins(build: Build, classroom: Classroom) -> None:
    """In one folder, with the instructions on top, and nothing that a browser never asks for."""
    with zipfile.ZipFile(classroom.archive) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        files = {name.removeprefix(f"{FOLDER}/"): name for name in names}
        assert len(files) == len(set(names)) == len(names)
        assert list(files)[: len(TOP)] == list(TOP)
        for path in build.site.rglob("*"):
            name = path.relative_to(build.site).as_posix()
            if not path.is_file() or LEFT_OUT.search(name):
                assert f"site/{name}" not in files
                continue
            assert archive.read(files[f"site/{name}"]) == path.read_bytes(), name
            if is_worth(path):
                packed = archive.read(files[f"site/{name}.gz"])
                assert gzip.decompress(packed) == path.read_bytes(), name
                assert names.index(files[f"site/{name}"]) < names.index(files[f"site/{name}.gz"])
        assert {name.partition("/")[0] for name in files} == {*TOP, "site", "own-editor"}


#: Addresses that name the content: by a folder, by a sum behind the name or in it.
FIXED = re.compile(r"_static/live/|[?]v=[0-9a-f]{8}$|/book-[0-9a-f]{8}[.]css$")


def pupil(address: str, files: dict[str, bytes], begin: Barrier) -> list[str]:
    """Load files as a browser does, over one connection; return what was wrong.

    :param files: what is sent for each address.
    """
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    wrong = []

    def get(name: str, **headers: str) -> tuple[int, bytes, http.client.HTTPMessage]:
        given = {key.replace("_", "-"): value for key, value in headers.items()}
        connection.request("GET", f"/{name}", headers={"Accept-Encoding": "gzip", **given})
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers

    begin.wait(timeout=60)
    for name, content in files.items():
        status, body, headers = get(name)
        lasting = "immutable" in headers["Cache-Control"]
        if (status, body) != (200, content) or lasting != bool(FIXED.search(name)):
            wrong.append(f"{name}: {status}, {len(body)} bytes")
        if get(name, If_None_Match=headers["ETag"])[:2] != (304, b""):
            wrong.append(f"{name}: sent again")
        if len(content) < LARGE:
            continue
        parts, tag = [], headers["ETag"]
        for at in range(0, len(content), LARGE):
            status, body, headers = get(name, Range=f"bytes={at}-{at + LARGE - 1}", If_Range=tag)
            parts.append(body)
            if status != 206 or not headers["Content-Range"].endswith(f"/{len(content)}"):
                wrong.append(f"{name} from {at}: {status}")
        if b"".join(parts) != content:
            wrong.append(f"{name}: the parts are not the whole")
    connection.close()
    return wrong


def sent(site: Path, name: str) -> bytes:
    """Return what a browser is sent for a file: its twin, where that is worth it."""
    path = site / name.partition("?")[0]
    return (path.with_name(f"{path.name}.gz") if is_worth(path) else path).read_bytes()


def peak(process: subprocess.Popen[str]) -> float:
    """Return the most memory that a process has had, in MB, or 0 where no machine says so."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        return 0
    return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1]) / 1000


def test_a_class_of_thirty_loads_it_at_once(classroom: Classroom) -> None:
    """All that a page and its first run need, compressed, again, and the large files by parts.

    Every byte is right, the server's memory stays small, and it says nothing.
    """
    files = {name: sent(classroom.site, name) for name in first_run(classroom.site, PAGE)}
    assert len(files) > 30
    assert sum(len(content) > LARGE for content in files.values()) >= 2
    begin = Barrier(PUPILS)
    with (
        serving("--port", 0, server=classroom.folder / "serve.py") as (process, address),
        ThreadPoolExecutor(PUPILS) as room,
    ):
        class_ = [room.submit(pupil, address, files, begin) for _ in range(PUPILS)]
        assert [each.result(timeout=300) for each in class_] == [[]] * PUPILS
        assert peak(process) < MEMORY
        process.terminate()
        assert process.communicate(timeout=10)[1] == ""


def test_the_instructions_are_true(classroom: Classroom) -> None:
    """They can be read everywhere; what they name is there, and a class fetches no more."""
    text = (classroom.folder / "START-HERE.txt").read_bytes().decode("ascii")
    assert max(map(len, text.splitlines())) <= 80
    help_ = subprocess.run(
        [sys.executable, "-I", "serve.py", "--help"],
        cwd=classroom.folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for option in set(re.findall(r"serve\.py (--\w+)(?: (--\w+))?", text)):
        assert all(name in help_ for name in option), option
    front = (classroom.site / "index.html").read_text(encoding="utf-8")
    scripts = "".join(path.read_text() for path in classroom.site.glob("_static/live/*/live.js"))
    for name in set(re.findall(r'"((?:Save|Load) progress|Practise|Stop|Link)"', text)):
        assert f"{name}<" in front or f'"{name}"' in scripts, name
    one, all_ = map(int, re.search(r"about (\d+) MB\. For.*?about (\d+) MB", text, re.S).groups())
    starts = [name for name in first_run(classroom.site, PAGE) if name.endswith(STARTS)]
    assert sum(len(sent(classroom.site, name)) for name in starts) < one * 1e6
    assert all_ == PUPILS * one
    assert "chapters/teaching.html" in front


def test_it_says_what_is_missing(classroom: Classroom, tmp_path: Path) -> None:
    """To somebody who starts it from inside of the zip, or has something else on the port."""
    alone = shutil.copy(classroom.folder / "serve.py", tmp_path)

    def said(*arguments: str) -> str:
        command = [sys.executable, "-I", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert (done.returncode, done.stdout) == (1, "")
        return done.stderr

    assert said(alone) == (
        "answering.py has to lie beside serve.py: unzip the whole folder, and start it there.\n"
    )
    shutil.copy(classroom.folder / "answering.py", tmp_path)
    assert said(alone) == (
        f"There is no site in {tmp_path / 'site'}: unzip the whole folder again.\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        assert said(str(classroom.folder / "serve.py"), "--port", str(port)) == (
            f"Cannot serve the site. Port {port} is in use: "
            "choose another, for example python serve.py --port 8080\n"
        )


@pytest.mark.parametrize("name", ["serve.py", "answering.py"])
def test_an_older_python_can_read_it(classroom: Classroom, name: str) -> None:
    """A teacher's laptop may have one from 2020: types are not looked at, and the syntax is old."""
    text = (classroom.folder / name).read_text(encoding="ascii")
    tree = ast.parse(text, feature_version=(3, 9))
    assert any(
        isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body
    )


def test_the_exercises_work_in_ones_own_editor(classroom: Classroom, tmp_path: Path) -> None:
    """From the unzipped folder: written as files, checked, and solved."""
    folder = shutil.copytree(classroom.folder / "own-editor", tmp_path / "own-editor")
    for pattern in OWN_EDITOR:
        assert list(folder.glob(pattern)), pattern

    def exercises(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "exercises", *arguments]
        return subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=120
        )

    name = "connecting/given_back"
    assert exercises("write").returncode == 0
    file = folder / f"exercises/{name}.py"
    before, mark, _ = file.read_text(encoding="utf-8").rpartition("# Your part")
    assert exercises(name).returncode == 1
    rest = mark + ".\n" + exercises("solution", name).stdout
    file.write_text(before + rest, encoding="utf-8")
    done = exercises(name)
    assert done.returncode == 0, done.stdout


def test_a_site_without_live_pages_is_not_packed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line names the command that builds one, and there is no zip."""
    out = tmp_path / "it.zip"
    said = main(["--site", str(tmp_path), "--out", str(out)])
    assert said == f"There is no site with live pages in {tmp_path}: run make html first."
    assert not out.exists()
    assert capsys.readouterr().out == ""


def test_teaching_and_readme_name_the_command() -> None:
    """Where a teacher looks for it."""
    for page in ("README.rst", "chapters/teaching.rst"):
        assert "make classroom" in book.read(page)
