"""Another key: all is there as before and nothing of the old key stays, killed at any moment or not."""

import os
import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from benkoll.audit.log import Act, Anchor, Broken, append, entries, patient_digest, verify
from benkoll.audit.relink import CHANGED
from benkoll.audit.tables import entry
from benkoll.chain import commands, log_review, tables
from benkoll.chain.commands import Chain
from benkoll.chain.intake import take_in
from benkoll.chain.reads import Filter, episodes, worklist
from benkoll.chain.rekeying import rekey_chain
from benkoll.errors import BenkollError, InputError, StoreError, UsageError
from benkoll.exchange.visits.visit import Refused
from benkoll.store import rekey as room
from benkoll.store.database import Database, open_database
from benkoll.store.keys import Keys
from benkoll.store.metadata import METADATA, ROLE
from benkoll.store.migrate import check_key
from benkoll.web import accounts
from benkoll.web.kept import keep, once, store_feedback, use
from benkoll.web.tokens import PURPOSE, make_token, tokens
from database import workers
from database.crew import go, started
from database.hospital import ANNA, BERIT, CECILIA, DAY, DORA, EVA, KEYS, Clock, actor, hip_of, message, visit
from database.test_audit import tampering
from database.test_backup import filled
from database.test_killed import _alone
from unit.cli.runner import benkoll

NEW = Keys(b"the key that comes after the one.", Path("new.key"))
NEWEST = Keys(b"and the one that comes after it..", Path("newest.key"))
REFUSED = Refused((), b"\xff not a message")
TOKEN = "benkoll_a-token-of-a-system"
CARD = {"service": "s", "card": "c", "outcome": "accepted", "reason": None, "content": {"a": 1}}
KILLS = int(os.environ.get("BENKOLL_KILLS", "200")) // 25
OTHERS = ("audit_entry.hash", "chain_message.id", "chain_refused.id")
LONGEST = 0.2
"""Seconds after which it is killed, at the latest."""


def full(database: Database) -> Database:
    """With something in every table of the chain and of the web, and a look at somebody who is not in the chain."""
    filled(database)
    clock = Clock()
    make_token(database, KEYS, actor(), "EHR", ["system"], [], "ORT", 30)
    with database.writing() as connection:
        connection.execute(sa.update(tables.letter).values(text=KEYS.seal(b"text"), pdf=KEYS.seal(b"%PDF" * 9)))
        connection.execute(sa.update(accounts.token).values(id=KEYS.digest(PURPOSE, TOKEN)))
        told = [
            Act("episode", patient_digest(KEYS, DORA), reason="look"),
            Act("CDS Hooks", patient_digest(KEYS, "x/1")),
        ]
        append(connection, actor(), KEYS, told)
        row = {"id": "s", "who": KEYS.seal(b"{}"), "token": "t", "made_at": "2026", "seen_at": "2026"}
        connection.execute(sa.insert(accounts.session), row)
    use(database, once(KEYS, "jti", clock(), clock() + timedelta(hours=1)))
    keep(database, KEYS, "key", {"a": 1}, clock(), clock() + timedelta(hours=1))
    store_feedback(database, KEYS, [CARD], "2026")
    return database


@pytest.fixture
def before(database: Database) -> Database:
    return full(database)


def in_hand(database: Database, keys: Keys) -> Chain:
    with database.reading() as connection:
        return Chain(database, check_key(connection, keys), actor("SE-OWNER"), DAY)


def rekeyed(database: Database, old: Keys = KEYS, new: Keys = NEW) -> Chain:
    """The chain under the new key."""
    rekey_chain(in_hand(database, old), new)
    return in_hand(database, new)


