"""Blood tests"""

from spec.ascii_table import check, shows
from spec.patients import HIP, ON_ALENDRONATE, ON_DENOSUMAB, UNMEASURED, WELL_MAN, WELL_WOMAN, T, but

OSTEOPOROSIS = but(WELL_WOMAN, t_score_femoral_neck=-2.5)
EGFR = {"eGFR": "egfr_ml_min", "creatinine": "creatinine_umol_l", "cystatin": "cystatin_c_mg_l"}
CALCIUM = {
    "suspected": "calcium_vitamin_d_disorder_suspected",
    "calcium": "calcium_mmol_l",
    "albumin": "albumin_g_l",
    "ionised": "ionised_calcium_mmol_l",
    "PTH": "pth_pmol_l",
    "vitamin_D": "vitamin_d_nmol_l",
}


@shows("DX-12")
def test_for_whom() -> None:
    """Osteoporosis, by T-score or in the record, or an indication for treatment; nobody for whom neither is known."""
    check(
        """
        | T    | calcium || diagnosis     | treatment_indicated | INV-LAB-BASIC |
        | -2.5 | ?       || osteoporosis  | no                  | R             |
        | -2.4 | ?       || low_bone_mass | no                  | -             |
        | ?    | ?       || ?             | no                  | -             |
        | -2.5 | 2.35    || osteoporosis  | no                  | -             |
        """,
        WELL_WOMAN,
        T=T,
        calcium="calcium_mmol_l",
    )
    check(
        """
        | recorded | calcium || INV-LAB-BASIC |
        | yes      | ?       || R             |
        | no       | ?       || -             |
        """,
        UNMEASURED,
        recorded="osteoporosis_diagnosed",
        calcium="calcium_mmol_l",
    )
    check(
        """
        | hip | calcium || diagnosis | treatment_indicated | INV-LAB-BASIC |
        | yes | ?       || normal    | yes                 | R             |
        | yes | 2.35    || normal    | yes                 | -             |
        | no  | ?       || normal    | no                  | -             |
        | ?   | ?       || normal    | ?                   | -             |
        """,
        WELL_WOMAN,
        hip="prior_hip_fracture",
        calcium="calcium_mmol_l",
    )


@shows("DX-12")
def test_what_is_lacking() -> None:
    """Calcium, ALP and eGFR; creatinine or cystatin C stands for eGFR."""
    check(
        """
        | calcium | ALP | eGFR | creatinine | cystatin || INV-LAB-BASIC | INV-LAB-BASIC.lacking                     |
        | ?       | 1.1 | 75   | ?          | ?        || R             | calcium_mmol_l                            |
        | 2.35    | ?   | 75   | ?          | ?        || R             | alp_ukat_l                                |
        | 2.35    | 1.1 | ?    | ?          | ?        || R             | has egfr_ml_min                           |
        | 2.35    | 1.1 | ?    | ?          | ?        || R             | lacks calcium_mmol_l alp_ukat_l           |
        | ?       | ?   | ?    | ?          | ?        || R             | has calcium_mmol_l alp_ukat_l egfr_ml_min |
        | 2.35    | 1.1 | ?    | 70         | ?        || -             | .                                         |
        | 2.35    | 1.1 | ?    | ?          | 0.9      || -             | .                                         |
        | 2.35    | 1.1 | 75   | ?          | ?        || -             | .                                         |
        """,
        OSTEOPOROSIS,
        ALP="alp_ukat_l",
        calcium="calcium_mmol_l",
        **EGFR,
    )
    check(
        """
        | calcium | ionised || INV-LAB-BASIC |
        | ?       | 1.22    || -             |
        | ?       | ?       || R             |
        """,
        OSTEOPOROSIS,
        **CALCIUM,
    )


@shows("DX-12")
def test_values_last_twelve_months() -> None:
    """Older ones are taken again; undated ones are current."""
    check(
        """
        | laboratory_date || INV-LAB-BASIC | INV-LAB-BASIC.lacking                     |
        | -12m            || -             | .                                         |
        | -12m-1d         || R             | has calcium_mmol_l alp_ukat_l egfr_ml_min |
        | ?               || -             | .                                         |
        """,
        OSTEOPOROSIS,
    )
    check(
        """
        | assessment_date | laboratory_date || INV-LAB-BASIC |
        | 2025-02-28      | 2024-02-29      || -             |
        | 2025-03-01      | 2024-02-29      || R             |
        """,
        {
            "age": 70,
            "sex": "female",
            "t_score_femoral_neck": -2.6,
            "calcium_mmol_l": 2.35,
            "alp_ukat_l": 1.1,
            "egfr_ml_min": 75,
        },
    )


