"""Acts that wait for the log are one transaction: each is in it when it comes back, and none is where it fails."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from benkoll.audit.log import Act, entries, verify
from benkoll.audit.tables import entry
from benkoll.errors import StoreError
from benkoll.store.database import Database
from benkoll.web.kept import Once, once, use
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


def gone(*_: object) -> None:
    raise StoreError([])


def test_where_it_fails_nobody_goes_on(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("benkoll.web.together.append_each", gone)
        assert {type(one) for one in told(database, 20, 8)} == {StoreError}
    assert objects(database) == []
    assert set(told(database, 5, 3)) == {None}  # and it goes on by itself


def test_what_may_be_used_once_is_used_with_the_log(database: Database) -> None:
    """Of all who bring the same at once one goes on, and is logged; where it fails nobody has used it."""
    now = datetime(2026, 3, 2, tzinfo=UTC)
    all_of_them = [once(KEYS, f"token {number % 3}", now, now + timedelta(hours=1)) for number in range(24)]
    together = Together()

    def tell(one: Once) -> bool:
        return together.tell(database, KEYS, actor(), Act("CDS Hooks", object=one.ids[0]), one)

    def failing(one: Once) -> None:
        with pytest.raises(StoreError):
            tell(one)

    with pytest.MonkeyPatch.context() as patched, ThreadPoolExecutor(6) as pool:
        patched.setattr("benkoll.web.together.append_each", gone)
        list(pool.map(failing, all_of_them))
    with ThreadPoolExecutor(12) as pool:
        went_on = list(pool.map(tell, all_of_them))
    assert went_on.count(True) == 3
    assert sorted(objects(database), key=str) == sorted({one.ids[0] for one in all_of_them})
    assert not use(database, all_of_them[0])


def test_two_services_that_are_brought_the_same(database: Database) -> None:
    """Each with its own group: one transaction waits for the other, and is told that it came second."""
    now = datetime(2026, 3, 2, tzinfo=UTC)
    tokens = [once(KEYS, f"token {number}", now, now + timedelta(hours=1)) for number in range(40)]
    services = [Together(), Together()]

    def tell(pair: tuple[Together, Once]) -> bool:
        together, one = pair
        return together.tell(database, KEYS, actor(), Act("CDS Hooks", object=one.ids[0]), one)

    pairs = [(service, one) for one in tokens for service in services]
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(tell, pairs)).count(True) == 40
    assert sorted(objects(database), key=str) == sorted(one.ids[0] for one in tokens)
    with database.reading() as connection:
        assert verify(connection, KEYS).broken is None
