"""The marks on a choice of drug: from when it may be given, who should decide first, and what makes it provisional."""

from dataclasses import dataclass

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import BISPHOSPHONATES, TODAY, on_denosumab
from benkoll.guideline.current_drug import DRUGS, EGFR_LIMITS, both_bone_building_excluded
from benkoll.guideline.denosumab import next_denosumab
from benkoll.guideline.drug_choice import FIRST_CHOICE, PATIENT
from benkoll.guideline.exclusions import severely_reduced_kidney
from benkoll.guideline.indication import do_not_wait
from benkoll.guideline.level_of_care import refer_clinic
from benkoll.guideline.older import before_discharge
from benkoll.guideline.parameters import limit
from benkoll.guideline.record import laboratory_old
from benkoll.guideline.treatment_course import follow_on, switch
from benkoll.logic.term import (
    Fact,
    Parameter,
    Term,
    add_days,
    all_of,
    any_of,
    choose,
    greatest,
    known_true,
    recorded,
    unknown,
)
from benkoll.measures.calcium import calcium_method
from benkoll.measures.kidney import egfr, egfr_absolute, egfr_method

# FROM WHEN

_after_hip_fracture = choose(
    (
        FIRST_CHOICE.is_("zoledronic_acid") & known_true(facts.latest_fracture_site.is_("hip")),
        add_days(facts.latest_fracture_date, limit("bisphosphonate.hip_fracture_wait_days")),
    ),
    otherwise=unknown("date"),
)
_after_last_denosumab = choose(
    (known_true(any_of(PATIENT.switch & on_denosumab, PATIENT.after_denosumab)), next_denosumab),
    otherwise=unknown("date"),
)
_earliest = greatest(_after_hip_fracture, _after_last_denosumab)
NOT_BEFORE = choose((known_true(_earliest > TODAY), _earliest), otherwise=unknown("date"))
"""A date that lies ahead, else unknown."""

# WHO DECIDES FIRST

AWAIT_CLINIC = known_true(refer_clinic) & any_of(
    known_true(switch & on_denosumab),
    all_of(
        ~known_true(both_bone_building_excluded),
        ~any_of(*(known_true(term) for term in (before_discharge, do_not_wait, follow_on))),
    ),
)

# WHAT MAKES IT PROVISIONAL, besides an unknown fact on which it hangs


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that is known but not good enough to settle a drug; `wanted`: the facts that would settle it."""

    holds: Term
    wanted: tuple[Fact, ...]


_on_glucocorticoid = known_true(limit("investigation.any_glucocorticoid").met_by(facts.glucocorticoid_mg_day))


def _near(bound: Parameter) -> Term:
    """A relative eGFR within its own error of a limit that is written in mL/min."""
    error = limit("borderline.egfr")
    return all_of(~recorded(egfr_absolute), known_true(egfr >= bound - error), known_true(egfr <= bound + error))


def _egfr_doubts(bound: Parameter) -> tuple[Doubt, ...]:
    return (
        Doubt(laboratory_old & recorded(egfr), (facts.egfr_ml_min,)),
        Doubt(_near(bound), (facts.height_cm, facts.weight_kg)),
        Doubt(known_true(egfr_method.is_("capa")) & _on_glucocorticoid, (facts.creatinine_umol_l,)),
    )


_calcium_doubts = (
    Doubt(laboratory_old & recorded(calcium_method), (facts.calcium_mmol_l,)),
    Doubt(known_true(calcium_method.is_("total")), (facts.albumin_g_l, facts.ionised_calcium_mmol_l)),
)


def _denosumab_doubt(lacking: Fact, known: Term) -> Doubt:
    return Doubt(known_true(severely_reduced_kidney) & ~known, (lacking,))


_denosumab_doubts = (
    _denosumab_doubt(facts.calcium_mmol_l, recorded(calcium_method)),
    _denosumab_doubt(facts.pth_pmol_l, recorded(facts.pth_pmol_l)),
    _denosumab_doubt(facts.vitamin_d_nmol_l, recorded(facts.vitamin_d_nmol_l)),
)
_teriparatide_doubt = Doubt(
    known_true(limit("teriparatide.alp_unexplained").met_by(facts.alp_ukat_l)),
    (facts.skeletal_malignancy_or_radiation, facts.alp_ukat_l),
)


def _doubts(drug: str) -> tuple[Doubt, ...]:
    return (
        *(_egfr_doubts(EGFR_LIMITS[drug]) if drug in EGFR_LIMITS else ()),
        *(_calcium_doubts if drug in (*BISPHOSPHONATES, "denosumab", "teriparatide", "romosozumab") else ()),
        *(_denosumab_doubts if drug == "denosumab" else ()),
        *((_teriparatide_doubt,) if drug == "teriparatide" else ()),
    )


DOUBTS: dict[str, tuple[Doubt, ...]] = {drug: _doubts(drug) for drug in DRUGS}
