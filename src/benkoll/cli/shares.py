"""One listening socket for several processes, who share its connections out evenly.

Left to the kernel, a connection falls to any of them by chance, and stays there for as long as a proxy keeps it: of
fifty one process often has thirty, and is busy while the other waits.
"""

import mmap
import socket
import time
from typing import Any

GAP = 2
"""Who has so many connections more than another leaves the next one to that one."""
PATIENCE_SECONDS = 0.02
"""So long it does; then the other may hang, and whoever can takes it."""
SIZE = 8


class Shares:
    """How many connections each process has: memory that all of them see, made before they fork."""

    def __init__(self, processes: int) -> None:
        self._counts = memoryview(mmap.mmap(-1, SIZE * processes)).cast("q")

    def add(self, place: int, number: int) -> None:
        """So many more of the process at this place; no other writes there."""
        self._counts[place] += number

    def clear(self, place: int) -> None:
        """None: that process is gone."""
        self._counts[place] = 0

    def has_more(self, place: int) -> bool:
        """Whether it has `GAP` more than the one that has fewest."""
        return self._counts[place] >= min(self._counts) + GAP


class SharedSocket(socket.socket):
    """The listening socket as one process has it: it takes no connection that is another's turn."""

    def __init__(self, listening: socket.socket, shares: Shares, place: int) -> None:
        """Takes `listening` over."""
        super().__init__(listening.family, listening.type, listening.proto, fileno=listening.detach())
        self._shares, self._place = shares, place
        self._first = self._last = 0.0

    def accept(self) -> tuple[socket.socket, Any]:
        """As of any socket; BlockingIOError also while it is another's turn."""
        if self._shares.has_more(self._place) and self._is_patient():
            raise BlockingIOError
        connection, address = super().accept()
        return _Counted(connection, self._shares, self._place), address

    def _is_patient(self) -> bool:
        now = time.monotonic()
        if now - self._last > PATIENCE_SECONDS:
            self._first = now
        self._last = now
        return now - self._first < PATIENCE_SECONDS


class _Counted(socket.socket):
    """A connection that counts until it is closed."""

    def __init__(self, connection: socket.socket, shares: Shares, place: int) -> None:
        super().__init__(connection.family, connection.type, connection.proto, fileno=connection.detach())
        self._shares, self._place, self._open = shares, place, True
        shares.add(place, 1)

    def close(self) -> None:
        """Close it, and count it no more."""
        if self._open:
            self._open = False
            self._shares.add(self._place, -1)
        super().close()
