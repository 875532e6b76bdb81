"""Several processes that do the same at one socket: begun, begun anew where one breaks down, ended.

Each is a fork of the first, made when all is loaded, so that they share what none of them changes. They end when they
are told to, and when the first process is gone in whatever way.
"""

import gc
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable

from benkoll.cli.shares import SharedSocket, Shares
from benkoll.errors import DONE, FAULT

PATIENCE_SECONDS = 15
"""After so long a process that was told to end is ended."""
SOON_SECONDS = 5.0
"""A process that breaks down sooner than this would do so again: then all end."""

Work = Callable[[socket.socket, Callable[[], None]], None]
"""Works at a socket until the process is told to end (SIGTERM); calls back when it is ready."""


def can_fork() -> bool:
    """Whether there can be several processes here."""
    return hasattr(os, "fork")


def run_workers(at: socket.socket, count: int, work: Work, ready: Callable[[], None]) -> int:
    """So many work at the socket; says `ready` once, when all do; the exit code. KeyboardInterrupt ends them all."""
    gc.freeze()  # what is there now stays: to look through it would be to copy it
    alive, word = os.pipe(), os.pipe()
    shares = Shares(count)
    crew: dict[int, tuple[int, float]] = {}

    def begin(place: int) -> None:
        shares.clear(place)
        child = os.fork()
        if not child:
            _keep_to(place, count)
            _child(lambda: SharedSocket(at, shares, place), work, alive, word)
        crew[child] = (place, time.monotonic())

    try:
        for place in range(count):
            begin(place)
        threading.Thread(target=_when_all, args=(word[0], count, ready), daemon=True).start()
        while True:
            child, _ = os.wait()
            place, since = crew.pop(child)
            if time.monotonic() - since < SOON_SECONDS:
                return FAULT
            begin(place)
    except KeyboardInterrupt:
        return DONE
    finally:
        _end(crew)


def _keep_to(place: int, count: int) -> None:
    """Keep this process to its share of the cores (Linux), if there is one for each.

    One of its threads runs at a time. On as many cores as there are threads each would find what the last one worked
    with in another core's cache: at a high load the same work takes a tenth more, and the longest answer twice as long.
    """
    if sys.platform == "linux":
        cores = sorted(os.sched_getaffinity(0))
        if count <= len(cores):
            os.sched_setaffinity(0, cores[place::count])


def _when_all(words: int, count: int, ready: Callable[[], None]) -> None:
    """Call when so many have said that they are ready."""
    for _ in range(count):
        if not os.read(words, 1):
            return
    ready()


def _child(at: Callable[[], socket.socket], work: Work, alive: tuple[int, int], word: tuple[int, int]) -> None:
    """The life of one process; it does not come back."""
    code = FAULT
    try:
        os.close(alive[1])
        threading.Thread(target=_end_after, args=(alive[0],), daemon=True).start()
        work(at(), lambda: _said(word[1]))
        code = DONE
    except KeyboardInterrupt:
        code = DONE
    except BaseException as error:
        sys.excepthook(type(error), error, error.__traceback__)
    finally:
        sys.stderr.flush()
        os._exit(code)


def _said(words: int) -> None:
    os.write(words, b".")


def _end_after(alive: int) -> None:
    """End this process when the first one, which alone holds the other end, is gone."""
    os.read(alive, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _end(crew: dict[int, tuple[int, float]]) -> None:
    """Tell all to end, and wait for them."""
    for child in crew:
        _signal(child, signal.SIGTERM)
    latest = time.monotonic() + PATIENCE_SECONDS
    while crew and time.monotonic() < latest:
        for child in list(crew):
            if os.waitpid(child, os.WNOHANG)[0]:
                del crew[child]
        time.sleep(0.02)
    for child in crew:
        _signal(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _signal(child: int, what: signal.Signals) -> None:
    try:
        os.kill(child, what)
    except ProcessLookupError:
        return
