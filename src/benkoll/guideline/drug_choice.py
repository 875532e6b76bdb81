"""The one place where the chapters meet: the lines that put the drugs in order.

The lines are tried in order and the first that fits decides. They are written once and read in two ways: as the record
stands (what is unknown does not exclude, and does not make a line fit: the choice that is shown), and in full (Kleene,
drug by drug: where it is then not certain that the choice comes first, it is provisional).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import (
    BISPHOSPHONATES,
    at_clinic,
    frail,
    on_bisphosphonate,
    on_denosumab,
    on_oral_bisphosphonate,
    on_romosozumab,
    on_teriparatide,
    woman,
)
from benkoll.guideline.bisphosphonates import gut_symptoms, oesophageal_disorder
from benkoll.guideline.current_drug import (
    DRUGS,
    EXCLUDED,
    EXCLUDED_BUT_FOR_CALCIUM,
    both_bone_building_excluded,
    no_bisphosphonate_possible,
)
from benkoll.guideline.denosumab import after_denosumab, was_on_denosumab
from benkoll.guideline.diagnosis import pronounced, severe_osteoporosis
from benkoll.guideline.doubt import (
    EXCLUDED_FOR_SURE,
)
from benkoll.guideline.form import criterion
from benkoll.guideline.indication import consider_treatment
from benkoll.guideline.level_of_care import glucocorticoid_ground, sequential_ground
from benkoll.guideline.older import before_discharge
from benkoll.guideline.raloxifene import lumbar_osteoporosis
from benkoll.guideline.treatment_course import failure, follow_on, poor_adherence, switch
from benkoll.logic.term import And, Not, Or, Term, all_of, any_of, as_term, choose, known_true

NONE = "none"
YES, NO = as_term(True), as_term(False)


@dataclass(frozen=True, slots=True)
class Pathways:
    """Which ways to a drug are open: the patient's own, or one that is supposed."""

    consider: Term
    switch: Term
    after_denosumab: Term
    after_bone_building: Term


@dataclass(frozen=True, slots=True)
class Candidate:
    """A drug at its place in an order, and the condition under which it stands there at all: in full, and as known."""

    drug: str
    admitted: Term
    as_known: Term


@dataclass(frozen=True, slots=True)
class Line:
    """When a line fits, in full and as the record stands, and the drugs that it names in order."""

    when: Term
    as_known: Term
    order: tuple[Candidate, ...]


def as_known(term: Term) -> Term:
    """The condition where whatever is unknown counts as not so."""
    match term:
        case And():
            return And(*map(as_known, term.terms))
        case Or():
            return Or(*map(as_known, term.terms))
        case Not():
            return ~as_known(term.term)
        case _:
            return known_true(term)


@cache
def _candidate(drug: str, admitted: Term = YES) -> Candidate:
    return Candidate(drug, admitted, as_known(admitted))


def _line(when: Term, *order: Candidate) -> Line:
    return Line(when, as_known(when), order)


PATIENT = Pathways(consider_treatment, switch, follow_on & after_denosumab, follow_on & ~after_denosumab)
comes_from_denosumab = known_true(any_of(on_denosumab, was_on_denosumab))
# A pathway that is only possible, as if it held; what follows on stays as it is.
SUPPOSED = {
    "TX-CONSIDER": Pathways(YES, NO, PATIENT.after_denosumab, PATIENT.after_bone_building),
    "TX-SWITCH": Pathways(NO, YES, PATIENT.after_denosumab, PATIENT.after_bone_building),
    "TX-FOLLOW-ON": Pathways(NO, NO, comes_from_denosumab, ~comes_from_denosumab),
}

# WHAT MOVES A DRUG IN THE ORDER

oral_unsuitable = criterion(
    "oral_bisphosphonate_unsuitable",
    any_of(
        facts.cognitive_impairment,
        facts.dysphagia,
        facts.gastrointestinal_surgery,
        facts.malabsorption,
        poor_adherence,
    ),
    "BP-3",
    "reading",
    sv="nedsatt kognition, sväljsvårigheter, mag-tarmkirurgi, malabsorption eller bristande följsamhet",
    en="impaired cognition, trouble swallowing, gastrointestinal surgery, malabsorption or poor adherence",
)
oral_first = facts.prefers_oral & ~oral_unsuitable
denosumab_early = criterion(
    "denosumab_before_oral",
    oral_unsuitable | ((pronounced | severe_osteoporosis) & both_bone_building_excluded),
    "DMAB-2",
    "BP-3",
    "reading",
    sv="tabletter olämpliga, eller uttalad eller svår osteoporos där benuppbyggande läkemedel är uteslutna",
    en="tablets unsuitable, or pronounced or severe osteoporosis where the bone-building drugs are excluded",
)
raloxifene_fits = all_of(
    woman,
    lumbar_osteoporosis,
    ~any_of(on_denosumab, facts.previous_osteoporosis_drug.is_("denosumab"), after_denosumab),
)
"""RAL-1; not after denosumab, for raloxifene does not stop the rebound (reading)."""


def _order(*drugs: str) -> tuple[Candidate, ...]:
    return tuple(map(_candidate, drugs))