def said(database: Database, keys: Keys) -> dict[str, Any]:
    """All that the tables say, opened, without what is a digest or stands in an order of digests."""
    found: dict[str, Any] = {}
    with database.reading() as connection:
        for table in METADATA.sorted_tables:
            if table.info.get(ROLE) == "ends" or table.name == "benkoll_retired":
                continue
            rows = connection.execute(sa.select(table)).all()
            found[table.name] = sorted(repr(_opened(table, row, keys)) for row in rows)
    return found


def _opened(table: sa.Table, row: sa.Row[Any], keys: Keys) -> list[Any]:
    shown = list[Any]()
    for column, value in zip(table.c, row, strict=True):
        if value is not None and column.info.get(ROLE) == "sealed":
            opened = keys.open(value)
            shown.append(keys.open_json(value) | {"other": None} if "persons" in column.info else opened)
        elif ROLE not in column.info and column.name not in ("hash", "key_check", "first_previous"):
            shown.append(value)
    return shown


def made_by(database: Database) -> set[str]:
    """Every digest in the database that its key has made, by the tables' own word, and every link of the log."""
    with database.reading() as connection:
        return {
            value
            for table in METADATA.sorted_tables
            for column in table.c
            if column.info.get(ROLE) in ("person", "digest") or str(column) in OTHERS
            for value in connection.scalars(sa.select(column))
            if isinstance(value, str) and len(value) in (32, 64) and set(value) <= set("0123456789abcdef")
        }


def cells(database: Database) -> list[tuple[str, Any]]:
    """Every value of every table that the database itself has, with the name of its column."""
    there = sa.MetaData()
    with database.reading() as connection:
        there.reflect(connection)
        return [
            (str(column), value)
            for table in there.sorted_tables
            for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns))
            for column, value in zip(table.c, row, strict=True)
        ]


def opens(keys: Keys, sealed: bytes) -> bool:
    try:
        keys.open(sealed)
    except BenkollError:
        return False
    return True


def test_all_is_as_before(before: Database) -> None:
    waited = [(one.key, one.person_id) for one in worklist(in_hand(before, KEYS), Filter())]
    was = said(before, KEYS)
    chain = rekeyed(before)
    now = said(before, NEW)
    (last,) = [one for one in now["audit_entry"] if CHANGED in one]
    now["audit_entry"].remove(last)
    head = now.pop("audit_head")
    assert head != was.pop("audit_head")
    assert now == was
    assert [(one.key, one.person_id) for one in worklist(chain, Filter())] == waited
    assert {one.person_id for one in episodes(chain)} == {ANNA, BERIT}
    with before.reading() as connection:
        assert verify(connection, chain.keys).broken is None


def test_nothing_of_the_old_key_stays(before: Database) -> None:
    """No digest that it made, but the last link that the log names, and nothing that it opens."""
    made = made_by(before)
    assert len(made) > 20
    rekeyed(before)
    named = {("audit_entry.reason", value) for name, value in cells(before) if name == "audit_entry.reason"}
    kept = [
        (name, value)
        for name, value in cells(before)
        if (isinstance(value, str) and value in made and (name, value) not in named)
        or (isinstance(value, bytes) and opens(KEYS, value))
    ]
    assert kept == []
    assert all(opens(NEW, value) for _, value in cells(before) if isinstance(value, bytes))
    for _, value in cells(before):
        if isinstance(value, bytes):
            assert not any(one.encode() in NEW.open(value) for one in made)


def test_what_was_digested_is_found(before: Database) -> None:
    """A message that comes again, a token that is brought, what may be used once, what an EHR tells twice."""
    chain = rekeyed(before)
    (again,) = take_in(before, chain.keys, actor(), [hip_of(1, ANNA), REFUSED], "again.csv")
    assert (again.new, again.again, again.refused) == (0, 1, 1)
    (other,) = take_in(before, chain.keys, actor(), [replace(hip_of(1, ANNA), visits=(visit(DAY),))], "again.csv")
    assert "another message has this id already" in other.problems[0].said("en")
    with before.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.refused)) == 2
        known = chain.keys.every(PURPOSE, TOKEN)
        assert connection.scalar(sa.select(accounts.token.c.id).where(accounts.token.c.id.in_(known))) is not None
    now = Clock()()
    assert not use(before, once(chain.keys, "jti", now, now + timedelta(hours=1)))
    assert use(before, once(chain.keys, "another", now, now + timedelta(hours=1)))
    store_feedback(before, chain.keys, [CARD], "2026")
    with before.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(accounts.feedback)) == 1
    assert [one.who.name for one in tokens(before, chain.keys)] == ["EHR"]


