"""Who may see a reading: apart until it is signed, its unit's alone, logged or not shown; and what stays."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from benkoll.audit.fhir_event import READS
from benkoll.audit.log import entries, verify
from benkoll.chain import commands as chain_commands
from benkoll.chain.log_review import ACTIONS, extract
from benkoll.errors import Absent, StoreError, UsageError
from benkoll.readings import tables
from benkoll.readings.commands import change, sign, start, store_image, take_over, withdraw_image
from benkoll.readings.desk import Desk
from benkoll.readings.reads import of_patient, opened, picture, waiting
from benkoll.store.database import Database
from database.hospital import (
    ANNA,
    BERIT,
    DAY,
    KEYS,
    actor,
    chain,
    counts,
    episode_ids,
    fracture,
    hip_of,
    message,
    taken,
    visit,
)
from database.reading_room import DRA, DRB, DRC, PATIENT, begun, desk, log, read, stored
from database.reading_room import picture as new_image
from house.tree import SOURCE
from unit.readings.spine import graded, grading, judged, placed, whole

FRACTURED = [*whole("T4"), graded("L1", "2"), judged("L1")]


# TWO READERS


def test_two_readers_are_blind_until_both_are_signed(database: Database) -> None:
    image = stored(database)
    a, b, c = (desk(database, who) for who in (DRA, DRB, DRC))
    one, version = begun(a, image, FRACTURED)
    two, second = begun(b, image, whole())
    both = {one: a, two: b}

    def shown() -> dict[tuple[str, str], bool]:
        found = {}
        for who in (a, b, c):
            ((_, listed),) = of_patient(who, [PATIENT])
            for each in listed:
                found[who.actor.id[-1], each.reader[-1]] = not each.closed
                assert each.report is None or not each.closed
                if each.closed:
                    with pytest.raises(UsageError, match="shown when it is signed"):
                        opened(who, each.id)
        return found

    own = {("A", "A"): True, ("B", "B"): True}
    nothing = dict.fromkeys([("A", "B"), ("B", "A"), ("C", "A"), ("C", "B")], False)
    assert shown() == own | nothing
    sign(a, one, version, grading())
    assert shown() == own | nothing | {("C", "A"): True}
    sign(b, two, second, grading())
    assert all(shown().values())
    assert {opened(who, named).listed.blind for named, who in both.items()} == {True}


def test_who_has_seen_anothers_is_not_blind(database: Database) -> None:
    image = stored(database)
    read(desk(database), image, FRACTURED)
    seen, unseen = desk(database, DRB), desk(database, DRC)
    of_patient(seen, [PATIENT])
    for at, blind in ((seen, False), (unseen, True)):
        named = read(at, image)
        assert opened(at, named).listed.blind is blind


def test_ones_own_does_not_blind(database: Database) -> None:
    image, at = stored(database), desk(database)
    opened(at, read(at, image))
    assert opened(at, read(at, image)).listed.blind is True


def test_another_goes_on_with_it(database: Database) -> None:
    nurse, doctor = desk(database, DRA), desk(database, DRB)
    named, version = begun(nurse, stored(database), whole())
    with pytest.raises(UsageError, match=f"the reading is {DRA}'s: take it over"):
        change(doctor, named, version, [judged("L1")])
    with pytest.raises(UsageError, match="is yours already"):
        take_over(nurse, named, version)
    version = take_over(doctor, named, version)
    with pytest.raises(UsageError, match="is SE2321000131-B's"):
        change(nurse, named, version, [judged("L1")])
    sign(doctor, named, version, grading())
    found = opened(doctor, named)
    assert [one.actor for one in found.changes] == [DRA] * 26 + [DRB] * 2
    assert (found.listed.reader, found.listed.blind) == (DRB, True)


def test_a_second_reader_takes_nothing_over(database: Database) -> None:
    image = stored(database)
    one, version = begun(desk(database, DRA), image)
    begun(desk(database, DRB), image)
    with pytest.raises(UsageError, match="a reading of your own of the image"):
        take_over(desk(database, DRB), one, version)


def test_who_took_over_after_a_look_at_another_is_not_blind(database: Database) -> None:
    image = stored(database)
    one, version = begun(desk(database, DRA), image, whole())
    read(desk(database, DRB), image)
    of_patient(desk(database, DRC), [PATIENT])
    take_over(desk(database, DRC), one, version)
    assert opened(desk(database, DRC), one).listed.blind is False


def test_ones_open_reading_is_gone_on_with(database: Database) -> None:
    at, image = desk(database), stored(database)
    first = begun(at, image, [placed("L1")])
    assert start(at, image) == first
    assert start(desk(database, DRB), image)[0] != first[0]


# WHO MAY SEE


def test_other_units_patients_are_not_there(database: Database) -> None:
    image = stored(database, unit="ORT")
    named, version = begun(desk(database, units=["ORT"]), image, whole())
    other = desk(database, units=["MED"])
    tried: tuple[Callable[[], object], ...] = (
        lambda: picture(other, image),
        lambda: start(other, image),
        lambda: opened(other, named),
        lambda: change(other, named, version, []),
        lambda: take_over(other, named, version),
        lambda: withdraw_image(other, image, "fel"),
    )
    for one in tried:
        with pytest.raises(Absent, match=re.escape("there is no")):
            one()
    with pytest.raises(Absent) as there:
        picture(other, image)
    with pytest.raises(Absent) as nowhere:
        picture(other, "0" * 32)
    assert str(there.value).replace(image, "0" * 32) == str(nowhere.value)
    assert of_patient(other, [PATIENT]) == waiting(other) == []
    with pytest.raises(UsageError, match="ORT: not one of your units"):
        store_image(other, new_image("two"), PATIENT, "ORT")
    assert len(waiting(desk(database, units=["ORT", "MED"]))) == 1


def blocked_at_ort(database: Database) -> str:
    """An image of Anna's, whose information of ORT is blocked."""
    taken(database, [hip_of(1), message(2, ANNA, visit(DAY, fracture("wrist", "right", "S5250"), unit="MED"))])
    whole_chain = chain(database)
    mine = [one for one in episode_ids(database) if unit_of(database, one) == "ORT"]
    chain_commands.block(whole_chain, mine[0])
    return stored(database)


