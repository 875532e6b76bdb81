"""Values that are known but not good enough to settle a drug: with them a choice is provisional.

Each exclusion once more, as `certain`: unknown where it stands on a value in doubt, and then it asks for what would
settle it. What the doubts are: laboratory values that are old, a relative eGFR within its own error of a limit that is
written in mL/min, eGFR from cystatin C alone on glucocorticoids, total calcium without albumin, ALP unexplained before
teriparatide, and denosumab in severely reduced kidney function before calcium, PTH and vitamin D are known.
"""

from benkoll.facts import leaves as facts
from benkoll.guideline.bisphosphonates import egfr_too_low
from benkoll.guideline.bone_building import egfr_too_low_for_teriparatide, skeletal_malignancy
from benkoll.guideline.current_drug import DRUGS, EXCLUSIONS
from benkoll.guideline.exclusions import severely_reduced_kidney
from benkoll.guideline.parameters import limit
from benkoll.guideline.raloxifene import egfr_too_low_for_raloxifene
from benkoll.guideline.record import laboratory_old
from benkoll.logic.term import (
    Fact,
    Named,
    Parameter,
    Term,
    all_of,
    any_of,
    choose,
    first_known,
    known_true,
    recorded,
    unknown,
)
from benkoll.measures.calcium import (
    HIGH,
    HIGH_IONISED,
    LOW,
    LOW_IONISED,
    calcium_method,
    corrected_calcium,
    hypercalcaemia,
    hypocalcaemia,
)
from benkoll.measures.kidney import egfr, egfr_absolute, egfr_for_drugs, egfr_mean, egfr_method

on_glucocorticoid = known_true(limit("investigation.any_glucocorticoid").met_by(facts.glucocorticoid_mg_day))


def _asking(name: str, holds: Term, *wanted: Fact) -> Named:
    """Unknown where it holds, else false; what would settle it is asked for."""
    return Named(
        name,
        choose((holds, unknown("bool")), otherwise=False),
        sv="osäkert värde",
        en="a value in doubt",
        stands_on=("reading",),
        asks=tuple(fact.name for fact in wanted),
    )


old_egfr = _asking("egfr_in_doubt_as_old", laboratory_old & recorded(egfr), facts.egfr_ml_min)
old_calcium = _asking("calcium_in_doubt_as_old", laboratory_old & recorded(calcium_method), facts.calcium_mmol_l)
cystatin_alone = known_true(egfr_method.is_("capa")) & on_glucocorticoid


def _near(bound: Parameter) -> Term:
    error = limit("borderline.egfr")
    return all_of(~recorded(egfr_absolute), known_true(egfr >= bound - error), known_true(egfr <= bound + error))


def _egfr_for_sure(bound: Parameter) -> Term:
    settled = choose(
        (cystatin_alone, bound.met_by(egfr_mean)),
        (_near(bound), bound.met_by(egfr_absolute)),
        otherwise=bound.met_by(egfr_for_drugs),
    )
    return facts.dialysis | choose((recorded(old_egfr), settled), otherwise=old_egfr)


def _calcium_for_sure(criterion: Named, ionised: Parameter, corrected: Parameter) -> Term:
    by_total = known_true(calcium_method.is_("total"))
    settled = choose(
        (by_total, first_known(ionised.met_by(facts.ionised_calcium_mmol_l), corrected.met_by(corrected_calcium))),
        otherwise=criterion,
    )
    return choose((recorded(old_calcium), settled), otherwise=old_calcium)


hypocalcaemia_for_sure = _calcium_for_sure(hypocalcaemia, LOW_IONISED, LOW)
hypercalcaemia_for_sure = _calcium_for_sure(hypercalcaemia, HIGH_IONISED, HIGH)
kidney_failure_for_sure = _egfr_for_sure(limit("kidney.egfr_no_drug"))
_alp_in_doubt = _asking(
    "alp_in_doubt",
    known_true(limit("teriparatide.alp_unexplained").met_by(facts.alp_ukat_l)),
    facts.skeletal_malignancy_or_radiation,
)
_denosumab_in_doubt = tuple(
    _asking(f"{fact.name}_wanted_for_denosumab", known_true(severely_reduced_kidney) & ~known, fact)
    for fact, known in (
        (facts.calcium_mmol_l, recorded(calcium_method)),
        (facts.pth_pmol_l, recorded(facts.pth_pmol_l)),
        (facts.vitamin_d_nmol_l, recorded(facts.vitamin_d_nmol_l)),
    )
)
_FOR_SURE: dict[Named, Term] = {
    hypocalcaemia: hypocalcaemia_for_sure,
    hypercalcaemia: hypercalcaemia_for_sure,
    egfr_too_low: _egfr_for_sure(limit("bisphosphonate.egfr")),
    egfr_too_low_for_teriparatide: _egfr_for_sure(limit("teriparatide.egfr")),
    egfr_too_low_for_raloxifene: _egfr_for_sure(limit("raloxifene.egfr")),
    skeletal_malignancy: skeletal_malignancy | _alp_in_doubt,
}

EXCLUDED_FOR_SURE: dict[str, Term] = {
    drug: any_of(
        *(_FOR_SURE.get(why, why) for why, _ in EXCLUSIONS[drug]),
        *(_denosumab_in_doubt if drug == "denosumab" else ()),
    )
    for drug in DRUGS
}
