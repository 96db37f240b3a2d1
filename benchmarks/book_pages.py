"""What a page of the book weighs and how soon it stands, against the same page in the bare theme.

``python benchmarks/book_pages.py SITE`` takes a built site, builds a chapter and the front page in
the bare theme (``bare_theme.py``), and opens both in turn in one Chromium, each time as one who has
never been there, on this machine and over a line of 25 Mbit/s. It prints what it measured, and for
each page the ratios with their limits:

1. ``first paint``, ``largest paint``, ``parsed``: of the slow line, when something is seen, when
   the largest part of the text is, and when the page is parsed and its scripts have run;
2. ``weight``, ``HTML``, ``CSS``, ``JS``: compressed, of all that is fetched up to the load event;
3. ``requests`` and ``blocking``: how many there are, and how many the first paint waits for;
4. ``shift``: no ratio, but how far the book's own page moves while it comes up (CLS).
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from threading import Thread
from typing import Any

import bare_theme
from playwright.sync_api import Browser, sync_playwright
from ratios import within

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "live")]

from live import serve  # noqa: E402 (the path comes first)

PAGES = {"the front page": "index", "a chapter": "chapters/transactions"}
LIMITS = {
    "first paint": 1.25,
    "largest paint": 1.25,
    "parsed": 1.5,
    "weight": 0.5,
    "HTML": 2.5,
    "CSS": 1.3,
    "JS": 0.2,
    "requests": 1.0,
    "blocking": 0.25,
    "shift": 0.02,
}
#: A line as one has it at home: bytes a second, and milliseconds to the server and back.
LINE = {"downloadThroughput": 25e6 / 8, "uploadThroughput": 5e6 / 8, "latency": 40}
LINES: dict[str, dict[str, float] | None] = {"here": None, "25 Mbit/s": LINE}
TIMES = ("first paint", "largest paint", "parsed")

#: What the page says of itself, once it is up and the browser has nothing left to do.
MEASURED = """async () => {
  const idle = () => new Promise((done) => requestIdleCallback(done));
  const last = (type) => new Promise((done) => {
    let kept = [];
    new PerformanceObserver((list) => { kept = kept.concat(list.getEntries()) })
      .observe({ type, buffered: true });
    idle().then(idle).then(() => done(kept));
  });
  const [page] = performance.getEntriesByType("navigation");
  const files = [page, ...performance.getEntriesByType("resource")]
    .filter(({ startTime }) => startTime <= page.loadEventEnd);
  const shifts = (await last("layout-shift")).filter(({ hadRecentInput }) => !hadRecentInput);
  return {
    "first paint": performance.getEntriesByName("first-contentful-paint")[0].startTime,
    "largest paint": (await last("largest-contentful-paint")).at(-1).startTime,
    parsed: page.domContentLoadedEventEnd,
    files: files.map(({ name, encodedBodySize, renderBlockingStatus }) =>
      [new URL(name).pathname, encodedBodySize, renderBlockingStatus]),
    shift: shifts.reduce((sum, { value }) => sum + value, 0),
  };
}"""
UP = """() => performance.getEntriesByType("navigation")[0].loadEventEnd
  && (!document.querySelector("[data-live-page]") || document.body.dataset.liveStatus)"""
KINDS = {
    ".html": "HTML",
    ".css": "CSS",
    **dict.fromkeys((".js", ".mjs"), "JS"),
    **dict.fromkeys((".woff", ".woff2"), "fonts"),
}


def opened(browser: Browser, address: str, line: dict[str, float] | None) -> dict[str, Any]:
    """Open a page in a profile that has kept nothing; return what it says of itself."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    if line:
        session = context.new_cdp_session(page)
        session.send("Network.emulateNetworkConditions", {"offline": False, **line})
    page.goto(address)
    page.wait_for_function(UP, timeout=120_000)
    said: dict[str, Any] = page.evaluate(MEASURED)
    context.close()
    return said


def figures(said: dict[str, Any]) -> dict[str, float]:
    """Return a page's figures: kB compressed, and how many."""
    sizes = dict.fromkeys(("HTML", "CSS", "JS", "fonts", "other"), 0.0)
    for path, size, _ in said["files"]:
        sizes[KINDS.get(Path(path).suffix, "other")] += size / 1000
    blocking = sum(status == "blocking" for _, _, status in said["files"])
    return {
        "weight": sum(sizes.values()),
        **sizes,
        "requests": len(said["files"]),
        "blocking": blocking,
        "shift": said["shift"],
    }


def measured(browser: Browser, pages: dict[str, str], rounds: int) -> dict[str, dict[str, float]]:
    """Return the figures of a page by the site it is in, from visits made in turn.

    :param pages: the addresses of the same page, by site.
    """
    kept: dict[str, dict[str, list[float]]] = {site: {} for site in pages}
    for _ in range(rounds):
        for where, line in LINES.items():
            for site, address in pages.items():
                said = opened(browser, address, line)
                found = {f"{name}, {where}": said[name] for name in TIMES} | figures(said)
                for name, value in found.items():
                    kept[site].setdefault(name, []).append(value)
    return {
        # The best time is the one that least else on the machine had a part in.
        site: {n: (min if n.startswith(TIMES) else max)(values) for n, values in each.items()}
        for site, each in kept.items()
    }


def ratios_of(book: dict[str, float], bare: dict[str, float]) -> dict[str, float]:
    """Return what is compared, of a page."""
    slow = {name: f"{name}, 25 Mbit/s" for name in TIMES}
    same = {name: name for name in LIMITS if name not in slow and name != "shift"}
    ratios = {name: book[key] / bare[key] for name, key in {**slow, **same}.items()}
    return ratios | {"shift": book["shift"]}


def compare(browser: Browser, sites: dict[str, Path], rounds: int) -> dict[str, float]:
    """Return all ratios, named by their page; print the figures that they are of."""
    ratios = {}
    servers = {name: serve.open_server(site, 0) for name, site in sites.items()}
    for server in servers.values():
        Thread(target=server.serve_forever, daemon=True).start()
    for title, page in PAGES.items():
        ports = {name: server.server_address[1] for name, server in servers.items()}
        pages = {name: f"http://127.0.0.1:{port}/{page}.html" for name, port in ports.items()}
        found = measured(browser, pages, rounds)
        for name, value in found["book"].items():
            unit = " ms" if name.startswith(TIMES) else ""
            unit = " kB" if name in {"weight", "other", *KINDS.values()} else unit
            digits = 3 if name == "shift" else 0
            bare = found["bare"][name]
            print(f"  {title}, {name}: {value:.{digits}f}{unit}, bare {bare:.{digits}f}{unit}")
        here = ratios_of(found["book"], found["bare"])
        ratios |= {f"{title}, {name}": ratio for name, ratio in here.items()}
    for server in servers.values():
        server.shutdown()
        server.server_close()
    return ratios


def main() -> int:
    """Measure, print, and return 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", type=Path, nargs="?", default=serve.SITE, help="the built site")
    parser.add_argument("--bare", type=Path, help="the same pages in the bare theme, if built")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is opened")
    parser.add_argument("--browser", default=shutil.which("chromium"), help="the Chromium to use")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bare = chosen.bare or bare_theme.build(Path(folder), tuple(PAGES.values()))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chosen.browser, args=["--no-sandbox"]
            )
            ratios = compare(browser, {"book": chosen.site, "bare": bare}, chosen.rounds)
            browser.close()
    return within(ratios, {f"{page}, {name}": LIMITS[name] for page in PAGES for name in LIMITS})


if __name__ == "__main__":
    sys.exit(main())
