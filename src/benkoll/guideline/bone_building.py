"""Sequential treatment: what excludes teriparatide and romosozumab, and that something follows (SEQ-1 to SEQ-3)."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import (
    BONE_BUILDING,
    TODAY,
    no_drug_now,
    not_postmenopausal,
    on_romosozumab,
    on_teriparatide,
    pregnant,
)
from benkoll.guideline.exclusions import Exclusion, egfr_under
from benkoll.guideline.form import SMPC, criterion
from benkoll.guideline.men import man
from benkoll.guideline.parameters import limit
from benkoll.logic.term import add_months, all_of, any_of, recorded
from benkoll.measures.calcium import hypercalcaemia, hypocalcaemia
from benkoll.measures.treatment_time import months_now

skeletal_malignancy = criterion(
    "skeletal_malignancy_or_radiation",
    facts.skeletal_malignancy_or_radiation,
    SMPC,
    sv="skelettmalignitet, metastaser, Paget, tidigare strålbehandling av skelettet eller oklart högt ALP",
    en="bone cancer, metastases, Paget, previous radiation of the skeleton, or raised ALP not explained",
)
hyperparathyroidism = criterion(
    "hyperparathyroidism", facts.hyperparathyroidism, SMPC, sv="hyperparatyreoidism", en="hyperparathyroidism"
)
earlier_teriparatide = criterion(
    "earlier_teriparatide",
    (facts.teriparatide_ever & ~on_teriparatide) | facts.previous_osteoporosis_drug.is_("teriparatide"),
    SMPC,
    "reading",
    sv="tidigare kur med teriparatid (ges en gång i livet)",
    en="an earlier course of teriparatide (once in a life)",
)
myocardial_infarction = criterion(
    "myocardial_infarction",
    facts.myocardial_infarction,
    "SEQ-3",
    sv="tidigare hjärtinfarkt",
    en="myocardial infarction, ever",
)
stroke = criterion("stroke", facts.stroke, "SEQ-3", sv="tidigare stroke", en="stroke, ever")

egfr_too_low_for_teriparatide = egfr_under("egfr_too_low_for_teriparatide", limit("teriparatide.egfr"), SMPC)

TERIPARATIDE: tuple[Exclusion, ...] = (
    (hypercalcaemia, SMPC),
    (egfr_too_low_for_teriparatide, SMPC),
    (skeletal_malignancy, SMPC),
    (hyperparathyroidism, SMPC),
    (pregnant, SMPC),
    (earlier_teriparatide, SMPC),
)
ROMOSOZUMAB: tuple[Exclusion, ...] = (
    (myocardial_infarction, "SEQ-3"),
    (stroke, "SEQ-3"),
    (man, "MEN-2"),
    (not_postmenopausal, SMPC),
    (hypocalcaemia, SMPC),
)

# WHAT FOLLOWS THEM

teriparatide_done = criterion(
    "teriparatide_long_enough",
    on_teriparatide & limit("teriparatide.follow_on_from_months").met_by(months_now),
    "SEQ-2",
    sv="teriparatid i {teriparatide.follow_on_from_months}",
    en="teriparatide for {teriparatide.follow_on_from_months}",
)
romosozumab_done = criterion(
    "romosozumab_long_enough",
    on_romosozumab & limit("romosozumab.follow_on_from_months").met_by(months_now),
    "SEQ-3",
    sv="romosozumab i {romosozumab.follow_on_from_months}",
    en="romosozumab for {romosozumab.follow_on_from_months}",
)
_stop_lately = add_months(facts.drug_stop_date, limit("follow_on.within_months")) >= TODAY
bone_building_to_end = criterion(
    "bone_building_drug_is_to_end",
    all_of(on_teriparatide | on_romosozumab, recorded(facts.drug_stop_date), _stop_lately),
    "SEQ-2",
    "SEQ-3",
    "reading",
    sv="benuppbyggande läkemedel ska avslutas",
    en="a bone-building drug is to end",
)
# read only beside "no drug now"
bone_building_stopped = criterion(
    "bone_building_drug_stopped",
    facts.previous_osteoporosis_drug.is_in(*BONE_BUILDING) & _stop_lately,
    "SEQ-2",
    "SEQ-3",
    "reading",
    sv="benuppbyggande läkemedel avslutat för högst {follow_on.within_months} sedan, utan efterföljande behandling",
    en="a bone-building drug ended within {follow_on.within_months} with nothing after",
)
after_bone_building = criterion(
    "after_bone_building",
    any_of(teriparatide_done, romosozumab_done, bone_building_to_end, no_drug_now & bone_building_stopped),
    "SEQ-2",
    "SEQ-3",
    sv="antiresorptivt läkemedel behövs efter benuppbyggande läkemedel",
    en="an antiresorptive drug is needed after a bone-building drug",
)
