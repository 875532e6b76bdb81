"""Bone density under treatment"""

from spec.ascii_table import check, shows
from spec.patients import ON_ALENDRONATE, ON_DENOSUMAB, ON_RALOXIFENE, ON_TERIPARATIDE, WELL_WOMAN, but

COURSE = {"drug": "osteoporosis_drug", "start": "drug_start_date", "measured": "dxa_date"}


@shows("FU-2")
def test_two_years_after_the_start() -> None:
    """And every other year from a control, which is a measurement twelve months or more after the start."""
    check(
        """
        | start  | measured || FU-DXA | FU-DXA.due |
        | -1y    | -13m     || R      | +12m       |
        | -12m   | -1m      || R      | +12m       |
        | -18m   | -6m-1d   || R      | +6m        |
        | -18m   | -6m      || R      | +18m       |
        | -3y    | -1y      || R      | +12m       |
        | -3y    | -37m     || R      | -12m       |
        | -5y+1d | -30m     || R      | -6m        |
        | -24m   | -25m     || R      | today      |
        """,
        but(ON_ALENDRONATE, "frax_date"),
        **COURSE,
    )
    check(
        """
        | start || FU-DXA | FU-DXA.due | FU-DXA.due_missing  |
        | ?     || R      | -          | has drug_start_date |
        """,
        ON_DENOSUMAB,
        **COURSE,
    )


@shows("FU-2")
def test_for_whoever_is_on_a_drug() -> None:
    """Not without one, nor where it is stopped."""
    check("| start || FU-DXA |\n| -1y || R |", ON_DENOSUMAB, **COURSE)
    check("| start || FU-DXA |\n| -1y || R |", ON_RALOXIFENE, **COURSE)
    check("| start || FU-DXA |\n| -10m || R |", ON_TERIPARATIDE, **COURSE)
    check(
        """
        | drug        || FU-DXA |
        | none        || -      |
        | ?           || P      |
        | alendronate || R      |
        """,
        but(WELL_WOMAN, drug_start_date="2025-02-01"),
        **COURSE,
    )
    check(
        """
        | start || TX-PAUSE | FU-DXA |
        | -5y   || R        | -      |
        | ?     || P        | P      |
        """,
        ON_ALENDRONATE,
        **COURSE,
    )


@shows("FU-3")
def test_the_interval_may_be_longer() -> None:
    """On zoledronic acid or denosumab, after the first control."""
    check(
        """
        | drug            | start | measured || FU-DXA.may_be_longer |
        | zoledronic_acid | -3y   | -12m     || yes                  |
        | denosumab       | -3y   | -12m     || yes                  |
        | alendronate     | -3y   | -12m     || no                   |
        | raloxifene      | -3y   | -12m     || no                   |
        | zoledronic_acid | -3y   | -37m     || no                   |
        | denosumab       | -1y   | -13m     || no                   |
        """,
        but(ON_ALENDRONATE, "frax_date", last_dose_date="2025-11-02"),
        **COURSE,
    )


@shows("FU-2", "DX-3", "KEY-6")
def test_the_control_is_due() -> None:
    """From its day DXA with VFA is recommended."""
    check(
        """
        | start   | measured || FU-DXA.due | INV-DXA | INV-VFA |
        | -24m    | -25m     || today      | R       | R       |
        | -24m+1d | -25m     || +1d        | -       | -       |
        | -4y     | -24m-1d  || -1d        | R       | R       |
        | -4y     | -23m     || +1m        | -       | -       |
        """,
        but(ON_ALENDRONATE, "frax_date"),
        **COURSE,
    )
