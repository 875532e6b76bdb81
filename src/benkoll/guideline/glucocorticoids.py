"""Cortisone: oral glucocorticoids planned or taken (GC-1, GC-2)."""

from benkoll.facts import leaves as facts
from benkoll.guideline.form import criterion
from benkoll.guideline.parameters import limit

glucocorticoid_treatment = criterion(
    "glucocorticoid_treatment",
    limit("glucocorticoid.dose").met_by(facts.glucocorticoid_mg_day)
    & limit("glucocorticoid.duration").met_by(facts.glucocorticoid_months),
    "GC-1",
    sv="kortison {glucocorticoid.dose} (prednisolonekvivalenter) i {glucocorticoid.duration}",
    en="glucocorticoid of {glucocorticoid.dose} (prednisolone equivalents) for {glucocorticoid.duration}",
)
glucocorticoid_dose_now = criterion(
    "glucocorticoid_dose_now",
    limit("glucocorticoid.dose_high_risk_left").met_by(facts.glucocorticoid_mg_day),
    "BPS-2",
    sv="kortison {glucocorticoid.dose_high_risk_left} (prednisolonekvivalenter) nu",
    en="glucocorticoid of {glucocorticoid.dose_high_risk_left} (prednisolone equivalents) now",
)
