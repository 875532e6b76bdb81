"""What must hold for every possible patient, each property as the term that is true for one for whom it fails.

The numbers are those of the contract, written here once more, so that a changed parameter is found. Beside each
property stand the faults that its proof must find.
"""

from collections.abc import Callable
from dataclasses import dataclass

from benkoll.logic import term as t
from benkoll.logic.term import add_months, all_of, any_of, known_false, known_true, recorded
from proofs.faults import (
    always,
    limit,
    never,
    never_on_record,
    never_one_of,
    unknown_is_no,
    unknown_passes,
    whatever_the_condition,
    without,
)
from proofs.said import (
    BISPHOSPHONATES,
    BONE_BUILDING,
    DRUGS,
    ON_A_DRUG,
    ORAL,
    TODAY,
    Said,
    fact,
    is_one_of,
    is_so,
    takes,
)
from terms.changed import Change


@dataclass(frozen=True)
class Property:
    """`fails`: for whom it fails; `faults`: with each of them it must fail for someone."""

    name: str
    fails: Callable[[Said], t.Term]
    faults: tuple[Change, ...]


PROPERTIES: list[Property] = []


def never_so(name: str, *faults: Change) -> Callable[[Callable[[Said], t.Term]], None]:
    """Register what is never so; the function gives the term."""

    def register(fails: Callable[[Said], t.Term]) -> None:
        PROPERTIES.append(Property(name, fails, faults))

    return register


# WHAT THE PATIENT IS, said without the guideline's own criteria

MAN, WOMAN = is_one_of("sex", "male"), is_one_of("sex", "female")
DEAD, ALIVE = is_so("deceased"), known_false(fact("deceased"))
PREGNANT = is_so("pregnant_or_breastfeeding")
NOT_POSTMENOPAUSAL = WOMAN & known_false(fact("postmenopausal"))
EARLIER_TERIPARATIDE = any_of(
    is_so("teriparatide_ever")
    & is_one_of("osteoporosis_drug", "none", *(drug for drug in DRUGS if drug != "teriparatide")),
    is_one_of("previous_osteoporosis_drug", "teriparatide"),
)


def egfr_under(said: Said, limit: float) -> t.Term:
    return is_so("dialysis") | known_true(said.measure("egfr_for_drugs") < limit)


def calcium(said: Said, ionised: Callable[[t.Term], t.Term], corrected: Callable[[t.Term], t.Term]) -> t.Term:
    """By ionised calcium, else by corrected."""
    by_ionised = fact("ionised_calcium_mmol_l")
    by_corrected = ~recorded(by_ionised) & known_true(corrected(said.measure("corrected_calcium")))
    return known_true(ionised(by_ionised)) | by_corrected


def too_low(said: Said) -> t.Term:
    return calcium(said, lambda ionised: ionised < 1.15, lambda corrected: corrected < 2.15)


def too_high(said: Said) -> t.Term:
    return calcium(said, lambda ionised: ionised > 1.33, lambda corrected: corrected > 2.50)


def younger_than(said: Said, years: float) -> t.Term:
    exact, at_most = said.measure("age_exact"), said.measure("age_high")
    return known_true(exact < years) | (~recorded(exact) & known_true(at_most <= years))


def living_adult(said: Said) -> t.Term:
    return ALIVE & known_true(said.measure("age_years") >= 18)


# WHAT EXCLUDES A DRUG: then it is neither first choice nor alternative

