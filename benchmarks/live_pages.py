"""What the live pages cost, as ratios in one run against bare Pyodide in the same browser.

``python benchmarks/live_pages.py SITE`` takes a built site, and prints each ratio with its limit:

1. ``first``: from navigation, with an immediate click, to the first block's output, nothing cached;
2. ``first at 25 Mbit/s``: the same through a server that sends no faster;
3. ``later visit`` and ``later page``: the same when the browser has been here before, in a new tab,
   on the first page and on a long chapter; ``next page``: on that chapter, when the reader goes
   there from the first page, where a block has run;
4. ``running``: a whole page run live, with its records, against its statements in bare Pyodide;
5. ``idle page``: JavaScript and CSS that a page nobody runs loads for it, in kB compressed;
6. ``download``: all that is fetched up to the first output, in MB compressed.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy
import typing_extensions
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from ratios import within

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "live")]

from answering import compressed, is_worth  # noqa: E402 (the path comes first)
from live import serve  # noqa: E402

LIMITS = {
    "first": 0.45,
    "first at 25 Mbit/s": 0.60,
    "later visit": 0.15,
    "later page": 0.15,
    "next page": 0.15,
    "running": 1.5,
    "idle page": 60.0,
    "download": 9.5,
}
#: Bytes a second that the slow server sends, over all connections together: 25 Mbit/s.
SLOW = 25_000_000 // 8
CHAPTER = "chapters/transactions"
#: What a worker fetches before the first output.
STARTS = ("worker.js", "pyodide.asm.mjs", "pyodide.asm.wasm", "core.pack")
FIRST = "[data-live-block='1'] [data-action=run]"
ALL_DONE = "!document.querySelector('[data-live-block]:not([data-state=match])')"
DONE = "[data-live-block='1']:is([data-state=match], [data-state=differs], [data-state=error])"


class Line:
    """A line that carries so many bytes a second, whoever sends them."""

    def __init__(self, rate: int) -> None:
        self._rate, self._free, self._lock = rate, 0.0, threading.Lock()

    def carry(self, count: int) -> None:
        """Wait until so many bytes have gone over the line."""
        with self._lock:
            begin = max(self._free, time.monotonic())
            self._free = begin + count / self._rate
        time.sleep(max(0.0, self._free - time.monotonic()))


@contextmanager
def served(site: Path, rate: int | None = None) -> Iterator[str]:
    """Serve a site, slowly when a rate in bytes a second is given; yield its address."""
    server = serve.open_server(site, 0)
    if rate:
        line = Line(rate)

        class Slow(serve.Handler):
            def answer(self, status: Any, file: Path) -> None:
                usual = self.wfile
                self.wfile = _Through(usual, line)  # type: ignore[assignment]
                try:
                    super().answer(status, file)
                finally:
                    self.wfile = usual

        handler = server.RequestHandlerClass
        server.RequestHandlerClass = lambda *args: Slow(*args, **handler.keywords)  # type: ignore
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


class _Through:
    """A file that sends in small pieces over a line."""

    def __init__(self, file: Any, line: Line) -> None:
        self._file, self._line = file, line

    def write(self, content: bytes) -> int:
        for at in range(0, len(content), 16384):
            piece = content[at : at + 16384]
            self._line.carry(len(piece))
            self._file.write(piece)
        return len(content)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def add_bare(site: Path, pyodide: Path) -> None:
    """Put the page with bare Pyodide onto a site."""
    bare = site / "bare"
    shutil.copytree(ROOT / "benchmarks/bare", bare)
    names = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
    for name in (*names, "pyodide-lock.json"):
        shutil.copy(pyodide / name, bare)
    shutil.copy(ROOT / "astronauts.py", bare)
    folder = Path(sqlalchemy.__file__).parent
    with zipfile.ZipFile(bare / "sqlalchemy.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*.py")):
            archive.write(path, path.relative_to(folder.parent))
        archive.write(typing_extensions.__file__, "typing_extensions.py")
    for name, page in (("first", "index"), ("chapter", CHAPTER)):
        blocks = json.loads((site / f"_static/live-pages/{page}.json").read_text())["blocks"]
        blocks = blocks[:1] if name == "first" else blocks
        sources = [example["source"] for block in blocks for example in block["examples"]]
        (bare / f"{name}.json").write_text(json.dumps(sources), encoding="utf-8")


def bare(page: Page, address: str, query: str = "") -> float:
    """Return the milliseconds from navigation to the output in bare Pyodide."""
    page.goto(f"{address}/bare/index.html{query}", wait_until="commit")
    page.wait_for_selector("body[data-done]", timeout=120_000, state="attached")
    return float(page.evaluate("Number(document.body.dataset.done)"))


def live(page: Page, address: str, name: str = "index", button: str = FIRST) -> float:
    """Return the milliseconds from navigation, with an immediate click, to the first output."""
    page.add_init_script(
        f"""
        new MutationObserver((_, self) => {{
          const run = document.querySelector("{button}");
          if (run && !window.clicked) {{ window.clicked = true; run.click(); }}
          if (document.querySelector("{DONE}")) {{
            window.done = performance.now(); self.disconnect();
          }}
        }}).observe(document, {{subtree: true, childList: true, attributes: true}});
        """
    )
    return until_done(page, f"{address}/{name}.html")


def until_done(page: Page, address: str) -> float:
    """Return the milliseconds from navigation to the output that the page's own script awaits."""
    page.goto(address, wait_until="commit")
    page.wait_for_function("window.done", timeout=120_000)
    return float(page.evaluate("window.done"))


