"""Promise: the build makes each block ready to run in the page, and tells where it cannot."""

import doctest
import json
import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import book
from building import Build
from extensions.program import code_of

DATA = Path(__file__).parent / "live"
_EXPECTED = re.compile(r"^\.\. fault: (.+)$", re.MULTILINE)
#: These name the extensions, or hold what a build tells the next.
NOTES = {".doctrees", ".buildinfo", ".buildinfo.bak", "searchindex.js"}
CONF = """
import sys
sys.path.insert(0, {root!r})
extensions = ["extensions.live", "sphinx_design"]
live_bundles = "bundles"
"""


def folder_with(tmp_path: Path, **pages: str) -> Path:
    """Return a folder with a configuration, a bundle that does nothing, and some pages."""
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "conf.py").write_text(CONF.format(root=str(book.ROOT)), encoding="utf-8")
    names = "\n".join(f"   {name}" for name in pages)
    (tmp_path / "index.rst").write_text(f"Index\n=====\n\n.. toctree::\n\n{names}\n", "utf-8")
    for name, text in pages.items():
        (tmp_path / f"{name}.rst").write_text(text, encoding="utf-8")
    for each in (book.ROOT / "astronauts.py", DATA / "good/shown.txt"):
        shutil.copy(each, tmp_path)
    bundle(tmp_path, "one")
    return tmp_path


def bundle(folder: Path, version: str) -> None:
    """Put a bundle into the folder, in place of the one that is there."""
    shutil.rmtree(folder / "bundles", ignore_errors=True)
    (folder / "bundles" / version).mkdir(parents=True)
    for name in ("live.js", "version.json"):
        (folder / "bundles" / version / name).write_text(f"// {version}\n", encoding="utf-8")


def sphinx(folder: Path, *options: str) -> tuple[int, str, Path]:
    """Build the pages of a folder; return code, words and site."""
    site = folder / "_build"
    done = book.run("-m", "sphinx", "-v", "-W", "--keep-going", *options, str(folder), str(site))
    return done.returncode, done.stdout + done.stderr, site


def soup(path: Path) -> BeautifulSoup:
    """Return a built page, parsed."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def data(site: Path, page: str) -> dict:
    """Return a page's JSON."""
    return json.loads((site / f"_static/live-pages/{page}.json").read_text(encoding="utf-8"))


EVERYTHING = (DATA / "good/everything.rst").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the built site of the page that has a block in every place."""
    code, said, site = sphinx(folder_with(tmp_path_factory.mktemp("live"), page=EVERYTHING))
    assert code == 0, said
    return site


def test_every_block_is_wrapped_wherever_it_stands(everything: Path) -> None:
    """Numbered down the page; the record is in the same element, and why a block is native."""
    blocks = soup(everything / "page.html").select("[data-live-block]")
    assert [each["data-live-block"] for each in blocks] == ["1", "2", "3", "4", "5", "6"]
    assert [each["data-state"] for each in blocks] == [*("idle",) * 3, "native", *("idle",) * 2]
    for block in blocks:
        assert len(block.select(':scope > [data-role="output"] pre')) == 1
    with_record = [each for each in blocks if each.select_one("details")]
    assert with_record == [blocks[0], blocks[2]]
    assert blocks[2].find_all(recursive=False)[-1]["data-role"] == "record"
    reason = blocks[3].select_one(":scope > p.live-reason[hidden]").get_text()
    assert reason.endswith('wait for each other, "really" & <at once>.')
    assert "doctest:" not in blocks[1].get_text()


def test_a_whole_section_is_native(tmp_path: Path) -> None:
    """Every block that follows the mark, also in sections below; not those before or after."""
    mark = ".. native:: It never ends.\n   :section:\n"
    below = "Below\n~~~~~\n\n>>> 3\n3\n"
    text = f"P\n=\n\nS\n-\n\n>>> 1\n1\n\n{mark}\n>>> 2\n2\n\n{below}\nT\n-\n\n>>> 4\n4\n"
    code, said, site = sphinx(folder_with(tmp_path, page=text))
    assert code == 0, said
    told = [each["native"] for each in data(site, "page")["blocks"]]
    assert told == ["", "It never ends.", "It never ends.", ""]


def test_the_json_is_what_doctest_reads(everything: Path) -> None:
    """With the flags that the page does not show, and the lines where the examples stand."""
    found = data(everything, "page")
    assert found["page"] == "page"
    assert_same(found, EVERYTHING)
    assert [each["native"] != "" for each in found["blocks"]] == [each == 3 for each in range(6)]
    assert found["blocks"][1]["examples"][0]["options"] == {"NORMALIZE_WHITESPACE": True}
    assert found["blocks"][2]["code"] == (
        "with Session(engine) as session:\n    mark = session.get(Astronaut, 6)\n\nmark.lastname\n"
    )


def assert_same(found: dict, source: str) -> None:
    """Compare a page's JSON with the examples of its source, but for those of included files."""
    told = [example for block in found["blocks"] for example in block["examples"]]
    for own, example in zip(told, book.examples(source, found["page"]), strict=True):
        flags = {doctest.OPTIONFLAGS_BY_NAME[name]: on for name, on in own["options"].items()}
        assert doctest.Example(**own | {"options": flags}) == example


