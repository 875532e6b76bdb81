"""Raloxifene: a second choice for women with osteoporosis of the lumbar spine, and what excludes it (RAL-1, MEN-2)."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import not_postmenopausal, pregnant
from benkoll.guideline.exclusions import Exclusion, egfr_under
from benkoll.guideline.form import SMPC, criterion
from benkoll.guideline.men import man
from benkoll.guideline.parameters import limit
from benkoll.measures.bone_density import lumbar_spine

venous_thromboembolism = criterion(
    "venous_thromboembolism",
    facts.venous_thromboembolism,
    "RAL-1",
    SMPC,
    sv="tidigare venös tromboembolism",
    en="venous thromboembolism, ever",
)
liver_disease = criterion(
    "chronic_liver_disease", facts.chronic_liver_disease, SMPC, sv="kronisk leversjukdom", en="chronic liver disease"
)
breast_cancer_treatment = criterion(
    "breast_cancer_treatment",
    facts.aromatase_inhibitor,
    SMPC,
    sv="pågående behandling av bröstcancer (aromatashämmare)",
    en="under treatment for breast cancer (aromatase inhibitor)",
)
lumbar_osteoporosis = criterion(
    "lumbar_osteoporosis",
    limit("raloxifene.t_lumbar").met_by(lumbar_spine),
    "RAL-1",
    "reading",
    sv="osteoporos i ländryggen (T-score {raloxifene.t_lumbar})",
    en="osteoporosis of the lumbar spine (T-score {raloxifene.t_lumbar})",
)

egfr_too_low_for_raloxifene = egfr_under("egfr_too_low_for_raloxifene", limit("raloxifene.egfr"), SMPC)

RALOXIFENE: tuple[Exclusion, ...] = (
    (man, "MEN-2"),
    (venous_thromboembolism, "RAL-1"),
    (not_postmenopausal, SMPC),
    (egfr_too_low_for_raloxifene, SMPC),
    (liver_disease, SMPC),
    (pregnant, SMPC),
    (breast_cancer_treatment, SMPC),
)
