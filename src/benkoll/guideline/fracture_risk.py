"""The risk of fracture held against a limit: by FRAX where it was entered, else by our estimate where that is clear.

The estimate never decides near a limit: its interval, and all that the unknown factors could make of it, must lie
clear of the grey zone around it (by how much is a parameter). Elsewhere the criterion is unknown, and FRAX settles it.
"""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import TODAY, fragility_fracture
from benkoll.guideline.form import criterion
from benkoll.guideline.parameters import limit
from benkoll.logic.term import Named, Parameter, Term, add_months, all_of, choose, known_true, recorded, unknown
from benkoll.measures.body import age_meets
from benkoll.risk.entered import MAJOR_FRACTURE_RISK
from benkoll.risk.estimate import estimate

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


_estimate = estimate()
_estimate_counts = all_of(limit("estimate.may_decide") >= 1, ~recorded(facts.frax_major_percent))


def risk_over(name: str, bound: Parameter, *stands_on: str, sv: str, en: str) -> Named:
    """Risk beyond a limit: an outdated FRAX can still say yes, but no longer no; below 40 years it is no."""
    entered = known_true(bound.met_by(MAJOR_FRACTURE_RISK)) | bound.met_by(current_risk)
    over, under = _clearly_over(name, bound), _clearly_under(name, bound)
    return criterion(
        name,
        frax_exists & choose((over, True), (under, False), otherwise=entered),
        *stands_on,
        sv=sv,
        en=en,
    )


def _clearly_over(name: str, bound: Parameter) -> Term:
    clear = all_of(
        bound.met_by(_estimate.major),
        _estimate.low > bound,
        _estimate.least > bound * limit("estimate.grey_zone_above"),
    )
    return criterion(
        f"{name}_by_estimate",
        _estimate_counts & known_true(clear),
        "KEY-2",
        "reading",
        sv=f"uppskattad risk (inte FRAX) klart {{{bound.name}}}",
        en=f"estimated risk (not FRAX) clearly {{{bound.name}}}",
    )


def _clearly_under(name: str, bound: Parameter) -> Term:
    clear = all_of(
        ~bound.met_by(_estimate.major),
        _estimate.high < bound,
        _estimate.most < bound * limit("estimate.grey_zone_below"),
    )
    return criterion(
        f"{name}_not_by_estimate",
        _estimate_counts & known_true(clear),
        "KEY-2",
        "reading",
        sv=f"uppskattad risk (inte FRAX) klart på andra sidan av gränsen {{{bound.name}}}",
        en=f"estimated risk (not FRAX) clearly on the other side of the limit {{{bound.name}}}",
    )