@pytest.mark.parametrize(
    ("sources", "code"),
    [
        (["a = 1\n", "a\n"], "a = 1\na\n"),
        (["for a in b:\n    a\n", "b\n"], "for a in b:\n    a\n\nb\n"),
        (["f(\n    1,\n)\n", "b\n"], "f(\n    1,\n)\nb\n"),
        (["class A:\n    x = 1\n\n    y = 2\n", "b\n"], "class A:\n    x = 1\n\n    y = 2\n\nb\n"),
        (["@c\ndef f(): pass\n"], "@c\ndef f(): pass\n"),
        (["1 +\n", "b\n"], "1 +\nb\n"),
    ],
)
def test_the_editor_shows_statements_as_one_types_them(sources: list[str], code: str) -> None:
    """An empty line ends what has a body, and nothing else."""
    assert code_of(sources) == code


@pytest.mark.parametrize("path", sorted(DATA.glob("bad/*.rst")), ids=lambda path: path.stem)
def test_a_native_that_says_nothing_fails_the_build(path: Path, tmp_path: Path) -> None:
    """The message names file and line, and says what is wrong."""
    text = path.read_text(encoding="utf-8")
    code, said, _ = sphinx(folder_with(tmp_path, page=text))
    assert code != 0
    assert _EXPECTED.findall(text)
    for expected in _EXPECTED.findall(text):
        assert expected in said


def test_pages_with_blocks_load_the_script_and_others_do_not(tmp_path: Path) -> None:
    """Its addresses are relative, so a site may lie anywhere; the page's JSON has its hash."""
    folder = folder_with(tmp_path, **{"one": "One\n===\n\n>>> 1\n1\n"})
    (folder / "deep").mkdir()
    (folder / "deep/two.rst").write_text(":orphan:\n\nTwo\n===\n\n>>> 2\n2\n", encoding="utf-8")
    _, _, site = sphinx(folder)
    (script,) = soup(site / "deep/two.html").select("script[data-live-page]")
    assert script["type"] == "module"
    assert script["src"] == "../_static/live/one/live.js"
    assert script["data-live-root"] == "../"
    assert re.fullmatch(
        r"\.\./_static/live-pages/deep/two\.json\?v=[0-9a-f]{8}", script["data-live-page"]
    )
    assert soup(site / "one.html").select_one("script[data-live-page]")["data-live-root"] == "./"
    for page in ("index", "genindex", "search"):
        assert "live" not in (site / f"{page}.html").read_text(encoding="utf-8")


