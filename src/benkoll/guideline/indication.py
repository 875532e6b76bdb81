"""Whom to consider treatment for (TX-3a to TX-3d, DX-2), and when not to wait for the DXA (TX-6, GC-2)."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import hip_or_vertebral, no_drug_now, oncology_antiresorptive, other_fracture
from benkoll.guideline.bisphosphonates import pause_running
from benkoll.guideline.children import adult_with_time
from benkoll.guideline.form import criterion
from benkoll.guideline.fracture_risk import risk_over
from benkoll.guideline.glucocorticoids import glucocorticoid_treatment
from benkoll.guideline.parameters import limit
from benkoll.guideline.record import dxa_recent
from benkoll.logic.term import all_of, any_of
from benkoll.measures.bone_density import lowest_t_meets

# THE GROUNDS

ground_a = criterion(
    "ground_hip_or_vertebral_fracture",
    hip_or_vertebral,
    "TX-3a",
    sv="höftfraktur eller kotkompression, oavsett bentäthet",
    en="hip or vertebral fracture, whatever the bone density",
)
low_t_other_fracture = criterion(
    "t_score_low_after_fracture",
    lowest_t_meets(limit("treatment.t_other_fracture")),
    "TX-3b",
    sv="T-score {treatment.t_other_fracture}",
    en="T-score {treatment.t_other_fracture}",
)
risk_other_fracture = risk_over(
    "frax_high_after_fracture",
    limit("treatment.frax_other_fracture"),
    "TX-3b",
    sv="FRAX {treatment.frax_other_fracture}",
    en="FRAX {treatment.frax_other_fracture}",
)
ground_b = criterion(
    "ground_other_fracture",
    all_of(other_fracture, low_t_other_fracture, risk_other_fracture),
    "TX-3b",
    sv="annan fragilitetsfraktur, T-score {treatment.t_other_fracture} och FRAX {treatment.frax_other_fracture}",
    en="other fragility fracture, T-score {treatment.t_other_fracture} and FRAX {treatment.frax_other_fracture}",
)
low_t_osteoporosis = criterion(
    "t_score_in_osteoporosis",
    lowest_t_meets(limit("treatment.t_osteoporosis")),
    "TX-3c",
    sv="T-score {treatment.t_osteoporosis}",
    en="T-score {treatment.t_osteoporosis}",
)
risk_osteoporosis = risk_over(
    "frax_high_in_osteoporosis",
    limit("treatment.frax_osteoporosis"),
    "TX-3c",
    sv="FRAX {treatment.frax_osteoporosis}",
    en="FRAX {treatment.frax_osteoporosis}",
)
ground_c = criterion(
    "ground_osteoporosis",
    low_t_osteoporosis & risk_osteoporosis,
    "TX-3c",
    sv="T-score {treatment.t_osteoporosis} och FRAX {treatment.frax_osteoporosis}",
    en="T-score {treatment.t_osteoporosis} and FRAX {treatment.frax_osteoporosis}",
)
ground_d = criterion(
    "ground_glucocorticoid",
    glucocorticoid_treatment,
    "TX-3d",
    "GC-1",
    sv="kortison {glucocorticoid.dose} i {glucocorticoid.duration}",
    en="glucocorticoid of {glucocorticoid.dose} for {glucocorticoid.duration}",
)
GROUNDS = {"TX-3a": ground_a, "TX-3b": ground_b, "TX-3c": ground_c, "TX-3d": ground_d}

treatment_indicated = criterion(
    "treatment_indicated",
    any_of(*GROUNDS.values()),
    *GROUNDS,
    "DX-2",
    "BG-6",
    sv="behandlingsindikation",
    en="treatment is indicated",
)

# TO CONSIDER TREATMENT

consider_without_drug = criterion(
    "consider_treatment_where_no_drug_is_taken",
    all_of(adult_with_time, treatment_indicated, ~oncology_antiresorptive, ~pause_running),
    "DX-2",
    *GROUNDS,
    sv="behandlingsindikation, inget pågående uppehåll och inget läkemedel i cancerdos",
    en="treatment is indicated, no pause is running and nothing is given at a cancer dose",
)
consider_treatment = criterion(
    "consider_treatment",
    consider_without_drug & no_drug_now,
    "DX-2",
    *GROUNDS,
    sv="behandling ska övervägas",
    en="treatment is to be considered",
)
dxa_not_in_time = criterion(
    "dxa_not_to_be_had_in_time",
    ~facts.dxa_available,
    "TX-6",
    sv="DXA kan inte fås i rimlig tid",
    en="DXA is not to be had in time",
)
glucocorticoid_risk = risk_over(
    "frax_high_on_glucocorticoid",
    limit("glucocorticoid.frax_start"),
    "GC-2",
    sv="FRAX {glucocorticoid.frax_start}",
    en="FRAX {glucocorticoid.frax_start}",
)
do_not_wait = criterion(
    "do_not_wait_for_dxa",
    consider_treatment
    & ((hip_or_vertebral & dxa_not_in_time) | all_of(glucocorticoid_treatment, glucocorticoid_risk, ~dxa_recent)),
    "TX-6",
    "GC-2",
    sv="starta utan att vänta på DXA",
    en="start without waiting for DXA",
)
