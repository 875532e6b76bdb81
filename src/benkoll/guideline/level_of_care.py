"""Who does what: the ward before discharge, the osteoporosis clinic, the care chain (CARE-1, CARE-2, CARE-5, KEY-5)."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import (
    TODAY,
    at_clinic,
    fragility_fracture,
    no_drug_now,
    not_postmenopausal,
    on_denosumab,
    pregnant,
)
from benkoll.guideline.children import adult_with_time, living_adult, short_life
from benkoll.guideline.current_drug import every_drug_excluded, no_bisphosphonate_possible
from benkoll.guideline.denosumab import after_denosumab
from benkoll.guideline.diagnosis import (
    high_fracture_risk,
    osteoporosis,
    pronounced,
    severe_osteoporosis,
)
from benkoll.guideline.exclusions import atypical_fracture, jaw_osteonecrosis
from benkoll.guideline.form import criterion
from benkoll.guideline.fracture_risk import risk_over
from benkoll.guideline.glucocorticoids import glucocorticoid_treatment
from benkoll.guideline.men import young_man
from benkoll.guideline.parameters import limit
from benkoll.guideline.record import drug_begun_after_fracture, dxa_after_fracture
from benkoll.guideline.treatment_course import drug_to_choose, follow_on, pathway, switch_reason
from benkoll.logic.term import add_months, all_of, any_of
from benkoll.measures.body import age_at_meets
from benkoll.measures.calcium import hypercalcaemia

# THE CLINIC

sequential_ground = criterion(
    "high_risk_and_severe_osteoporosis",
    high_fracture_risk & severe_osteoporosis,
    "KEY-5",
    "TX-2",
    "SEQ-1",
    sv="hög frakturrisk och svår osteoporos",
    en="high fracture risk and severe osteoporosis",
)
glucocorticoid_ground = criterion(
    "osteoporosis_on_glucocorticoid",
    all_of(
        osteoporosis,
        glucocorticoid_treatment,
        risk_over(
            "frax_high_for_bone_building",
            limit("glucocorticoid.frax_bone_building"),
            "SEQ-2",
            "reading",
            sv="FRAX {glucocorticoid.frax_bone_building}",
            en="FRAX {glucocorticoid.frax_bone_building}",
        ),
    ),
    "SEQ-2",
    sv="osteoporos, kortison och FRAX {glucocorticoid.frax_bone_building}",
    en="osteoporosis, glucocorticoid and FRAX {glucocorticoid.frax_bone_building}",
)
choose_with_high_risk = criterion(
    "drug_to_choose_at_high_risk",
    drug_to_choose & sequential_ground,
    "KEY-5",
    "TX-2",
    "SEQ-1",
    "DX-11",
    sv="hög frakturrisk och svår osteoporos när läkemedel ska väljas",
    en="high fracture risk and severe osteoporosis where a drug is to be chosen",
)
choose_with_glucocorticoid = criterion(
    "drug_to_choose_on_glucocorticoid",
    drug_to_choose & glucocorticoid_ground,
    "SEQ-2",
    sv="kortison, osteoporos och FRAX {glucocorticoid.frax_bone_building} när läkemedel ska väljas",
    en="glucocorticoid, osteoporosis and FRAX {glucocorticoid.frax_bone_building} where a drug is to be chosen",
)
COMPLICATED = (
    criterion(
        "pronounced_without_drug",
        pronounced & no_drug_now,
        "CARE-5",
        "reading",
        sv="uttalad osteoporos utan läkemedel",
        en="pronounced osteoporosis without a drug",
    ),
    criterion(
        "unusual_patient",
        pathway & any_of(not_postmenopausal, young_man, pregnant),
        "CARE-5",
        "reading",
        sv="läkemedel för kvinna före menopaus, man {scope.man_young_age}, gravid eller ammande",
        en="a drug for a woman not postmenopausal, a man {scope.man_young_age}, pregnant or breastfeeding",
    ),
    criterion(
        "nothing_to_choose",
        pathway & every_drug_excluded,
        "CARE-5",
        "reading",
        sv="alla läkemedel är uteslutna",
        en="every drug is excluded",
    ),
    criterion(
        "denosumab_without_successor",
        after_denosumab & no_bisphosphonate_possible,
        "DMAB-3",
        "reading",
        sv="denosumab upphör och ingen bisfosfonat är möjlig",
        en="denosumab ends and no bisphosphonate is possible",
    ),
    criterion(
        "leaving_denosumab",
        all_of(on_denosumab, switch_reason, adult_with_time | no_bisphosphonate_possible),
        "CARE-5",
        "reading",
        sv="skäl att lämna denosumab",
        en="a reason to leave denosumab",
    ),
    criterion(
        "hypercalcaemia_with_pathway",
        hypercalcaemia & pathway,
        "CARE-5",
        "reading",
        sv="hyperkalcemi när läkemedel ska väljas",
        en="hypercalcaemia where a drug is to be chosen",
    ),
    atypical_fracture,
    jaw_osteonecrosis,
)
denosumab_still_cared_for = criterion(
    "denosumab_still_cared_for",
    any_of(on_denosumab & ~pregnant, follow_on),
    "DMAB-3",
    sv="denosumab pågår eller ska följas av annat läkemedel",
    en="denosumab is still looked after",
)
scope_with_denosumab = criterion(
    "living_adult_with_time_or_denosumab",
    living_adult & (~short_life | denosumab_still_cared_for),
    "CHILD-1",
    "reading",
    sv="levande vuxen med minst ett års förväntad livslängd, eller med denosumab",
    en="a living adult with a year or more to live, or on denosumab",
)
complicated = criterion(
    "complicated_case",
    any_of(*COMPLICATED),
    "CARE-5",
    "reading",
    sv="komplicerat fall",
    en="a complicated case",
)
refer_clinic = criterion(
    "refer_to_osteoporosis_clinic",
    all_of(
        scope_with_denosumab,
        ~at_clinic,
        any_of(choose_with_high_risk, choose_with_glucocorticoid, *COMPLICATED),
    ),
    "KEY-5",
    "TX-2",
    "CARE-5",
    sv="remiss till osteoporosmottagning",
    en="referral to the osteoporosis clinic",
)

# THE CARE CHAIN

fracture_for_chain = criterion(
    "fracture_for_the_care_chain",
    all_of(
        add_months(facts.latest_fracture_date, limit("care.chain_fracture_months")) >= TODAY,
        age_at_meets(facts.latest_fracture_date, limit("care.chain_age")),
    ),
    "CARE-1",
    "reading",
    sv="fraktur inom {care.chain_fracture_months}, ålder {care.chain_age} vid frakturen",
    en="fracture within {care.chain_fracture_months}, age {care.chain_age} at the fracture",
)
care_chain = criterion(
    "care_chain",
    all_of(
        adult_with_time,
        fragility_fracture,
        fracture_for_chain,
        ~dxa_after_fracture,
        ~drug_begun_after_fracture,
    ),
    "CARE-1",
    sv="nylig fragilitetsfraktur, ännu inte utredd",
    en="a recent fragility fracture, not assessed yet",
)
