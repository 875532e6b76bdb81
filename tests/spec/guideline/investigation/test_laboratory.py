"""Blood tests"""

from spec.ascii_table import check, shows
from spec.patients import HIP, ON_ALENDRONATE, ON_DENOSUMAB, WELL_MAN, WELL_WOMAN, but

OSTEOPOROSIS = but(WELL_WOMAN, t_score_femoral_neck=-2.5)


@shows("DX-12")
def test_for_whom() -> None:
    """Osteoporosis or an indication for treatment; a hip fracture is enough."""
    check(
        """
        | T    | calcium_mmol_l || INV-LAB-BASIC |
        | -2.5 | ?              || R             |
        | -2.4 | ?              || -             |
        | ?    | ?              || -             |
        | -2.5 | 2.35           || -             |
        """,
        WELL_WOMAN,
        T="t_score_femoral_neck t_score_total_hip t_score_lumbar_spine",
    )
    check("| calcium_mmol_l || INV-LAB-BASIC |\n| ? || R |\n| 2.35 || - |", HIP)


@shows("DX-12")
def test_what_is_lacking() -> None:
    """Calcium, ALP and eGFR; creatinine or cystatin C stands for eGFR."""
    check(
        """
        | calcium | ALP | eGFR | creatinine | cystatin || INV-LAB-BASIC | INV-LAB-BASIC.lacking |
        | ?       | 1.1 | 75   | ?          | ?        || R             | has calcium_mmol_l    |
        | 2.35    | ?   | 75   | ?          | ?        || R             | alp_ukat_l            |
        | 2.35    | 1.1 | ?    | ?          | ?        || R             | has egfr_ml_min       |
        """,
        OSTEOPOROSIS,
        calcium="calcium_mmol_l",
        ALP="alp_ukat_l",
        eGFR="egfr_ml_min",
        creatinine="creatinine_umol_l",
        cystatin="cystatin_c_mg_l",
    )
    check(
        """
        | eGFR | creatinine | cystatin || INV-LAB-BASIC |
        | ?    | 70         | ?        || -             |
        | ?    | ?          | 0.9      || -             |
        """,
        OSTEOPOROSIS,
        eGFR="egfr_ml_min",
        creatinine="creatinine_umol_l",
        cystatin="cystatin_c_mg_l",
    )


@shows("DX-12")
def test_values_last_twelve_months() -> None:
    """Older ones are taken again; undated ones are current."""
    check(
        """
        | laboratory_date || INV-LAB-BASIC |
        | -12m            || -             |
        | -12m-1d         || R             |
        | ?               || -             |
        """,
        OSTEOPOROSIS,
    )


@shows("DX-12", "BP-5")
def test_a_borderline_egfr_under_treatment_is_taken_again() -> None:
    """Where a drug is excluded by an eGFR close to its limit, a second value comes before any change."""
    check(
        """
        | eGFR | repeated || ALERT-DRUG | INV-LAB-BASIC | TX-SWITCH |
        | 35   | no       || -          | -             | -         |
        | 34   | no       || R          | R             | -         |
        | 30   | no       || R          | R             | -         |
        | 34   | yes      || R          | -             | R         |
        | 29   | no       || R          | -             | R         |
        """,
        but(ON_ALENDRONATE, t_score_femoral_neck=-2.8, frax_major_percent=23),
        eGFR="egfr_ml_min",
        repeated="egfr_repeated",
    )


