"""Promise: where Python begins with its modules in memory, their file is fetched when needed."""

import gzip
import importlib
import importlib.metadata
import py_compile
import sys
import zipfile
import zipimport
from collections.abc import Iterator
from pathlib import Path

import pytest

import book

sys.path.insert(0, str(book.ROOT / "live"))

from kernel.core import Core

TOLD = "Name: told\nVersion: 1.0\n"


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Return a list that grows when the zip is fetched, which is empty and known."""
    source, place = tmp_path / "in_the_zip.py", tmp_path / "core.zip"
    source.write_text("number = 7\n", encoding="utf-8")
    with zipfile.ZipFile(place, "w") as archive:
        archive.write(py_compile.compile(str(source), f"{source}c"), "in_the_zip.pyc")
        archive.writestr("told-1.0.dist-info/METADATA", TOLD)
    content = place.read_bytes()
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    monkeypatch.setattr(sys, "path", [str(place), *sys.path])
    monkeypatch.setitem(sys.path_importer_cache, str(place), zipimport.zipimporter(str(place)))
    place.write_bytes(b"")
    asked: list[str] = []

    def fetch() -> bytes:
        asked.append("core.pack")
        return gzip.compress(content)

    Core(fetch, str(place)).install()
    yield asked
    zipimport._zip_directory_cache.pop(str(place), None)
    sys.modules.pop("in_the_zip", None)


def test_a_module_of_the_zip_fetches_it(asked: list[str]) -> None:
    """Python's own way to it is as it was."""
    assert importlib.import_module("in_the_zip").number == 7
    assert asked == ["core.pack"]


def test_what_is_not_in_the_zip_does_not_fetch_it(asked: list[str]) -> None:
    """Nor does what Python has imported before."""
    with pytest.raises(ImportError):
        importlib.import_module("not_in_the_zip")
    assert asked == []


def test_what_is_told_of_packages_fetches_it_once(asked: list[str]) -> None:
    """A page may ask for a version."""
    assert importlib.metadata.version("told") == "1.0"
    assert importlib.metadata.version("told") == "1.0"
    assert asked == ["core.pack"]


def test_a_reader_who_has_it_read_anew_gets_it(asked: list[str]) -> None:
    """Python then forgets what is in the zip, and looks again."""
    importlib.invalidate_caches()
    assert importlib.import_module("in_the_zip").number == 7
    assert asked == ["core.pack"]
