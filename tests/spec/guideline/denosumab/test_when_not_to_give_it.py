"""When not to give denosumab"""

from spec.ascii_table import check, shows
from spec.columns import EXCLUDED, FACTS
from spec.patients import AT_RISK, ON_DENOSUMAB, PREMENOPAUSAL


@shows("DMAB-4", "AE-2", "AE-3")
def test_what_excludes_it() -> None:
    """Low calcium, and osteonecrosis of the jaw or an atypical femoral fracture, ever; never the kidneys alone."""
    check(
        """
        | but                             || denosumab |
        | .                               || -         |
        | calcium_mmol_l 2.15             || -         |
        | calcium_mmol_l 2.14             || DMAB-4    |
        | calcium_mmol_l ?                || -         |
        | ionised_calcium_mmol_l 1.15     || -         |
        | ionised_calcium_mmol_l 1.14     || DMAB-4    |
        | jaw_osteonecrosis yes           || AE-2      |
        | atypical_femoral_fracture yes   || AE-3      |
        | egfr_ml_min 14                  || -         |
        | dialysis yes                    || -         |
        | bisphosphonate_side_effects yes || -         |
        | oesophageal_disorder yes        || -         |
        | calcium_mmol_l 2.51             || -         |
        | vitamin_d_nmol_l 10             || -         |
        """,
        AT_RISK,
        **EXCLUDED,
    )


@shows("DMAB-4")
def test_pregnancy() -> None:
    """Pregnancy and breastfeeding (SmPC)."""
    check(
        """
        | pregnant || denosumab |
        | yes      || SmPC      |
        | no       || -         |
        | ?        || -         |
        """,
        PREMENOPAUSAL,
        pregnant="pregnant_or_breastfeeding",
        **EXCLUDED,
    )


@shows("DMAB-3", "DMAB-4", "AE-2", "AE-3")
def test_given_now_although_excluded() -> None:
    """It is never simply stopped: the next dose stays, after what has to be done first."""
    check(
        """
        | but                           || ALERT-DRUG | TX-SWITCH | TX-CONTINUE | FU-DOSE | FU-DOSE.after             | REF-CLINIC |
        | .                             || -          | -         | R           | R       | -                         | -          |
        | calcium 2.14                  || R          | -         | -           | R       | has TX-CORRECT-FIRST      | -          |
        | jaw_osteonecrosis yes         || R          | -         | R           | R       | has ALERT-DRUG REF-CLINIC | R          |
        | atypical_femoral_fracture yes || R          | -         | R           | R       | has ALERT-DRUG REF-CLINIC | R          |
        """,  # noqa: E501
        ON_DENOSUMAB,
        **FACTS,
    )
