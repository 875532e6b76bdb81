"""Readings in the database: as they were made, each kept apart until it is signed, logged or not there at all."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from benkoll.audit.fhir_event import READS
from benkoll.audit.log import entries, verify
from benkoll.chain import commands as chain_commands
from benkoll.chain.log_review import ACTIONS, extract
from benkoll.errors import Absent, Conflict, InputError, StoreError, UsageError
from benkoll.readings import tables
from benkoll.readings.commands import change, reopen, sign, start, store_image, take_over, withdraw_image
from benkoll.readings.desk import Desk
from benkoll.readings.reads import of_patient, opened, picture, reports_of, waiting
from benkoll.readings.result import facts_said
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
from database.reading_room import ABOUT, DRA, DRB, DRC, MADE, PATIENT, begun, desk, read, stored
from database.reading_room import picture as new_image
from house.tree import SOURCE
from unit.readings.spine import approved, changes, graded, grading, judged, placed, undone, whole

FRACTURED = [*whole("T4"), graded("L1", "2"), judged("L1")]


def log(database: Database) -> list[tuple[str, str, str | None, str | None]]:
    """Who did what to whom, in its order."""
    with database.reading() as connection:
        return [(one.actor[-1], one.action, one.patient, one.object) for one in entries(connection)]


# AS IT CAME


def test_an_image_is_kept_as_it_came(database: Database) -> None:
    named = stored(database)
    image, content = picture(desk(database), named)
    assert content == new_image().content
    assert (image.id, image.patient, image.unit, image.made_on, image.about) == (named, PATIENT, "ORT", MADE, ABOUT)
    assert log(database) == [("A", "image stored", PATIENT, named), ("A", "image opened", PATIENT, named)]


def test_the_same_image_is_there_once(database: Database) -> None:
    named = stored(database)
    assert stored(database) == named
    assert stored(database, "two") != named
    assert store_image(desk(database), new_image(), KEYS.digest("person", BERIT), "ORT") != named
    assert counts(database)["reading_image"] == 3


def test_nothing_of_it_stands_open_in_the_database(database: Database) -> None:
    read(desk(database), stored(database), [*FRACTURED, ("concluded", {"words": "Hemlig slutsats"})])
    with database.reading() as connection:
        for table in (tables.image, tables.reading, tables.change):
            for row in connection.execute(sa.select(table)):
                for value in row:
                    seen = value if isinstance(value, bytes) else str(value).encode()
                    assert not any(word in seen for word in (b"DICM", b"1.2.3", b"Hemlig", b"fracture", ANNA.encode()))


@pytest.mark.parametrize("content", [b"", bytes(2**27 + 1)], ids=["empty", "too large"])
def test_what_cannot_be_kept_is_refused(database: Database, content: bytes) -> None:
    with pytest.raises(InputError, match="allowed: 1 byte to 128 MB"):
        store_image(desk(database), replace(new_image(), content=content), PATIENT, "ORT")
    assert counts(database)["reading_image"] == 0


def test_a_withdrawn_image_counts_no_more_and_may_come_again(database: Database) -> None:
    named = stored(database)
    reading = read(desk(database), named)
    with pytest.raises(UsageError, match="say why"):
        withdraw_image(desk(database), named, " ")
    withdraw_image(desk(database), named, "fel patient")
    assert of_patient(desk(database), [PATIENT]) == []
    assert waiting(desk(database)) == []
    for refused in (
        lambda: start(desk(database), named),
        lambda: reopen(desk(database), reading, 27, "x"),
        lambda: withdraw_image(desk(database), named, "igen"),
    ):
        with pytest.raises(UsageError, match="withdrawn"):
            refused()
    assert stored(database) != named


# CHANGES


def test_every_change_is_kept_with_who_and_when(database: Database) -> None:
    at = desk(database)
    named, version = begun(at, stored(database), [placed("L1"), approved("L1")])
    version = change(at, named, version, [undone(2), graded("L1", "1")])
    found = opened(at, named)
    expected = changes([placed("L1"), approved("L1"), undone(2), graded("L1", "1")])
    assert [(one.number, one.kind, one.data) for one in found.changes] == [
        (one.number, one.kind, one.data) for one in expected
    ]
    assert {one.actor for one in found.changes} == {DRA}
    assert [one.at for one in found.changes] == sorted(one.at for one in found.changes)
    assert (found.listed.version, version, found.state.last) == (4, 4, 4)
    assert (found.state.at("L1").approved, found.state.at("L1").grade) == (False, "1")


def test_all_of_it_or_nothing(database: Database) -> None:
    at = desk(database)
    named, version = begun(at, stored(database), [placed("L1")])
    with pytest.raises(InputError):
        change(at, named, version, [approved("L1"), ("graded", {"level": "L1", "grade": "4"})])
    with pytest.raises(UsageError, match="L2 has no points yet"):
        change(at, named, version, [approved("L1"), approved("L2")])
    assert opened(at, named).state.at("L1").approved is False
    assert change(at, named, version, []) == version


def test_a_point_is_in_the_image(database: Database) -> None:
    at = desk(database)
    named, version = begun(at, stored(database), [placed("L1")])
    for to in ([-0.5, 0], [399.5, 899.5]):
        version = change(at, named, version, [("moved", {"level": "L1", "point": "middle_top", "to": to})])
    for to in ([-0.6, 0], [0, -0.6], [399.6, 0], [0, 899.6]):
        with pytest.raises(
            InputError, match=r"L1 middle_top = .*: the point is outside the image \(400 x 900 pixels\)"
        ):
            change(at, named, version, [("moved", {"level": "L1", "point": "middle_top", "to": to})])


@pytest.mark.parametrize("kind", ["signed", "reopened", "taken_over"])
def test_what_is_done_by_itself(database: Database, kind: Any) -> None:
    named, version = begun(desk(database), stored(database))
    with pytest.raises(UsageError, match=f"{kind}: is done by itself"):
        change(desk(database), named, version, [(kind, {})])


def test_who_read_it_before_another_wrote_is_told(database: Database) -> None:
    at = desk(database)
    named, version = begun(at, stored(database), whole())
    change(at, named, version, [graded("L1", "0")])
    stale: tuple[Callable[[], object], ...] = (
        lambda: change(at, named, version, [graded("L1", "1")]),
        lambda: sign(at, named, version, grading()),
        lambda: take_over(desk(database, DRB), named, version),
        lambda: change(at, named, version + 2, [graded("L1", "1")]),
    )
    for late in stale:
        with pytest.raises(Conflict, match="was changed since it was read"):
            late()
    assert opened(at, named).listed.version == version + 1


def test_of_two_at_once_one_is_first(database: Database) -> None:
    named, version = begun(desk(database), stored(database), [placed("L1")])

    def write(grade: str) -> str:
        try:
            change(desk(database), named, version, [graded("L1", grade)])
        except Conflict:
            return "conflict"
        return grade

    with ThreadPoolExecutor(2) as several:
        found = sorted(several.map(write, ("1", "2")))
    assert found[1] == "conflict"
    assert opened(desk(database), named).state.at("L1").grade == found[0]


# SIGNED


def test_a_signed_reading_states_its_facts(database: Database) -> None:
    at = desk(database)
    named = read(at, stored(database), FRACTURED)
    ((found, report),) = reports_of(at, [PATIENT]).items()
    assert found == named
    assert (report.read_by, report.approved_on, report.spine_deformity_index) == ("Dr Namn", DAY, 2)
    assert {one.fact: one.value for one in facts_said(named, report)} == {
        "prior_vertebral_fracture": True,
        "vertebral_fracture_count": 1,
        "vertebral_fracture_grade": 2,
        "vfa_date": MADE,
    }


def test_what_is_not_ready_is_not_signed(database: Database) -> None:
    at = desk(database)
    named, version = begun(at, stored(database), whole()[:-1])
    with pytest.raises(InputError, match="L4: is neither approved"):
        sign(at, named, version, grading())
    version = change(at, named, version, [approved("L4")])
    with pytest.raises(InputError, match="T9: grade 3 and no judgement"):
        sign(at, named, version, grading(T9=3))
    assert opened(at, named).listed.signed_on is None
    sign(at, named, version, grading())
    with pytest.raises(UsageError, match="signed already"):
        sign(at, named, version + 1, grading())


def test_a_correction_leaves_what_was_signed(database: Database) -> None:
    at, image = desk(database), stored(database)
    named = read(at, image)
    version = opened(at, named).listed.version
    with pytest.raises(UsageError, match="the reading is signed"):
        change(at, named, version, [judged("L1")])
    version = reopen(at, named, version, "missad fraktur")
    version = change(at, named, version, [graded("L1", "2"), judged("L1")])
    (before,) = reports_of(at, [PATIENT]).values()
    assert (before.fractures, opened(at, named).listed.signed_on) == ((), None)
    assert [one.image.id for one in waiting(at)] == [image]
    sign(replace(at, day=date(2026, 3, 9)), named, version, grading())
    (after,) = reports_of(at, [PATIENT]).values()
    assert [one.level for one in after.fractures] == ["L1"]
    with database.reading() as connection:
        days = connection.execute(sa.select(tables.reading.c.signed_first, tables.reading.c.signed_on)).one()
        assert tuple(days) == (DAY, date(2026, 3, 9))
        (told,) = [one for one in entries(connection) if one.action == "reading reopened"]
    assert told.reason == "missad fraktur"


def test_the_latest_image_comes_first(database: Database) -> None:
    at = desk(database)
    images = [stored(database, str(day), made=day) for day in (date(2020, 1, 1), date(2025, 1, 1), None)]
    readings = {image: read(at, image) for image in images}
    assert list(reports_of(at, [PATIENT])) == [readings[image] for image in (images[1], images[0], images[2])]
    found = opened(at, readings[images[0]])
    assert [image.id for image, _ in found.others] == [images[1], images[2]]
    assert [one.id for _, several in found.others for one in several] == [readings[images[1]], readings[images[2]]]


def test_a_person_of_two_numbers_has_one_list(database: Database) -> None:
    other = KEYS.digest("person", BERIT)
    stored(database)
    store_image(desk(database), new_image("of the other number"), other, "ORT")
    assert len(of_patient(desk(database), [PATIENT])) == 1
    assert len(of_patient(desk(database), [PATIENT, other])) == 2


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
    shown = {one for one in acts if one.endswith(("opened", "shown", "listed", "compared", "waiting"))}
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
