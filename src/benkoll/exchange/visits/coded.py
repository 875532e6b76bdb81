"""The fractures that the codes of a visit say, and the codes that may be a fracture but do not say so.

Only what the codes say themselves: how old the patient must be and which fractures lead to anything is decided later.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from benkoll.exchange.codes.fractures import low_energy, site_of
from benkoll.exchange.codes.tables import Code, Row, found
from benkoll.exchange.visits.fields import UNKNOWN
from benkoll.exchange.visits.visit import CodedFracture, Side


class Diagnosis(NamedTuple):
    """One diagnosis: its codes, and the side and the sites of fractures that it names beside them."""

    codes: tuple[Code, ...]
    side: Side | None = None
    sites: frozenset[str] = frozenset()


class Coded(NamedTuple):
    """What the diagnoses of a visit say, as the fields of Visit that are called so."""

    diagnosis_codes: tuple[str, ...]
    external_cause_codes: tuple[str, ...]
    fractures: tuple[CodedFracture, ...]
    unclear: tuple[str, ...]


def is_cause(code: Code) -> bool:
    """Whether it is an external cause: chapter XX of ICD-10."""
    return code.system == "icd10" and code.code[0] in "VWXY"


@lru_cache(8192)  # the same few visits are coded again and again
def coded(diagnoses: tuple[Diagnosis, ...]) -> Coded:
    """Sort the codes; an external cause holds for all fractures of the visit."""
    codes = tuple(dict.fromkeys(code for one in diagnoses for code in one.codes))
    causes = tuple(code for code in codes if is_cause(code))
    energy = low_energy(row for code in causes for row in found("external_causes", code))
    fractures: list[CodedFracture] = []
    for one in diagnoses:
        fracture = _fracture(one, energy)
        if fracture is not None:
            fractures.append(fracture)
    return Coded(
        tuple(dict.fromkeys(code.code for code in codes if code not in causes)),
        tuple(code.code for code in causes),
        _one_a_site(fractures),
        tuple(dict.fromkeys(code for one in diagnoses for code in _unclear(one, bool(fractures)))),
    )


def diagnoses_of(codes: Iterable[Code]) -> tuple[Diagnosis, ...]:
    """Codes that stand each for a diagnosis of its own."""
    return tuple(Diagnosis((code,)) for code in codes)


def _rows(diagnosis: Diagnosis) -> tuple[tuple[Code, Row], ...]:
    return tuple((code, row) for code in diagnosis.codes for row in found("fractures", code))


def _fracture(diagnosis: Diagnosis, energy: bool | None) -> CodedFracture | None:
    rows = _rows(diagnosis)
    kinds = {row["kind"] for _, row in rows}
    site = site_of((row for _, row in rows), diagnosis.sites)
    if site is None or "sequela" in kinds:  # a sequela speaks of an earlier fracture
        return None
    deciding = [code.code for code, row in rows if row["site"] in (site, "")]
    return CodedFracture(
        site=site,
        side=diagnosis.side,
        code=max(deciding, key=len),
        low_energy=energy,
        tumour="tumour" in kinds,
        femur_shaft="femur_shaft" in kinds,
    )


def _one_a_site(fractures: list[CodedFracture]) -> tuple[CodedFracture, ...]:
    """One for each site and side: what is coded less closely, or without its side, is the same fracture."""
    kept: list[CodedFracture] = []
    for one in sorted(fractures, key=lambda one: (one.side is None, not one.femur_shaft, -len(one.code))):
        same = next((old for old in kept if old.site == one.site and one.side in (old.side, None)), None)
        if same is None:
            kept.append(one)
        else:
            kept[kept.index(same)] = replace(
                same, tumour=same.tumour or one.tumour, femur_shaft=same.femur_shaft or one.femur_shaft
            )
    order = [one.site for one in fractures]
    return tuple(sorted(kept, key=lambda one: order.index(one.site)))


def _unclear(diagnosis: Diagnosis, any_fracture: bool) -> Iterable[str]:
    """Its codes that a human must look at. A code that says no site is answered by any fracture of the visit."""
    for code in diagnosis.codes:
        if code.system == UNKNOWN:
            told = [row for system in ("icd10", "snomed") for row in found("fractures", Code(system, code.code))]
            if any(row["kind"] not in ("ignored", "sequela") for row in told):
                yield code.code
    rows = _rows(diagnosis)
    if site_of((row for _, row in rows), diagnosis.sites) is not None:
        return
    several = len({row["site"] for _, row in rows if row["site"]}) > 1
    for code, row in rows:
        if several or row["kind"] == "ask" or (row["kind"] == "unsited" and not any_fracture):
            yield code.code
