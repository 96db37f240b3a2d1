"""What ``make doctest`` costs, as ratios measured side by side in one run.

``python benchmarks/doctest_cost.py`` prints three figures, and which limit each has to stay below:

1. ``runner``: pytest over all pages, as ``make doctest`` calls it, against the same examples under
   the standard library's ``python -m doctest``, in one process each;
2. ``growth``: what one more copy of some pages costs between 10 and 100 times the pages, against
   what it costs between once and 10 times: 1 is linear;
3. ``two processes``: 100 times the pages with ``-n 2``, against one process.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ratios import within

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from extensions.portable import VARIABLE, page_databases  # noqa: E402 (the path comes first)

#: Each limit is a promise of the design.
LIMITS = {"runner": 1.3, "growth": 1.15, "two processes": 0.6}
#: The pages that are copied: long and short ones, with threads and without.
PAGES = ("connecting", "transactions", "savepoints", "scoped-sessions", "reading", "web-requests")
#: What a page imports, and what runs it.
ROOMS = ("astronauts.py", "pyproject.toml", "recipes", "recorder", "exercises", "extensions")


def seconds(folder: Path, *arguments: str) -> float:
    """Return how long this Python runs a module in a folder, in seconds.

    :raises RuntimeError: when an example fails: the times of what was cut short say nothing.
    """
    environment = {name: text for name, text in os.environ.items() if name != VARIABLE}
    begin = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - this Python, and the book's own pages
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    took = time.perf_counter() - begin
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments[:2])} failed:\n{done.stdout[-3000:]}{done.stderr}")
    return took


def told(name: str, times: dict[str, float]) -> None:
    """Print what was measured."""
    print(
        f"{name}: " + ", ".join(f"{took:.2f} s {what}" for what, took in times.items()), flush=True
    )


def runner(rounds: int) -> float:
    """Return the ratio for running all pages once, from medians of runs made in turn."""
    pages = ["index.rst", "README.rst"]
    for path in sorted((ROOT / "chapters").glob("*.rst")):
        if "sqlite" in page_databases(path.read_text(encoding="utf-8")):
            pages.append(f"chapters/{path.name}")
    times: dict[str, list[float]] = {"pytest": [], "doctest": []}
    for _ in range(rounds):
        took = seconds(ROOT, "pytest", "-q", "index.rst", "README.rst", "chapters")
        times["pytest"].append(took)
        times["doctest"].append(seconds(ROOT, "doctest", *pages))
    middle = {name: statistics.median(each) for name, each in times.items()}
    told("runner", middle)
    return middle["pytest"] / middle["doctest"]


def book_of(folder: Path, pages: tuple[str, ...], copies: int) -> Path:
    """Make a book that has some pages several times; return its root."""
    root = folder / f"book-{copies}"
    for name in ROOMS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            root.mkdir(exist_ok=True)
            shutil.copy(source, root)
    (root / "chapters").mkdir()
    for path in (ROOT / "chapters").glob("*.py"):
        shutil.copy(path, root / "chapters")
    for number in range(copies):
        copy = root / "chapters" / f"copy-{number:03}"
        copy.mkdir()
        for name in pages:
            shutil.copy(ROOT / "chapters" / f"{name}.rst", copy)
    return root


def growing(pages: tuple[str, ...], rounds: int, most: int) -> tuple[float, float]:
    """Return the ratios for 10 and 100 times the pages, and for two processes."""
    steps = (1, most // 10, most)
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        books = {copies: book_of(Path(folder), pages, copies) for copies in steps}
        for root in books.values():  # so that nothing is compiled while the clock runs
            seconds(root, "pytest", "-q", "chapters/copy-000")
        for turn in range(rounds):
            for copies, root in books.items():
                if copies < most or turn == 0:
                    took = seconds(root, "pytest", "-q", "-p", "no:cacheprovider", "chapters")
                    times.setdefault(f"for {copies} x", []).append(took)
        both = seconds(books[most], "pytest", "-q", "-p", "no:cacheprovider", "-n", "2", "chapters")
    middle = {name: statistics.median(each) for name, each in times.items()}
    told(f"{len(pages)} pages", {**middle, f"for {most} x with -n 2": both})
    one, ten, hundred = middle.values()
    first = (ten - one) / (steps[1] - steps[0])
    then = (hundred - ten) / (steps[2] - steps[1])
    print(f"  a copy more: {first:.3f} s up to {steps[1]}, {then:.3f} s up to {steps[2]}")
    return then / first, both / hundred


def main() -> int:
    """Measure, print, and return 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    parser.add_argument("--most", type=int, default=100, help="how many copies; 10 or more")
    parser.add_argument("--pages", nargs="*", default=PAGES, help="the chapters that are copied")
    chosen = parser.parse_args()
    ratios = {"runner": runner(chosen.rounds)}
    pages = tuple(chosen.pages)
    ratios["growth"], ratios["two processes"] = growing(pages, chosen.rounds, chosen.most)
    return within(ratios, LIMITS)


if __name__ == "__main__":
    sys.exit(main())
