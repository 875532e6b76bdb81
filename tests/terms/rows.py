"""Small populations with known answers: as facts in a table, settled."""

from datetime import date
from typing import Any

import polars as pl

from benkoll.facts.table import settle_columns, validate

DAY = date(2026, 3, 2)
LOW_DENSITY: dict[str, Any] = {
    "age": 70.0,
    "sex": "female",
    "prior_hip_fracture": False,
    "prior_vertebral_fracture": False,
    "prior_other_fragility_fracture": False,
    "glucocorticoid_mg_day": 0.0,
    "glucocorticoid_months": 0.0,
    "osteoporosis_drug": "none",
    "t_score_femoral_neck": -2.8,
    "t_score_total_hip": -1.5,
    "t_score_lumbar_spine": -1.5,
    "dxa_date": date(2026, 1, 2),
    "frax_major_percent": 19.0,
    "frax_date": date(2026, 1, 2),
}
"""A woman of 70 with osteoporosis by density, no fracture, no drug and a FRAX too low for treatment."""
NO_DXA: dict[str, Any] = {name: None for name in LOW_DENSITY if name.startswith(("t_score", "dxa"))}


def people(*differences: dict[str, Any]) -> pl.LazyFrame:
    """The woman of LOW_DENSITY, each time with other facts; patient_id is the place, from `p1`."""
    rows = [{"patient_id": f"p{place}", **LOW_DENSITY, **facts} for place, facts in enumerate(differences, 1)]
    found = validate(pl.DataFrame(rows, infer_schema_length=None), DAY)
    assert found.rejects.is_empty(), found.rejects
    return settle_columns(found.good.lazy())
