"""DICOM files of strangers, read in processes of their own that have limits and are begun anew when they die."""

import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from queue import LifoQueue
from threading import Event, Timer
from types import TracebackType
from typing import Any, NamedTuple
from weakref import finalize

import benkoll
from benkoll.errors import BenkollError, InputError, Problem
from benkoll.exchange.densitometry.checked import Checked
from benkoll.exchange.dicom.faults import LIMITS, TOO_LARGE, Words, refused
from benkoll.exchange.dicom.spine_image import SpineImage
from benkoll.exchange.dicom.wire import Broken, heard_image, rebuilt, receive, send

_CHILD = "benkoll.exchange.dicom.parsing"
_ENVIRONMENT = {
    "PYTHONPATH": str(Path(benkoll.__file__).parents[1]),
    "LC_ALL": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",  # each thread would take address space
}
"""All that the worker is told of the world: no key or password of its parent is among it."""


class Reader:
    """Reads files in worker processes; one reader serves a whole program, from any number of threads.

    Workers are begun when first needed, or by `start`, and end with `close` or with the program. `workers`: how many
    files are read at the same time.
    """

    def __init__(self, workers: int = 1) -> None:
        self._idle: LifoQueue[_Worker] = LifoQueue()
        self._all = tuple(_Worker() for _ in range(workers))
        for one in self._all:
            self._idle.put(one)
        finalize(self, _stop, self._all)

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def image(self, data: bytes) -> SpineImage:
        """The image in a DICOM file (see `image.read_image`); InputError, and nothing else, where it is refused."""
        header, pixels = self._ask("image", data, "")
        try:
            return heard_image(header, pixels)
        except Broken:
            raise refused(_DIED) from None

    def density(self, data: bytes, name: str) -> Checked:
        """The densities of a structured report (see `density_sr.read_density_sr`); InputError where it is refused.

        `name`: of the file, for messages.
        """
        header, _ = self._ask("density", data, name)
        try:
            return rebuilt(Checked, header.get("checked"))
        except Broken:
            raise refused(_DIED) from None

    def start(self) -> None:
        """Begin a worker now, so that the first file needs not wait; BenkollError where it does not start."""
        worker = self._idle.get()
        try:
            worker.start()
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """End the workers; the reader may be used again, and then begins new ones."""
        _stop(self._all)

    def _ask(self, kind: str, data: bytes, name: str) -> tuple[Mapping[str, Any], bytes]:
        if len(data) > LIMITS["file_bytes"]:
            raise refused(TOO_LARGE)
        worker = self._idle.get()
        try:
            header, payload = worker.ask(kind, data, name)
        finally:
            self._idle.put(worker)
        if "problems" in header:
            try:
                raise InputError(rebuilt(tuple[Problem, ...], header["problems"]))
            except Broken:
                raise refused(_DIED) from None
        return header, payload


class _Worker:
    """One process, of which one thread at a time makes use."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0

    def ask(self, kind: str, data: bytes, name: str) -> tuple[Mapping[str, Any], bytes]:
        """Header and bytes of the answer; InputError where the process died of the file, or took too long."""
        asked = {"kind": kind, "name": name}
        fresh = self.start()
        answer = self._exchange(asked, data, "wall_seconds")
        if (
            isinstance(answer, _Death) and not answer.late and not fresh
        ):  # maybe of an earlier file, or for want of memory: the new one will show
            self.start()
            answer = self._exchange(asked, data, "wall_seconds")
        if isinstance(answer, _Death):
            raise refused(answer.words)
        self._served += 1
        if self._served >= LIMITS["files_per_worker"]:
            self.stop()
        return answer

    def start(self) -> bool:
        """See to it that there is a process; whether it was begun now. BenkollError where none can be begun."""
        if self._process is not None and self._process.poll() is None:
            return False
        self.stop()
        self._served = 0
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd="/",
        )
        if isinstance(self._exchange(None, b"", "start_seconds"), _Death):
            raise BenkollError(*_NO_START)
        return True

    def stop(self) -> int | None:
        """End the process, if there is one; its return code, the signal that it died of as a negative number."""
        process, self._process = self._process, None
        if process is None:
            return None
        process.kill()  # of no effect where it has ended by itself
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            with suppress(OSError):  # what was not yet sent is of no use
                pipe.close()
        return process.wait()

    def _exchange(
        self, asked: Mapping[str, Any] | None, data: bytes, limit: str
    ) -> "tuple[Mapping[str, Any], bytes] | _Death":
        """Say one thing (None: only listen) and hear the answer, or how the process died of it."""
        process = self._process
        if process is None:  # the reader was closed meanwhile
            return _Death(late=False)
        assert process.stdin is not None
        assert process.stdout is not None
        late = Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = Timer(LIMITS[limit], end)
        timer.start()
        try:
            if asked is not None:
                send(process.stdin, asked, data)
            answer = receive(process.stdout, int(LIMITS["decoded_bytes"]))
        except (OSError, ValueError, Broken):  # ValueError: the pipe was closed, with the reader, by another thread
            answer = None
        finally:
            timer.cancel()
            timer.join()
        if answer is not None and not late.is_set():
            return answer
        with suppress(subprocess.TimeoutExpired):  # it has closed its end of the pipe: it ends now, if it is not killed
            process.wait(_LAST_WORDS)
        died_of = self.stop()
        return _Death(late.is_set() or died_of == -signal.SIGXCPU)


class _Death(NamedTuple):
    """How a process ended that was asked. `late`: it took too long, and was ended."""

    late: bool

    @property
    def words(self) -> Words:
        """What is said of the file."""
        return _SLOW if self.late else _DIED


def _stop(workers: tuple[_Worker, ...]) -> None:
    for one in workers:
        one.stop()


_LAST_WORDS = 1.0  # seconds
_SLOW: Words = (
    "filen tar för lång tid att läsa: är den skadad? Exportera den på nytt, utan komprimering",
    "the file takes too long to read: is it damaged? Export it again, without compression",
)
_DIED: Words = (
    "filen kunde inte läsas: den är skadad på ett sätt som stoppar avkodaren. Exportera den på nytt, utan komprimering",
    "the file could not be read: it is damaged in a way that stops the decoder. Export it again, without compression",
)
_NO_START: Words = (
    "processen som läser DICOM-filer startar inte: kontrollera installationen (benkoll[imaging]) och minnet",
    "the process that reads DICOM files does not start: check the installation (benkoll[imaging]) and the memory",
)
