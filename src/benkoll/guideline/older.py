"""The old and newly broken: start before they leave the ward (CARE-2, OLD-4)."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import TODAY
from benkoll.guideline.form import criterion
from benkoll.guideline.indication import consider_treatment
from benkoll.guideline.parameters import limit
from benkoll.logic.term import add_months, all_of
from benkoll.measures.body import age_meets

fresh_fracture_on_ward = criterion(
    "fresh_fracture_on_ward",
    all_of(
        facts.care_setting.is_("ward"),
        age_meets(limit("care.discharge_age")),
        facts.latest_fracture_site.is_in("hip", "vertebra"),
        add_months(facts.latest_fracture_date, limit("care.discharge_fracture_months")) >= TODAY,
    ),
    "CARE-2",
    "OLD-4",
    sv="vårdas på avdelning, ålder {care.discharge_age}, höft- eller kotfraktur inom {care.discharge_fracture_months}",
    en="on a ward, age {care.discharge_age}, hip or vertebral fracture within {care.discharge_fracture_months}",
)
before_discharge = criterion(
    "start_before_discharge",
    consider_treatment & fresh_fracture_on_ward,
    "CARE-2",
    sv="behandling ska övervägas på avdelning efter färsk fraktur",
    en="treatment is to be considered on a ward after a fresh fracture",
)
