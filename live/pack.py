"""Packs Python for the browser as ``.pyc`` in two zips; runs in Pyodide itself, under Node.

The browser's Python cannot compile fast, and reads only what it needs: so everything is compiled
here, by the very CPython that will load it, and what the start needs lies apart from the rest.
"""

import gzip
import importlib.util
import io
import os
import re
import sys
import zipfile
from collections.abc import Iterator, Sequence

#: Distributions of the environment that every bundle has: the recorder listens to SQLAlchemy.
PACKAGES = ("sqlalchemy", "typing_extensions")
#: What no page can need: tests, tools for other machines, and what has no screen here.
LEFT_OUT = re.compile(
    r"^((.*/)?conftest\.py|sqlalchemy/testing/|antigravity|this\.py|idlelib/|lib2to3/|pydoc_data/"
    r"|turtle|wsgiref/|xmlrpc/|werkzeug/debug/shared/|(imaplib|smtplib|poplib|ftplib|mailbox|webbrowser)\.py)"
)
#: What runs the pages, from the project's root; who has no exercises has no such folder.
OWN = ("recorder", "exercises")
#: The first file of ``core.pack``: ``live/worker/core.js`` reads it.
LENGTH = "length.txt"
#: Of these, what lies in folders is not carried: learners write their answers there.
FLAT = {"exercises"}


def sources(
    stdlib: str, site: str, root: str, modules: Sequence[str], packages: Sequence[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield path in the zip and source of every module, the standard library's first."""
    with zipfile.ZipFile(stdlib) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".py"):
                yield name, archive.read(name)
    for name in packages:
        yield from _tree(site, f"{name}.py" if os.path.isfile(f"{site}/{name}.py") else name)
    for name in dict.fromkeys((*modules, *OWN)):
        if os.path.exists(f"{root}/{name}"):
            yield from _tree(root, name)
    yield from _tree(f"{root}/live", "kernel")


def _tree(base: str, name: str) -> Iterator[tuple[str, bytes]]:
    if name.endswith(".py"):
        with open(f"{base}/{name}", "rb") as file:
            yield name, file.read()
        return
    for entry in sorted(os.listdir(f"{base}/{name}")):
        path = f"{name}/{entry}"
        deeper = name not in FLAT and entry != "__pycache__" and os.path.isdir(f"{base}/{path}")
        if entry.endswith(".py") or deeper:
            yield from _tree(base, path)


def metadata(site: str, packages: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the METADATA of the packages, which pages ask for versions."""
    for folder in sorted(os.listdir(site)):
        name = folder.split("-")[0].lower()
        if folder.endswith(".dist-info") and name in packages:
            with open(f"{site}/{folder}/METADATA", "rb") as file:
                head = file.read().split(b"\n\n")[0]
            yield f"{folder}/METADATA", head + b"\n"


def compiled(name: str, source: bytes) -> bytes:
    """Return a module as ``.pyc`` that nobody checks against a source, which is not there."""
    code = compile(source, name, "exec", dont_inherit=True, optimize=0)
    import marshal

    header = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little")
    return header + importlib.util.source_hash(source) + marshal.dumps(code)


def write(path: str, files: dict[str, bytes]) -> None:
    """Write a compressed zip."""
    with zipfile.ZipFile(path, "w") as archive:
        _add(archive, files, zipfile.ZIP_DEFLATED)


def _add(archive: zipfile.ZipFile, files: dict[str, bytes], kind: int) -> None:
    """Add files; all have the same date."""
    for name, content in files.items():
        archive.writestr(zipfile.ZipInfo(name), content, kind, 9)


def in_two(begin: dict[str, bytes], others: dict[str, bytes]) -> bytes:
    """Return a zip, without compression, whose beginning is a zip by itself.

    Python begins with that while the rest is on its way. How long it is stands in its first file,
    :data:`LENGTH`, in ten digits.
    """
    file = io.BytesIO()
    length = 0
    for _ in range(2):  # the second time, it is known
        file.seek(0)
        with zipfile.ZipFile(file, "w") as first:
            _add(first, {LENGTH: b"%010d" % length} | begin, zipfile.ZIP_STORED)
        length = file.tell()
    with zipfile.ZipFile(file, "w") as whole:
        # Its list of files, which stands at the end, names those as well.
        whole.filelist += first.infolist()
        _add(whole, others, zipfile.ZIP_STORED)
    return file.getvalue()


def module_name(path: str) -> str:
    """Return the dotted name of the module that a path in the zip holds."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def pack(
    stdlib: str,
    site: str,
    root: str,
    out: str,
    modules: Sequence[str] = (),
    packages: Sequence[str] = (),
    first: str = "",
    started: Sequence[str] = (),
) -> None:
    """Write ``core.pack``, a compressed zip without compression inside, and ``rest.zip``.

    What is compressed as a whole is smaller, and the browser opens it while it comes.

    :param stdlib: Pyodide's own zip of the standard library.
    :param site: the site-packages of the environment that the pages are tested in.
    :param root: the project's root.
    :param out: where the zips go.
    :param modules: files and folders of the root that the pages import.
    :param packages: what they import of the environment, besides :data:`PACKAGES`.
    :param first: a file of the root with what most readers run first, as ``>>>`` examples; what
        they load is what the start loads.
    :param started: the modules that Pyodide has loaded when it has started; they come first.
    """
    packages = (*PACKAGES, *packages)
    found = {
        name: source
        for name, source in sources(stdlib, site, root, modules, packages)
        if not LEFT_OUT.match(name)
    }
    with open(f"{root}/{first or 'live/first.txt'}", encoding="utf-8") as file:
        examples = file.read()
    files = {name: compiled(name, source) for name, source in found.items()}
    everything = f"{out}/everything.zip"
    write(everything, {f"{name}c": content for name, content in files.items()})
    sys.path.insert(0, everything)
    start = importlib.import_module("kernel.start")
    start.once(examples)
    start.load_exercises()
    sys.path.remove(everything)
    os.remove(everything)
    core = {
        name
        for name in files
        if module_name(name) in sys.modules
        or name.startswith(("encodings/__init__", "encodings/utf_8"))
    }
    rest = [name for name in files if name not in core]
    own = {name for name in core if module_name(name) in started or name.startswith("encodings/")}
    begin = {f"{name}c": files[name] for name in files if name in own}
    others = {f"{name}c": files[name] for name in files if name in core - own}
    others |= dict(metadata(site, packages))
    others["rest.txt"] = "\n".join(map(module_name, rest)).encode()
    others["first.txt"] = examples.encode()
    with open(f"{out}/core.pack", "wb") as file:
        file.write(gzip.compress(in_two(begin, others), 9, mtime=0))
    write(f"{out}/rest.zip", {f"{name}c": files[name] for name in rest})
