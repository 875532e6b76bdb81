"""The next infusion or injection"""

from spec.ascii_table import check, shows
from spec.patients import (
    AFTER_DENOSUMAB,
    ON_ALENDRONATE,
    ON_DENOSUMAB,
    ON_RALOXIFENE,
    ON_ROMOSOZUMAB,
    ON_ZOLEDRONIC_ACID,
    WELL_WOMAN,
    but,
)


@shows("BP-2", "DMAB-1")
def test_when_it_is_due() -> None:
    """Zoledronic acid twelve months after the last one, denosumab six."""
    check(
        """
        | drug            | last_dose_date || FU-DOSE | FU-DOSE.due |
        | zoledronic_acid | -9m            || R       | +3m         |
        | zoledronic_acid | -12m           || R       | today       |
        | zoledronic_acid | -14m           || R       | -2m         |
        | denosumab       | -4m            || R       | +2m         |
        | denosumab       | -8m            || R       | -2m         |
        """,
        ON_ZOLEDRONIC_ACID,
        drug="osteoporosis_drug",
    )
    check(
        """
        | drug            | last_dose_date || FU-DOSE | FU-DOSE.due | FU-DOSE.due_missing |
        | zoledronic_acid | ?              || R       | -           | has last_dose_date  |
        | denosumab       | ?              || R       | -           | has last_dose_date  |
        """,
        ON_ZOLEDRONIC_ACID,
        drug="osteoporosis_drug",
    )


@shows("BP-2", "DMAB-1")
def test_only_for_drugs_given_at_a_clinic_at_long_intervals() -> None:
    """Not for tablets, nor for who has no drug."""
    check("| osteoporosis_drug || FU-DOSE |\n| alendronate || - |\n| risedronate || - |", ON_ALENDRONATE)
    check("| osteoporosis_drug || FU-DOSE |\n| raloxifene || - |", ON_RALOXIFENE)
    check("| osteoporosis_drug || FU-DOSE |\n| romosozumab || - |", ON_ROMOSOZUMAB)
    check("| osteoporosis_drug || FU-DOSE |\n| none || - |", WELL_WOMAN)
    check("| osteoporosis_drug || FU-DOSE | TX-FOLLOW-ON |\n| none || - | R |", AFTER_DENOSUMAB)


@shows("BP-5", "DMAB-4")
def test_what_is_checked_before_it() -> None:
    """Calcium, and for zoledronic acid eGFR."""
    check("| drug || FU-DOSE.check_before |\n| denosumab || calcium_mmol_l |", ON_DENOSUMAB, drug="osteoporosis_drug")
    check(
        "| drug || FU-DOSE.check_before |\n| zoledronic_acid || calcium_mmol_l egfr_ml_min |",
        ON_ZOLEDRONIC_ACID,
        drug="osteoporosis_drug",
    )


@shows("BP-2", "BPS-2", "BP-5")
def test_not_for_an_infusion_that_is_stopped() -> None:
    """Paused, at the limit, changed for another drug, or excluded."""
    check(
        """
        | but                                               || FU-DOSE | FU-DXA | TX-PAUSE | TX-LIMIT | TX-SWITCH |
        | .                                                 || R       | R      | -        | -        | -         |
        | drug_start_date 2021-03-02                        || -       | -      | R        | -        | -         |
        | drug_start_date 2020-03-01, frax_major_percent 21 || -       | -      | -        | R        | -         |
        | drug_start_date 2020-03-02, frax_major_percent 21 || R       | R      | -        | -        | -         |
        | bmd_change_percent -7                             || -       | -      | -        | -        | R         |
        | egfr_ml_min 34                                    || -       | -      | -        | -        | -         |
        | calcium_mmol_l 2.14                               || -       | -      | -        | -        | -         |
        | vitamin_d_nmol_l 20                               || R       | R      | -        | -        | -         |
        """,
        ON_ZOLEDRONIC_ACID,
    )


@shows("DMAB-3")
def test_denosumab_until_something_has_taken_its_place() -> None:
    """Also where it is to be changed, stopped, or is excluded."""
    check(
        """
        | but                           || FU-DOSE | FU-DOSE.words | TX-SWITCH | TX-FOLLOW-ON |
        | .                             || R       | -             | -         | -            |
        | bmd_change_percent -7         || R       | some          | R         | -            |
        | drug_stop_date 2026-05-02     || R       | some          | -         | R            |
        | calcium_mmol_l 2.14           || R       | -             | -         | -            |
        | atypical_femoral_fracture yes || R       | -             | -         | -            |
        """,
        ON_DENOSUMAB,
    )


@shows("BP-2", "DMAB-1")
def test_not_in_pregnancy() -> None:
    """Neither infusion nor injection (SmPC)."""
    for patient in (ON_ZOLEDRONIC_ACID, ON_DENOSUMAB):
        check(
            """
            | pregnant || FU-DOSE |
            | yes      || -       |
            | no       || R       |
            """,
            but(patient, birth_date="1986-01-10", postmenopausal=False),
            pregnant="pregnant_or_breastfeeding",
        )


@shows("CAD-3", "AE-3", "DMAB-4")
def test_what_comes_before_it() -> None:
    """A deficiency to correct, or a femur to be X-rayed."""
    check(
        """
        | but                                          || FU-DOSE.after              | TX-CONTINUE.after |
        | .                                            || -                          | -                 |
        | vitamin_d_nmol_l 20                          || TX-CORRECT-FIRST           | .                 |
        | calcium_mmol_l 2.51                          || TX-CORRECT-FIRST           | .                 |
        | thigh_or_groin_pain yes                      || SUS-FEMUR                  | SUS-FEMUR         |
        | thigh_or_groin_pain yes, vitamin_d_nmol_l 20 || SUS-FEMUR TX-CORRECT-FIRST | .                 |
        """,
        ON_ZOLEDRONIC_ACID,
    )