def test_sessions_and_log_ins_under_way_end(before: Database) -> None:
    rekeyed(before)
    with before.reading() as connection:
        for table in (accounts.session, accounts.kept):
            assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_the_log_extract_holds_what_was_seen_before_the_person_came(before: Database) -> None:
    """Who was looked up while they were not in the chain has that in their extract when they are, whatever the key."""
    chain = rekeyed(rekeyed(before).database, NEW, NEWEST)
    taken = take_in(before, chain.keys, actor(), [message(9, CECILIA), hip_of(10, EVA)], "later.csv")
    assert [one.refused for one in taken] == [0]
    commands.died(chain, DORA, DAY)
    assert "look" in {one.reason for one in log_review.extract(chain, DORA)}
    actions = {one.action for one in log_review.extract(chain, BERIT)}
    assert {"intake", "merged"} <= actions


def test_the_log_names_the_last_link_of_before(before: Database) -> None:
    with before.reading() as connection:
        last = verify(connection, KEYS).head
    chain = rekeyed(before)
    with before.reading() as connection:
        (one,) = [one for one in entries(connection) if one.action == CHANGED]
        assert (one.object, one.reason, one.actor) == (str(last.seq), last.hash, "SE-OWNER")
        found = verify(connection, chain.keys)
        assert (found.broken, found.count) == (None, last.seq + 1)
        assert verify(connection, KEYS).broken == Broken(1, "changed")


def test_what_guards_the_tables_guards_them_again(before: Database) -> None:
    rekeyed(before)
    for change in ("UPDATE chain_event SET kind = 'note'", "DELETE FROM audit_entry", "DELETE FROM chain_identity"):
        with pytest.raises((StoreError, sa.exc.IntegrityError)), before.writing() as connection:
            connection.execute(sa.text(change))


def test_a_log_that_does_not_hold_is_not_made_to(before: Database) -> None:
    """Neither one that was changed, nor one that an anchor says was: nothing is written."""
    was = cells(before)
    with before.reading() as connection:
        last = verify(connection, KEYS).head
    with pytest.raises(InputError, match=f"the log is broken at link {last.seq}: the key is not changed"):
        rekey_chain(in_hand(before, KEYS), NEW, [Anchor(last.seq, "0" * 64)])
    assert cells(before) == was
    with tampering(before) as connection:
        connection.execute(sa.update(entry).where(entry.c.seq == 2).values(actor="nobody"))
        with pytest.raises(InputError, match="broken at link 2"):
            room_before(connection)


def room_before(connection: sa.Connection) -> None:
    from benkoll.audit.relink import whole

    whole(connection, KEYS, [])


def test_no_key_comes_twice(before: Database) -> None:
    chain = rekeyed(before)
    for one in (NEW, KEYS):
        with pytest.raises(UsageError, match="the new key was used before"):
            rekey_chain(chain, one)
    with pytest.raises(UsageError, match="is not the database's"):
        room.rekey(before, KEYS, NEWEST, "2026", lambda *_: {}, lambda *_: None)
    assert [one.secret for one in rekeyed(before, NEW, NEWEST).keys.retired] == [NEW.secret, KEYS.secret]