ORAL_FIRST = (
    *_order("alendronate", "risedronate", "zoledronic_acid", "denosumab"),
    _candidate("raloxifene", raloxifene_fits),
)
INFUSION_FIRST = (
    *_order("zoledronic_acid"),
    _candidate("denosumab", denosumab_early),
    *_order("alendronate", "risedronate", "denosumab"),
    _candidate("raloxifene", raloxifene_fits),
)
ONLY_BISPHOSPHONATES = tuple(drug for drug in DRUGS if drug in BISPHOSPHONATES)

# THE LINES


@cache
def _rest(order: tuple[Candidate, ...], drugs: tuple[str, ...], but_current: bool) -> tuple[Candidate, ...]:
    return tuple(
        _candidate(one.drug, one.admitted & ~facts.osteoporosis_drug.is_(one.drug)) if but_current else one
        for one in order
        if one.drug in drugs
    )


def _lines(when: Term, *first: Candidate, drugs: tuple[str, ...] = DRUGS, but_current: bool = False) -> list[Line]:
    """A line in each of the two orders of line 6: `first` before them, then those of `drugs`."""
    oral, infusion = (_rest(order, drugs, but_current) for order in (ORAL_FIRST, INFUSION_FIRST))
    return [_line(when & oral_first, *first, *oral), _line(when, *first, *infusion)]


@cache
def lines(ways: Pathways) -> tuple[Line, ...]:
    """Lines 2 to 6, in order; the last one always fits."""
    denosumab_again = _candidate("denosumab", no_bisphosphonate_possible)
    romosozumab, teriparatide, zoledronic_acid, denosumab = _order(
        "romosozumab", "teriparatide", "zoledronic_acid", "denosumab"
    )
    sequence = at_clinic & any_of(
        ways.consider,
        all_of(ways.switch, failure, ~any_of(on_denosumab, on_teriparatide, on_romosozumab)),
    )
    stomach = any_of(gut_symptoms, oesophageal_disorder, poor_adherence)
    after = _lines(ways.after_denosumab, drugs=ONLY_BISPHOSPHONATES)
    return (
        # 2: without a gap
        *(_line(line.when, *line.order, denosumab_again) for line in after),
        *_lines(ways.after_bone_building),
        # 4, which for a failure at the clinic stands above 3
        *_lines(sequence & sequential_ground, romosozumab, teriparatide, but_current=True),
        *_lines(sequence & glucocorticoid_ground, teriparatide, but_current=True),
        # 3: a switch
        *_lines(all_of(ways.switch, on_oral_bisphosphonate, stomach, ~failure), zoledronic_acid, but_current=True),
        *_lines(ways.switch & on_bisphosphonate, denosumab, but_current=True),
        *_lines(ways.switch & on_denosumab, drugs=ONLY_BISPHOSPHONATES),
        *_lines(ways.switch, but_current=True),
        # 5
        *_lines(all_of(ways.consider, frail, before_discharge), denosumab),
        # 6
        *_lines(YES),
    )


Standing = Literal["as it is", "calcium aside", "for sure"]
EXCLUDED_BY: dict[Standing, Mapping[str, Term]] = {
    "as it is": EXCLUDED,
    "calcium aside": EXCLUDED_BUT_FOR_CALCIUM,
    "for sure": EXCLUDED_FOR_SURE,
}
"""What excludes each drug: as it is, once calcium is corrected, and where values in doubt count as unknown."""


# AS THE RECORD STANDS


def shown(order: tuple[Line, ...], standing: Standing) -> Term:
    """The drug that the lines put first as the record stands, or "none"."""
    *fitting, last = order
    return choose(
        *((line.as_known, _first(line.order, standing)) for line in fitting),
        otherwise=_first(last.order, standing),
    )


@cache
def _first(order: tuple[Candidate, ...], standing: Standing) -> Term:
    if not order:
        return as_term(NONE)
    one, *rest = order
    possible = _possible_as_known(one, standing)
    return choose((possible, as_term(one.drug)), otherwise=_first(tuple(rest), standing))


@cache
def _possible_as_known(one: Candidate, standing: Standing) -> Term:
    free = ~_known_excluded(one.drug, standing)
    return free if one.admitted is YES else one.as_known & free


@cache
def _known_excluded(drug: str, standing: Standing) -> Term:
    return known_true(EXCLUDED_BY[standing][drug])


# IN FULL


def certain(drug: str, order: tuple[Line, ...], standing: Standing) -> Term:
    """Whether the lines put this drug first; true where all that is unknown, or in doubt, leaves it so."""
    is_first: Term = NO
    for line in reversed(order):
        here = _is_first(drug, line.order, standing)
        # where it is unknown whether the line fits, it is still certain if both ways lead to the drug
        is_first = any_of(line.when & here, _not(line.when) & is_first, here & is_first)
    return is_first


@cache
def _is_first(drug: str, order: tuple[Candidate, ...], standing: Standing) -> Term:
    if not any(one.drug == drug for one in order):
        return NO
    one, *others = order
    possible = _possible(one, standing)
    rest = _is_first(drug, tuple(others), standing)
    if one.drug == drug:
        return possible if rest is NO else possible | rest
    return _not(possible) & rest


@cache
def _possible(one: Candidate, standing: Standing) -> Term:
    free = _not(EXCLUDED_BY[standing][one.drug])
    return free if one.admitted is YES else one.admitted & free


@cache
def _not(term: Term) -> Term:
    return ~term
