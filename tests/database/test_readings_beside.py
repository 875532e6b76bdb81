"""Beside the readings: phantoms to train on, two readings of one image, density reports, and what may be deleted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from benkoll.audit.log import entries, verify
from benkoll.chain.rekeying import rekey_chain
from benkoll.errors import Absent, InputError, Problem, StoreError, UsageError
from benkoll.measures.density_report import DensityReport, SiteDensity
from benkoll.measures.vertebra import LEVELS
from benkoll.readings import densities as dxa
from benkoll.readings import tables
from benkoll.readings.commands import change, reopen, sign, store_image
from benkoll.readings.pruning import Pruned, prune
from benkoll.readings.reads import of_patient, opened, reports_of, waiting
from benkoll.readings.second import pairs, repeats
from benkoll.readings.training import Held, Truth, store_phantom, trained, truth_of
from benkoll.store import backup as backup_room
from benkoll.store.backup import backup, restore
from benkoll.store.database import Database
from benkoll.store.keys import Keys
from benkoll.store.metadata import Kind
from benkoll.store.migrate import check_key
from benkoll.store.portions import portion_of
from benkoll.web import accounts
from database.hospital import ANNA, DAY, KEYS, chain, counts, hip_of, taken
from database.reading_room import DRA, DRB, DRC, MADE, PATIENT, begun, desk, picture, read, stored
from unit.readings.spine import approved, block, graded, grading, judged, unreadable, whole

TRUTH = Truth({level: block(level) for level in LEVELS}, {**dict.fromkeys(LEVELS, 0), "L1": 2})
REPORT = DensityReport(
    (
        SiteDensity("lumbar_spine", None, ("L1", "L2"), 0.912, -2.1, -0.4, "NHANES III"),
        SiteDensity("total_hip", "left", (), 0.8, -1.9),
    ),
    date(2026, 2, 20),
    "hologic",
    "Horizon A",
    "19500907-2553",
    "female",
    date(1950, 9, 7),
)


def phantom(database: Database, name: str = "phantom") -> str:
    return store_phantom(desk(database), picture(name), TRUTH)


# TRAINING


def test_a_phantom_is_no_patients(database: Database) -> None:
    image = phantom(database)
    assert phantom(database) == image
    named = read(desk(database), image)
    assert opened(desk(database), named).image.patient is None
    assert waiting(desk(database)) == []
    with database.reading() as connection:
        assert {one.patient for one in entries(connection)} == {None}
    assert of_patient(desk(database), [PATIENT]) == []


def test_everybody_may_train_whatever_their_unit(database: Database) -> None:
    image = phantom(database)
    found = waiting(desk(database, DRB, units=["MED"]), training=True)
    assert [one.image.id for one in found] == [image]


def test_the_truth_is_shown_to_whoever_has_signed(database: Database) -> None:
    image = phantom(database)
    a, b = desk(database, DRA), desk(database, DRB)
    named, version = begun(a, image, [*whole(), graded("L1", "1"), judged("L1")])
    for who in (a, b):
        with pytest.raises(UsageError, match="when your reading of the image is signed"):
            truth_of(who, image)
    sign(a, named, version, grading())
    assert truth_of(a, image) == TRUTH
    with pytest.raises(UsageError, match="when your reading"):
        truth_of(b, image)
    with pytest.raises(Absent):
        truth_of(a, "0" * 32)


def test_what_came_of_training(database: Database) -> None:
    image, at = phantom(database), desk(database)
    moved = ("moved", {"level": "T12", "point": "middle_top", "to": [136.0, 500.0]})
    done = [*whole("T4"), moved, approved("T12"), graded("L1", "1"), judged("L1"), judged("T8")]
    named = read(at, image, done, T9=0)
    (found,) = trained(at)
    assert (found.reading, found.image, found.reader, found.signed_on) == (named, image, DRA, DAY)
    held = {one.level: one for one in found.held}
    assert list(held) == list(LEVELS)
    assert held["L1"] == Held("L1", 2, 1, True, 0)
    assert held["T4"] == Held("T4", 0, None, False, None)
    assert held["T12"].error == pytest.approx(0.5)  # one of six points, 6 pixels of 0.5 mm
    assert [one.level for one in found.held if one.false] == ["T8"]
    assert [one.level for one in found.held if one.missed] == []


def test_what_was_missed(database: Database) -> None:
    at = desk(database)
    read(at, phantom(database), whole())
    read(at, phantom(database, "another"), whole("L1"))
    assert [[one.level for one in found.held if one.missed] for found in trained(at)] == [["L1"], []]


def test_the_first_answer_counts(database: Database) -> None:
    at = desk(database)
    named = read(at, phantom(database), whole())
    version = reopen(at, named, opened(at, named).listed.version, "jag såg facit")
    version = change(at, named, version, [graded("L1", "2"), judged("L1")])
    sign(at, named, version, grading())
    (found,) = trained(at)
    assert [one.level for one in found.held if one.missed] == ["L1"]


def test_the_truth_is_not_had_by_anothers_results(database: Database) -> None:
    image = phantom(database)
    a, b, teacher = (desk(database, who) for who in (DRA, DRB, DRC))
    read(a, image)
    begun(b, image)
    assert trained(b, DRA) == []
    assert len(trained(teacher, DRA)) == 1
    assert opened(teacher, begun(teacher, image)[0]).listed.blind is False


# BESIDE EACH OTHER


def test_two_blind_readings_are_a_pair(database: Database) -> None:
    image = stored(database)
    a, b, c = (desk(database, who) for who in (DRA, DRB, DRC))
    read(b, image, whole("T4"))
    one = read(a, image, [*whole(), graded("L1", "1"), judged("L1")])
    assert pairs(c, training=True) == []
    (pair,) = pairs(c, training=False)
    assert (pair.first.reader, pair.second.reader, pair.first.reading) == (DRA, DRB, one)
    assert [found.level for found in pair.first.report.fractures] == ["L1"]
    assert pair.second.report.at("T4") != pair.first.report.at("T4")
    assert (pair.image, pair.training, pair.spacing) == (image, False, pair.first.report.spacing)


def test_who_saw_the_others_is_in_no_pair(database: Database) -> None:
    image = stored(database)
    read(desk(database, DRA), image)
    of_patient(desk(database, DRB), [PATIENT])
    read(desk(database, DRB), image)
    assert pairs(desk(database), training=False) == []


def test_a_pair_is_as_it_was_signed_first(database: Database) -> None:
    image, a = stored(database), desk(database, DRA)
    named = read(a, image)
    read(desk(database, DRB), image, [*whole(), graded("L1", "2"), judged("L1")])
    of_patient(a, [PATIENT])
    version = reopen(a, named, opened(a, named).listed.version, "den andra såg en fraktur")
    version = change(a, named, version, [graded("L1", "2"), judged("L1")])
    sign(a, named, version, grading())
    (pair,) = pairs(a, training=False)
    assert [found.level for found in pair.first.report.fractures] == []


def test_a_pair_of_its_days(database: Database) -> None:
    image = stored(database)
    read(desk(database, DRA), image)
    read(desk(database, DRB, day=DAY + timedelta(days=7)), image)
    at = desk(database)
    for since, until, count in ((None, None, 1), (DAY, DAY + timedelta(days=7), 1), (DAY, DAY, 0)):
        assert len(pairs(at, training=False, since=since, until=until)) == count
    assert pairs(at, training=False, since=DAY + timedelta(days=1)) == []


def test_what_one_is_reading_is_in_no_pair(database: Database) -> None:
    image = stored(database)
    read(desk(database, DRA), image)
    read(desk(database, DRB), image)
    begun(desk(database, DRC), image)
    assert pairs(desk(database, DRC), training=False) == []


def test_what_one_reader_read_twice(database: Database) -> None:
    image, at = stored(database), desk(database)
    readings = [read(at, image) for _ in range(3)]
    read(desk(database, DRB), image)
    (pair,) = repeats(at, training=False)
    assert [pair.first.reading, pair.second.reading] == readings[:2]
    assert repeats(at, training=False, reader=DRB) == []


def test_who_is_compared_is_logged(database: Database) -> None:
    image = stored(database)
    readings = {read(desk(database, who), image) for who in (DRA, DRB)}
    pairs(desk(database, DRC), training=False)
    with database.reading() as connection:
        told = [one for one in entries(connection) if one.action == "reading compared"]
    assert {(one.patient, one.object) for one in told} == {(PATIENT, named) for named in readings}


# DENSITIES


def test_a_density_report_is_kept_as_it_came(database: Database) -> None:
    at, raw = desk(database), b"PID|1\rOBX|1"
    named = dxa.receive(at, REPORT, PATIENT, "ORT", "hl7", raw)
    assert dxa.receive(at, REPORT, PATIENT, "ORT", "hl7", raw) == named
    (found,) = dxa.densities(at, [PATIENT])
    assert found.report == replace(REPORT, patient=None)
    assert (found.id, found.source, found.unit, found.received_by) == (named, "hl7", "ORT", DRA)
    assert dxa.as_it_came(at, named) == raw
    with database.reading() as connection:
        row = connection.execute(sa.select(tables.density)).one()
    assert not any(isinstance(one, bytes) and (b"OBX" in one or b"lumbar" in one) for one in row)


def test_typed_in_it_has_no_bytes(database: Database) -> None:
    at = desk(database)
    named = dxa.receive(at, REPORT, PATIENT, "ORT", "typed")
    assert dxa.receive(at, REPORT, PATIENT, "ORT", "typed") == named
    assert dxa.receive(at, replace(REPORT, device="7"), PATIENT, "ORT", "typed") != named
    assert dxa.as_it_came(at, named) is None


def test_several_reports_of_one_file_are_each_kept_with_what_was_set_aside(database: Database) -> None:
    at, aside = desk(database), Problem("obegriplig rad", "a row that says nothing", row=3)
    older = replace(REPORT, measured_on=date(2020, 1, 1))
    for report, left in ((REPORT, [aside]), (older, [])):
        dxa.receive(at, report, PATIENT, "ORT", "csv", b"both", left)
    assert [one.set_aside for one in dxa.densities(at, [PATIENT])] == [(aside,), ()]


def test_the_latest_measurement_comes_first(database: Database) -> None:
    at = desk(database)
    days = [date(2020, 1, 1), None, date(2026, 1, 1)]
    for day in days:
        dxa.receive(at, replace(REPORT, measured_on=day), PATIENT, "ORT", "typed")
    assert [one.report.measured_on for one in dxa.densities(at, [PATIENT])] == [days[2], days[0], None]


@pytest.mark.parametrize(
    ("report", "source", "error", "said"),
    [
        (replace(REPORT, sites=()), "typed", InputError, "the report says nothing of any site"),
        (replace(REPORT, measured_on=DAY + timedelta(days=1)), "typed", InputError, "has not been made yet"),
        (REPORT, "fax", UsageError, "fax: dicom_sr, hl7"),
    ],
)
def test_what_is_no_report(database: Database, report: DensityReport, source: Any, error: type, said: str) -> None:
    with pytest.raises(error, match=said):
        dxa.receive(desk(database), report, PATIENT, "ORT", source)
    assert counts(database)["reading_density"] == counts(database)["audit_entry"] == 0


def test_a_wrong_report_counts_no_more(database: Database) -> None:
    at = desk(database)
    named = dxa.receive(at, REPORT, PATIENT, "ORT", "typed")
    dxa.withdraw(at, named, "fel patient")
    assert dxa.densities(at, [PATIENT]) == []
    for one in (lambda: dxa.withdraw(at, named, "igen"), lambda: dxa.as_it_came(at, named)):
        with pytest.raises(Absent, match="there is no report"):
            one()
    assert dxa.receive(at, REPORT, PATIENT, "ORT", "typed") != named


def test_other_units_reports_are_not_there(database: Database) -> None:
    named = dxa.receive(desk(database), REPORT, PATIENT, "ORT", "typed")
    other = desk(database, units=["MED"])
    assert dxa.densities(other, [PATIENT]) == []
    with pytest.raises(Absent):
        dxa.as_it_came(other, named)
    with pytest.raises(UsageError, match="not one of your units"):
        dxa.receive(other, REPORT, PATIENT, "ORT", "typed")


@pytest.mark.parametrize("change_", ["UPDATE reading_density SET measured_on = NULL", "DELETE FROM reading_density"])
def test_a_report_stays(database: Database, change_: str) -> None:
    dxa.receive(desk(database), REPORT, PATIENT, "ORT", "typed")
    with pytest.raises((StoreError, sa.exc.IntegrityError), match="kept"), database.writing() as connection:
        connection.execute(sa.text(change_))


@pytest.mark.parametrize(
    "act",
    [
        lambda at, named: dxa.receive(at, REPORT, PATIENT, "MED", "hl7", b"x"),
        lambda at, named: dxa.withdraw(at, named, "fel"),
        lambda at, named: dxa.densities(at, [PATIENT]),
        lambda at, named: dxa.as_it_came(at, named),
        lambda at, named: store_phantom(at, picture("new"), TRUTH),
        lambda at, named: pairs(at, training=False),
        lambda at, named: prune(replace(at, day=DAY + timedelta(days=400)), DAY + timedelta(days=30)),
    ],
    ids=["receive", "withdraw", "list", "open", "phantom", "pairs", "prune"],
)
def test_what_cannot_be_logged_is_not_done(database: Database, act: Callable[[Any, str], object]) -> None:
    named = dxa.receive(desk(database), REPORT, PATIENT, "ORT", "typed")
    image = stored(database)
    stored(database, "unread")
    for who in (DRA, DRB):
        read(desk(database, who), image)
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE audit_head SET seq = 0"))
    before = counts(database)
    with pytest.raises((StoreError, sa.exc.IntegrityError)):
        act(desk(database, DRC), named)
    assert counts(database) == before
    with database.reading() as connection:
        assert connection.scalar(sa.select(tables.density.c.withdrawn)) is None


# WHAT MAY BE DELETED


def test_unread_images_and_phantoms_are_pruned(database: Database) -> None:
    unread, kept = stored(database, "unread"), stored(database, "read")
    of_patient_ = read(desk(database), kept)
    read(desk(database), phantom(database))
    begun(desk(database, DRB), phantom(database))
    later = desk(database, day=DAY + timedelta(days=90))
    with pytest.raises(UsageError, match="images are kept for 90 days: only what was stored before 2026-03-02 may"):
        prune(later, DAY + timedelta(days=1))
    assert prune(later, DAY) == Pruned(0, 0, 0)
    assert prune(replace(later, day=DAY + timedelta(days=91)), DAY + timedelta(days=1)) == Pruned(1, 1, 2)
    assert [image.id for image, _ in of_patient(desk(database), [PATIENT])] == [kept]
    assert opened(desk(database), of_patient_).state.signed is not None
    left = counts(database)
    assert [left[f"reading_{name}"] for name in ("image", "vfa", "truth")] == [1, 1, 0]
    with database.reading() as connection:
        assert verify(connection, KEYS).broken is None
        told = [one for one in entries(connection) if one.action == "image pruned"]
    assert sorted((one.patient or "", one.object == unread) for one in told) == [("", False), (PATIENT, True)]


def test_who_sees_some_units_prunes_nothing(database: Database) -> None:
    with pytest.raises(UsageError, match="all units are pruned at once"):
        prune(desk(database, units=["ORT"], day=DAY + timedelta(days=400)), DAY)


# KEPT ELSEWHERE


def test_a_backup_has_all_of_it(
    opened: Callable[[Kind], Database], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = opened("real"), opened("real")
    at = desk(before)
    read(at, stored(before), [*whole(), unreadable("T4")])
    read(at, store_phantom(at, picture("phantom"), TRUTH))
    dxa.receive(at, REPORT, PATIENT, "ORT", "csv", b"a;b")
    names = [f"reading_{name}" for name in ("image", "vfa", "change", "truth", "density")]
    monkeypatch.setattr("benkoll.store.portions.BYTES", 300)
    monkeypatch.setattr(backup_room, "BYTES", 300)
    with before.reading() as connection:
        assert portion_of(connection, tables.image) == 1
        assert portion_of(connection, tables.reading) == 1000
    backup(before, KEYS, tmp_path / "kept")
    held = restore(after, KEYS, tmp_path / "kept")
    assert all(held.counts[name] for name in names)

    def content(database: Database) -> list[Any]:
        with database.reading() as connection:
            held = (tables.image, tables.reading, tables.change, tables.truth, tables.density)
            return [sorted(map(tuple, connection.execute(sa.select(table))), key=repr) for table in held]

    assert content(after) == content(before)
    assert [image.made_on for image, _ in of_patient(desk(after), [PATIENT])] == [MADE]


def test_a_new_key_seals_all_of_it_anew(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert accounts.METADATA is tables.METADATA  # every room's tables must be known
    taken(database, [hip_of(1)])
    image = stored(database)
    named = read(desk(database), image, [*whole(), graded("L1", "2"), judged("L1")])
    dxa.receive(desk(database), REPORT, PATIENT, "ORT", "csv", b"a;b")
    monkeypatch.setattr("benkoll.store.portions.BYTES", 300)
    new = Keys(b"the key that comes after this one", KEYS.path)
    rekey_chain(chain(database), new)
    with database.reading() as connection:
        new = check_key(connection, new)
    at, anna = desk(database, keys=new), new.digest("person", ANNA)
    assert list(reports_of(at, [anna])) == [named]
    assert [one.report for one in dxa.densities(at, [anna])] == [replace(REPORT, patient=None)]
    assert store_image(at, picture(), anna, "ORT") == image
    assert dxa.receive(at, REPORT, anna, "ORT", "csv", b"a;b") == dxa.densities(at, [anna])[0].id
    assert opened(at, read(at, image)).listed.blind is True
    assert of_patient(at, [PATIENT]) == []
