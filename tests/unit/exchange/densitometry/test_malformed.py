"""Of every form a hundred malformed reports: a clear error or the same answer, and never a number at another site."""

from datetime import date

import pytest

from benkoll.errors import InputError
from benkoll.exchange.densitometry.mapping import shipped
from benkoll.exchange.densitometry.read import Reports, read
from unit.exchange.densitometry.faults import COUNT, GOOD, MAY_LACK, Fault, malformed, z_for_t

NAMES = sorted(path.name for path in GOOD.iterdir())
MAPPINGS = {"own-codes.hl7": "own-codes", "scan-and-region.hl7": "scan-and-region"}
SIDELESS = {"fhir.json": {"side"}}
"""The forearm of the example has no side: that is told."""
QUANTITIES = ("bmd", "t_score", "z_score", "bmc", "area")


def read_good(name: str, data: bytes) -> Reports:
    return read(data, name, shipped(MAPPINGS[name]) if name in MAPPINGS else (), day=date(2026, 6, 1))


Key = tuple[object, ...]


def sites_of(found: Reports) -> dict[Key, dict[str, object]]:
    """Region, side, vertebrae and person -> what is said of it."""
    told: dict[Key, dict[str, object]] = {}
    for report in found.reports:
        for one in report.sites:
            values = {name: getattr(one, name) for name in QUANTITIES if getattr(one, name) is not None}
            told.setdefault((one.region, one.side, one.vertebrae, report.patient), {}).update(values)
    return told


def is_said(key: Key, quantity: str, value: object, good: dict[Key, dict[str, object]], fault: Fault) -> bool:
    """Whether the good report says the same of this site; of one without a side or vertebrae, of one that has them."""
    region, side, vertebrae, patient = key
    for (other, other_side, other_vertebrae, other_patient), told in good.items():
        same = other == region and side in (None, other_side) and vertebrae in ((), other_vertebrae)
        if same and patient in (None, "Patient/anna", other_patient):
            if told.get(quantity) == value:
                return True
            if fault is z_for_t and quantity == "z_score" and told.get("t_score") == value:  # it says so itself
                return True
    return False


def called_z(sites: dict[Key, dict[str, object]]) -> dict[Key, dict[str, object]]:
    """The same, each T-score without a Z-score beside it called one: where it is, that contradicts nothing."""
    return {key: _called_z(told) for key, told in sites.items()}


def _called_z(told: dict[str, object]) -> dict[str, object]:
    if "t_score" not in told or "z_score" in told:
        return told
    return {("z_score" if name == "t_score" else name): value for name, value in told.items()}


@pytest.mark.parametrize("name", NAMES)
def test_the_good_report_is_read_whole(name: str) -> None:
    found = read_good(name, (GOOD / name).read_bytes())
    assert found.problems == ()
    assert {one.fact for one in found.warnings} <= SIDELESS.get(name, set())
    assert sites_of(found)


@pytest.mark.parametrize("name", NAMES)
def test_a_hundred_malformed_reports(name: str) -> None:
    good = sites_of(read_good(name, (GOOD / name).read_bytes()))
    outcomes = [outcome(name, number, fault, data, good) for number, (fault, data) in enumerate(malformed(name))]
    assert len(outcomes) == COUNT
    assert outcomes.count("refused") + outcomes.count("told") >= COUNT / 3


def outcome(name: str, number: int, fault: Fault, data: bytes, good: dict[Key, dict[str, object]]) -> str:
    """What became of one: refused, read with what is wrong told, or the same."""
    here = f"{name} {number} {fault.__name__}"
    try:
        found = read_good(name, data)
    except InputError as error:
        told = error.problems
        sites = dict[Key, dict[str, object]]()
    else:
        told = found.problems
        sites = sites_of(found)
        assert sites, here
    assert all(one.sv and one.en and one.sv != one.en and one.file == name for one in told), here
    for key, values in sites.items():
        for quantity, value in values.items():
            assert is_said(key, quantity, value, good, fault), f"{here}: {key} {quantity} {value}"
    if not told and fault not in MAY_LACK and not found.warnings:
        assert sites == good or (fault is z_for_t and called_z(sites) == called_z(good)), here
    return "refused" if not sites else "told" if told else "same"