@shows("DX-12", "BP-5")
def test_a_borderline_egfr_under_treatment_is_taken_again() -> None:
    """Where a drug is excluded by an eGFR close to its limit, a second value comes before any change."""
    check(
        """
        | eGFR | repeated || ALERT-DRUG | INV-LAB-BASIC | INV-LAB-BASIC.lacking | TX-SWITCH |
        | 35   | no       || -          | -             | .                     | -         |
        | 34   | no       || R          | R             | has egfr_ml_min       | -         |
        | 34   | ?        || R          | R             | has egfr_ml_min       | -         |
        | 30   | no       || R          | R             | has egfr_ml_min       | -         |
        | 34   | yes      || R          | -             | .                     | R         |
        | 29   | no       || R          | -             | .                     | R         |
        """,
        but(ON_ALENDRONATE, t_score_femoral_neck=-2.8, frax_major_percent=23),
        eGFR="egfr_ml_min",
        repeated="egfr_repeated",
    )
    check(
        """
        | eGFR || ALERT-DRUG | INV-LAB-BASIC | INV-LAB-BASIC.lacking           |
        | 34   || R          | R             | has egfr_ml_min                 |
        | 34   || R          | R             | lacks calcium_mmol_l alp_ukat_l |
        | 35   || -          | -             | .                               |
        """,
        ON_ALENDRONATE,
        eGFR="egfr_ml_min",
    )


@shows("DX-13")
def test_calcium_and_vitamin_d_in_doubt() -> None:
    """On suspicion, or with calcium out of range: PTH, ionised calcium and vitamin D, as far as they lack."""
    check(
        """
        | suspected | calcium | albumin || INV-LAB-CALCIUM |
        | yes       | 2.35    | 40      || R               |
        | yes       | ?       | ?       || R               |
        | no        | 2.35    | 40      || -               |
        | ?         | 2.35    | 40      || -               |
        | no        | 2.14    | 40      || R               |
        | no        | 2.15    | 40      || -               |
        | no        | 2.50    | 40      || -               |
        | no        | 2.51    | 40      || R               |
        | no        | 2.10    | 35      || -               |
        | no        | 2.35    | 51      || R               |
        | no        | ?       | ?       || -               |
        """,
        WELL_WOMAN,
        **CALCIUM,
    )
    check(
        """
        | calcium | albumin || INV-LAB-CALCIUM.lacking |
        | 2.14    | 40      || lacks albumin_g_l       |
        | 2.51    | 40      || lacks albumin_g_l       |
        """,
        WELL_WOMAN,
        **CALCIUM,
    )
    check(
        """
        | PTH | ionised | vitamin_D || INV-LAB-CALCIUM | INV-LAB-CALCIUM.lacking                            |
        | ?   | ?       | ?         || R               | pth_pmol_l ionised_calcium_mmol_l vitamin_d_nmol_l |
        | 5   | ?       | 60        || R               | ionised_calcium_mmol_l                             |
        | 5   | 1.22    | ?         || R               | vitamin_d_nmol_l                                   |
        | ?   | 1.22    | 60        || R               | pth_pmol_l                                         |
        | 5   | 1.22    | 60        || -               | .                                                  |
        """,
        but(WELL_WOMAN, calcium_vitamin_d_disorder_suspected=True),
        **CALCIUM,
    )


@shows("DX-13")
def test_total_calcium_without_albumin() -> None:
    """Out of range it settles nothing: albumin is asked for, too; ionised calcium goes before it."""
    check(
        """
        | calcium | ionised || INV-LAB-CALCIUM | INV-LAB-CALCIUM.lacking |
        | 2.14    | ?       || R               | has albumin_g_l         |
        | 2.51    | ?       || R               | has albumin_g_l         |
        | 2.15    | ?       || -               | .                       |
        | 2.50    | ?       || -               | .                       |
        | 2.14    | 1.22    || -               | .                       |
        | 2.35    | 1.14    || R               | lacks albumin_g_l       |
        | 2.35    | 1.34    || R               | lacks albumin_g_l       |
        """,
        but(WELL_WOMAN, "albumin_g_l"),
        **CALCIUM,
    )


@shows("DX-13", "DMAB-4")
def test_before_denosumab_in_severely_reduced_kidney_function() -> None:
    """Denosumab at eGFR under 30, given or first choice, needs the calcium tests."""
    for patient in (ON_DENOSUMAB, HIP):
        check(
            """
            | egfr_ml_min || INV-LAB-CALCIUM |
            | 30          || -               |
            | 29          || R               |
            | ?           || -               |
            """,
            patient,
        )
    check("| egfr_ml_min || INV-LAB-CALCIUM |\n| 29 || - |", WELL_WOMAN)
    check(
        """
        | eGFR || TX-SWITCH | first_choice | INV-LAB-CALCIUM |
        | 30   || -         | -            | -               |
        | 29   || R         | denosumab    | R               |
        """,
        ON_ALENDRONATE,
        eGFR="egfr_ml_min",
    )


@shows("DX-14")
def test_myeloma() -> None:
    """Electrophoresis and free light chains on suspicion only."""
    check("| myeloma_suspected || INV-LAB-MYELOMA |\n| yes || R |\n| no || - |\n| ? || - |", WELL_WOMAN)


@shows("DX-14", "MEN-1")
def test_testosterone() -> None:
    """In men in whom hypogonadism is suspected."""
    check(
        """
        | sex    | suspected || INV-LAB-TESTOSTERONE |
        | male   | yes       || R                    |
        | male   | no        || -                    |
        | male   | ?         || -                    |
        | female | yes       || -                    |
        | ?      | yes       || -                    |
        """,
        WELL_MAN,
        suspected="hypogonadism_suspected",
    )
