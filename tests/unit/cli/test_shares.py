"""Processes at one socket have as many connections, and one that hangs holds nobody up."""

import contextlib
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from benkoll.cli import shares
from benkoll.cli.shares import GAP, SharedSocket, Shares


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as one:
        yield one


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose turn it is hangs for no longer than this test."""
    monkeypatch.setattr(shares, "PATIENCE_SECONDS", 60.0)


def process(listening: socket.socket, own: Shares, place: int) -> SharedSocket:
    one = SharedSocket(listening.dup(), own, place)
    one.setblocking(False)
    return one


def taken(one: SharedSocket) -> list[socket.socket]:
    """What it takes of what waits, all at once, as an event loop does."""
    found = []
    with contextlib.suppress(BlockingIOError):
        while True:
            found.append(one.accept()[0])
    return found


def calls(listening: socket.socket, count: int) -> list[socket.socket]:
    return [socket.create_connection(listening.getsockname()) for _ in range(count)]


def closed(*all_of_them: Any) -> None:
    for one in all_of_them:
        one.close()


def test_whoever_comes_first_leaves_the_others_theirs(listening: socket.socket, patient: None) -> None:
    own = Shares(3)
    crew = [process(listening, own, place) for place in range(3)]
    clients = calls(listening, 30)
    held: list[list[socket.socket]] = [[], [], []]
    for _ in range(30):
        for place, one in enumerate(crew):
            held[place] += taken(one)
    counts = [len(connections) for connections in held]
    assert sum(counts) == 30
    assert max(counts) - min(counts) <= GAP
    closed(*clients, *(one for connections in held for one in connections), *crew)


def test_a_connection_that_ends_counts_no_more(listening: socket.socket, patient: None) -> None:
    own = Shares(2)
    one, other = (process(listening, own, place) for place in range(2))
    clients = calls(listening, GAP + 1)
    held = taken(one)
    assert len(held) == GAP
    with pytest.raises(BlockingIOError):
        one.accept()
    held[0].close()
    held[0].close()  # twice is once
    held += taken(one)
    assert len(held) == GAP + 1
    assert own.has_more(0)
    own.clear(0)
    assert not own.has_more(0)
    closed(*clients, *held, one, other)


def test_a_process_that_hangs_is_waited_for_but_not_long(
    listening: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "PATIENCE_SECONDS", 0.2)
    own = Shares(2)
    one = process(listening, own, 0)
    clients = calls(listening, GAP + 2)
    held = taken(one)
    assert len(held) == GAP
    end = time.monotonic() + 30
    while len(held) < GAP + 2:
        assert time.monotonic() < end
        held += taken(one)
        time.sleep(0.005)
    closed(*clients, *held, one)


def test_it_speaks_with_who_called(listening: socket.socket) -> None:
    one = process(listening, Shares(1), 0)
    (client,) = calls(listening, 1)
    (there,) = taken(one)
    client.sendall(b"x")
    there.setblocking(True)
    assert there.recv(1) == b"x"
    closed(client, there, one)
