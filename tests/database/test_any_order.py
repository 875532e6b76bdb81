"""Whatever order the messages come in, however often and in whatever portions: what follows from them is the same."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benkoll.audit.log import verify
from benkoll.chain import tables
from benkoll.chain.book import rebuild
from benkoll.errors import Problem
from benkoll.exchange.visits.visit import Message, Person, Refused
from benkoll.store.database import Database
from database import drawn
from database.fresh import Emptied, Fresh, Memory
from database.hospital import (
    ANNA,
    BERIT,
    DAY,
    KEYS,
    counts,
    derived,
    episode_ids,
    fracture,
    hip_of,
    message,
    taken,
    visit,
)

FEW = settings(max_examples=max(25, settings().max_examples // 10), suppress_health_check=list(HealthCheck))


def the_same_in_any_order(fresh: Fresh, data: st.DataObject) -> None:
    found = data.draw(drawn.messages())
    database = fresh.new()
    taken(database, found)
    stood = derived(database)
    held(database, stood)
    database = fresh.new()
    for batch in data.draw(drawn.orders(found)):
        taken(database, batch)
    assert derived(database) == stood
    assert counts(database)["chain_message"] == len(found)
    held(database, stood)


def held(database: Database, stood: object) -> None:
    """What is derived is what a rebuild derives, and the log holds."""
    with database.writing() as connection:
        rebuild(connection, KEYS)
    assert derived(database) == stood
    with database.reading() as connection:
        assert verify(connection, KEYS).broken is None


@given(data=st.data())
@settings(suppress_health_check=list(HealthCheck))
def test_any_order_on_sqlite(memory: Memory, data: st.DataObject) -> None:
    the_same_in_any_order(memory, data)


@given(data=st.data())
@FEW
def test_any_order_on_postgresql(emptied: Emptied, data: st.DataObject) -> None:
    the_same_in_any_order(emptied, data)


def orders_of(messages: Sequence[Message]) -> list[list[Message]]:
    return [list(messages), list(reversed(messages)), [*messages[1:], messages[0], *messages]]


def test_a_person_of_three_numbers(memory: Memory) -> None:
    """Merged two by two, in any order, with fractures under each: one person with one hip fracture."""
    hips = [
        hip_of(number, who, DAY + timedelta(days=number)) for number, who in enumerate((ANNA, BERIT, drawn.RESERVE))
    ]
    merges = [
        message(10, Person(ANNA, other_ids=(BERIT,)), sent=DAY),
        message(11, Person(BERIT, other_ids=(drawn.RESERVE, "MRN 4711")), sent=DAY + timedelta(days=1)),
    ]
    found = []
    for order in orders_of([*hips, *merges]):
        database = memory.new()
        assert taken(database, order).refused == 0
        found.append(derived(database))
        assert len(episode_ids(database)) == 1
        assert {row[3] for row in found[-1]["identity"]} == {KEYS.digest("person", ANNA)}
    assert found[1:] == found[:1] * 2


def test_another_message_with_an_id_that_is_taken(database: Database) -> None:
    taken(database, [hip_of(1)])
    stood, before = derived(database), counts(database)
    other = hip_of(1, BERIT)
    found = taken(database, [other, other])
    assert (found.new, found.again, found.refused) == (0, 0, 2)
    assert "m1: another message has this id already" in found.problems[0].said("en")
    assert derived(database) == stood
    assert counts(database) == {**before, "chain_refused": 1}
    assert taken(database, [replace(other, message_id="m2")]).new == 1


def test_a_message_that_comes_again_in_another_file(database: Database) -> None:
    one = replace(hip_of(1), row=3, raw=b"from one file")
    assert taken(database, [one]).new == 1
    assert taken(database, [replace(one, row=7, raw=b"from another")]).again == 1


def test_what_is_set_aside_is_kept_sealed_and_can_be_taken_in(database: Database) -> None:
    raw = b"id;person\nm1;nobody\n"
    wrong = Refused((Problem("fel", "wrong", "person_id", "nobody", 1, "a.csv"),), raw)
    bad = replace(hip_of(2, "nobody"), raw=b"")
    found = taken(database, [wrong, hip_of(3), bad, wrong])
    assert (found.new, found.refused) == (1, 3)
    assert [problem.said("en") for problem in found.problems][:1] == ["a.csv, row 1, person_id = nobody: wrong"]
    with database.reading() as connection:
        rows = connection.execute(sa.select(tables.refused).order_by(tables.refused.c.file)).all()
    kept = {KEYS.open(row.raw) for row in rows}
    assert raw in kept
    (said,) = kept - {raw}
    assert json.loads(said)["message_id"] == "m2"
    assert all(b"nobody" not in row.raw and b"nobody" not in row.why for row in rows)
    assert {"person_id"} == {one["fact"] for row in rows for one in KEYS.open_json(row.why)}
    mended = replace(bad, person=Person(BERIT))
    assert taken(database, [mended]).new == 1
    assert len(episode_ids(database)) == 2


TEXTS = {
    "message_id": lambda one, text: replace(one, message_id=text),
    "source": lambda one, text: replace(one, source=text),
    "person_id": lambda one, text: replace(one, person=Person(text)),
    "unit": lambda one, text: replace(one, visits=(visit(DAY, fracture(), unit=text),)),
    "ward": lambda one, text: replace(one, visits=(visit(DAY, fracture(), ward=text),)),
    "code": lambda one, text: replace(one, visits=(visit(DAY, fracture(code=text)),)),
    "finding": lambda one, text: replace(one, visits=(visit(DAY, finding=text + "!"),)),
    "other id": lambda one, text: replace(one, person=Person(ANNA, other_ids=(text,))),
    "name": lambda one, text: replace(one, person=Person(ANNA, name=text)),
}


@pytest.mark.parametrize(
    "text", ["a\0b", "a\ud800b", "å" * 201, "å" * 20_001], ids=["NUL", "surrogate", "long", "longer"]
)
@pytest.mark.parametrize("where", TEXTS)
def test_a_text_that_no_database_keeps_harms_no_other(database: Database, where: str, text: str) -> None:
    """It is set aside, or taken in sealed; the messages beside it are taken in."""
    odd = TEXTS[where](hip_of(2, BERIT), text)
    found = taken(database, [hip_of(1), odd, hip_of(3, drawn.OLDER)])
    assert found.new + found.refused == 3
    assert found.new >= 2
    assert counts(database)["chain_message"] == found.new
    if found.refused:
        with database.reading() as connection:
            raw = KEYS.open(connection.execute(sa.select(tables.refused.c.raw)).scalar_one())
        assert json.loads(raw) == json.loads(json.dumps(asdict(odd), default=str))


def test_a_death_without_a_day_is_a_death(database: Database) -> None:
    taken(database, [hip_of(1), message(2, Person(ANNA, dead=True), sent=DAY + timedelta(days=3))])
    (row,) = derived(database)["chain_episode"]
    assert "died" in row
    assert derived(database)["chain_item"] == []


def test_of_what_does_not_concern_it_the_chain_keeps_nothing(database: Database) -> None:
    young = message(2, drawn.JUST_YOUNG, visit(drawn.FIRST, fracture()))
    nothing = message(3, BERIT, visit(DAY, diagnosis_codes=("I10",)))
    found = taken(database, [hip_of(1), young, nothing])
    assert (found.new, found.concern) == (3, 1)
    assert counts(database)["chain_identity"] == 1
    assert counts(database)["chain_event"] == 2
