"""Bone density as T-scores: by site, the lowest, and how the lowest stands to a limit.

Values older than 5 years are not used, nor those of a site said not to be evaluable; without a date they are current.
"""

from benkoll.facts import leaves as facts
from benkoll.logic.term import (
    Named,
    Parameter,
    Term,
    TermError,
    add_months,
    choose,
    first_known,
    known_true,
    least,
    rounded,
    unknown,
)
from benkoll.measures.numbers import parameter, read

_reference = read("coefficients.yaml")["nhanes_iii_femoral_neck"]
READING = ("DX-1", "reading")


def _older_than(months: Parameter) -> Term:
    return known_true(add_months(facts.dxa_date, months) < facts.assessment_date)


_too_old = _older_than(parameter("bone_density.valid_months"))
_hip_unreadable = known_true(facts.dxa_site_not_evaluable.is_("hip"))
_spine_unreadable = known_true(facts.dxa_site_not_evaluable.is_("lumbar_spine"))

t_scores_stale = Named(
    "t_scores_stale",
    _older_than(parameter("bone_density.stale_months")),
    sv="bentäthetsmätningen är äldre än två år",
    en="bone density was measured more than two years ago",
    stands_on=READING,
)
"""Marked where shown; they still count."""

t_score_femoral_neck_from_bmd = Named(
    "t_score_femoral_neck_from_bmd",
    choose(
        (
            facts.bmd_maker.is_("hologic"),
            rounded((facts.bmd_femoral_neck - _reference["mean"]) / _reference["sd"], 1),
        ),
        otherwise=unknown("number"),
    ),
    sv="T-score lårbenshals, beräknad ur BMD",
    en="T-score of the femoral neck, from BMD",
    stands_on=(_reference["source"],),
)
"""(BMD - 0.858) / 0.120 g/cm2, 1 decimal: NHANES III, women of 20-29, for both sexes. Hologic only."""


def _fresh(name: str, stated: Term, sv: str, en: str) -> Named:
    """A stated T-score that is not too old: where it is, a new one is what is missing."""
    return Named(
        f"{name}_of_late",
        choose((_too_old, unknown("number")), otherwise=stated),
        sv=sv,
        en=en,
        stands_on=READING,
        asks=(name,),
    )


def _site(name: str, value: Term, unreadable: Term, sv: str, en: str) -> Named:
    return Named(name, choose((unreadable, unknown("number")), otherwise=value), sv=sv, en=en, stands_on=("DX-1",))


femoral_neck = _site(
    "femoral_neck",
    first_known(
        _fresh(
            "t_score_femoral_neck",
            facts.t_score_femoral_neck,
            "aktuell T-score lårbenshals",
            "current femoral neck T-score",
        ),
        choose((_too_old, unknown("number")), otherwise=t_score_femoral_neck_from_bmd),
    ),
    _hip_unreadable,
    "T-score lårbenshals",
    "T-score of the femoral neck",
)
"""T-score of the femoral neck: stated, else from BMD."""

total_hip = _site(
    "total_hip",
    _fresh("t_score_total_hip", facts.t_score_total_hip, "aktuell T-score total höft", "current total hip T-score"),
    _hip_unreadable,
    "T-score total höft",
    "T-score of the total hip",
)
lumbar_spine = _site(
    "lumbar_spine",
    _fresh(
        "t_score_lumbar_spine", facts.t_score_lumbar_spine, "aktuell T-score ländrygg", "current lumbar spine T-score"
    ),
    _spine_unreadable,
    "T-score ländrygg",
    "T-score of the lumbar spine",
)

hip_t_score = Named(
    "hip_t_score",
    least(femoral_neck, total_hip),
    sv="lägsta T-score i höft",
    en="lowest T-score of the hip",
    stands_on=("DX-1",),
)
"""The lower of femoral neck and total hip, or the one that is known."""

lowest_t_score = Named(
    "lowest_t_score",
    least(femoral_neck, total_hip, lumbar_spine),
    sv="lägsta T-score",
    en="lowest T-score",
    stands_on=("DX-1",),
)
"""The lowest of those known. For a limit use `lowest_t_meets`: what is not known may be lower."""

lowest_t_score_site = Named(
    "lowest_t_score_site",
    choose(
        *((known_true(site <= lowest_t_score), site.name) for site in (femoral_neck, total_hip, lumbar_spine)),
        otherwise=unknown("text"),
    ),
    sv="plats för lägsta T-score",
    en="site of the lowest T-score",
)
"""femoral_neck, total_hip or lumbar_spine; the first of them where several are equally low."""


def lowest_t_meets(limit: Parameter) -> Term:
    """Whether the lowest T-score lies below a limit (`<` or `<=`, else TermError).

    Yes as soon as any site known does. No only where a hip site and the lumbar spine are both known and neither does,
    or one does not and the other is said not to be evaluable. Else unknown.
    """
    if limit.comparison not in ("<", "<="):
        raise TermError(f"{limit.name}: the lowest T-score is held against < or <=, not {limit.comparison}")
    below_at_hip = limit.met_by(hip_t_score) & ~_hip_unreadable
    below_at_spine = limit.met_by(lumbar_spine) & ~_spine_unreadable
    return below_at_hip | below_at_spine
