"""The form of an exclusion, and what excludes more than one drug: kidney, calcium, rare harm to jaw and femur."""

from benkoll.facts import leaves as facts
from benkoll.guideline.form import criterion
from benkoll.guideline.parameters import limit
from benkoll.logic.term import Named, Parameter, Term, any_of
from benkoll.measures.calcium import hypercalcaemia, hypocalcaemia
from benkoll.measures.kidney import egfr_for_drugs

# A criterion that excludes a drug, with the statement (or SmPC) that says so of this very drug.
Exclusion = tuple[Named, str]

CALCIUM = (hypocalcaemia, hypercalcaemia)  # what TX-CORRECT-FIRST mends: it delays a drug, and does not replace it

atypical_fracture = criterion(
    "atypical_femoral_fracture",
    facts.atypical_femoral_fracture,
    "AE-3",
    "reading",
    sv="tidigare atypisk femurfraktur",
    en="atypical femoral fracture, ever",
)
jaw_osteonecrosis = criterion(
    "jaw_osteonecrosis",
    facts.jaw_osteonecrosis,
    "AE-2",
    "reading",
    sv="tidigare osteonekros i käken",
    en="osteonecrosis of the jaw, ever",
)


def egfr_under(name: str, bound: Parameter, *stands_on: str) -> Named:
    """eGFR below a limit: absolute mL/min where height and weight are known, else relative; dialysis is below all."""
    place = "{" + bound.name + "}"
    return criterion(
        name,
        facts.dialysis | bound.met_by(egfr_for_drugs),
        *stands_on,
        sv=f"eGFR {place} eller dialys",
        en=f"eGFR {place} or dialysis",
    )


severe_kidney_failure = egfr_under("egfr_too_low_for_any_drug", limit("kidney.egfr_no_drug"), "DMAB-4", "reading")
severely_reduced_kidney = egfr_under("egfr_severely_reduced", limit("denosumab.egfr_severe"), "DMAB-4")


def excluded_by(exclusions: tuple[Exclusion, ...], without: tuple[Named, ...] = ()) -> Term:
    """Whether any of the exclusions holds, some criteria left out."""
    return any_of(*(criterion for criterion, _ in exclusions if criterion not in without))