def unit_of(database: Database, episode: str) -> str:
    with database.reading() as connection:
        found = sa.text("SELECT unit FROM chain_episode WHERE id = :id")
        return str(connection.scalar(found, {"id": episode}))


def test_what_is_blocked_is_its_units_alone(database: Database) -> None:
    image = blocked_at_ort(database)
    stored(database, "of the other unit", unit="MED")
    assert {image.unit for image, _ in of_patient(desk(database), [PATIENT])} == {"MED"}
    assert {image.unit for image, _ in of_patient(desk(database, units=["ORT", "MED"]), [PATIENT])} == {"ORT", "MED"}
    with pytest.raises(Absent):
        picture(desk(database), image)


def test_what_is_blocked_of_a_person_is_of_every_number_of_theirs(database: Database) -> None:
    image = blocked_at_ort(database)
    other = KEYS.digest("person", BERIT)
    under_another = store_image(desk(database), new_image("of the other number"), other, "ORT")
    assert [one.id for one, _ in of_patient(desk(database), [other])] == [under_another]
    chain_commands.merge(chain(database), BERIT, ANNA)
    assert of_patient(desk(database), [PATIENT, other]) == []
    mine = [one for one in episode_ids(database) if unit_of(database, one) == "ORT"]
    chain_commands.unblock(replace(chain(database), units=frozenset({"ORT", "MED"})), mine[0], "patienten vill")
    assert {one.id for one, _ in of_patient(desk(database), [PATIENT, other])} == {image, under_another}


def test_an_emergency_opens_it_and_the_log_says_why(database: Database) -> None:
    image = blocked_at_ort(database)
    picture(desk(database, emergency="medvetslös"), image)
    with database.reading() as connection:
        told = [(one.action, one.reason) for one in entries(connection)][-2:]
    assert told == [("emergency opening", "medvetslös"), ("image opened", "medvetslös")]
    with pytest.raises(UsageError, match="say why"):
        desk(database, emergency="")


# THE LIST


def test_what_waits(database: Database) -> None:
    a, b = desk(database, DRA), desk(database, DRB)
    new, begun_, signed, second = (stored(database, name) for name in "1234")
    named, _ = begun(a, begun_)
    read(a, signed)
    read(a, second)
    other, _ = begun(b, second)
    found = waiting(b)
    assert [one.image.id for one in found] == [new, begun_, second]
    assert [[each.id for each in one.readings] for one in found] == [[], [named], [other]]
    assert all(each.report is None for one in found for each in one.readings)
    assert [one.image.id for one in waiting(b, limit=1, skip=1)] == [begun_]
    assert waiting(b, training=True) == []


# THE LOG