@shows("DX-13")
def test_calcium_and_vitamin_d_in_doubt() -> None:
    """On suspicion, or with calcium out of range: PTH, ionised calcium and vitamin D, as far as they lack."""
    lacking = "has pth_pmol_l ionised_calcium_mmol_l vitamin_d_nmol_l"
    check(
        f"""
        | suspected | calcium | albumin || INV-LAB-CALCIUM | INV-LAB-CALCIUM.lacking |
        | yes       | 2.35    | 40      || R               | {lacking}               |
        | no        | 2.14    | 40      || R               | {lacking}               |
        | no        | 2.51    | 40      || R               | {lacking}               |
        | no        | 2.14    | ?       || R               | has albumin_g_l         |
        | no        | 2.51    | ?       || R               | has albumin_g_l         |
        """,
        WELL_WOMAN,
        suspected="calcium_vitamin_d_disorder_suspected",
        calcium="calcium_mmol_l",
        albumin="albumin_g_l",
    )
    check(
        """
        | suspected | calcium | albumin || INV-LAB-CALCIUM |
        | no        | 2.15    | 40      || -               |
        | no        | 2.50    | 40      || -               |
        | no        | 2.10    | 35      || -               |
        | no        | 2.15    | ?       || -               |
        | no        | ?       | ?       || -               |
        """,
        WELL_WOMAN,
        suspected="calcium_vitamin_d_disorder_suspected",
        calcium="calcium_mmol_l",
        albumin="albumin_g_l",
    )
    check(
        """
        | pth_pmol_l | ionised | vitamin_d || INV-LAB-CALCIUM.lacking |
        | 5          | ?       | 60        || ionised_calcium_mmol_l  |
        | 5          | 1.22    | ?         || vitamin_d_nmol_l        |
        | ?          | 1.22    | 60        || pth_pmol_l              |
        """,
        but(WELL_WOMAN, calcium_vitamin_d_disorder_suspected=True),
        ionised="ionised_calcium_mmol_l",
        vitamin_d="vitamin_d_nmol_l",
    )


@shows("DX-13", "DMAB-4")
def test_before_denosumab_in_severely_reduced_kidney_function() -> None:
    """Denosumab at eGFR under 30, given or first choice, needs the calcium tests."""
    check("| egfr_ml_min || INV-LAB-CALCIUM |\n| 30 || - |\n| 29 || R |\n| ? || - |", ON_DENOSUMAB)
    check("| egfr_ml_min || INV-LAB-CALCIUM |\n| 30 || - |\n| 29 || R |", HIP)


@shows("DX-14")
def test_myeloma() -> None:
    """Electrophoresis and free light chains on suspicion only."""
    check("| myeloma_suspected || INV-LAB-MYELOMA |\n| yes || R |\n| no || - |\n| ? || - |", WELL_WOMAN)


@shows("DX-14", "MEN-1")
def test_testosterone() -> None:
    """In men in whom hypogonadism is suspected."""
    check("| hypogonadism_suspected || INV-LAB-TESTOSTERONE |\n| yes || R |\n| no || - |\n| ? || - |", WELL_MAN)
    check("| hypogonadism_suspected || INV-LAB-TESTOSTERONE |\n| yes || - |", WELL_WOMAN)


@shows("DX-12")
def test_egfr_from_creatinine_and_cystatin_c() -> None:
    """A stated eGFR goes first; creatinine gives LMR, cystatin C gives CAPA, both give their mean."""
    check(
        """
        | eGFR | creatinine | cystatin || egfr | egfr.method |
        | 60   | 300        | 3.0      || 60   | given       |
        | ?    | 70         | ?        || 68   | lmr         |
        | ?    | ?          | 1.0      || 72   | capa        |
        | ?    | 70         | 1.0      || 70   | mean        |
        | ?    | ?          | ?        || -    | -           |
        """,
        WELL_WOMAN,
        eGFR="egfr_ml_min",
        creatinine="creatinine_umol_l",
        cystatin="cystatin_c_mg_l",
    )
    check(
        """
        | height | weight || egfr | egfr.absolute |
        | 190    | 110    || 33   | 45            |
        | 148    | 42     || 33   | 25            |
        | ?      | 66     || 33   | -             |
        | 165    | ?      || 33   | -             |
        """,
        but(WELL_WOMAN, "height_at_25_cm", "weight_5_years_ago_kg", egfr_ml_min=33),
        height="height_cm",
        weight="weight_kg",
    )
