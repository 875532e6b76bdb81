"""FRAX as entered from the official calculator: it stands above any estimate of ours."""

from benkoll.facts import leaves as facts
from benkoll.logic.term import Named, unknown
from benkoll.risk.model import FractureRisk

ENTERED = FractureRisk(
    source="official",
    major=facts.frax_major_percent,
    hip=facts.frax_hip_percent,
    low=unknown("number"),
    high=unknown("number"),
)

MAJOR_FRACTURE_RISK = Named(
    "major_fracture_risk",
    ENTERED.major,
    sv="tioårsrisk för större osteoporosfraktur (FRAX)",
    en="ten-year probability of major osteoporotic fracture (FRAX)",
    stands_on=("KEY-2",),
)
