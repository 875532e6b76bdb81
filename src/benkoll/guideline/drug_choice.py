"""The one place where the chapters meet: which drug comes first, and what holds it back.

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
    not_postmenopausal,
    on_bisphosphonate,
    on_denosumab,
    on_oral_bisphosphonate,
    on_other_drug,
    on_romosozumab,
    on_teriparatide,
    oncology_antiresorptive,
    pregnant,
    woman,
)
from benkoll.guideline.bisphosphonates import gut_symptoms, oesophageal_disorder
from benkoll.guideline.calcium_vitamin_d import vitamin_d_deficiency
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
    hypercalcaemia_for_sure,
    hypocalcaemia_for_sure,
    kidney_failure_for_sure,
)
from benkoll.guideline.exclusions import severe_kidney_failure, severely_reduced_kidney
from benkoll.guideline.form import criterion
from benkoll.guideline.indication import consider_treatment
from benkoll.guideline.level_of_care import glucocorticoid_ground, sequential_ground
from benkoll.guideline.men import young_man
from benkoll.guideline.older import before_discharge
from benkoll.guideline.raloxifene import lumbar_osteoporosis
from benkoll.guideline.treatment_course import failure, follow_on, pathway, poor_adherence, switch
from benkoll.logic.term import And, Named, Not, Or, Term, all_of, any_of, as_term, choose, known_true
from benkoll.measures.calcium import hypercalcaemia, hypocalcaemia

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


# WHAT HOLDS A DRUG BACK

no_drug_for_patient = criterion(
    "no_drug_named_for_patient",
    any_of(not_postmenopausal, young_man, pregnant),
    "CARE-5",
    "SmPC",
    "reading",
    sv="kvinna före menopaus, man {scope.man_young_age}, graviditet eller amning: specialisten väljer",
    en="woman not postmenopausal, man {scope.man_young_age}, pregnancy or breastfeeding: the specialist chooses",
)
another_prescriber = criterion(
    "another_prescriber",
    oncology_antiresorptive | on_other_drug,
    "reading",
    sv="antiresorptivt läkemedel i cancerdos eller annat osteoporosläkemedel: fråga den som förskriver det",
    en="an antiresorptive drug at a cancer dose, or another osteoporosis drug: ask who prescribes it",
)


def _deficiency_waits(ways: Pathways, denosumab_afterwards: Term) -> Term:
    """Deficiency holds a drug back, but not what must follow denosumab without a gap (DMAB-3)."""
    no_gap = ways.after_denosumab | (ways.switch & on_denosumab)
    return vitamin_d_deficiency & (~no_gap | (denosumab_afterwards & severely_reduced_kidney))


def correct_first(ways: Pathways, denosumab_afterwards: Term) -> Term:
    """What must be corrected or explained before a drug is given."""
    return any_of(hypocalcaemia, hypercalcaemia, _deficiency_waits(ways, denosumab_afterwards))


@cache
def afterwards_shown(ways: Pathways) -> Term:
    """What lines 2 to 6 would put first once calcium is as it should be."""
    return shown(lines(ways), "calcium aside")


@cache
def first_shown(ways: Pathways) -> Term:
    """Lines 0 to 6 as the record stands: the drug, or "none"."""
    held_back = any_of(
        no_drug_for_patient,
        another_prescriber,
        severe_kidney_failure,
        correct_first(ways, afterwards_shown(ways).is_("denosumab")),
    )
    return choose((known_true(held_back), NONE), otherwise=shown(lines(ways), "as it is"))


pathway_known = known_true(pathway)
LINES = lines(PATIENT)
AFTERWARDS_SHOWN = afterwards_shown(PATIENT)
FIRST_CHOICE = Named(
    "first_choice",
    choose((pathway_known, first_shown(PATIENT)), otherwise=NONE),
    sv="förstahandsval",
    en="first choice",
    stands_on=("TX-1", "KEY-4", "BP-2"),
)
DRUG_IF = {code: first_shown(ways) for code, ways in SUPPOSED.items()}

_not_held_back = ~any_of(
    no_drug_for_patient,
    another_prescriber,
    kidney_failure_for_sure,
    hypocalcaemia_for_sure,
    hypercalcaemia_for_sure,
    _deficiency_waits(PATIENT, certain("denosumab", LINES, "calcium aside")),
)
FIRST_CHOICE_CERTAIN = Named(
    "first_choice_certain",
    any_of(*(FIRST_CHOICE.is_(drug) & _not_held_back & certain(drug, LINES, "for sure") for drug in DRUGS)),
    sv="förstahandsvalet står fast vad som än är okänt",
    en="the first choice stands whatever is unknown",
    stands_on=("TX-1", "reading"),
)
"""True: firm. Unknown: provisional, for what is unknown can still make it another one."""

# WHY NO DRUG IS NAMED YET

withheld = pathway_known & FIRST_CHOICE.is_(NONE)
withheld_for_patient = known_true(no_drug_for_patient)
withheld_for_prescriber = known_true(another_prescriber)
withheld_for_kidney = known_true(severe_kidney_failure)
withheld_for_correction = known_true(correct_first(PATIENT, AFTERWARDS_SHOWN.is_("denosumab")))
withheld_for_nothing = ~any_of(
    withheld_for_patient, withheld_for_prescriber, withheld_for_kidney, withheld_for_correction
)
AFTERWARDS = Named(
    "first_choice_afterwards",
    choose(
        (
            all_of(
                withheld,
                withheld_for_correction,
                ~any_of(withheld_for_patient, withheld_for_prescriber, withheld_for_kidney),
            ),
            AFTERWARDS_SHOWN,
        ),
        otherwise=NONE,
    ),
    sv="förstahandsval efter korrigering",
    en="first choice afterwards",
    stands_on=("CAD-3", "DMAB-4"),
)


WAYS: Mapping[str, Term] = {"TX-CONSIDER": consider_treatment, "TX-SWITCH": switch, "TX-FOLLOW-ON": follow_on}


def first_is(*drugs: str) -> Term:
    """Whether a pathway puts one of these drugs first; unknown where only the pathway is."""
    return any_of(*(way & DRUG_IF[code].is_in(*drugs) for code, way in WAYS.items()))


def afterwards_is(*drugs: str) -> Term:
    """The same for what comes first after correction."""
    no_drug = known_true(any_of(no_drug_for_patient, another_prescriber, severe_kidney_failure))

    def waits_for(ways: Pathways) -> Term:
        drug = afterwards_shown(ways)
        return known_true(correct_first(ways, drug.is_("denosumab"))) & drug.is_in(*drugs)

    return ~no_drug & any_of(*(way & waits_for(SUPPOSED[code]) for code, way in WAYS.items()))
