"""Readings in the database: as they were made, each kept apart until it is signed, logged or not there at all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from benkoll.audit.log import entries
from benkoll.errors import Conflict, InputError, UsageError
from benkoll.readings import tables
from benkoll.readings.commands import change, reopen, sign, start, store_image, take_over, withdraw_image
from benkoll.readings.reads import of_patient, opened, picture, reports_of, waiting
from benkoll.readings.result import facts_said
from benkoll.store.database import Database
from database.hospital import (
    ANNA,
    BERIT,
    DAY,
    KEYS,
    counts,
)
from database.reading_room import ABOUT, DRA, DRB, DRC, MADE, PATIENT, begun, desk, log, read, stored
from database.reading_room import picture as new_image
from unit.readings.spine import approved, changes, graded, grading, judged, placed, undone, whole

FRACTURED = [*whole("T4"), graded("L1", "2"), judged("L1")]


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


@pytest.mark.parametrize("content", [b"", bytes(2**26 + 1)], ids=["empty", "too large"])
def test_what_cannot_be_kept_is_refused(database: Database, content: bytes) -> None:
    with pytest.raises(InputError, match="allowed: 1 byte to 64 MB"):
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


def test_begun_twice_at_once_is_one_reading(database: Database) -> None:
    with ThreadPoolExecutor(2) as several:
        images = list(several.map(lambda _: stored(database), range(4)))
        begun_ = list(several.map(lambda _: start(desk(database), images[0]), range(4)))
    assert (len(set(images)), len(set(begun_))) == (1, 1)
    assert (counts(database)["reading_image"], counts(database)["reading_vfa"]) == (1, 1)


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


def test_of_one_image_the_last_word_comes_first(database: Database) -> None:
    image = stored(database)
    first = read(desk(database, DRB, day=DAY + timedelta(days=1)), image)
    second = read(desk(database, DRA), image)
    third = read(desk(database, DRC), image)
    assert list(reports_of(desk(database), [PATIENT])) == [first, third, second]


def test_a_person_of_two_numbers_has_one_list(database: Database) -> None:
    other = KEYS.digest("person", BERIT)
    stored(database)
    store_image(desk(database), new_image("of the other number"), other, "ORT")
    assert len(of_patient(desk(database), [PATIENT])) == 1
    assert len(of_patient(desk(database), [PATIENT, other])) == 2