ACTS: dict[str, Callable[[Desk, str, str, int], object]] = {
    "store": lambda at, image, named, version: store_image(at, new_image("two"), PATIENT, "ORT"),
    "withdraw": lambda at, image, named, version: withdraw_image(at, image, "fel"),
    "start": lambda at, image, named, version: start(replace(at, actor=actor(DRB)), image),
    "change": lambda at, image, named, version: change(at, named, version, [judged("L1")]),
    "take over": lambda at, image, named, version: take_over(replace(at, actor=actor(DRB)), named, version),
    "sign": lambda at, image, named, version: sign(at, named, version, grading()),
    "list": lambda at, image, named, version: of_patient(at, [PATIENT]),
    "open": lambda at, image, named, version: opened(at, named),
    "picture": lambda at, image, named, version: picture(at, image),
    "waiting": lambda at, image, named, version: waiting(at),
}


@pytest.mark.parametrize("trick", ["ALTER TABLE audit_entry RENAME TO elsewhere", "UPDATE audit_head SET seq = 0"])
@pytest.mark.parametrize("act", ACTS)
def test_what_cannot_be_logged_is_not_done(database: Database, act: str, trick: str) -> None:
    image = stored(database)
    named, version = begun(desk(database), image, whole())

    def content() -> list[Any]:
        held = (tables.image, tables.reading, tables.change)
        with database.reading() as connection:
            return [sorted(map(tuple, connection.execute(sa.select(table))), key=repr) for table in held]

    with database.engine.begin() as connection:
        connection.execute(sa.text(trick))
    before = content()
    with pytest.raises((StoreError, sa.exc.IntegrityError)):
        ACTS[act](desk(database), image, named, version)
    assert content() == before


def test_each_is_logged_of_its_patient(database: Database) -> None:
    taken(database, [hip_of(1)])
    image = stored(database)
    named, version = begun(desk(database), image, whole())
    picture(desk(database), image)
    sign(desk(database), named, version, grading())
    opened(desk(database, DRB), named)
    of_patient(desk(database, DRB), [PATIENT])
    waiting(desk(database))
    told = log(database)[1:]
    assert told == [
        ("A", "image stored", PATIENT, image),
        ("A", "reading started", PATIENT, named),
        ("A", "reading changed", PATIENT, named),
        ("A", "image opened", PATIENT, image),
        ("A", "reading signed", PATIENT, named),
        ("B", "reading opened", PATIENT, named),
        ("B", "reading shown", PATIENT, named),
        ("B", "readings listed", PATIENT, None),
    ]
    with database.reading() as connection:
        assert verify(connection, KEYS).broken is None
    assert [one.action for one in extract(chain(database), ANNA)][-8:] == [one[1] for one in told]


def test_the_log_has_words_for_what_it_says() -> None:
    """Of a patient; what is done to phantoms is in no patient's extract."""
    source = "".join(path.read_text() for path in (SOURCE / "readings").glob("*.py"))
    acts = set(re.findall(r'"((?:image|images|reading|readings|density|densities) [a-z ]+)"', source))
    assert len(acts) > 15
    assert acts <= set(ACTIONS)
    shown = {one for one in acts if one.endswith((" opened", " shown", " listed", " compared", " waiting"))}
    assert shown <= set(READS)
    assert not set(READS) & (acts - shown)


# WHAT STAYS

FORBIDDEN = (
    "UPDATE reading_change SET kind = 'graded'",
    "DELETE FROM reading_change",
    "UPDATE reading_image SET patient = NULL, training = true",
    "UPDATE reading_image SET made_on = NULL",
    "DELETE FROM reading_image",
    "TRUNCATE reading_change",
)


@pytest.mark.parametrize("change_", FORBIDDEN)
def test_what_was_read_of_a_patient_stays(database: Database, change_: str) -> None:
    if change_.startswith("TRUNCATE") and not database.is_postgresql:
        return  # SQLite has no such word
    read(desk(database), stored(database))
    before = counts(database)
    refused = (StoreError, sa.exc.IntegrityError)
    with pytest.raises(refused, match=r"(?i)kept|never changed|foreign key"), database.writing() as connection:
        connection.execute(sa.text(change_))
    assert counts(database) == before


@pytest.mark.parametrize("patient", [None, PATIENT])
def test_no_phantom_has_a_patient_and_no_patient_is_a_phantom(database: Database, patient: str | None) -> None:
    stored(database)
    with database.reading() as connection:
        row = connection.execute(sa.select(tables.image)).one()._asdict()
    row |= {"id": "0" * 32, "digest": "0" * 64, "patient": patient, "training": patient is not None}
    with pytest.raises(sa.exc.IntegrityError, match="patient_or_training"), database.writing() as connection:
        connection.execute(sa.insert(tables.image).values(**row))
