"""The worker process: it reads DICOM files that its parent hands it, one by one, and can do nothing else."""

import logging
import os
import resource
import sys
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

import numpy as np

from benkoll.errors import InputError
from benkoll.exchange.dicom.density_sr import read_density_sr
from benkoll.exchange.dicom.faults import LIMITS, MEMORY, refused
from benkoll.exchange.dicom.image import read_image
from benkoll.exchange.dicom.wire import plain, receive, said_image, send
from benkoll.exchange.dicom.write_image import write_image

_FILES_OPEN = 32  # pipes, and modules that are loaded late

Answer = tuple[dict[str, Any], memoryview]
NOTHING = memoryview(b"")


def _image(data: bytes, _name: str) -> Answer:
    return said_image(read_image(data))


def _density(data: bytes, name: str) -> Answer:
    return {"checked": plain(read_density_sr(data, name))}, NOTHING


KINDS: Mapping[str, Callable[[bytes, str], Answer]] = {"image": _image, "density": _density}


def main() -> None:
    """Answer until the parent closes the pipe, or the limits end the process."""
    source, out = _pipes()
    if sys.platform == "linux":
        os.sched_setaffinity(0, range(os.cpu_count() or 1))  # not to the one core that its parent may keep to
    logging.disable()
    read_image(write_image(np.zeros((64, 64), np.uint8), None))  # what is loaded late is loaded now
    _limit()
    send(out, {"ready": True})
    while (asked := receive(source, int(LIMITS["file_bytes"]))) is not None:
        header, data = asked
        _more_time()
        send(out, *_answer(header, data))


def _answer(header: Mapping[str, Any], data: bytes) -> Answer:
    try:
        return KINDS[header["kind"]](data, header["name"])
    except InputError as error:
        return {"problems": plain(error.problems)}, NOTHING
    except MemoryError:
        return {"problems": plain(refused(MEMORY).problems)}, NOTHING


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """What the parent reads and writes, out of the way of libraries that print."""
    source, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for place in (0, 1, 2):
        os.dup2(nothing, place)
    return source, out


def _limit() -> None:
    """No more memory than is allowed, no file written, no other process begun, no core left behind."""
    memory = int(LIMITS["address_space"])
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, _FILES_OPEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _more_time() -> None:
    """Processor time for one more file."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime + LIMITS["cpu_seconds"]) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


if __name__ == "__main__":
    sys.setrecursionlimit(2000)
    main()
