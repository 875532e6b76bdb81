"""Requests offered at a rate over so many connections, whether or not the answers come: as a hospital does.

Each request has its time, and how long it took is counted from then, also where it had to wait for a connection: a
driver that waits for the answers before it asks again would hide just the moments in which the service is slow.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import NamedTuple

SETTLE_SECONDS = 1.0
"""What is offered at first warms up, and is not counted."""
LONGEST_SECONDS = 30.0


class Answer(NamedTuple):
    """When it was offered, how long its answer took (ms), and the answer's status and body."""

    at: float
    milliseconds: float
    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Offered:
    """What came of it. `cpu`: of the driver itself, seconds a second."""

    rate: float
    answers: Sequence[Answer]
    cpu: float

    def at(self, share: float) -> float:
        """So many of the answers took at most so long (ms)."""
        times = sorted(one.milliseconds for one in self.answers)
        return times[min(int(len(times) * share), len(times) - 1)]


def offer(port: int, requests: Sequence[bytes], rate: float, connections: int) -> Offered:
    """The requests, so many a second; SystemExit where one is answered with neither 200 nor 503 (too busy)."""
    cpu, start = process_time(), perf_counter()
    answers = asyncio.run(_offer(port, requests, rate, connections))
    cpu, seconds = process_time() - cpu, perf_counter() - start
    wrong = next((one for one in answers if one.status not in (200, 503)), None)
    if wrong is not None:
        raise SystemExit(f"status {wrong.status}: {wrong.body[:500]!r}")
    counted = [one for one in answers if one.at >= SETTLE_SECONDS] or answers
    return Offered(rate, counted, cpu / seconds)


async def _offer(port: int, requests: Sequence[bytes], rate: float, connections: int) -> list[Answer]:
    free: asyncio.Queue[_Connection] = asyncio.Queue()
    for _ in range(connections):
        free.put_nowait(_Connection(*await asyncio.open_connection("127.0.0.1", port)))
    start = perf_counter()
    asked = []
    for number, request in enumerate(requests):
        await asyncio.sleep(max(start + number / rate - perf_counter(), 0))
        asked.append(asyncio.create_task(_asked(free, request, start, number / rate)))
    answers = await asyncio.wait_for(asyncio.gather(*asked), LONGEST_SECONDS + len(requests) / rate)
    while not free.empty():
        free.get_nowait().writer.close()
    return answers


@dataclass(frozen=True, slots=True)
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


async def _asked(free: "asyncio.Queue[_Connection]", request: bytes, start: float, at: float) -> Answer:
    connection = await free.get()
    connection.writer.write(request)
    head = await connection.reader.readuntil(b"\r\n\r\n")
    body = await connection.reader.readexactly(_length(head))
    took = (perf_counter() - start - at) * 1000
    free.put_nowait(connection)
    return Answer(at, took, int(head[9:12]), body)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def post(path: str, body: bytes, more: str = "") -> bytes:
    """A request as it goes over the line; `more`: further header lines."""
    return _said("POST", path, f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n{more}") + body


def get(path: str, more: str = "") -> bytes:
    """The same, that reads."""
    return _said("GET", path, more)


def _said(method: str, path: str, headers: str) -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode()


def highest(holds: Callable[[float], bool], rates: Sequence[float]) -> float | None:
    """The last of the rising rates up to which it holds; None where it holds at none."""
    found = None
    for rate in rates:
        if not holds(rate):
            break
        found = rate
    return found
