"""What is found about a patient before anything is recommended: each finding of the answer as terms."""

from collections.abc import Mapping
from dataclasses import dataclass

from benkoll.guideline.bisphosphonates import high_risk_left
from benkoll.guideline.children import adult, alive
from benkoll.guideline.choice_marks import AWAIT_CLINIC, NOT_BEFORE
from benkoll.guideline.current_drug import EXCLUDED
from benkoll.guideline.diagnosis import (
    diagnosis,
    diagnosis_by,
    high_fracture_risk,
    severe_osteoporosis,
)
from benkoll.guideline.exclusions import severe_kidney_failure
from benkoll.guideline.first_choice import (
    AFTERWARDS,
    FIRST_CHOICE,
    FIRST_CHOICE_CERTAIN,
    another_prescriber,
    no_drug_for_patient,
    withheld,
    withheld_for_correction,
    withheld_for_kidney,
    withheld_for_nothing,
    withheld_for_patient,
    withheld_for_prescriber,
)
from benkoll.guideline.fracture_risk import frax_outdated
from benkoll.guideline.indication import GROUNDS, treatment_indicated
from benkoll.guideline.recommend.treat import WITHHELD_CODES
from benkoll.logic.term import Named, Term, all_of, known_true
from benkoll.measures.body import age_years, bmi, height_loss_cm, weight_loss_percent
from benkoll.measures.bone_density import lowest_t_score, lowest_t_score_site, t_scores_stale
from benkoll.measures.calcium import calcium_method, calcium_value, hypercalcaemia, hypocalcaemia
from benkoll.measures.kidney import egfr, egfr_absolute, egfr_method
from benkoll.measures.treatment_time import bisphosphonate_years_total, months_since_last_dose
from benkoll.risk.entered import ENTERED
from benkoll.risk.estimate import estimate
from benkoll.risk.model import FractureRisk


@dataclass(frozen=True, slots=True)
class Choice:
    """The choice of a drug: which, whether it is certain, from when, who decides first; or why there is none yet.

    `because`: (condition, words sv, words en), the first that holds says why; `codes`: (condition, code).
    """

    first: Named
    certain: Named
    not_before: Term
    await_clinic: Term
    withheld: Term
    because: tuple[tuple[Term, str, str], ...]
    codes: tuple[tuple[Term, str], ...]
    afterwards: Named


@dataclass(frozen=True, slots=True)
class Findings:
    """`single`: finding -> its one term; `parts`: finding -> its parts by key; the rest have a shape of their own."""

    adult: Named
    alive: Named
    single: Mapping[str, Term]
    parts: Mapping[str, Mapping[str, Term]]
    risk: tuple[FractureRisk, ...]
    risk_outdated: Term
    indicated: Named
    grounds: Mapping[str, Named]
    excluded: Mapping[str, Named]
    choice: Choice

    def flat(self) -> Mapping[str, Term]:
        """The findings by which two guidelines, or two patients, are compared: each as one term."""
        return {
            **self.single,
            **{f"{name}.{key}": term for name, terms in self.parts.items() for key, term in terms.items()},
            "treatment_indicated": self.indicated,
            "first_choice": self.choice.first,
        }


FINDINGS = Findings(
    adult=adult,
    alive=alive,
    single={
        "age_years": age_years,
        "bmi": bmi,
        "height_loss_cm": height_loss_cm,
        "weight_loss_percent": weight_loss_percent,
        "bisphosphonate_years": bisphosphonate_years_total,
        "months_since_last_dose": months_since_last_dose,
        "hypocalcaemia": hypocalcaemia,
        "hypercalcaemia": hypercalcaemia,
        "severe_osteoporosis": severe_osteoporosis,
        "high_fracture_risk": high_fracture_risk,
        "high_risk_left": high_risk_left,
    },
    parts={
        "lowest_t_score": {"value": lowest_t_score, "site": lowest_t_score_site, "stale": known_true(t_scores_stale)},
        "egfr": {"value": egfr, "method": egfr_method, "absolute": egfr_absolute},
        "corrected_calcium": {"value": calcium_value, "method": calcium_method},
        "diagnosis": {"value": diagnosis, "by": diagnosis_by},
    },
    risk=(ENTERED, estimate()),  # the first that has a value
    risk_outdated=known_true(frax_outdated),
    indicated=treatment_indicated,
    grounds=GROUNDS,
    excluded=EXCLUDED,
    choice=Choice(
        first=FIRST_CHOICE,
        certain=FIRST_CHOICE_CERTAIN,
        not_before=NOT_BEFORE,
        await_clinic=AWAIT_CLINIC,
        withheld=withheld,
        because=(
            (withheld_for_patient, no_drug_for_patient.sv, no_drug_for_patient.en),
            (withheld_for_prescriber, another_prescriber.sv, another_prescriber.en),
            (withheld_for_kidney, severe_kidney_failure.sv, severe_kidney_failure.en),
            (
                all_of(withheld_for_correction, known_true(hypocalcaemia)),
                "hypokalcemi korrigeras först",
                "hypocalcaemia is corrected first",
            ),
            (
                all_of(withheld_for_correction, known_true(hypercalcaemia)),
                "hyperkalcemi förklaras först",
                "hypercalcaemia is explained first",
            ),
            (withheld_for_correction, "D-vitaminbrist korrigeras först", "vitamin D deficiency is corrected first"),
            (withheld_for_nothing, "alla läkemedel i fråga är uteslutna", "every drug in question is excluded"),
        ),
        codes=WITHHELD_CODES,
        afterwards=AFTERWARDS,
    ),
)
