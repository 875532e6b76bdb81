"""Other processes for the tests, forked from one that has loaded everything and holds nothing open."""

import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any
from unittest.mock import patch

from database import workers

SECONDS = 120


@cache
def _context() -> Any:
    context = get_context("forkserver")
    context.set_forkserver_preload(["database.warm"])
    with patch.dict(os.environ, PYTHONPATH=os.pathsep.join(path for path in sys.path if path)):
        forkserver.ensure_running()
    return context


def started(work: Callable[..., None], *words: Any) -> tuple[BaseProcess, Connection]:
    """A process that is about to do the work, whose first argument is our pipe to it; it waits for `go`."""
    ours, theirs = _context().Pipe()
    process: BaseProcess = _context().Process(target=work, args=(theirs, *words), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def go(pipe: Connection) -> None:
    """Begin."""
    assert pipe.poll(SECONDS)
    assert pipe.recv() == "ready"
    pipe.send("go")


def together(work: Callable[..., Any], all_words: Sequence[Sequence[Any]]) -> list[Any]:
    """What came of the work, done by as many processes at the same time."""
    crew = [started(workers.told, work, *words) for words in all_words]
    for _, pipe in crew:
        assert pipe.poll(SECONDS)
    for _, pipe in crew:
        go(pipe)
    found = []
    for process, pipe in crew:
        assert pipe.poll(SECONDS), "it waits for ever"
        found.append(pipe.recv())
        pipe.close()
        process.join(SECONDS)
    assert [one for well, one in found if not well] == []
    return [one for _, one in found]
