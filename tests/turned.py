"""Runs pages in a process whose threads take turns: ``python tests/turned.py PAGE...``.

As in the browser, but on greenlets instead of WebAssembly stacks. It prints what does not agree,
then the number of examples that do, and ends with 1 where one does not.
"""

import asyncio
import doctest
import os
import sys
import types
from pathlib import Path

import greenlet as stacks

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "live")]

from kernel import turns  # noqa: E402

LOOP = asyncio.new_event_loop()
HUB = stacks.getcurrent()


def suspend(future: asyncio.Future[None]) -> None:
    """Run the others until the future is done."""
    me = stacks.getcurrent()
    future.add_done_callback(lambda _: me.switch())
    asyncio._set_running_loop(LOOP)
    while not future.done():
        HUB.switch()


def main() -> None:
    """Install the stand-ins, run the pages, end the process."""
    here = turns.install(suspend, LOOP)
    here.spawn = lambda body: LOOP.call_soon(stacks.greenlet(body).switch)
    agree = failed = 0
    for page in sys.argv[1:]:
        text = (ROOT / page).read_text(encoding="utf-8")
        sys.modules["__main__"] = module = types.ModuleType("__main__")
        examples = doctest.DocTestParser().get_examples(text, page)
        test = doctest.DocTest(examples, vars(module), page, page, 0, text)
        outcome = doctest.DocTestRunner(verbose=False).run(test, clear_globs=False)
        agree, failed = agree + outcome.attempted - outcome.failed, failed + outcome.failed
    print(f"{agree} agree, {here.awake} awake", flush=True)
    # The interpreter's own end would wait for threads in ways that nobody here can suspend.
    os._exit(bool(failed))


if __name__ == "__main__":
    os.chdir(ROOT)
    LOOP.call_soon(stacks.greenlet(main).switch)
    LOOP.run_forever()
