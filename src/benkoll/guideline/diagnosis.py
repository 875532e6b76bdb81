"""Diagnosis: osteoporosis by T-score, how severe it is, and how high the risk of fracture is (DX-1, DX-6, TX-2)."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import TODAY, fragility_fracture, hip_or_vertebral
from benkoll.guideline.form import criterion
from benkoll.guideline.parameters import limit
from benkoll.logic.term import (
    Named,
    Parameter,
    add_months,
    all_of,
    any_of,
    choose,
    known_true,
    recorded,
    unknown,
)
from benkoll.measures.body import age_meets
from benkoll.measures.bone_density import lowest_t_meets, lowest_t_score
from benkoll.risk.entered import MAJOR_FRACTURE_RISK

# FRACTURE RISK

frax_exists = criterion(
    "frax_age",
    age_meets(limit("frax.from_age")),
    "KEY-2",
    "reading",
    sv="{frax.from_age} (FRAX finns inte för yngre)",
    en="{frax.from_age} (FRAX does not exist below)",
)
# an undated value counts as current; a dated one with a fracture of unknown date is in doubt
frax_outdated = criterion(
    "frax_outdated",
    known_true(add_months(facts.frax_date, limit("frax.valid_months")) < TODAY)
    | all_of(
        recorded(facts.frax_date),
        facts.frax_date < TODAY,
        fragility_fracture,
        facts.frax_date < facts.latest_fracture_date,
    ),
    "KEY-2",
    "reading",
    sv="FRAX är äldre än {frax.valid_months} eller gjord före den senaste frakturen",
    en="FRAX is older than {frax.valid_months} or from before the latest fracture",
)
current_risk = Named(
    "current_fracture_risk",
    choose((frax_outdated, unknown("number")), otherwise=MAJOR_FRACTURE_RISK),
    sv="aktuell frakturrisk (FRAX)",
    en="current fracture risk (FRAX)",
    stands_on=("KEY-2",),
    asks=("frax_major_percent",),
)


def risk_over(name: str, bound: Parameter, *stands_on: str, sv: str, en: str) -> Named:
    """Risk beyond a limit: an outdated value can still say yes, but no longer no; below 40 years it is no."""
    return criterion(
        name,
        frax_exists & (known_true(bound.met_by(MAJOR_FRACTURE_RISK)) | bound.met_by(current_risk)),
        *stands_on,
        sv=sv,
        en=en,
    )


raised_risk = risk_over(
    "raised_fracture_risk",
    limit("risk.raised_frax"),
    "DX-3",
    "SELF-4",
    sv="FRAX {risk.raised_frax}",
    en="FRAX {risk.raised_frax}",
)
very_high_frax = risk_over(
    "high_frax", limit("risk.high_frax"), "TX-2", sv="FRAX {risk.high_frax}", en="FRAX {risk.high_frax}"
)

# BONE DENSITY

no_t_score = ~recorded(lowest_t_score)
osteoporosis = criterion(
    "osteoporosis",
    (no_t_score & facts.osteoporosis_diagnosed) | lowest_t_meets(limit("diagnosis.t_osteoporosis")),
    "DX-1",
    sv="osteoporos (T-score {diagnosis.t_osteoporosis}, eller känd diagnos)",
    en="osteoporosis (T-score {diagnosis.t_osteoporosis}, or a recorded diagnosis)",
)
low_bone_mass = criterion(
    "low_bone_mass",
    lowest_t_meets(limit("diagnosis.t_low_bone_mass")),
    "DX-1",
    "reading",
    sv="T-score {diagnosis.t_low_bone_mass}",
    en="T-score {diagnosis.t_low_bone_mass}",
)
pronounced = criterion(
    "pronounced_osteoporosis",
    lowest_t_meets(limit("diagnosis.t_pronounced")),
    "CARE-5",
    "DMAB-2",
    "reading",
    sv="uttalad osteoporos (T-score {diagnosis.t_pronounced})",
    en="pronounced osteoporosis (T-score {diagnosis.t_pronounced})",
)
diagnosis = Named(
    "diagnosis",
    choose((osteoporosis, "osteoporosis"), (low_bone_mass, "low_bone_mass"), otherwise="normal"),
    sv="diagnos enligt T-score",
    en="diagnosis by T-score",
    stands_on=("DX-1",),
)
diagnosis_by = choose(
    (~recorded(diagnosis), unknown("text")), (recorded(lowest_t_score), "t_score"), otherwise="record"
)

# HOW HIGH, HOW SEVERE

several_fractures = criterion(
    "several_fragility_fractures",
    limit("risk.high_fracture_count").met_by(facts.fragility_fracture_count),
    "DX-6",
    sv="{risk.high_fracture_count} (fragilitetsfrakturer)",
    en="{risk.high_fracture_count} (fragility fractures)",
)
high_fracture_risk = criterion(
    "high_fracture_risk",
    any_of(hip_or_vertebral, several_fractures, very_high_frax),
    "TX-2",
    "TX-3a",
    "DX-6",
    "reading",
    sv="hög frakturrisk",
    en="high fracture risk",
)
severe_osteoporosis = criterion(
    "severe_osteoporosis",
    (osteoporosis & fragility_fracture) | hip_or_vertebral,
    "TX-2",
    "reading",
    sv="svår osteoporos",
    en="severe osteoporosis",
)
