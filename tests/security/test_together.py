"""Acts that wait for the log are one transaction: each is in it when it comes back, and none is where it fails."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from benkoll.audit.log import Act, entries, verify
from benkoll.audit.tables import entry
from benkoll.errors import StoreError
from benkoll.store.database import Database
from benkoll.web.together import Together
from database.conftest import database, make, migrated, server, templates, url
from database.hospital import KEYS, actor

__all__ = ["database", "make", "migrated", "server", "templates", "url"]


def objects(database: Database) -> list[str | None]:
    with database.reading() as connection:
        return [one.object for one in entries(connection)]


def told(database: Database, count: int, threads: int) -> list[BaseException | None]:
    """So many acts told by so many at once; what each got."""
    together = Together()

    def tell(number: int) -> BaseException | None:
        try:
            together.tell(database, KEYS, actor(f"person {number % 7}"), Act("CDS Hooks", object=str(number)))
        except StoreError as error:
            return error
        assert str(number) in objects(database)  # it is in the log when it comes back
        return None

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(tell, range(count)))


def test_each_is_in_the_log_once_when_it_comes_back(database: Database) -> None:
    assert set(told(database, 60, 12)) == {None}
    assert sorted(objects(database), key=lambda one: int(one or "")) == [str(number) for number in range(60)]
    with database.reading() as connection:
        found = verify(connection, KEYS)
        named = set(connection.scalars(sa.select(entry.c.actor)))
    assert (found.broken, found.count) == (None, 60)
    assert named == {f"person {number}" for number in range(7)}


def test_those_who_come_while_one_writes_are_one_transaction(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes, gate, entered = list[int](), threading.Event(), threading.Event()
    from benkoll.web import together as room

    logged: Callable[..., None] = room._logged

    def slow(database: Database, keys: object, those: list[object]) -> None:
        sizes.append(len(those))
        entered.set()
        assert gate.wait(20)
        logged(database, keys, those)

    monkeypatch.setattr(room, "_logged", slow)
    together = Together()

    def tell(number: int) -> None:
        together.tell(database, KEYS, actor(), Act("CDS Hooks", object=str(number)))

    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(tell, 0)
        assert entered.wait(20)
        others = [pool.submit(tell, number) for number in range(1, 9)]
        while len(together._waiting) < 8:
            threading.Event().wait(0.01)
        gate.set()
        for one in (first, *others):
            one.result(20)
    assert sizes == [1, 8]
    assert len(objects(database)) == 9


def test_where_it_fails_nobody_goes_on(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise StoreError([])

    with monkeypatch.context() as patched:
        patched.setattr("benkoll.web.together.append_each", gone)
        assert {type(one) for one in told(database, 20, 8)} == {StoreError}
    assert objects(database) == []
    assert set(told(database, 5, 3)) == {None}  # and it goes on by itself
