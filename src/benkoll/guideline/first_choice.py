"""The first choice: what holds a drug back, which one comes first, how certain that is, and what comes after."""

from collections.abc import Mapping
from functools import cache

from benkoll.guideline.basics import (
    not_postmenopausal,
    on_denosumab,
    on_other_drug,
    oncology_antiresorptive,
    pregnant,
)
from benkoll.guideline.calcium_vitamin_d import vitamin_d_deficiency
from benkoll.guideline.current_drug import (
    DRUGS,
)
from benkoll.guideline.doubt import (
    hypercalcaemia_for_sure,
    hypocalcaemia_for_sure,
    kidney_failure_for_sure,
)
from benkoll.guideline.drug_choice import NONE, PATIENT, SUPPOSED, Pathways, as_known, certain, lines, shown
from benkoll.guideline.exclusions import severe_kidney_failure, severely_reduced_kidney
from benkoll.guideline.form import criterion
from benkoll.guideline.indication import consider_treatment
from benkoll.guideline.men import young_man
from benkoll.guideline.treatment_course import follow_on, switch
from benkoll.logic.term import Named, Term, all_of, any_of, choose, known_true
from benkoll.measures.calcium import hypercalcaemia, hypocalcaemia

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
    return choose((as_known(held_back), NONE), otherwise=shown(lines(ways), "as it is"))


# one that is recommended: where only one of several is certain, each is no more than possible
pathway_known = any_of(*(known_true(way) for way in (consider_treatment, switch, follow_on)))
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
withheld_for_correction = as_known(correct_first(PATIENT, AFTERWARDS_SHOWN.is_("denosumab")))
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
        return as_known(correct_first(ways, drug.is_("denosumab"))) & drug.is_in(*drugs)

    return ~no_drug & any_of(*(way & waits_for(SUPPOSED[code]) for code, way in WAYS.items()))