def test_who_has_it_open_writes_nothing_under_the_old_key(before: Database) -> None:
    url = before.engine.url.render_as_string(hide_password=False)
    stale = open_database(url)
    stale.close()  # PostgreSQL: what is connected stands in the way; what comes back is told
    rekeyed(before)
    with (
        pytest.raises(StoreError, match="the database's key was changed since the program began"),
        stale.writing() as connection,
    ):
        connection.execute(sa.text("DELETE FROM web_used"))
    stale.close()
    with before.writing() as connection:  # who changed it goes on
        connection.execute(sa.text("DELETE FROM web_used"))


def test_a_table_that_nobody_knows_stands_in_the_way(before: Database) -> None:
    """A room that was not loaded would be left under the old key."""
    with before.writing() as connection:
        connection.execute(sa.text("CREATE TABLE other_room (id INTEGER PRIMARY KEY)"))
    with pytest.raises(BenkollError, match="unknown tables: other_room"):
        rekeyed(before)


def test_others_stand_in_the_way(before: Database) -> None:
    """PostgreSQL says who is connected; SQLite has nobody to ask, and holds them off as they write."""
    if not before.is_postgresql:
        return
    other = open_database(before.engine.url.render_as_string(hide_password=False))
    with pytest.raises(UsageError, match="1 others are connected to the database: stop the web service"):
        rekey_chain(in_hand(before, KEYS), NEW)
    other.close()
    rekeyed(before)


def test_killed_at_any_moment(make: Callable[[str], str]) -> None:
    """The database is under the one key or the other, whole, and it is done in the end."""
    draw, whole, killed = random.Random(1), [KEYS, *(Keys(bytes([n]) * 32) for n in range(60))], 0
    database = full(open_database(make("real")))
    url = database.engine.url.render_as_string(hide_password=False)
    place = 0
    while killed < KILLS and place < len(whole) - 1:
        database.close()
        process, pipe = started(workers.rekey_until_killed, url, whole[place].secret, whole[place + 1].secret)
        go(pipe)
        time.sleep(draw.uniform(0, LONGEST))
        process.kill()
        process.join()
        pipe.close()
        database = open_database(url)
        _alone(database)
        done = room.is_under(database, whole[place + 1])
        place, killed = place + done, killed + (not done)
        chain = in_hand(database, whole[place])
        assert chain.database.era == place
        with database.reading() as connection:
            assert verify(connection, chain.keys).broken is None
        assert len(episodes(chain)) == 2
        bare = [name for name, value in cells(database) if isinstance(value, bytes) and not opens(chain.keys, value)]
        assert bare == []
    assert killed > 3, "it was always done before it was killed"
    rekeyed(database, whole[place], NEW)
    database.close()


def test_on_the_command_line(tmp_path: Path) -> None:
    environ = {"BENKOLL_DATABASE": f"sqlite:///{tmp_path}/a.db", "BENKOLL_LANG": "en", "BENKOLL_USER": "ada"}
    assert benkoll("chain", "init", "--kind", "demo", environ=environ).code == 0
    assert benkoll("chain", "demo", "--patients", "5", environ=environ).code == 0
    anchors, new = str(tmp_path / "anchors"), str(tmp_path / "new.key")
    assert benkoll("audit", "anchor", "--out", anchors, environ=environ).code == 0
    done = benkoll("chain", "rekey", "--to", new, "--anchors", anchors, environ=environ)
    assert (done.code, done.err) == (0, "")
    assert f"Set BENKOLL_KEY_FILE to {new}" in done.out
    assert benkoll("audit", "verify", environ=environ).code == 2
    under = environ | {"BENKOLL_KEY_FILE": new}
    assert benkoll("audit", "verify", environ=under).code == 0
    assert benkoll("chain", "today", environ=under).code == 0
    again = benkoll("chain", "rekey", "--to", new, environ=environ)  # as whoever was killed after it was done
    assert (again.code, "has the new key already" in again.out) == (0, True)
    assert benkoll("chain", "rekey", "--to", f"{tmp_path}/a.db.key", environ=under).code == 2
