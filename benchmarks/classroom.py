"""What a class costs the laptop that serves it, as ratios: thirty at once, and one by one.

``python benchmarks/classroom.py SITE`` packs a built site as ``make classroom`` does, starts its
server, and has clients fetch what a first run needs. It prints each ratio with its limit:

1. ``time``: of thirty that fetch at once, to thirty that fetch one after the other;
2. ``memory``: the most that the server has had after thirty at once, to that after the others.
"""

import argparse
import http.client
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from ratios import within

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "live")]

from live.classroom import FOLDER, SITE, pack  # noqa: E402 (the path comes first)

PUPILS = 30
LIMITS = {"time": 1.3, "memory": 2.0}
#: What a worker fetches before the first output.
STARTS = ("worker.js", "pyodide.asm.mjs", "pyodide.asm.wasm", "core.pack")


def fetch(address: str, names: list[str]) -> int:
    """Fetch files over one connection, as a browser does; return their bytes."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=300)
    count = 0
    for name in names:
        connection.request("GET", f"/{name}", headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise OSError(f"{name}: {answer.status}")
        while piece := answer.read(65536):
            count += len(piece)
    connection.close()
    return count


def peak(process: subprocess.Popen[str]) -> float:
    """Return the most memory that a process has had, in MB.

    :raises OSError: on a machine without /proc.
    """
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1000


def measure(folder: Path, rounds: int) -> dict[str, float]:
    """Return the ratios for an unzipped classroom; the best of some rounds counts."""
    site = folder / "site"
    version = next(site.glob("_static/live/*/version.json")).parent
    names = ["index.html", *((version / name).relative_to(site).as_posix() for name in STARTS)]
    command = [sys.executable, "-I", str(folder / "serve.py"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        try:
            address = re.search(r"http://\S+", server.stdout.readline())[0]
            alone, together = [], []
            for _ in range(rounds):
                begin = time.perf_counter()
                bytes_ = sum(fetch(address, names) for _ in range(PUPILS))
                alone.append(time.perf_counter() - begin)
            before = peak(server)
            for _ in range(rounds):
                with ThreadPoolExecutor(PUPILS) as room:
                    begin = time.perf_counter()
                    list(room.map(lambda _: fetch(address, names), range(PUPILS)))
                    together.append(time.perf_counter() - begin)
            after = peak(server)
        finally:
            server.kill()
    print(
        f"  {PUPILS} pupils, {bytes_ / PUPILS / 1e6:.1f} MB each: {min(alone):.2f} s one after the "
        f"other, {min(together):.2f} s at once; the server had {before:.0f} and {after:.0f} MB"
    )
    return {"time": min(together) / min(alone), "memory": after / before}


def main() -> int:
    """Measure, print, and return 1 when a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", type=Path, nargs="?", default=SITE, help="the built site")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        archive = Path(temporary, "classroom.zip")
        pack(chosen.site, archive)
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(temporary)
        ratios = measure(Path(temporary, FOLDER), chosen.rounds)
    return within(ratios, LIMITS)


if __name__ == "__main__":
    sys.exit(main())