def files(site: Path) -> dict[str, bytes]:
    """Return the site's files, but for those that hold what extensions there were."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and not NOTES & set(path.relative_to(site).parts)
    }


def test_without_live_the_site_is_as_if_there_was_no_such_thing(tmp_path: Path) -> None:
    """Byte for byte, also where an earlier build was live; no bundle is asked for."""
    text = re.sub(r" *\.\. native::.*\n\n", "", EVERYTHING)
    plain = folder_with(tmp_path / "plain", page=text)
    conf = (plain / "conf.py").read_text(encoding="utf-8")
    (plain / "conf.py").write_text(conf.replace("extensions.live", "extensions.flight"), "utf-8")
    folder = folder_with(tmp_path / "live", page=text)
    sphinx(folder)
    shutil.rmtree(folder / "bundles")
    code, said, site = sphinx(folder, "-D", "live=0")
    assert code == 0, said
    assert files(site) == files(sphinx(plain)[2])


@pytest.mark.parametrize("builder", ["text", "latex"])
def test_other_writers_see_only_what_is_in_the_element(builder: str, tmp_path: Path) -> None:
    """They need no bundle, and write each example once, and nothing of why one is native."""
    folder = folder_with(tmp_path, page=EVERYTHING)
    shutil.rmtree(folder / "bundles")
    code, said, site = sphinx(folder, "-b", builder)
    assert code == 0, said
    written = "".join(path.read_text(encoding="utf-8") for path in site.glob("*.t[xe]*"))
    assert written.count("Watney") == written.count("ZeroDivisionError") == 1
    assert "wait for each other" not in written


def test_a_missing_bundle_is_one_clear_line(tmp_path: Path) -> None:
    """It says what to do, before any page is read."""
    folder = folder_with(tmp_path, page=EVERYTHING)
    shutil.rmtree(folder / "bundles")
    done = book.run("-m", "sphinx", "-q", str(folder), str(folder / "_build"))
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        "",
        "The live pages' script is missing from bundles: "
        "`python -m extensions.bundle` builds it, as `make html` does, and the option "
        "`-D live=0`, or `make html LIVE=0`, builds the book without it.\n",
    )


def test_a_new_bundle_writes_all_pages_and_reads_none(tmp_path: Path) -> None:
    """Pages name the version that they load; their examples need not run again for it."""
    folder = folder_with(tmp_path, one="One\n===\n\n>>> 1\n1\n", two="Two\n===\n\n>>> 2\n2\n")
    sphinx(folder)
    bundle(folder, "other")
    code, said, site = sphinx(folder)
    assert (code, "running the examples" in said) == (0, False)
    for page in ("one", "two"):
        assert "_static/live/other/live.js" in (site / f"{page}.html").read_text(encoding="utf-8")
    assert [path.name for path in (site / "_static/live").iterdir()] == ["other"]


def test_what_an_earlier_build_left_is_removed(tmp_path: Path) -> None:
    """A page that is gone, or has no blocks any more, has no JSON; the others keep theirs."""
    folder = folder_with(
        tmp_path,
        **{name: f"{name}\n=====\n\n>>> {number}\n{number}\n" for number, name in enumerate("abc")},
    )
    _, _, site = sphinx(folder)
    (folder / "a.rst").unlink()
    (folder / "b.rst").write_text("b\n=====\n\nNothing to run.\n", encoding="utf-8")
    (folder / "index.rst").write_text("Index\n=====\n\n.. toctree::\n\n   b\n   c\n", "utf-8")
    code, said, site = sphinx(folder)
    assert code == 0, said
    assert [path.name for path in (site / "_static/live-pages").iterdir()] == ["c.json"]
    assert "live" not in (site / "b.html").read_text(encoding="utf-8")


def test_parallel_builds_say_the_same(tmp_path: Path) -> None:
    """``-j 2`` writes what one process writes."""
    pages = {f"page{number}": f"Page\n====\n\n>>> {number}\n{number}\n" for number in range(8)}
    _, _, alone = sphinx(folder_with(tmp_path / "alone", **pages))
    _, _, both = sphinx(folder_with(tmp_path / "both", **pages), "-j", "2")
    assert files(both / "_static/live-pages") == files(alone / "_static/live-pages")
    assert len(files(both / "_static/live-pages")) == 8


def test_every_page_of_the_book_keeps_the_contract(build: Build) -> None:
    """As many numbered blocks as the JSON has, and in it what ``make doctest`` runs."""
    blocks = 0
    for page in book.pages():
        name = page.removesuffix(".rst")
        if page == "README.rst" or not book.examples(book.read(page), page):
            continue
        shown = soup(build.site / f"{name}.html").select("[data-live-block]")
        if page not in book.pages_here():
            assert {each["data-state"] for each in shown} == {"native"}
            continue
        found = data(build.site, name)
        assert_same(found, book.read(page))
        assert [each["data-live-block"] for each in shown] == [
            str(number) for number in range(1, len(found["blocks"]) + 1)
        ]
        native = ["native" if each["native"] else "idle" for each in found["blocks"]]
        assert [each["data-state"] for each in shown] == native
        blocks += len(shown)
    assert blocks > 300


def test_a_page_that_needs_a_server_is_not_live(tmp_path: Path) -> None:
    """Nothing could run there: no script, no JSON, and nothing that promises it."""
    page = ":databases: PostgreSQL\n\nPage\n====\n\n>>> 1\n1\n"
    folder = folder_with(tmp_path, server=page, other="Other\n=====\n\n>>> 1\n1\n")
    code, said, site = sphinx(folder, "-D", "flight_records=0")
    assert code == 0, said
    assert [path.name for path in (site / "_static/live-pages").iterdir()] == ["other.json"]
    html = (site / "server.html").read_text(encoding="utf-8")
    assert "data-live-page" not in html
    assert 'data-state="native"' in html
