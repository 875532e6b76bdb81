"""Bisphosphonates: what excludes them (BP-5, BP-3, DMAB-1, SmPC), and the pause after some years (BPS-1, BPS-2)."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import (
    BISPHOSPHONATES,
    TODAY,
    fragility_fracture,
    hip_fracture,
    pregnant,
    vertebral_fracture,
)
from benkoll.guideline.diagnosis import osteoporosis, very_high_frax
from benkoll.guideline.exclusions import (
    Exclusion,
    atypical_fracture,
    egfr_under,
    jaw_osteonecrosis,
)
from benkoll.guideline.form import SMPC, criterion
from benkoll.guideline.glucocorticoids import glucocorticoid_dose_now
from benkoll.guideline.parameters import limit
from benkoll.logic.term import add_months, all_of, any_of
from benkoll.measures.calcium import hypocalcaemia
from benkoll.measures.treatment_time import (
    earlier_bisphosphonate_years,
    stop_of_last,
    years_now,
    years_of_last,
)

# WHAT EXCLUDES THEM

egfr_too_low = egfr_under("egfr_too_low_for_bisphosphonate", limit("bisphosphonate.egfr"), "BP-5")
side_effects = criterion(
    "bisphosphonate_side_effects",
    facts.bisphosphonate_side_effects,
    "DMAB-1",
    sv="biverkningar som utesluter bisfosfonat",
    en="side effects that rule bisphosphonates out",
)
gut_symptoms = criterion(
    "gut_symptoms",
    facts.oral_bisphosphonate_gut_symptoms,
    "BP-3",
    sv="mag-tarmsymtom av peroral bisfosfonat",
    en="gut symptoms from an oral bisphosphonate",
)
oesophageal_disorder = criterion(
    "oesophageal_disorder",
    facts.oesophageal_disorder,
    SMPC,
    sv="matstrupssjukdom eller kan inte vara upprätt i 30 minuter",
    en="oesophageal disorder, or cannot stay upright for 30 minutes",
)

ZOLEDRONIC_ACID: tuple[Exclusion, ...] = (
    (egfr_too_low, "BP-5"),
    (hypocalcaemia, "BP-5"),
    (side_effects, "DMAB-1"),
    (pregnant, SMPC),
    (atypical_fracture, "AE-3"),
    (jaw_osteonecrosis, "AE-2"),
)
ORAL: tuple[Exclusion, ...] = (*ZOLEDRONIC_ACID, (gut_symptoms, "BP-3"), (oesophageal_disorder, SMPC))

# THE PAUSE

pause_heeds_more = criterion(
    "pause_also_heeds",
    limit("bisphosphonate.pause_also_heeds") >= 1,
    "BPS-2",
    "reading",
    sv="även höftfraktur och hög FRAX räknas som kvarvarande hög risk",
    en="hip fracture and high FRAX, too, count as high risk left",
)
fracture_during_treatment = criterion(
    "fracture_during_treatment",
    facts.fracture_during_treatment,
    "TX-5",
    "BPS-2",
    sv="ny osteoporosfraktur under pågående behandling",
    en="a new osteoporotic fracture under treatment",
)
high_risk_left = criterion(
    "high_risk_left",
    any_of(
        osteoporosis,
        vertebral_fracture,
        fracture_during_treatment,
        glucocorticoid_dose_now,
        pause_heeds_more & (hip_fracture | very_high_frax),
    ),
    "BPS-2",
    "reading",
    sv="kvarvarande hög risk",
    en="high risk left",
)
_pause_from = limit("bisphosphonate.pause_from_years")
# read only beside "on a bisphosphonate"
five_years = criterion(
    "bisphosphonate_years_enough_for_pause",
    _pause_from.met_by(earlier_bisphosphonate_years) | _pause_from.met_by(earlier_bisphosphonate_years + years_now),
    "BPS-1",
    sv="bisfosfonat i {bisphosphonate.pause_from_years} sammanlagt",
    en="bisphosphonate for {bisphosphonate.pause_from_years} in all",
)
# read only beside "no drug now", the last one a bisphosphonate
five_years_before = criterion(
    "bisphosphonate_years_before_pause",
    _pause_from.met_by(earlier_bisphosphonate_years) | _pause_from.met_by(earlier_bisphosphonate_years + years_of_last),
    "BPS-1",
    sv="bisfosfonat i {bisphosphonate.pause_from_years} sammanlagt före utsättningen",
    en="bisphosphonate for {bisphosphonate.pause_from_years} in all before the stop",
)
fracture_after_stop = criterion(
    "fracture_after_stop",
    fragility_fracture & (facts.latest_fracture_date > stop_of_last),
    "BPS-1",
    "reading",
    sv="fraktur efter utsättningen",
    en="a fracture after the stop",
)
# read only beside "no drug now"
pause_running = criterion(
    "bisphosphonate_pause_running",
    all_of(
        facts.previous_osteoporosis_drug.is_in(*BISPHOSPHONATES),
        five_years_before,
        add_months(stop_of_last, limit("bisphosphonate.pause_months")) > TODAY,
        ~fracture_after_stop,
        ~high_risk_left,
    ),
    "BPS-1",
    "reading",
    sv="bisfosfonatuppehåll pågår",
    en="a bisphosphonate pause is running",
)
