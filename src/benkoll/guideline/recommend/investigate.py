"""INV-*: what to find out. These speak of the record: what it does not hold counts as not done or not known."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import TODAY, fragility_fracture, on_denosumab, on_drug
from benkoll.guideline.children import adult_with_time
from benkoll.guideline.current_drug import current_excluded_by_borderline_egfr
from benkoll.guideline.diagnosis import osteoporosis
from benkoll.guideline.exclusions import severely_reduced_kidney
from benkoll.guideline.first_choice import AFTERWARDS, FIRST_CHOICE
from benkoll.guideline.follow_up import dxa_due, follow_dxa
from benkoll.guideline.form import Items, Recommendation, criterion
from benkoll.guideline.fracture_risk import frax_exists, frax_outdated, risk_over
from benkoll.guideline.glucocorticoids import glucocorticoid_treatment
from benkoll.guideline.indication import ground_a, treatment_indicated
from benkoll.guideline.level_of_care import refer_clinic, scope_with_denosumab
from benkoll.guideline.men import hypogonadism_suspected
from benkoll.guideline.parameters import limit
from benkoll.guideline.record import dxa_after_fracture, dxa_recent, laboratory_old
from benkoll.guideline.risk_factors import ANY_RISK_FACTOR, hormone_lowering_treatment
from benkoll.guideline.suspicion import vertebral_suspicion
from benkoll.logic.term import Fact, Term, all_of, any_of, known_false, known_true, recorded
from benkoll.measures.body import age_meets
from benkoll.measures.calcium import hypercalcaemia, hypocalcaemia, total_calcium_out_of_range
from benkoll.measures.kidney import egfr
from benkoll.measures.treatment_time import course_drug, last_dose, stop_of_last

Lacking = tuple[tuple[Term, str], ...]


def not_known(*leaves: Fact) -> Lacking:
    """The facts to get: those that the record does not hold."""
    return tuple((~recorded(leaf), leaf.name) for leaf in leaves)


def any_lacking(lacking: Lacking) -> Term:
    """Whether there is anything to get."""
    return any_of(*(condition for condition, _ in lacking))


# FRAX

inv_frax = criterion(
    "frax_wanted",
    all_of(
        adult_with_time,
        frax_exists,
        ~recorded(facts.frax_major_percent) | known_true(frax_outdated),
        known_true(ANY_RISK_FACTOR) | age_meets(limit("frax.everyone_from_age")),
        ~known_true(on_drug),
        ~known_true(ground_a),
    ),
    "KEY-2",
    "CARE-4",
    sv="riskfaktor eller ålder {frax.everyone_from_age}, ingen aktuell FRAX, inget läkemedel",
    en="a risk factor or age {frax.everyone_from_age}, no current FRAX, no drug",
)

# DXA AND VFA

dxa_for_risk = criterion(
    "dxa_for_raised_risk",
    known_true(
        risk_over(
            "frax_high_for_dxa",
            limit("investigation.dxa_frax"),
            "DX-3",
            sv="FRAX {investigation.dxa_frax}",
            en="FRAX {investigation.dxa_frax}",
        )
    )
    & known_true(ANY_RISK_FACTOR),
    "DX-3",
    "BG-6",
    sv="FRAX {investigation.dxa_frax} och annan riskfaktor",
    en="FRAX {investigation.dxa_frax} and another risk factor",
)
dxa_for_cancer_treatment = criterion(
    "dxa_for_hormone_lowering_treatment",
    known_true(hormone_lowering_treatment),
    "AH-1",
    sv="antihormonell cancerbehandling",
    en="hormone-lowering cancer treatment",
)
dxa_for_glucocorticoid = criterion(
    "dxa_for_glucocorticoid",
    known_true(glucocorticoid_treatment),
    "GC-1",
    sv="kortisonbehandling",
    en="glucocorticoid treatment",
)
dxa_for_fracture = criterion(
    "dxa_for_fracture",
    known_true(fragility_fracture) & ~dxa_after_fracture,
    "TX-3b",
    "TX-3c",
    sv="fragilitetsfraktur utan DXA efter den",
    en="a fragility fracture and no DXA after it",
)
dxa_for_control = criterion(
    "dxa_for_control",
    known_true(dxa_due <= TODAY) & known_true(follow_dxa),
    "FU-2",
    sv="kontroll av behandlingen är aktuell",
    en="a control of the treatment is due",
)
inv_dxa = criterion(
    "dxa_wanted",
    all_of(
        adult_with_time,
        ~dxa_recent,
        any_of(dxa_for_risk, dxa_for_cancer_treatment, dxa_for_glucocorticoid, dxa_for_fracture, dxa_for_control),
    ),
    "DX-3",
    sv="skäl till DXA och ingen inom {investigation.dxa_valid_months}",
    en="a reason for DXA and none within {investigation.dxa_valid_months}",
)

vfa_wanted = criterion(
    "vfa_wanted",
    inv_dxa | vertebral_suspicion,
    "DX-4",
    "DX-8",
    "KEY-6",
    sv="DXA ska göras, eller misstänkt kotkompression",
    en="a DXA is to be done, or a vertebral fracture is suspected",
)

# LABORATORY

LAB_BASIC: Lacking = (
    (
        ~any_of(recorded(facts.calcium_mmol_l), recorded(facts.ionised_calcium_mmol_l)) | laboratory_old,
        "calcium_mmol_l",
    ),
    (~recorded(facts.alp_ukat_l) | laboratory_old, "alp_ukat_l"),
    (~recorded(egfr) | laboratory_old | current_excluded_by_borderline_egfr, "egfr_ml_min"),
)
denosumab_in_kidney_failure = criterion(
    "denosumab_in_severely_reduced_kidney_function",
    known_true(severely_reduced_kidney)
    & any_of(known_true(on_denosumab), FIRST_CHOICE.is_("denosumab"), AFTERWARDS.is_("denosumab")),
    "DMAB-4",
    sv="denosumab vid eGFR {denosumab.egfr_severe}",
    en="denosumab at eGFR {denosumab.egfr_severe}",
)
LAB_CALCIUM: Lacking = (
    *not_known(facts.pth_pmol_l, facts.ionised_calcium_mmol_l, facts.vitamin_d_nmol_l),
    (known_true(total_calcium_out_of_range) & ~recorded(facts.albumin_g_l), "albumin_g_l"),
)
calcium_in_doubt = criterion(
    "calcium_in_doubt",
    any_of(
        known_true(facts.calcium_vitamin_d_disorder_suspected),
        known_true(hypocalcaemia),
        known_true(hypercalcaemia),
        known_true(total_calcium_out_of_range),
        denosumab_in_kidney_failure,
    ),
    "DX-13",
    "DMAB-4",
    sv="misstänkt rubbning av kalcium eller D-vitamin",
    en="the balance of calcium and vitamin D is in doubt",
)

# HISTORY

HISTORY: Lacking = (
    *not_known(
        facts.prior_hip_fracture,
        facts.prior_vertebral_fracture,
        facts.prior_other_fragility_fracture,
        facts.parent_hip_fracture,
        facts.current_smoker,
        facts.alcohol_3_or_more_units,
        facts.glucocorticoid_mg_day,
    ),
    (
        ~recorded(facts.glucocorticoid_months)
        & known_true(limit("glucocorticoid.dose").met_by(facts.glucocorticoid_mg_day)),
        "glucocorticoid_months",
    ),
    *not_known(
        facts.falls_last_year,
        facts.rheumatoid_arthritis,
        facts.copd,
        facts.hyperparathyroidism,
        facts.malabsorption,
        facts.type_1_diabetes,
        facts.untreated_hyperthyroidism,
        facts.hypogonadism,
        facts.chronic_liver_disease,
        facts.other_secondary_osteoporosis,
    ),
    (~recorded(facts.myocardial_infarction) & ~known_false(refer_clinic), "myocardial_infarction"),
    (~recorded(facts.stroke) & ~known_false(refer_clinic), "stroke"),
)
after_drug = known_true(facts.osteoporosis_drug.is_("none")) & known_true(~facts.previous_osteoporosis_drug.is_("none"))
by_injection = course_drug.is_in("zoledronic_acid", "denosumab", "romosozumab")
DRUG_HISTORY: Lacking = (
    (
        known_true(facts.osteoporosis_drug.is_("none")) & ~recorded(facts.previous_osteoporosis_drug),
        "previous_osteoporosis_drug",
    ),
    ((known_true(on_drug) | after_drug) & ~recorded(facts.drug_start_date), "drug_start_date"),
    ((known_true(on_drug) | after_drug) & known_true(by_injection) & ~recorded(last_dose), "last_dose_date"),
    (after_drug & ~recorded(stop_of_last), "drug_stop_date"),
)
MEASURE = not_known(facts.height_cm, facts.weight_kg, facts.height_at_25_cm, facts.weight_5_years_ago_kg)
BALANCE = not_known(facts.impaired_balance, facts.rises_from_chair_unaided)


def _lacks(name: str, lacking: Lacking, *stands_on: str, sv: str, en: str) -> Term:
    return criterion(name, any_lacking(lacking), *stands_on, sv=sv, en=en)


RECOMMENDATIONS = (
    Recommendation("INV-FRAX", inv_frax, ("KEY-2", "CARE-4"), sv="Beräkna FRAX", en="Compute FRAX"),
    Recommendation(
        "INV-DXA",
        inv_dxa,
        ("DX-3", "BG-6", "AH-1", "GC-1", "FU-2", "TX-3b", "TX-3c"),
        sv="DXA av höft och ländrygg",
        en="DXA of hip and lumbar spine",
    ),
    Recommendation(
        "INV-VFA",
        vfa_wanted,
        ("DX-4", "DX-8", "KEY-6"),
        sv="VFA (kotkompressionsdiagnostik) vid DXA",
        en="VFA (vertebral fracture assessment) with the DXA",
    ),
    Recommendation(
        "INV-LAB-BASIC",
        all_of(
            adult_with_time,
            any_of(known_true(osteoporosis), known_true(treatment_indicated), current_excluded_by_borderline_egfr),
            _lacks(
                "basic_laboratory_lacking",
                LAB_BASIC,
                "DX-12",
                sv="aktuella värden av kalcium, ALP eller eGFR saknas",
                en="current values of calcium, ALP or eGFR are lacking",
            ),
        ),
        ("DX-12",),
        sv="Ta kalcium, ALP och eGFR",
        en="Take calcium, ALP and eGFR",
        details=(Items("lacking", LAB_BASIC),),
    ),
    Recommendation(
        "INV-LAB-CALCIUM",
        all_of(
            scope_with_denosumab,
            calcium_in_doubt,
            _lacks(
                "calcium_laboratory_lacking",
                LAB_CALCIUM,
                "DX-13",
                sv="PTH, joniserat kalcium eller D-vitamin saknas",
                en="PTH, ionised calcium or vitamin D is lacking",
            ),
        ),
        ("DX-13", "DMAB-4"),
        sv="Ta PTH, joniserat kalcium och 25-OH-vitamin D",
        en="Take PTH, ionised calcium and 25-OH-vitamin D",
        details=(Items("lacking", LAB_CALCIUM),),
    ),
    Recommendation(
        "INV-LAB-MYELOMA",
        adult_with_time
        & criterion(
            "myeloma_suspected",
            known_true(facts.myeloma_suspected),
            "DX-14",
            sv="misstänkt myelom",
            en="myeloma suspected",
        ),
        ("DX-14",),
        sv="Ta S-elfores och fria lätta kedjor",
        en="Take serum electrophoresis and free light chains",
    ),
    Recommendation(
        "INV-LAB-TESTOSTERONE",
        adult_with_time & hypogonadism_suspected,
        ("DX-14", "MEN-1"),
        sv="Ta S-testosteron",
        en="Take serum testosterone",
    ),
    Recommendation(
        "INV-HISTORY",
        adult_with_time
        & _lacks("history_lacking", HISTORY, "DX-5", "MEN-1", sv="anamnesen har luckor", en="the history has gaps"),
        ("DX-5", "MEN-1"),
        sv="Komplettera anamnesen",
        en="Complete the history",
        details=(Items("lacking", HISTORY),),
    ),
    Recommendation(
        "INV-DRUG-HISTORY",
        adult_with_time
        & _lacks(
            "drug_history_lacking",
            DRUG_HISTORY,
            "BPS-1",
            "DMAB-3",
            "SEQ-2",
            sv="start, senaste dos eller slut för läkemedlet är okänt",
            en="start, last dose or stop of the drug is not known",
        ),
        ("BPS-1", "DMAB-3", "SEQ-2"),
        sv="Ta reda på läkemedlets start, senaste dos och slut",
        en="Find out the drug's start, last dose and stop",
        details=(Items("lacking", DRUG_HISTORY),),
    ),
    Recommendation(
        "INV-MEASURE",
        adult_with_time
        & _lacks(
            "measurements_lacking",
            MEASURE,
            "DX-7",
            "DX-10",
            sv="längd eller vikt saknas, nu eller tidigare",
            en="height or weight, now or earlier, is lacking",
        ),
        ("DX-7", "DX-10"),
        sv="Mät längd och vikt, fråga efter längd vid 25 år och vikt för fem år sedan",
        en="Measure height and weight; ask for height at 25 and weight five years ago",
        details=(Items("lacking", MEASURE),),
    ),
    Recommendation(
        "INV-BALANCE",
        all_of(
            adult_with_time,
            age_meets(limit("investigation.balance_age")),
            _lacks(
                "balance_lacking",
                BALANCE,
                "DX-9",
                sv="balans eller uppresning från stol är inte undersökt",
                en="balance or rising from a chair has not been examined",
            ),
        ),
        ("DX-9",),
        sv="Undersök balans och uppresning från stol",
        en="Examine balance and rising from a chair",
        details=(Items("lacking", BALANCE),),
    ),
)
