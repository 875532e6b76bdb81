"""Calcium: the best value there is, and whether it is too low or too high."""

from benkoll.facts import leaves as facts
from benkoll.logic.term import (
    Named,
    Parameter,
    Term,
    choose,
    first_known,
    recorded,
    rounded,
    unknown,
)
from benkoll.measures.numbers import parameter

LOW_IONISED = parameter("calcium.hypocalcaemia_ionised")
HIGH_IONISED = parameter("calcium.hypercalcaemia_ionised")
LOW = parameter("calcium.hypocalcaemia")
HIGH = parameter("calcium.hypercalcaemia")

corrected_calcium = Named(
    "corrected_calcium",
    rounded(
        facts.calcium_mmol_l
        + parameter("calcium.albumin_factor") * (parameter("calcium.albumin_reference") - facts.albumin_g_l),
        2,
    ),
    sv="albuminkorrigerat kalcium",
    en="albumin-corrected calcium",
    stands_on=("Payne 1973", "reading"),
)
"""Total calcium + 0.020 x (40 - albumin in g/L), mmol/L, 2 decimals. Laboratories differ in the constants."""

calcium_value = Named(
    "calcium_value",
    first_known(facts.ionised_calcium_mmol_l, corrected_calcium, facts.calcium_mmol_l),
    sv="kalcium",
    en="calcium",
    stands_on=("DX-12", "DX-13"),
)
"""Ionised calcium, else corrected, else total; mmol/L, and only to be read beside `calcium_method`."""

calcium_method = Named(
    "calcium_method",
    choose(
        (recorded(facts.ionised_calcium_mmol_l), "ionised"),
        (recorded(corrected_calcium), "albumin_corrected"),
        (recorded(facts.calcium_mmol_l), "total"),
        otherwise=unknown("text"),
    ),
    sv="hur kalcium är mätt",
    en="how calcium was measured",
)
"""ionised, albumin_corrected or total."""

_total_out_of_range = LOW.met_by(facts.calcium_mmol_l) | HIGH.met_by(facts.calcium_mmol_l)

total_calcium_out_of_range = Named(
    "total_calcium_out_of_range",
    choose(
        (recorded(facts.ionised_calcium_mmol_l) | recorded(corrected_calcium), False), otherwise=_total_out_of_range
    ),
    sv="totalkalcium utanför referensområdet, utan albumin eller joniserat kalcium",
    en="total calcium out of range, without albumin or ionised calcium",
    stands_on=("DX-13", "reading"),
)
"""Total calcium is all there is, and lies outside 2.15-2.50: then neither too low nor too high is settled."""


def _beyond(ionised: Parameter, corrected: Parameter) -> Term:
    """By ionised calcium, else by corrected; total calcium alone can only say no."""
    return choose(
        (recorded(facts.ionised_calcium_mmol_l), ionised.met_by(facts.ionised_calcium_mmol_l)),
        (recorded(corrected_calcium), corrected.met_by(corrected_calcium)),
        otherwise=choose((_total_out_of_range, unknown("bool")), otherwise=False),
    )


hypocalcaemia = Named(
    "hypocalcaemia",
    _beyond(LOW_IONISED, LOW),
    sv="hypokalcemi",
    en="hypocalcaemia",
    stands_on=("BP-5", "DMAB-4", "reading"),
)
"""Ionised calcium < 1.15 mmol/L, else corrected < 2.15; no where total alone lies within 2.15-2.50, else unknown."""

hypercalcaemia = Named(
    "hypercalcaemia",
    _beyond(HIGH_IONISED, HIGH),
    sv="hyperkalcemi",
    en="hypercalcaemia",
    stands_on=("DMAB-4", "reading"),
)
"""Ionised calcium > 1.33 mmol/L, else corrected > 2.50; no where total alone lies within 2.15-2.50, else unknown."""
