"""Not as the only treatment"""

from spec.ascii_table import check, shows
from spec.patients import AT_RISK, ON_ALENDRONATE, but


@shows("CAD-4")
def test_who_takes_them_and_needs_a_drug() -> None:
    """Said where treatment is to be considered and nothing has to be corrected first."""
    check(
        """
        | takes | but                   || TX-CONSIDER | TX-CORRECT-FIRST | SUPP-NOT-ALONE |
        | yes   | .                     || R           | -                | R              |
        | no    | .                     || R           | -                | -              |
        | ?     | .                     || R           | -                | P              |
        | yes   | frax_major_percent 20 || -           | -                | -              |
        | yes   | frax_major_percent ?  || P           | -                | P              |
        | yes   | calcium_mmol_l 2.14   || R           | R                | -              |
        | yes   | calcium_mmol_l 2.51   || R           | R                | -              |
        | yes   | vitamin_d_nmol_l 24.9 || R           | R                | -              |
        | yes   | vitamin_d_nmol_l 25   || R           | -                | R              |
        | yes   | calcium_mmol_l ?      || R           | P                | P              |
        """,
        AT_RISK,
        takes="takes_calcium_vitamin_d",
    )
    check(
        "| takes || SUPP-NOT-ALONE |\n| yes || - |",
        but(ON_ALENDRONATE, t_score_femoral_neck=-2.8, frax_major_percent=23),
        takes="takes_calcium_vitamin_d",
    )
