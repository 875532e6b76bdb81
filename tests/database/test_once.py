"""What may be used once is used once, whoever comes at the same moment; what was kept is nobody else's, and goes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from benkoll.store.database import Database
from benkoll.web import accounts
from benkoll.web.kept import keep, kept_under, once, store_feedback, take, use
from database.hospital import KEYS

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
CREW = 8


def test_a_token_counts_once(database: Database) -> None:
    with ThreadPoolExecutor(CREW) as crew:
        for number in range(5):
            got = list(crew.map(lambda _, n=number: use(database, once(KEYS, f"jti {n}", NOW, LATER)), range(CREW)))
            assert got.count(True) == 1


def test_what_is_taken_is_taken_once(database: Database) -> None:
    with ThreadPoolExecutor(CREW) as crew:
        for number in range(5):
            keep(database, KEYS, f"state {number}", {"number": number}, NOW, LATER)
            got = list(crew.map(lambda _, n=number: take(database, KEYS, f"state {n}", NOW), range(CREW)))
            assert [one for one in got if one is not None] == [{"number": number}]


def test_what_is_kept_is_sealed_and_goes(database: Database) -> None:
    keep(database, KEYS, "key", {"facts": "hemligt"}, NOW, LATER)
    assert kept_under(database, KEYS, "key", NOW) == {"facts": "hemligt"}
    assert kept_under(database, KEYS, "other", NOW) is None
    assert kept_under(database, KEYS, "key", LATER + timedelta(seconds=1)) is None
    assert take(database, KEYS, "key", LATER + timedelta(seconds=1)) is None
    keep(database, KEYS, "old", {}, NOW, LATER)
    keep(database, KEYS, "new", {}, LATER + timedelta(seconds=1), LATER + timedelta(hours=1))
    with database.reading() as connection:
        rows = connection.execute(sa.select(accounts.kept)).all()
    assert len(rows) == 1
    assert b"hemligt" not in rows[0].content


def test_the_same_feedback_is_stored_once(database: Database) -> None:
    row = {"service": "benkoll-order-sign", "card": "c", "outcome": "accepted", "reason": None, "content": {"a": 1}}
    both = [row, {**row, "outcome": "overridden"}]
    with ThreadPoolExecutor(CREW) as crew:
        list(crew.map(lambda _: store_feedback(database, KEYS, both, NOW.isoformat()), range(CREW)))
    with database.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(accounts.feedback)) == 2
