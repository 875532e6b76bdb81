"""What Benkoll's plan is held against: the same outputs in Polars, written by hand."""

from collections.abc import Mapping

import polars as pl
from polars import col

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import fragility_fracture
from benkoll.guideline.children import adult_with_time
from benkoll.guideline.fracture_risk import frax_exists, frax_outdated
from benkoll.guideline.indication import ground_a, ground_d, low_t_osteoporosis, low_t_other_fracture
from benkoll.guideline.parameters import limit
from benkoll.guideline.record import dxa_after_fracture, dxa_recent, laboratory_old
from benkoll.guideline.risk_factors import ANY_RISK_FACTOR, marked_height_loss, marked_weight_loss, secondary_cause
from benkoll.logic.term import Term, all_of, any_of
from benkoll.measures.body import bmi
from benkoll.measures.bone_density import lowest_t_score, t_scores_stale

# THE RULES OF TX-3, as in `engines`

T_SCORES = (facts.t_score_femoral_neck, facts.t_score_total_hip, facts.t_score_lumbar_spine)


def _low(name: str) -> Term:
    return any_of(*(limit(name).met_by(t_score) for t_score in T_SCORES))


def _risk(name: str) -> Term:
    return limit(name).met_by(facts.frax_major_percent)


TX3: Mapping[str, Term] = {
    "TX-3a": facts.prior_hip_fracture | facts.prior_vertebral_fracture,
    "TX-3b": all_of(
        facts.prior_other_fragility_fracture,
        _low("treatment.t_other_fracture"),
        _risk("treatment.frax_other_fracture"),
    ),
    "TX-3c": _low("treatment.t_osteoporosis") & _risk("treatment.frax_osteoporosis"),
    "TX-3d": limit("glucocorticoid.dose").met_by(facts.glucocorticoid_mg_day)
    & limit("glucocorticoid.duration").met_by(facts.glucocorticoid_months),
}


def tx3(rows: pl.LazyFrame) -> pl.LazyFrame:
    """TX-3 by hand."""

    def low(bound: float) -> pl.Expr:
        neck, hip, spine = (col(name.name) < bound for name in T_SCORES)
        return neck | hip | spine

    return rows.select(
        (col("prior_hip_fracture") | col("prior_vertebral_fracture")).alias("TX-3a"),
        (col("prior_other_fragility_fracture") & low(-1.0) & (col("frax_major_percent") > 15)).alias("TX-3b"),
        (low(-2.5) & (col("frax_major_percent") > 20)).alias("TX-3c"),
        ((col("glucocorticoid_mg_day") >= 5) & (col("glucocorticoid_months") >= 3)).alias("TX-3d"),
    )


# WHAT INV-DXA ASKS, and its like: all but the estimate of fracture risk

ASKED: Mapping[str, Term] = {
    one.name: one
    for one in (
        *(adult_with_time, frax_exists, bmi, lowest_t_score, t_scores_stale, low_t_osteoporosis, low_t_other_fracture),
        *(ground_a, ground_d, fragility_fracture, frax_outdated, dxa_recent, dxa_after_fracture, laboratory_old),
        *(marked_height_loss, marked_weight_loss, secondary_cause, ANY_RISK_FACTOR),
    )
}
CAUSES = (
    *("rheumatoid_arthritis", "copd", "hyperparathyroidism", "malabsorption", "type_1_diabetes"),
    *("untreated_hyperthyroidism", "hypogonadism", "chronic_liver_disease", "other_secondary_osteoporosis"),
    *("aromatase_inhibitor", "androgen_deprivation"),
)
OTHER_FACTORS = (
    *("parent_hip_fracture", "current_smoker", "kyphosis", "spinous_percussion_pain", "impaired_balance"),
    "alcohol_3_or_more_units",
)


