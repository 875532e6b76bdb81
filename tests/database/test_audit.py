"""The log: what is changed, removed, put in or cut off is found; where it cannot be written nothing is done."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from benkoll.audit.log import Act, Anchor, Broken, append, entries, prune, verify
from benkoll.audit.tables import entry, head
from benkoll.chain.commands import claim, died, record
from benkoll.chain.reads import Filter, episode, episodes, worklist
from benkoll.errors import StoreError, UsageError
from benkoll.store.database import Database
from benkoll.store.keys import Keys
from database.hospital import ANNA, DAY, KEYS, actor, chain, counts, derived, episode_ids, hip_of, taken

LINKS = 12
TEXTS = ("at", "actor", "unit", "commission", "action", "patient", "object", "outcome", "reason", "hash")
TRIGGERS = {
    "sqlite": ("DROP TRIGGER audit_entry_unchanged", "DROP TRIGGER audit_entry_kept"),
    "postgresql": ("ALTER TABLE audit_entry DISABLE TRIGGER USER",),
}


@contextmanager
def tampering(database: Database) -> Iterator[sa.Connection]:
    """As one who has the database in hand, but not the key; nothing of it stays."""
    with database.engine.connect() as connection:
        for statement in TRIGGERS[database.engine.dialect.name]:
            connection.execute(sa.text(statement))
        yield connection
        connection.rollback()


@pytest.fixture
def log(database: Database) -> Database:
    """A database with LINKS entries in the log."""
    for number in range(1, LINKS + 1):
        with database.writing() as connection:
            act = Act("episode", KEYS.digest("person", ANNA), f"object {number}", reason=f"reason {number}")
            append(connection, actor(), KEYS, [act])
    return database


def broken(connection: sa.Connection, *anchors: Anchor) -> Broken | None:
    return verify(connection, KEYS, anchors).broken


def flipped(text: str, place: int) -> str:
    return f"{text[:place]}{chr(ord(text[place]) ^ 1)}{text[place + 1 :]}"


def test_every_byte_of_every_text_is_held(log: Database) -> None:
    with tampering(log) as connection:
        assert broken(connection) is None
        tried = 0
        for name in TEXTS:
            for seq in (1, LINKS // 2, LINKS):
                here = entry.c.seq == seq
                text = connection.execute(sa.select(entry.c[name]).where(here)).scalar_one()
                for place in range(len(text)):
                    connection.execute(sa.update(entry).where(here).values({name: flipped(text, place)}))
                    assert broken(connection) == Broken(seq, "changed"), (name, seq, place)
                    tried += 1
                connection.execute(sa.update(entry).where(here).values({name: text}))
        assert broken(connection) is None
        assert tried > 600


@pytest.mark.parametrize("name", ["patient", "object", "reason"])
def test_nothing_is_not_an_empty_text(log: Database, name: str) -> None:
    with tampering(log) as connection:
        for value in (None, ""):
            connection.execute(sa.update(entry).where(entry.c.seq == 5).values({name: value}))
            assert broken(connection) == Broken(5, "changed")


@pytest.mark.parametrize("planted", ["CAST(x'ff' AS TEXT)", "x'ff00'", "17"])
def test_what_is_no_text_any_more_is_found(log: Database, planted: str) -> None:
    if log.is_postgresql:
        return  # there a text is a text
    with tampering(log) as connection:
        connection.exec_driver_sql(f"UPDATE audit_entry SET actor = {planted} WHERE seq = 4")
        assert broken(connection) == Broken(4, "changed")
        assert connection.exec_driver_sql("SELECT unit FROM audit_entry WHERE seq = 3").scalar() == actor().unit


@pytest.mark.parametrize("seq", range(1, LINKS))
def test_a_row_removed_is_missing(log: Database, seq: int) -> None:
    with tampering(log) as connection:
        connection.execute(sa.delete(entry).where(entry.c.seq == seq))
        assert broken(connection) == Broken(seq, "missing")


@pytest.mark.parametrize("seq", [1, 5, LINKS - 1])
def test_rows_in_another_order(log: Database, seq: int) -> None:
    with tampering(log) as connection:
        for old, new in ((seq, 100), (seq + 1, seq), (100, seq + 1)):
            connection.execute(sa.update(entry).where(entry.c.seq == old).values(seq=new))
        assert broken(connection) == Broken(seq, "changed")


@pytest.mark.parametrize("seq", [1, 5, LINKS])
def test_a_row_put_in(log: Database, seq: int) -> None:
    with tampering(log) as connection:
        whole = connection.execute(sa.select(entry).where(entry.c.seq == seq)).one()._asdict()
        later = connection.scalars(sa.select(entry.c.seq).where(entry.c.seq > seq).order_by(entry.c.seq.desc())).all()
        for one in later:
            connection.execute(sa.update(entry).where(entry.c.seq == one).values(seq=one + 1))
        connection.execute(sa.insert(entry).values({**whole, "seq": seq + 1}))
        assert broken(connection) == Broken(seq + 1, "changed")


@pytest.mark.parametrize("left", [0, 1, 7, LINKS - 1])
def test_the_end_cut_off(log: Database, left: int) -> None:
    with tampering(log) as connection:
        connection.execute(sa.delete(entry).where(entry.c.seq > left))
        assert broken(connection) == Broken(left + 1, "cut off")


@pytest.mark.parametrize("left", [0, 1, 7, LINKS - 1])
def test_the_end_cut_off_with_its_head(log: Database, left: int) -> None:
    """Whoever also puts the head back is found by an anchor, and by nothing else."""
    with tampering(log) as connection:
        anchor = verify(connection, KEYS).head
        hashes = {0: "0" * 64, **{one.seq: one.hash for one in entries(connection)}}
        connection.execute(sa.delete(entry).where(entry.c.seq > left))
        connection.execute(sa.update(head).values(seq=left, hash=hashes[left]))
        assert broken(connection) is None
        assert broken(connection, anchor) == Broken(left + 1, "cut off")


def test_an_anchor_that_was_another_chains(log: Database) -> None:
    with tampering(log) as connection:
        assert broken(connection, Anchor(5, "0" * 64)) == Broken(5, "changed")
        assert broken(connection, *(Anchor(one.seq, one.hash) for one in entries(connection))) is None


def test_the_beginning_cut_off_with_its_head(log: Database) -> None:
    """The log itself would say so, if it had been pruned."""
    with tampering(log) as connection:
        hashes = {one.seq: one.hash for one in entries(connection)}
        connection.execute(sa.delete(entry).where(entry.c.seq < 5))
        connection.execute(sa.update(head).values(first_seq=5, first_previous=hashes[4]))
        assert broken(connection) == Broken(1, "missing")


def test_a_head_that_does_not_belong(log: Database) -> None:
    with tampering(log) as connection:
        connection.execute(sa.update(head).values(hash="0" * 64))
        assert broken(connection) == Broken(LINKS + 1, "cut off")


def test_another_key_holds_nothing(log: Database) -> None:
    with log.reading() as connection:
        assert verify(connection, Keys(b"c" * 32)).broken == Broken(1, "changed")


def test_verified(log: Database) -> None:
    with log.reading() as connection:
        found = verify(connection, KEYS)
        assert (found.count, found.head.seq, found.broken) == (LINKS, LINKS, None)
        assert [one.seq for one in entries(connection, limit=2)] == [LINKS - 1, LINKS]
        assert len(list(entries(connection, patient=KEYS.digest("person", ANNA)))) == LINKS
        assert list(entries(connection, patient="0" * 64)) == []
        assert list(entries(connection, since="2027")) == []


# RETENTION

OLD = datetime(2015, 6, 1, tzinfo=UTC)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def years(database: Database) -> Database:
    """An entry a year, from 2015 to 2026."""
    for year in range(2015, 2027):
        with database.writing() as connection:
            append(connection, actor(clock=OLD.replace(year=year)), KEYS, [Act("episode", None, str(year))])
    return database


@pytest.mark.parametrize("before", [datetime(2021, 3, 2, 0, 0, 1, tzinfo=UTC), datetime(2021, 3, 3, tzinfo=UTC), NOW])
def test_five_years_are_kept(years: Database, before: datetime) -> None:
    with years.writing() as connection, pytest.raises(UsageError, match="only what is before 2021-03-02 may be"):
        prune(connection, actor(clock=NOW), KEYS, before)
    assert counts(years)["audit_entry"] == 12


def test_what_is_left_holds_and_says_what_went(years: Database) -> None:
    with years.writing() as connection:
        assert prune(connection, actor(clock=NOW), KEYS, datetime(2021, 3, 2, tzinfo=UTC)) == 6
    with years.reading() as connection:
        found = verify(connection, KEYS, [Anchor(1, "0" * 64)])
        assert (found.count, found.broken) == (7, None)
        *_, last = entries(connection)
        assert (last.seq, last.action, last.object) == (13, "pruned", "7")
    with tampering(years) as connection:
        connection.execute(sa.delete(entry).where(entry.c.seq == 7))
        assert broken(connection) == Broken(7, "missing")


def test_pruned_twice_and_of_nothing(years: Database) -> None:
    for before, gone in ((2017, 2), (2017, 0), (2019, 2)):
        with years.writing() as connection:
            assert prune(connection, actor(clock=NOW), KEYS, datetime(before, 1, 1, tzinfo=UTC)) == gone
        with years.reading() as connection:
            assert verify(connection, KEYS).broken is None
    assert counts(years)["audit_entry"] == 12 - 4 + 2


def test_a_clock_that_went_back_takes_nothing_younger(years: Database) -> None:
    with years.writing() as connection:
        append(connection, actor(clock=OLD), KEYS, [Act("episode", None, "wrong clock")])
    with years.writing() as connection:
        assert prune(connection, actor(clock=NOW), KEYS, datetime(2021, 3, 2, tzinfo=UTC)) == 6
    with years.reading() as connection:
        assert verify(connection, KEYS).broken is None


# FAILS CLOSED


@pytest.mark.parametrize("trick", ["ALTER TABLE audit_entry RENAME TO elsewhere", "UPDATE audit_head SET seq = 0"])
@pytest.mark.parametrize(
    "act",
    [
        lambda of, _: worklist(of, Filter()),
        lambda of, _: episodes(of),
        lambda of, one: episode(of, one),
        lambda of, one: record(of, one, "invited", DAY, {}),
        lambda of, one: claim(of, one, "invite"),
        lambda of, _: died(of, ANNA, DAY),
        lambda of, _: taken(of.database, [hip_of(9, "200001252386"), hip_of(10, "196101182803")]),
    ],
    ids=["worklist", "episodes", "episode", "record", "claim", "died", "intake"],
)
def test_what_cannot_be_logged_is_not_done(database: Database, act: Callable[[Any, str], object], trick: str) -> None:
    """The log's table is not there, or cannot take another row."""
    taken(database, [hip_of(1)])
    (one,) = episode_ids(database)
    with database.engine.begin() as connection:
        connection.execute(sa.text(trick))
    events = sa.text("SELECT count(*) FROM chain_event")
    with database.reading() as connection:
        before = connection.scalar(events)
    stood = derived(database)
    with pytest.raises((StoreError, sa.exc.IntegrityError)):
        act(chain(database), one)
    assert derived(database) == stood
    with database.reading() as connection:
        assert connection.scalar(events) == before


def test_the_database_says_what_it_cannot(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE audit_entry RENAME TO elsewhere"))
    with pytest.raises(StoreError, match=re.compile("the database does not do its part: .*audit_entry", re.DOTALL)):
        taken(database, [hip_of(1)])
