"""Diagnosis: osteoporosis by T-score, how severe it is, and how high the risk of fracture is (DX-1, DX-6, TX-2)."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import fragility_fracture, hip_or_vertebral
from benkoll.guideline.form import criterion
from benkoll.guideline.fracture_risk import risk_over
from benkoll.guideline.parameters import limit
from benkoll.logic.term import (
    Named,
    any_of,
    choose,
    recorded,
    unknown,
)
from benkoll.measures.bone_density import lowest_t_meets, lowest_t_score

# HOW HIGH THE RISK

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