def asked(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The same columns by hand: what several need is made first, dates by Polars' own calendar."""
    day, dxa, fracture = col("assessment_date"), col("dxa_date"), col("latest_fracture_date")
    hip, spine = (col("dxa_site_not_evaluable").eq(site).fill_null(False) for site in ("hip", "lumbar_spine"))
    metres = col("height_cm") / 100
    made = rows.with_columns(
        too_old=_before(dxa, "60mo"),
        recent=dxa.dt.offset_by("24mo") >= day,
        no_hip=hip,
        no_spine=spine,
        adult=_aged(18),
        any_fracture=col("prior_hip_fracture")
        | col("prior_vertebral_fracture")
        | col("prior_other_fragility_fracture")
        | (col("fragility_fracture_count") >= 1),
        glucocorticoid=(col("glucocorticoid_mg_day") >= 5) & (col("glucocorticoid_months") >= 3),
        bmi=_rounded(col("weight_kg") / (metres * metres)),
        height_loss=_rounded(col("height_at_25_cm") - col("height_cm")) >= 5,
        weight_loss=_rounded((col("weight_5_years_ago_kg") - col("weight_kg")) / col("weight_5_years_ago_kg") * 100)
        >= 10,
    )
    bmd = pl.when(col("bmd_maker") == "hologic").then(_rounded((col("bmd_femoral_neck") - 0.858) / 0.12))
    made = made.with_columns(
        neck=pl.when(~col("no_hip") & ~col("too_old")).then(pl.coalesce("t_score_femoral_neck", bmd)),
        hip=pl.when(~col("no_hip") & ~col("too_old")).then("t_score_total_hip"),
        spine=pl.when(~col("no_spine") & ~col("too_old")).then("t_score_lumbar_spine"),
    ).with_columns(lowest_hip=pl.min_horizontal("neck", "hip"))
    density = pl.any_horizontal(
        col(name).is_not_null()
        for name in ("t_score_femoral_neck", "t_score_total_hip", "t_score_lumbar_spine", "bmd_femoral_neck")
    )
    lately = (fracture.dt.offset_by("12mo") >= day).fill_null(False)
    frax = col("frax_date")
    outdated = frax.is_not_null() & (frax < day) & col("any_fracture") & (frax < fracture)
    causes = pl.any_horizontal(*CAUSES, "glucocorticoid")
    factors = pl.any_horizontal(
        *("any_fracture", *OTHER_FACTORS, *CAUSES, "glucocorticoid", "height_loss", "weight_loss"),
        col("glucocorticoid_mg_day") > 0,
        col("falls_last_year") >= 1,
        ~col("rises_from_chair_unaided"),
    )
    columns = {
        "living_adult_with_time": col("adult") & ~col("deceased") & ~col("life_expectancy_under_1_year"),
        "frax_age": _aged(40),
        "bmi": col("bmi"),
        "lowest_t_score": pl.min_horizontal("lowest_hip", "spine"),
        "t_scores_stale": _before(dxa, "24mo"),
        "t_score_in_osteoporosis": _lowest_below(-2.5),
        "t_score_low_after_fracture": _lowest_below(-1.0),
        "ground_hip_or_vertebral_fracture": col("prior_hip_fracture") | col("prior_vertebral_fracture"),
        "ground_glucocorticoid": col("glucocorticoid"),
        "fragility_fracture": col("any_fracture"),
        "frax_outdated": _before(frax, "24mo") | outdated,
        "dxa_recent": col("recent").fill_null(False) | (dxa.is_null() & density & ~lately),
        "dxa_after_fracture": (dxa > fracture).fill_null(False),
        "laboratory_old": _before(col("laboratory_date"), "12mo"),
        "marked_height_loss": col("height_loss"),
        "marked_weight_loss": col("weight_loss"),
        "secondary_cause": causes.fill_null(False),
        "risk_factor": factors,
    }
    return made.select(expression.alias(name) for name, expression in columns.items())


def _before(date: pl.Expr, months: str) -> pl.Expr:
    return (date.dt.offset_by(months) < col("assessment_date")).fill_null(False)


def _rounded(number: pl.Expr) -> pl.Expr:
    """Halves away from zero, a hair below one counted as one; to one decimal."""
    return (number.abs() * 10 + 0.5 + 1e-9).floor() * number.sign() / 10


def _aged(years: int) -> pl.Expr:
    """By birth date; else as stated, where a whole number n stands for n up to n + 1."""
    stated = col("age")
    return (
        pl.when(col("birth_date").is_not_null())
        .then(col("birth_date").dt.offset_by(f"{years}y") <= col("assessment_date"))
        .otherwise(stated >= years)
    )


def _lowest_below(bound: float) -> pl.Expr:
    at_hip = (col("lowest_hip") < bound) & ~col("no_hip")
    return at_hip | ((col("spine") < bound) & ~col("no_spine"))
