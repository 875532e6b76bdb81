"""A clinic's own reference of whole vertebrae: grades follow from it, all that is handed out names it, and what was
signed keeps the one that it was computed with."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from benkoll.exchange.dicom.sr_read import read_sr
from benkoll.imaging.phantom import Phantom, PhantomKind, draw
from benkoll.imaging.reference import Reference
from benkoll.letters.pdf import shown
from benkoll.measures.vertebra import LEVELS, Vertebra
from benkoll.measures.vfa_report import ReferenceUsed
from benkoll.readings.changes import points_of
from benkoll.web.permissions import Role
from interface.web.calling import Caller
from interface.web.forms import at, said, send
from interface.web.test_vfa import begun, do, file_of, upload
from security.served import Served
from unit.imaging.tables import normal
from unit.letters.test_pdf import reader, squeezed

LEVEL = "T8"
WEDGED: dict[str, Any] = dict.fromkeys(LEVELS, 0.97) | {"T7": 0.86, LEVEL: 0.82, "T9": 0.88}
"""Front to back of whole vertebrae in a clinic whose patients have a wedged chest, as many have."""
ALONE = "Computed grades: by the neighbouring vertebrae alone, without a reference."
NAMED = "Computed grades: by the neighbouring vertebrae and the reference våra normala (both sexes, 312 readings"


@pytest.fixture(scope="module")
def phantom() -> Phantom:
    """A whole spine, of which one vertebra is lower in front: near the limit of what neighbours let expect."""
    whole = draw(5, PhantomKind())
    return replace(whole, vertebrae={**whole.vertebrae, LEVEL: lowered(whole.vertebrae[LEVEL], 0.23)})


def lowered(one: Vertebra, share: float) -> Vertebra:
    """So large a share of its height taken from the front, and half of it from the middle."""
    moved = {}
    for part, of in (("anterior", share), ("middle", share / 2)):
        top, bottom = getattr(one, f"{part}_top"), getattr(one, f"{part}_bottom")
        moved[f"{part}_top"] = (top[0] + of * (bottom[0] - top[0]), top[1] + of * (bottom[1] - top[1]))
    return replace(one, **moved)


def give(served: Served, reference: Reference | None) -> None:
    """The service begun anew with this reference, on the same database."""
    served.service = replace(served.service, vfa_reference=reference)
    served.__dict__.pop("app", None)


def drawn(phantom: Phantom) -> list[tuple[str, Mapping[str, Any]]]:
    points = [(level, points_of(phantom.vertebrae[level])) for level in LEVELS]
    placed = [("placed", {"level": level, "points": its}) for level, its in points]
    return [*placed, *(("approved", {"level": level}) for level in LEVELS)]


def signed(caller: Caller, reading: str, version: int) -> None:
    answer = send(caller, f"{reading}/sign", {"version": str(version)})
    assert answer.status_code == 303, said(answer)


def settled(caller: Caller, reading: str, stands: Mapping[str, Any]) -> int:
    """The version when each deformity has been said to be none of a fracture."""
    judged = [("judged", {"level": level, "judgement": "normal_variant"}) for level in stands["open"]]
    return int(do(caller, reading, stands["version"], *judged).json()["version"])


def test_the_same_points_are_graded_by_the_clinics_own(served: Served, phantom: Phantom) -> None:
    """Near a limit the probabilities follow from what is held to be normal; the page says by what."""
    clinic = at(served, Role.CLINIC)
    reading = begun(clinic, phantom)
    alone = do(clinic, reading, 0, *drawn(phantom)).json()
    assert alone["computedBy"] == ALONE
    assert ALONE in said(clinic.get(reading))
    give(served, normal(**WEDGED))
    clinic = at(served, Role.CLINIC)
    page = said(clinic.get(reading))
    assert NAMED in page
    assert ALONE not in page
    beside = do(clinic, reading, alone["version"], ("graded", {"level": "T4", "grade": None})).json()
    assert NAMED in beside["computedBy"]
    before, after = (one["findings"][LEVEL]["probabilities"] for one in (alone, beside))
    assert after[0] > before[0] + 0.2
    assert (alone["findings"][LEVEL]["grade"], beside["findings"][LEVEL]["grade"]) == (1, 0)


def test_a_signed_reading_keeps_what_it_was_computed_with(served: Served, phantom: Phantom) -> None:
    """Whatever the clinic gives the service later: page, text, PDF, SR and FHIR; a correction is computed anew."""
    give(served, normal(**WEDGED))
    clinic = at(served, Role.CLINIC)
    reading = begun(clinic, phantom)
    stands = do(clinic, reading, 0, *drawn(phantom)).json()
    signed(clinic, reading, settled(clinic, reading, stands))
    made = report_of(clinic, reading)
    assert made.reference == ReferenceUsed("våra normala", normal().made_on, "any", 312)
    for reference in (None, replace(normal(), source="en annan")):
        give(served, reference)
        clinic = at(served, Role.CLINIC)
        page = clinic.get(reading)
        assert NAMED in said(page)
        assert NAMED in page.text.partition('id="f-record"')[2].partition("</textarea>")[0]
        assert report_of(clinic, reading) == made
        assert squeezed(shown(NAMED)) in squeezed(
            "".join(one.extract_text() for one in reader(clinic.get(f"{reading}/report").content).pages)
        )
        assert NAMED in clinic.get(f"{reading}/fhir").text
    version = {"version": page.text.partition('name="version" value="')[2].partition('"')[0], "reason": "fel nivå"}
    assert send(clinic, f"{reading}/reopen", version).status_code == 303
    assert "the reference en annan" in said(clinic.get(reading))


def report_of(caller: Caller, reading: str) -> Any:
    return read_sr(caller.get(f"{reading}/sr").content)


def test_the_table_is_of_the_sex_that_the_image_tells(served: Served, phantom: Phantom) -> None:
    """A table of another sex alone is none: the neighbours are."""
    give(served, normal("female"))
    clinic, named = at(served, Role.CLINIC), served.episode("own")
    for sex, words in (("female", "våra normala (women, 312 readings"), ("male", ALONE), (None, ALONE)):
        reading = upload(clinic, named, file_of(phantom, sex=sex), sure="yes").headers["location"]
        assert words in do(clinic, reading, 0, *drawn(phantom)).json()["computedBy"]


def test_a_phantom_is_of_no_clinic(served: Served) -> None:
    give(served, normal(**WEDGED))
    clinic = at(served, Role.CLINIC)
    reading = send(clinic, "/vfa/training", {"kind": "normal"}).headers["location"]
    stands = do(clinic, reading, 0, *drawn(draw(5, PhantomKind()))).json()
    assert stands["computedBy"] == ALONE


def test_nothing_is_said_where_nothing_was_computed(served: Served, phantom: Phantom) -> None:
    give(served, normal())
    clinic = at(served, Role.CLINIC)
    reading = begun(clinic, phantom)
    stands = do(clinic, reading, 0, *(("not_evaluable", {"level": one, "reason": "noise"}) for one in LEVELS)).json()
    assert stands["computedBy"] == ""
    signed(clinic, reading, stands["version"])
    assert "Computed grades" not in said(clinic.get(reading))