def fresh(browser: Browser, visit: Callable[[Page, str], float], address: str) -> float:
    """Visit once, in a browser that has kept nothing."""
    context = browser.new_context()
    milliseconds = visit(context.new_page(), address)
    context.close()
    return milliseconds


def settled(context: BrowserContext, address: str) -> None:
    """Visit once, and stay until the browser has kept all that makes the next visit short."""
    page = context.new_page()
    live(page, address)
    page.wait_for_selector("body[data-live-kept=yes]", timeout=120_000)
    page.close()


def later(context: BrowserContext, visit: Callable[..., float], *where: str) -> float:
    """Visit in a browser that has been here, as a reader who closes the page afterwards."""
    page = context.new_page()
    milliseconds = visit(page, *where)
    page.close()
    return milliseconds


def next_page(context: BrowserContext, address: str) -> float:
    """Run a block on the first page, go on to a chapter in the same tab, and return its time."""
    page = context.new_page()
    live(page, address)  # its script runs in each page that this tab goes on to
    milliseconds = until_done(page, f"{address}/{CHAPTER}.html")
    page.close()
    return milliseconds


def starts(browser: Browser, again: BrowserContext, site: Path, rounds: int) -> dict[str, float]:
    """Return the ratios of the starts, from medians of visits made in turn.

    :param again: what a reader has who comes again: a profile on the disk. Only there does the
        browser keep what it has compiled, bare Pyodide's as well.
    """
    times: dict[str, list[float]] = {}

    def note(name: str, milliseconds: float) -> None:
        times.setdefault(name, []).append(milliseconds)

    # Bare Pyodide comes from an address of its own: the book's service worker would be in its way.
    with served(site) as address, served(site) as alone, served(site, SLOW) as slow:
        settled(again, address)
        for _ in range(2):
            later(again, bare, alone)
        for _ in range(rounds):
            note("bare", fresh(browser, bare, address))
            note("first", fresh(browser, live, address))
            note("bare later", later(again, bare, alone))
            note("later visit", later(again, live, address))
            note("later page", later(again, live, address, CHAPTER))
            note("next page", next_page(again, address))
        for _ in range(max(1, rounds // 2)):
            note("bare slow", fresh(browser, bare, slow))
            note("first slow", fresh(browser, live, slow))
    middle = {name: statistics.median(each) for name, each in times.items()}
    for name, milliseconds in middle.items():
        print(f"  {name}: {milliseconds:.0f} ms, median of {len(times[name])}")
    return {
        "first": middle["first"] / middle["bare"],
        "first at 25 Mbit/s": middle["first slow"] / middle["bare slow"],
        "later visit": middle["later visit"] / middle["bare later"],
        "later page": middle["later page"] / middle["bare later"],
        "next page": middle["next page"] / middle["bare later"],
    }


def running(browser: Browser, site: Path, rounds: int) -> float:
    """Return the ratio for a whole chapter, once Python has started."""
    times: dict[str, list[float]] = {"live": [], "bare": []}
    for _ in range(rounds):
        with served(site) as address:
            context = browser.new_context()
            page = context.new_page()
            bare(page, address, "?page=chapter.json")
            times["bare"].append(json.loads(page.inner_text("body"))[1] * 1000)
            page = context.new_page()
            live(page, address, CHAPTER, "[data-action=run-all]")
            page.wait_for_function(ALL_DONE, timeout=120_000, polling=20)
            times["live"].append(page.evaluate("performance.now() - window.done"))
            context.close()
    middle = {name: statistics.median(each) for name, each in times.items()}
    print(f"  {CHAPTER}: {middle['live']:.0f} ms live, {middle['bare']:.0f} ms bare", flush=True)
    return middle["live"] / middle["bare"]


def weights(browser: Browser, site: Path) -> tuple[float, float]:
    """Return kB of script and style that the live pages add to a page, and MB to a first output."""
    urls: list[str] = []
    with served(site) as address:
        context = browser.new_context()
        page = context.new_page()
        page.on("requestfinished", lambda request: urls.append(request.url))
        page.goto(f"{address}/index.html", wait_until="load")
        context.close()
    paths = [site / urlsplit(url).path.lstrip("/") for url in urls]
    added = {path.name: _sent(path) for path in paths if _is_live(path)}
    print("  a page that nobody runs:", _told(added))
    folder = next((site / "_static/live").glob("*/version.json")).parent
    parts = {name: _sent(folder / name) for name in STARTS} | added
    parts["index.json"] = _sent(site / "_static/live-pages/index.json")
    print("  up to the first output:", _told(parts))
    return sum(added.values()) / 1000, sum(parts.values()) / 1_000_000


def _is_live(path: Path) -> bool:
    return path.suffix in {".js", ".css"} and (
        "live" in path.parts or path.name in {"live.css", "panel.css", "late.js"}
    )


def _sent(path: Path) -> int:
    """Return a file's size as the server sends it."""
    with compressed(path) if is_worth(path) else path.open("rb") as content:
        return content.seek(0, os.SEEK_END)


def _told(sizes: dict[str, int]) -> str:
    return ", ".join(f"{name} {size / 1000:.1f} kB" for name, size in sizes.items())


def main() -> int:
    """Measure, print, and return 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", type=Path, nargs="?", default=serve.SITE, help="the built site")
    parser.add_argument(
        "--pyodide", type=Path, default=ROOT / "node_modules/pyodide", help="its npm package"
    )
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured")
    parser.add_argument("--browser", default=shutil.which("chromium"), help="the Chromium to use")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder) / "site"
        shutil.copytree(chosen.site, site)
        add_bare(site, chosen.pyodide)
        options = {"executable_path": chosen.browser, "args": ["--no-sandbox"]}
        browser = playwright.chromium.launch(**options)
        ratios = dict(zip(("idle page", "download"), weights(browser, site), strict=True))
        ratios["running"] = running(browser, site, max(1, chosen.rounds // 2))
        profile = Path(folder) / "profile"
        with playwright.chromium.launch_persistent_context(profile, **options) as again:
            ratios |= starts(browser, again, site, chosen.rounds)
        browser.close()
    return within(ratios, LIMITS)


if __name__ == "__main__":
    sys.exit(main())
