"""What every chapter asks first: who the patient is, which drug is taken now, and which fractures there have been."""

from benkoll.facts import leaves as facts
from benkoll.guideline.form import criterion
from benkoll.guideline.parameters import limit
from benkoll.logic.term import Named, Term, any_of, recorded

TODAY = facts.assessment_date
ORAL_BISPHOSPHONATES = ("alendronate", "risedronate", "ibandronate")
BISPHOSPHONATES = (*ORAL_BISPHOSPHONATES, "zoledronic_acid")
BONE_BUILDING = ("teriparatide", "romosozumab")

# WHO THE PATIENT IS

woman = criterion("woman", facts.sex.is_("female"), "reading", sv="kvinna", en="woman")
not_postmenopausal = criterion(
    "woman_not_postmenopausal",
    woman & ~facts.postmenopausal,
    "CARE-5",
    "reading",
    sv="kvinna före menopaus",
    en="woman not postmenopausal",
)
pregnant = criterion(
    "pregnant_or_breastfeeding",
    facts.pregnant_or_breastfeeding,
    "SmPC",
    sv="graviditet eller amning",
    en="pregnancy or breastfeeding",
)
at_clinic = criterion(
    "at_osteoporosis_clinic",
    facts.care_setting.is_("osteoporosis_clinic"),
    "CARE-5",
    sv="redan på osteoporosmottagning",
    en="already at the osteoporosis clinic",
)
frail = criterion("frail", facts.frail, "CARE-2", sv="skör", en="frail")

# THE DRUG NOW, AND THE ONE BEFORE

no_drug_now = criterion(
    "no_drug_now",
    facts.osteoporosis_drug.is_("none"),
    "TX-3a",
    sv="inget osteoporosläkemedel nu",
    en="no osteoporosis drug now",
)
on_drug = criterion("on_drug", ~no_drug_now, "TX-5", sv="osteoporosläkemedel nu", en="an osteoporosis drug now")


def _now(name: str, *drugs: str, source: str, sv: str, en: str) -> Named:
    return criterion(name, facts.osteoporosis_drug.is_in(*drugs), source, sv=sv, en=en)


on_oral_bisphosphonate = _now(
    "on_oral_bisphosphonate",
    *ORAL_BISPHOSPHONATES,
    source="BP-2",
    sv="tar peroral bisfosfonat",
    en="on an oral bisphosphonate",
)
on_bisphosphonate = _now(
    "on_bisphosphonate", *BISPHOSPHONATES, source="BP-2", sv="har bisfosfonat", en="on a bisphosphonate"
)
on_zoledronic_acid = _now(
    "on_zoledronic_acid", "zoledronic_acid", source="BP-2", sv="har zoledronsyra", en="on zoledronic acid"
)
on_denosumab = _now("on_denosumab", "denosumab", source="DMAB-1", sv="har denosumab", en="on denosumab")
on_teriparatide = _now("on_teriparatide", "teriparatide", source="SEQ-2", sv="har teriparatid", en="on teriparatide")
on_romosozumab = _now("on_romosozumab", "romosozumab", source="SEQ-3", sv="har romosozumab", en="on romosozumab")
on_raloxifene = _now("on_raloxifene", "raloxifene", source="RAL-1", sv="har raloxifen", en="on raloxifene")
on_other_drug = _now(
    "on_other_drug", "other", source="reading", sv="har annat osteoporosläkemedel", en="on another osteoporosis drug"
)
oncology_antiresorptive = criterion(
    "oncology_antiresorptive",
    facts.oncology_antiresorptive,
    "reading",
    sv="antiresorptivt läkemedel i cancerdos",
    en="an antiresorptive drug at a cancer dose",
)
after_bisphosphonate = criterion(
    "after_bisphosphonate",
    no_drug_now & facts.previous_osteoporosis_drug.is_in(*BISPHOSPHONATES),
    "BPS-1",
    sv="har avslutat bisfosfonat, inget läkemedel nu",
    en="a bisphosphonate has ended, no drug now",
)
on_antiresorptive = criterion(
    "on_antiresorptive",
    facts.osteoporosis_drug.is_in(*BISPHOSPHONATES, "denosumab") | oncology_antiresorptive,
    "AE-2",
    "AE-3",
    sv="har bisfosfonat eller denosumab",
    en="on a bisphosphonate or denosumab",
)

# FRACTURES

hip_fracture = criterion(
    "hip_fracture", facts.prior_hip_fracture, "TX-3a", sv="tidigare höftfraktur", en="previous hip fracture"
)
vertebral_fracture = criterion(
    "vertebral_fracture", facts.prior_vertebral_fracture, "TX-3a", "DX-11", sv="kotkompression", en="vertebral fracture"
)
other_fracture = criterion(
    "other_fragility_fracture",
    facts.prior_other_fragility_fracture,
    "TX-3b",
    sv="annan fragilitetsfraktur",
    en="other fragility fracture",
)
hip_or_vertebral = criterion(
    "hip_or_vertebral_fracture",
    hip_fracture | vertebral_fracture,
    "TX-3a",
    "DX-6",
    sv="höftfraktur eller kotkompression",
    en="hip or vertebral fracture",
)
fragility_fracture = criterion(
    "fragility_fracture",
    any_of(
        hip_fracture, vertebral_fracture, other_fracture, limit("fractures.any").met_by(facts.fragility_fracture_count)
    ),
    "DX-5",
    sv="fragilitetsfraktur",
    en="a fragility fracture",
)


def any_known(*terms: Term) -> Term:
    """Whether the record holds at least one of them."""
    return any_of(*(recorded(term) for term in terms))
