"""Runs transcripts on older versions of SQLAlchemy, each in an environment of its own."""

import fcntl
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import book

LEGACY = Path(__file__).parent / "legacy"
PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"


@dataclass(frozen=True)
class Older:
    """A version of SQLAlchemy, by the name that its folders have: ``on_1_4``."""

    name: str
    #: Where its ``astronauts.py`` lies.
    astronauts: Path

    @property
    def transcripts(self) -> list[Path]:
        """The transcripts that a page shows of this version."""
        return sorted((book.ROOT / "chapters" / self.name).glob("*.txt"))

    @property
    def first(self) -> Path:
        """The transcript whose names all others begin with."""
        return book.ROOT / "chapters" / self.name / "first.txt"

    @property
    def requirements(self) -> Path:
        """What is installed there, pinned."""
        return LEGACY / self.name / "requirements.txt"

    @property
    def environment(self) -> Path:
        """Where it is installed: kept, and used again as long as the pins are the same."""
        return book.ROOT / ".nox" / f"{self.name}-{PYTHON}"

    def python(self) -> Path:
        """Return the Python of the environment; make it where it is missing or not finished.

        :raises RuntimeError: when that fails, which for the most part means: without a network.
        """
        folder = self.environment
        program, stamp = folder / "bin" / "python", folder / "ready"
        wanted = self.requirements.read_text(encoding="utf-8")
        folder.parent.mkdir(exist_ok=True)
        with Path(f"{folder}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
                return program
            shutil.rmtree(folder, ignore_errors=True)
            pip = [program, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
            for command in (
                [sys.executable, "-m", "venv", folder],
                [*pip, "--retries", "2", "--no-deps", "-r", self.requirements],
            ):
                done = self._call(*command)
                if done.returncode != 0:
                    raise RuntimeError(
                        f"{self.requirements.relative_to(book.ROOT)} could not be installed into "
                        f".nox/{folder.name}: check the network and the proxy, and run again. "
                        f"Its own words:\n{done.stdout}{done.stderr}"
                    )
            stamp.write_text(wanted, encoding="utf-8")  # last: half an environment is none
        return program

    def replay(self, *transcripts: Path, **environment: str) -> dict[str, str]:
        """Run transcripts; return by the file's name what each should say.

        :param environment: more variables; ``SQLALCHEMY_WARN_20="1"`` for all that 1.4 warns of.
        """
        done = self.run(LEGACY / "run.py", self.first, *transcripts, **environment)
        return {Path(path).name: said for path, said in json.loads(done).items()}

    def run(self, *arguments: str | Path, **environment: str) -> str:
        """Run that Python and return what it printed."""
        done = self._call(self.python(), *arguments, **environment)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout

    def _call(self, *command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        inherited = book.inherited("SQLALCHEMY_")
        return subprocess.run(
            command,
            cwd=LEGACY,  # not the root: its astronauts.py is for newer versions
            env={**inherited, "PYTHONPATH": str(self.astronauts), **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )


ON_1_4 = Older("on_1_4", LEGACY / "on_1_4")
ON_2_0 = Older("on_2_0", book.ROOT)
