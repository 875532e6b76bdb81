"""When to suspect a vertebral fracture or harm to the femur (DX-8, SYM-1, AE-3). These speak of the record."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import (
    BISPHOSPHONATES,
    fragility_fracture,
    no_drug_now,
    on_antiresorptive,
    vertebral_fracture,
)
from benkoll.guideline.children import adult_with_time
from benkoll.guideline.diagnosis import raised_risk
from benkoll.guideline.form import criterion
from benkoll.guideline.glucocorticoids import glucocorticoid_treatment
from benkoll.guideline.parameters import limit
from benkoll.guideline.record import since
from benkoll.guideline.risk_factors import marked_height_loss
from benkoll.logic.term import Term, all_of, any_of, known_true
from benkoll.measures.body import age_meets
from benkoll.measures.bone_density import lowest_t_meets
from benkoll.measures.treatment_time import stop_of_last

back_pain_at_risk = criterion(
    "back_pain_with_raised_risk",
    known_true(facts.long_standing_back_pain)
    & any_of(
        known_true(raised_risk),
        known_true(fragility_fracture),
        known_true(lowest_t_meets(limit("diagnosis.t_raised_risk"))),
        known_true(glucocorticoid_treatment),
    ),
    "SYM-1",
    "reading",
    sv="långvarig ryggsmärta och ökad risk",
    en="long-standing back pain and raised risk",
)
VERTEBRAL_SIGNS: dict[str, Term] = {
    "height_loss_cm": known_true(marked_height_loss),
    "kyphosis": known_true(facts.kyphosis),
    "spinous_percussion_pain": known_true(facts.spinous_percussion_pain),
    "long_standing_back_pain": back_pain_at_risk,
}
vertebral_sign = criterion(
    "vertebral_sign",
    any_of(*VERTEBRAL_SIGNS.values()),
    "DX-8",
    "SYM-1",
    sv="längdminskning, kyfos, perkussionssmärta eller ryggsmärta vid ökad risk",
    en="height loss, kyphosis, percussion pain, or back pain at raised risk",
)
spine_imaged = criterion(
    "spine_imaged_lately",
    since(facts.vfa_date, limit("investigation.spine_image_months")),
    "DX-8",
    "reading",
    sv="VFA eller ryggröntgen inom {investigation.spine_image_months}",
    en="VFA or X-ray of the spine within {investigation.spine_image_months}",
)
vertebral_suspicion = criterion(
    "vertebral_fracture_suspected",
    all_of(
        adult_with_time,
        vertebral_sign,
        age_meets(limit("investigation.vertebral_suspicion_age")) | known_true(glucocorticoid_treatment),
        ~known_true(vertebral_fracture),
        ~spine_imaged,
    ),
    "DX-8",
    "SYM-1",
    sv="misstänkt kotkompression",
    en="vertebral fracture suspected",
)
antiresorptive_ended_lately = criterion(
    "antiresorptive_ended_lately",
    known_true(no_drug_now)
    & known_true(facts.previous_osteoporosis_drug.is_in(*BISPHOSPHONATES, "denosumab"))
    & since(stop_of_last, limit("investigation.femur_after_months")),
    "AE-3",
    "reading",
    sv="bisfosfonat eller denosumab avslutat inom {investigation.femur_after_months}",
    en="bisphosphonate or denosumab ended within {investigation.femur_after_months}",
)
femur_suspicion = criterion(
    "femur_fracture_suspected",
    all_of(
        adult_with_time,
        known_true(facts.thigh_or_groin_pain),
        known_true(on_antiresorptive) | antiresorptive_ended_lately,
    ),
    "AE-3",
    "SmPC",
    sv="lår- eller ljumsksmärta under eller strax efter antiresorptiv behandling",
    en="thigh or groin pain during or shortly after antiresorptive treatment",
)
