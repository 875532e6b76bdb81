"""What the codes of a visit say: sites, energy, codes that are no fracture, and those that a human must look at."""

import pytest

from benkoll.exchange.codes.tables import rows
from benkoll.exchange.visits.coded import Coded, Diagnosis, coded, diagnoses_of
from benkoll.exchange.visits.fields import Fields
from benkoll.exchange.visits.visit import CodedFracture, Side
from benkoll.facts.registry import registry


def told(text: str) -> Coded:
    """What these codes say together."""
    fields = Fields(1)
    found = [fields.icd10("code", word) for word in text.split()]
    assert not fields.problems
    return coded(diagnoses_of(code for code in found if code))


def sites(text: str) -> list[str]:
    return [one.site for one in told(text).fractures]


def only(text: str) -> CodedFracture:
    (found,) = told(text).fractures
    return found


@pytest.mark.parametrize(
    ("codes", "site"),
    [
        ("S72.00 S72.01 S72.10 S72.11 S72.20", "hip"),
        ("S22.00 S22.10 S32.00 T08.9 M48.5", "vertebra"),
        ("S32.10 S32.20 S32.30 S32.40 S32.50 S32.80", "pelvis"),
        ("S42.20 S42.21", "proximal_humerus"),
        ("S52.50 S52.51 S52.60", "wrist"),
        ("S22.30 S22.40 S22.50", "rib"),
        ("S82.10 S82.20 S82.30 S82.40 S82.70 S82.90", "lower_leg"),
        ("S82.50 S82.60 S82.80", "ankle"),
        ("S42.00 S42.10 S42.30 S42.40 S52.00 S52.20 S72.30 S72.40 S72.9 S82.00 S22.20 T10.9 T12.9", "other"),
    ],
)
def test_sites(codes: str, site: str) -> None:
    assert [sites(code) for code in codes.split()] == [[site]] * len(codes.split())


@pytest.mark.parametrize(
    "code", ["S02.20", "S02.60", "S62.00", "S62.60", "S92.00", "S92.50", "I10.9", "S70.0", "T93.1", "Z47.0"]
)
def test_fingers_toes_face_skull_and_what_is_no_new_fracture_are_out(code: str) -> None:
    assert (told(code).fractures, told(code).unclear) == ((), ())


@pytest.mark.parametrize(
    "code", ["M80.0", "M96.6", "T14.20", "T02.90", "S12.10", "S32.70", "M84.3", "M84.4", "S22", "S32", "M48.4"]
)
def test_codes_that_do_not_say_what_are_for_a_human(code: str) -> None:
    assert (told(code).fractures, told(code).unclear) == ((), (code.replace(".", ""),))


def test_a_code_without_a_site_is_answered_by_a_fracture_of_the_visit() -> None:
    assert told("M80.0 S72.00").unclear == ()
    assert told("M84.3 S72.00").unclear == ("M843",)


@pytest.mark.parametrize(
    ("causes", "low"),
    [
        ("", None),
        ("W01.9", True),
        ("W00.9 W01.9", True),
        ("W13.9", False),
        ("V43.5", False),
        ("V18.4", None),
        ("W10.9", None),
        ("W19.9", None),
        ("W01.9 W13.9", None),
        ("X80.9", False),
    ],
)
def test_energy(causes: str, low: bool | None) -> None:
    assert only(f"S72.00 {causes}").low_energy is low


def test_a_cause_holds_for_all_fractures_of_the_visit() -> None:
    assert [one.low_energy for one in told("S72.00 W01.9 S52.50").fractures] == [True, True]


def test_the_shaft_of_the_femur() -> None:
    assert [only(code).femur_shaft for code in ("S72.2", "S72.20", "S72.3", "S72.31")] == [True] * 4
    assert [only(code).femur_shaft for code in ("S72.0", "S72.1", "S72.4")] == [False] * 3
    assert only("S72.00 S72.20") == CodedFracture("hip", None, "S7220", None, tumour=False, femur_shaft=True)


def test_one_fracture_a_site_by_its_most_exact_code() -> None:
    assert only("S72.0 S72.00").code == "S7200"
    assert sites("S72.00 S52.50 S72.1") == ["hip", "wrist"]


def test_a_tumour() -> None:
    assert only("M90.7").tumour
    assert [(one.site, one.tumour) for one in told("S72.00 M90.7").fractures] == [("hip", False), ("other", True)]


def sided(*sides: Side | None) -> list[Side | None]:
    (code,) = (one.codes[0] for one in diagnoses_of([Fields(1).icd10("", "S72.00")]))  # type: ignore[list-item]
    return [one.side for one in coded(tuple(Diagnosis((code,), side) for side in sides)).fractures]


def test_sides() -> None:
    assert sided("left", "right") == ["left", "right"]
    assert sided("left", None) == sided(None, "left") == sided("left", "left") == ["left"]
    assert sided(None, None) == [None]


def test_every_row_of_the_tables_can_be_read() -> None:
    fields = Fields(1)
    kinds = {"", "ask", "unsited", "ignored", "tumour", "sequela", "femur_shaft"}
    for row in rows("fractures"):
        assert row["site"] in ("", *registry()["latest_fracture_site"].choices)
        assert bool(row["site"]) is (row["kind"] not in ("ask", "unsited", "ignored"))
        assert row["kind"] in kinds
        assert row["source"]
        assert row["system"] != "icd10" or fields.icd10("code", row["code"])
    assert {row["low_energy"] for row in rows("external_causes")} == {"yes", "no", "unclear"}
    assert {row["side"] for row in rows("sides")} == {"left", "right"}
