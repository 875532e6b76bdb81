"""Risk factors in the guideline's sense, and the causes of secondary osteoporosis (DX-3, DX-5, DX-15, MEN-1)."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import fragility_fracture
from benkoll.guideline.form import criterion
from benkoll.guideline.glucocorticoids import glucocorticoid_treatment
from benkoll.guideline.parameters import limit
from benkoll.logic.term import Term, any_of, known_true
from benkoll.measures.body import height_loss_cm, weight_loss_percent

marked_height_loss = criterion(
    "marked_height_loss",
    limit("investigation.height_loss").met_by(height_loss_cm),
    "DX-8",
    sv="längdminskning {investigation.height_loss}",
    en="height loss of {investigation.height_loss}",
)
marked_weight_loss = criterion(
    "marked_weight_loss",
    limit("investigation.weight_loss").met_by(weight_loss_percent),
    "DX-10",
    sv="viktnedgång {investigation.weight_loss} på fem år",
    en="weight loss of {investigation.weight_loss} in five years",
)
hormone_lowering_treatment = criterion(
    "hormone_lowering_treatment",
    facts.aromatase_inhibitor | facts.androgen_deprivation,
    "AH-1",
    sv="antihormonell behandling vid cancer",
    en="hormone-lowering cancer treatment",
)
# name in the answer -> term; the causes that DX-15 speaks of, drugs included
SECONDARY_CAUSES: dict[str, Term] = {
    "rheumatoid_arthritis": facts.rheumatoid_arthritis,
    "copd": facts.copd,
    "hyperparathyroidism": facts.hyperparathyroidism,
    "malabsorption": facts.malabsorption,
    "type_1_diabetes": facts.type_1_diabetes,
    "untreated_hyperthyroidism": facts.untreated_hyperthyroidism,
    "hypogonadism": facts.hypogonadism,
    "chronic_liver_disease": facts.chronic_liver_disease,
    "other_secondary_osteoporosis": facts.other_secondary_osteoporosis,
    "glucocorticoid_mg_day": glucocorticoid_treatment,
    "aromatase_inhibitor": facts.aromatase_inhibitor,
    "androgen_deprivation": facts.androgen_deprivation,
}
secondary_cause = criterion(
    "secondary_cause",
    any_of(*(known_true(cause) for cause in SECONDARY_CAUSES.values())),
    "DX-15",
    sv="möjlig sekundär osteoporos",
    en="possible secondary osteoporosis",
)
ANY_RISK_FACTOR = criterion(
    "risk_factor",
    any_of(
        fragility_fracture,
        facts.parent_hip_fracture,
        facts.current_smoker,
        limit("investigation.any_glucocorticoid").met_by(facts.glucocorticoid_mg_day),
        limit("investigation.falls").met_by(facts.falls_last_year),
        *SECONDARY_CAUSES.values(),
        marked_height_loss,
        facts.kyphosis,
        facts.spinous_percussion_pain,
        facts.impaired_balance,
        ~facts.rises_from_chair_unaided,
        marked_weight_loss,
        facts.alcohol_3_or_more_units,
    ),
    "DX-3",
    "DX-5",
    "DX-8",
    "DX-9",
    "DX-10",
    "DX-15",
    "GC-1",
    "AH-1",
    "MEN-1",
    "reading",
    sv="riskfaktor utöver ålder, kön och BMI",
    en="a risk factor besides age, sex and BMI",
)
