"""Promise: what Python begins with in the browser is the beginning of what it gets in the end."""

import io
import zipfile
import zipimport
from pathlib import Path

import pytest

import book
from live.pack import LENGTH, in_two

BEGIN = {"os.pyc": b"1" * 1000, "encodings/utf_8.pyc": b"2"}
OTHERS = {"sqlalchemy/__init__.pyc": b"3" * 5000, "rest.txt": b"turtle"}


def contents(packed: bytes) -> dict[str, bytes]:
    """Return what is in a zip, whose sums have been compared."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def packed() -> bytes:
    """Return a zip of two parts."""
    return in_two(BEGIN, OTHERS)


def test_the_whole_is_a_zip_of_all_files(packed: bytes) -> None:
    """Each of them once, in their order."""
    whole = contents(packed)
    assert list(whole) == [LENGTH, *BEGIN, *OTHERS]
    assert {name: whole[name] for name in (*BEGIN, *OTHERS)} == BEGIN | OTHERS


def test_the_beginning_is_a_zip_by_itself(packed: bytes) -> None:
    """Its length stands at a place that the worker knows, in its first file."""
    length = int(contents(packed)[LENGTH])
    assert 0 < length < len(packed)
    assert packed[40:50] == b"%010d" % length
    first = contents(packed[:length])
    assert list(first) == [LENGTH, *BEGIN]
    assert f"[{40}, {50}]" in (book.ROOT / "live/worker/core.js").read_text(encoding="utf-8")


def test_python_imports_from_both(packed: bytes, tmp_path: Path) -> None:
    """It looks again when the whole has come into the place of the beginning."""
    path = tmp_path / "core.zip"
    path.write_bytes(packed[: int(contents(packed)[LENGTH])])
    importer = zipimport.zipimporter(str(path))
    assert importer.get_data("os.pyc") == BEGIN["os.pyc"]
    with pytest.raises(OSError, match=r"rest\.txt"):
        importer.get_data("rest.txt")
    path.write_bytes(packed)
    importer.invalidate_caches()
    assert importer.get_data("os.pyc") == BEGIN["os.pyc"]
    assert importer.get_data("rest.txt") == b"turtle"