Reason = Callable[[Said], t.Term]
EXCLUDED: list[tuple[str, tuple[str, ...], Reason, Change]] = [
    ("eGFR < 35", BISPHOSPHONATES, lambda said: egfr_under(said, 35), limit("bisphosphonate.egfr", 34)),
    (
        "side effects of bisphosphonates",
        BISPHOSPHONATES,
        lambda said: is_so("bisphosphonate_side_effects"),
        never("bisphosphonate_side_effects"),
    ),
    (
        "gut symptoms",
        ORAL,
        lambda said: is_so("oral_bisphosphonate_gut_symptoms"),
        never("gut_symptoms"),
    ),
    ("oesophageal disorder", ORAL, lambda said: is_so("oesophageal_disorder"), never("oesophageal_disorder")),
    (
        "atypical femoral fracture",
        (*BISPHOSPHONATES, "denosumab"),
        lambda said: is_so("atypical_femoral_fracture"),
        never("atypical_femoral_fracture"),
    ),
    (
        "osteonecrosis of the jaw",
        (*BISPHOSPHONATES, "denosumab"),
        lambda said: is_so("jaw_osteonecrosis"),
        never("jaw_osteonecrosis"),
    ),
    ("eGFR < 30", BONE_BUILDING[:1], lambda said: egfr_under(said, 30), limit("teriparatide.egfr", 29)),
    (
        "skeletal malignancy",
        BONE_BUILDING[:1],
        lambda said: is_so("skeletal_malignancy_or_radiation"),
        never("skeletal_malignancy_or_radiation"),
    ),
    ("hyperparathyroidism", BONE_BUILDING[:1], lambda said: is_so("hyperparathyroidism"), never("hyperparathyroidism")),
    (
        "an earlier course",
        BONE_BUILDING[:1],
        lambda said: EARLIER_TERIPARATIDE,
        never("earlier_teriparatide"),
    ),
    (
        "myocardial infarction",
        ("romosozumab",),
        lambda said: is_so("myocardial_infarction"),
        never("myocardial_infarction"),
    ),
    ("stroke", ("romosozumab",), lambda said: is_so("stroke"), never("stroke")),
    ("being a man", ("romosozumab", "raloxifene"), lambda said: MAN, never("man")),
    (
        "venous thromboembolism",
        ("raloxifene",),
        lambda said: is_so("venous_thromboembolism"),
        never("venous_thromboembolism"),
    ),
    ("eGFR < 30", ("raloxifene",), lambda said: egfr_under(said, 30), limit("raloxifene.egfr", 29)),
    ("liver disease", ("raloxifene",), lambda said: is_so("chronic_liver_disease"), never("chronic_liver_disease")),
    ("breast cancer", ("raloxifene",), lambda said: is_so("aromatase_inhibitor"), never("breast_cancer_treatment")),
    ("denosumab now", ("raloxifene",), lambda said: takes("denosumab"), never("on_denosumab")),
    (
        "denosumab last",
        ("raloxifene",),
        lambda said: ~ON_A_DRUG & is_one_of("previous_osteoporosis_drug", "denosumab"),
        never_one_of("previous_osteoporosis_drug", "denosumab"),
    ),
]
for reason, drugs, holds, fault in EXCLUDED:
    never_so(f"{' or '.join(drugs)} in spite of {reason}", fault)(
        lambda said, drugs=drugs, holds=holds: holds(said) & (said.named(*drugs) | said.named_later(*drugs))
    )

# WHAT HOLDS EVERY DRUG BACK

HELD_BACK: list[tuple[str, Reason, Change]] = [
    ("hypocalcaemia", too_low, never("hypocalcaemia")),
    ("hypercalcaemia", too_high, never("hypercalcaemia")),
    ("eGFR < 15", lambda said: egfr_under(said, 15), limit("kidney.egfr_no_drug", 14)),
    ("pregnancy", lambda said: PREGNANT, never("pregnant_or_breastfeeding")),
    ("a woman not postmenopausal", lambda said: NOT_POSTMENOPAUSAL, never("woman_not_postmenopausal")),
    ("a man under 50", lambda said: MAN & younger_than(said, 50), limit("scope.man_young_age", 45)),
    ("a drug at a cancer dose", lambda said: is_so("oncology_antiresorptive"), never("oncology_antiresorptive")),
    ("another drug", lambda said: takes("other"), never("on_other_drug")),
]
for reason, holds, fault in HELD_BACK:
    never_so(f"a drug in spite of {reason}", fault)(lambda said, holds=holds: holds(said) & said.named(*DRUGS))


@never_so("hypocalcaemia hides a drug that is excluded for more", never("bisphosphonate_side_effects"))
def _(said: Said) -> t.Term:
    return is_so("bisphosphonate_side_effects") & known_true(said.choice.afterwards.is_in(*BISPHOSPHONATES))


@never_so(
    "a drug that is known to be excluded",
    *(never_on_record(f"{drug}_excluded") for drug in DRUGS if drug != "ibandronate"),
)
def _(said: Said) -> t.Term:
    return any_of(*(said.named(drug) & said.excluded(drug) for drug in DRUGS))


@never_so("a firm drug of which it is not known that nothing excludes it", always("first_choice_certain"))
def _(said: Said) -> t.Term:
    excluded = said.guideline.findings.excluded
    return any_of(
        *(
            (said.firm_alternative(drug) | (said.first(drug) & said.firm)) & ~known_false(excluded[drug])
            for drug in DRUGS
        )
    )


