"""What the flight recorder costs, as ratios measured side by side in one run.

``python benchmarks/flight.py`` prints three figures, and which limit each has to stay below:

1. running the pages recorded, against running them under plain doctest;
2. building the site with records, against building it without;
3. the HTML that records add, compressed, against the pages without them.
"""

import argparse
import doctest
import gzip
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ratios import within

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from recorder import examples_of, record  # noqa: E402 (the path comes first)

#: Each limit is a promise of the design.
LIMITS = {"running": 2.0, "building": 1.6, "size": 1.0}
START = {"__name__": "__main__"}


def seconds(work: Callable[[], object]) -> float:
    """Return how long a call takes, in seconds."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def plainly(examples: list[doctest.Example], name: str) -> None:
    """Run examples as the standard library does, recording nothing."""
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(doctest.DocTest(examples, START, name, name, 0, None), out=lambda text: None)


def running(rounds: int) -> float:
    """Return the ratio for running all pages, from the median of each page's times."""
    total = {"recorded": 0.0, "plain": 0.0}
    for path in [ROOT / "index.rst", *sorted((ROOT / "chapters").glob("*.rst"))]:
        examples = examples_of(path.read_text(encoding="utf-8"), path.name)
        times: dict[str, list[float]] = {"recorded": [], "plain": []}
        for _ in range(rounds):
            times["plain"].append(seconds(lambda: plainly(examples, path.name)))  # noqa: B023
            times["recorded"].append(seconds(lambda: record(examples, START, path.name)))  # noqa: B023
        for kind, each in times.items():
            total[kind] += statistics.median(each)
    print(f"running: {total['recorded']:.2f} s recorded, {total['plain']:.2f} s plain")
    return total["recorded"] / total["plain"]


def build(site: Path, records: bool) -> None:
    """Build the site from nothing."""
    options = ["-q", "-E", "-D", f"flight_records={int(records)}", "-d", f"{site}-doctrees"]
    command = [sys.executable, "-m", "sphinx", *options, "-b", "html", str(ROOT), str(site)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own build


def building(rounds: int) -> tuple[float, float]:
    """Return the ratios for building the site, and for the size of its pages."""
    with tempfile.TemporaryDirectory() as folder:
        sites = {True: Path(folder) / "with", False: Path(folder) / "without"}
        times: dict[bool, list[float]] = {True: [], False: []}
        for _ in range(rounds):
            for records, site in sites.items():
                times[records].append(seconds(lambda: build(site, records)))  # noqa: B023
        sizes = {records: compressed(site) for records, site in sites.items()}
    middle = {records: statistics.median(each) for records, each in times.items()}
    print(f"building: {middle[True]:.1f} s with records, {middle[False]:.1f} s without")
    print(f"size: {sizes[True]} bytes with records, {sizes[False]} without, compressed")
    return middle[True] / middle[False], sizes[True] / sizes[False] - 1


def compressed(site: Path) -> int:
    """Return the size of all chapters, each compressed as a server sends it, in bytes."""
    pages = [site / "index.html", *(site / "chapters").glob("*.html")]
    return sum(len(gzip.compress(page.read_bytes(), 6)) for page in pages)


def main() -> int:
    """Measure, print, and return 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    rounds = parser.parse_args().rounds
    ratios = {"running": running(rounds)}
    ratios["building"], ratios["size"] = building(rounds)
    return within(ratios, LIMITS)


if __name__ == "__main__":
    sys.exit(main())
