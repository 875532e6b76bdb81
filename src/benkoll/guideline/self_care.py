"""What patients can do themselves, and whom it is said to (SELF-1 to SELF-4)."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import fragility_fracture
from benkoll.guideline.children import adult_with_time, living_adult
from benkoll.guideline.diagnosis import osteoporosis, raised_risk
from benkoll.guideline.form import criterion
from benkoll.guideline.indication import treatment_indicated
from benkoll.guideline.parameters import limit
from benkoll.logic.term import Term, all_of, any_of
from benkoll.measures.body import age_meets

falls = limit("investigation.falls").met_by(facts.falls_last_year)
FALL_RISKS: dict[str, Term] = {
    "age": age_meets(limit("self_care.falls_age")),
    "falls_last_year": falls,
    "impaired_balance": facts.impaired_balance,
    "fall_inducing_drugs": facts.fall_inducing_drugs,
}
fall_risk = criterion(
    "fall_risk",
    any_of(*FALL_RISKS.values()),
    "SELF-2",
    "reading",
    sv="ålder {self_care.falls_age}, fall, nedsatt balans eller fallinducerande läkemedel",
    en="age {self_care.falls_age}, falls, impaired balance or fall-inducing drugs",
)
prevent_falls = criterion("prevent_falls", living_adult & fall_risk, "SELF-2", sv="fallrisk", en="at risk of falling")
smoker = criterion("current_smoker", facts.current_smoker, "SELF-4", "DX-5", sv="röker", en="smokes")
stop_smoking = criterion(
    "offer_help_to_stop_smoking",
    all_of(adult_with_time, smoker, any_of(osteoporosis, treatment_indicated, fragility_fracture, raised_risk)),
    "SELF-4",
    "reading",
    sv="röker och har osteoporos eller ökad frakturrisk",
    en="smokes, and has osteoporosis or a raised fracture risk",
)