# UNKNOWN IS NOT NO


def firm_bisphosphonate(said: Said) -> t.Term:
    return (said.first(*BISPHOSPHONATES) & said.firm) | said.firm_alternative(*BISPHOSPHONATES)


@never_so("a firm bisphosphonate at unknown eGFR", unknown_passes("bisphosphonate.egfr"))
def _(said: Said) -> t.Term:
    return ~recorded(said.measure("egfr_for_drugs")) & firm_bisphosphonate(said)


@never_so("a firm bisphosphonate at unknown calcium", unknown_is_no("hypocalcaemia"))
def _(said: Said) -> t.Term:
    measured = any_of(recorded(fact("calcium_mmol_l")), recorded(fact("ionised_calcium_mmol_l")))
    return ~measured & firm_bisphosphonate(said)


@never_so("a firm bisphosphonate on total calcium alone", never_one_of("calcium_method", "total"))
def _(said: Said) -> t.Term:
    by_albumin = recorded(fact("albumin_g_l")) | recorded(fact("ionised_calcium_mmol_l"))
    return ~by_albumin & firm_bisphosphonate(said)


@never_so("a firm bisphosphonate on old laboratory values", never("laboratory_old"))
def _(said: Said) -> t.Term:
    old = known_true(add_months(fact("laboratory_date"), 12) < TODAY)
    return old & firm_bisphosphonate(said)


# AFTER BONE-BUILDING DRUGS AND DENOSUMAB


@never_so("a bone-building drug under TX-FOLLOW-ON", never_on_record("follow_on"))
def _(said: Said) -> t.Term:
    return said.recommended("TX-FOLLOW-ON") & said.named(*BONE_BUILDING)


@never_so("a bone-building drug outside the clinic", always("at_osteoporosis_clinic"))
def _(said: Said) -> t.Term:
    outside = ~is_one_of("care_setting", "osteoporosis_clinic")
    return outside & (said.named(*BONE_BUILDING) | said.named_later(*BONE_BUILDING))


def within_two_years(day: t.Term) -> t.Term:
    return known_true(add_months(day, 24) >= TODAY)


def stopped_lately(said: Said) -> t.Term:
    """By the last dose and half a year, else by the stop as stated."""
    dose = said.measure("last_dose")
    stop = ~recorded(dose) & within_two_years(fact("drug_stop_date"))
    return within_two_years(add_months(dose, 6)) | stop


@never_so(
    "denosumab stopped within two years, and nothing after it",
    limit("follow_on.within_months", 23),
    limit("denosumab.interval_months", 5),
    never("denosumab_ended_with_nothing_after"),
)
def _(said: Said) -> t.Term:
    last = takes("none") & is_one_of("previous_osteoporosis_drug", "denosumab")
    return all_of(living_adult(said), last, stopped_lately(said), ~said.recommended("TX-FOLLOW-ON"))


@never_so("denosumab that is to end, and nothing after it", never("denosumab_is_to_end"))
def _(said: Said) -> t.Term:
    ends = takes("denosumab") & recorded(fact("drug_stop_date"))
    return all_of(living_adult(said), ends, stopped_lately(said), ~said.recommended("TX-FOLLOW-ON"))


@never_so(
    "a short bisphosphonate taken for enough after denosumab", limit("follow_on.enough_bisphosphonate_months", 11)
)
def _(said: Said) -> t.Term:
    dose = fact("denosumab_last_dose_date")
    months = t.months_between(fact("drug_start_date"), said.measure("stop_of_last_drug"))
    after = all_of(takes("none"), is_one_of("previous_osteoporosis_drug", *BISPHOSPHONATES), known_true(months < 12))
    lately = within_two_years(add_months(dose, 6))
    return all_of(living_adult(said), after, lately, ~said.recommended("TX-FOLLOW-ON"))


@never_so("a drug other than these after denosumab", never_on_record("after_denosumab"))
def _(said: Said) -> t.Term:
    after = said.recommended("TX-FOLLOW-ON") & said.holds("after_denosumab")
    return after & said.first(*BONE_BUILDING, "raloxifene")


@never_so("denosumab now and no next dose", never("on_denosumab"), always("pregnant_or_breastfeeding"))
def _(said: Said) -> t.Term:
    not_pregnant = known_false(fact("pregnant_or_breastfeeding"))
    return all_of(living_adult(said), takes("denosumab"), not_pregnant, ~said.recommended("FU-DOSE"))


@never_so("denosumab paused, or at a limit of time", always("on_bisphosphonate"))
def _(said: Said) -> t.Term:
    return takes("denosumab") & said.listed("TX-PAUSE", "TX-LIMIT")


# WHO GETS WHAT


@never_so("a child who is not referred to the children's clinic, or gets more", never("child"), always("adult"))
def _(said: Said) -> t.Term:
    more = said.listed(*said.codes_but("REF-PAEDIATRIC"))
    return all_of(ALIVE, younger_than(said, 18), ~said.recommended("REF-PAEDIATRIC") | more)


@never_so("anything for the dead", always("alive"))
def _(said: Said) -> t.Term:
    return DEAD & (said.listed(*said.codes_but()) | said.a_first_choice)


SHORT_LIFE = (
    *("SELF-FALLS", "ALERT-LATE-DOSE", "ALERT-DRUG", "ALERT-JAW-FEMUR", "TX-CORRECT-FIRST"),
    *("TX-CONTINUE", "TX-FOLLOW-ON", "FU-DOSE", "SUPP-CAD", "INV-LAB-CALCIUM", "REF-NEPHROLOGY", "REF-CLINIC"),
)


@never_so("more than is needed in the last year of life", never("short_life_expectancy"))
def _(said: Said) -> t.Term:
    return is_so("life_expectancy_under_1_year") & said.listed(*said.codes_but(*SHORT_LIFE, "REF-PAEDIATRIC"))


@never_so("a hip or vertebral fracture without an indication", never("hip_fracture"), never("vertebral_fracture"))
def _(said: Said) -> t.Term:
    fracture = is_so("prior_hip_fracture") | is_so("prior_vertebral_fracture")
    return all_of(living_adult(said), fracture, ~known_true(said.guideline.findings.indicated))


@never_so("a referral to the clinic from the clinic", never("at_osteoporosis_clinic"))
def _(said: Said) -> t.Term:
    return is_one_of("care_setting", "osteoporosis_clinic") & said.listed("REF-CLINIC")


# ADVICE THAT WOULD CONTRADICT OTHER ADVICE

APART: list[tuple[str, str, Change]] = [
    ("TX-PAUSE", "TX-CONTINUE", without("bisphosphonate_goes_on", "bisphosphonate_time_left", "bisphosphonate_ends")),
    ("TX-PAUSE", "TX-SWITCH", without("pause", "switch_reason")),
    ("TX-CONTINUE", "TX-SWITCH", without("bisphosphonate_ends", "switch_reason")),
    ("TX-CONTINUE", "TX-LIMIT", without("bisphosphonate_ends", "bisphosphonate_beyond_limit")),
    ("TX-CONTINUE", "TX-FOLLOW-ON", without("teriparatide_goes_on", "teriparatide_long_enough")),
    ("TX-CONSIDER", "TX-SWITCH", without("consider_treatment", "no_drug_now")),
    ("TX-CONSIDER", "TX-CONTINUE", without("consider_treatment", "no_drug_now")),
    ("TX-CONSIDER", "TX-PAUSE", without("consider_treatment", "no_drug_now")),
    ("TX-CONSIDER", "TX-WEIGH", without("weigh_treatment", "treatment_indicated")),
    ("TX-WEIGH", "TX-FOLLOW-ON", without("weigh_treatment", "follow_on_where_no_drug_is_taken")),
]
for one, other, fault in APART:
    never_so(f"{one} beside {other}", fault)(
        lambda said, one=one, other=other: said.recommended(one) & said.recommended(other)
    )


@never_so("a first choice without a pathway", whatever_the_condition("first_choice"))
def _(said: Said) -> t.Term:
    return said.a_first_choice & ~said.pathway


@never_so(
    "a first choice where the treatment goes on or pauses",
    without("teriparatide_goes_on", "teriparatide_long_enough"),
    without("pause", "switch_reason"),
)
def _(said: Said) -> t.Term:
    return said.a_first_choice & said.recommended("TX-CONTINUE", "TX-PAUSE")


@never_so(
    "a next dose beside a first choice that does not say until when", without("bisphosphonate_ends", "switch_reason")
)
def _(said: Said) -> t.Term:
    return all_of(said.a_first_choice, said.recommended("FU-DOSE"), ~said.says("FU-DOSE", "Until replaced"))


@never_so(
    "ibandronate",
)
def _(said: Said) -> t.Term:
    return said.named("ibandronate") | said.named_later("ibandronate")
