"""The whole guideline: learning what was unknown never turns a definite answer round, nor makes it unsure."""

from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache
from random import Random

from hypothesis import given, settings

from benkoll.guideline.drug_choice import SUPPOSED
from benkoll.guideline.first_choice import DRUG_IF, afterwards_shown, another_prescriber, no_drug_for_patient
from benkoll.logic.generate import Patient, compile_patient
from benkoll.logic.term import Term, Value, known_true
from terms.changed import by_frax_alone
from terms.evaluators import Facts
from terms.people import RANDOMS, UNSHRUNK, fewest, missing_of, person, whole_person

OF_THE_RECORD = ("INV-", "SUS-", "TX-SWITCH", "REF-FRACTURE-CHAIN")
"""Rules that speak of what the record holds: what it does not hold counts as not done or not so."""

HANGS_ON = {
    "TX-PAUSE": ("switch_reason", "no_high_risk_left"),
    "TX-CONTINUE": ("switch_reason", "no_high_risk_left", "current_drug_cannot_go_on"),
    "TX-NO-WAIT": ("dxa_recent",),
    "REF-CLINIC": ("switch_reason",),
    "REF-NEPHROLOGY": ("switch_reason", "drug"),
    "FU-ADHERENCE": ("switch_reason", "no_high_risk_left", "current_drug_cannot_go_on"),
    "FU-DXA": ("switch_reason", "no_high_risk_left", "current_drug_cannot_go_on"),
    "FU-DOSE": ("switch_reason", "no_high_risk_left", "current_drug_cannot_go_on"),
    "ALERT-JAW-FEMUR": ("switch_reason", "drug"),
}
"""Rule -> what it hangs on that speaks of the record; `drug`: the drug that each pathway shows, now and after
correction, or that it shows none.

Where one of these is no longer what it was, the rule may follow.
"""

MEASURED = "egfr_method"
"""Every rule may follow a better eGFR, which sex, too, can open."""

BETTER = "a better measurement in place of a worse one"
DATED = "a dated value in place of an undated one"
SILENT = "the record's silence counts as no"
EXEMPT = {
    # the lowest T-score is that of the sites known
    **dict.fromkeys(("t_score_femoral_neck", "t_score_total_hip", "t_score_lumbar_spine"), BETTER),
    **dict.fromkeys(("bmd_femoral_neck", "bmd_maker", "dxa_site_not_evaluable"), BETTER),
    # eGFR absolute for relative; ionised calcium for corrected, corrected for total
    **dict.fromkeys(("height_cm", "weight_kg", "ionised_calcium_mmol_l", "albumin_g_l"), BETTER),
    **dict.fromkeys(("dxa_date", "frax_date"), DATED),
    # the last dose stands above a stated stop
    **dict.fromkeys(("last_dose_date", "denosumab_last_dose_date"), BETTER),
    # no deficiency is known, no stop is planned
    **dict.fromkeys(("vitamin_d_nmol_l", "drug_stop_date"), SILENT),
}
"""Facts that may turn an answer round when they are learnt, and why."""


SHOWN: tuple[Term, ...] = (
    *DRUG_IF.values(),
    *map(afterwards_shown, SUPPOSED.values()),
    known_true(no_drug_for_patient),
    known_true(another_prescriber),
)


CODES = [code for code in by_frax_alone().recommendations if not code.startswith(OF_THE_RECORD)]
Answers = Mapping[str, Value | None]
"""By code; what HANGS_ON names by its name; what is SHOWN by `drug` and a number."""


@cache
def answers() -> Patient:
    guideline = by_frax_alone()
    names = {MEASURED, *(name for names in HANGS_ON.values() for name in names if name != "drug")}
    return compile_patient(
        {
            **{code: guideline.recommendations[code].when for code in CODES},
            **{name: guideline.criteria[name] for name in names},
            **{f"drug {number}": term for number, term in enumerate(SHOWN)},
        }
    )


def followed(code: str, given: Answers) -> list[Value | None]:
    """What the rule may follow."""
    hangs_on = (MEASURED, *HANGS_ON.get(code, ()))
    drugs = [value for name, value in given.items() if name.startswith("drug ")] if "drug" in hangs_on else []
    return [*drugs, *(given[name] for name in hangs_on if name != "drug")]


def turned(code: str, before: Answers, after: Answers) -> bool:
    """Whether a definite answer is another one now, and not because of what the rule may follow."""
    turns = before[code] is not None and before[code] is not after[code]
    return turns and followed(code, before) == followed(code, after)


def without(facts: Facts, names: Collection[str]) -> Facts:
    return {name: value for name, value in facts.items() if name not in names}


def test_learning_a_fact_never_turns_an_answer_round() -> None:
    """Each fact by itself, and some together."""
    seen: Counter[str] = Counter()

    @settings(phases=UNSHRUNK)
    @given(RANDOMS)
    def stays(random: Random) -> None:
        facts = random.choice([person, whole_person])(random).facts
        plain = [name for name in facts if name not in EXEMPT and name not in ("assessment_date", "patient_id")]
        some = [random.sample(plain, min(len(plain), most)) for most in (2, 3, 5, 8, 13, 21, 34)]
        after = answers()(facts)
        for learnt in [*([name] for name in plain), *some]:
            before = answers()(without(facts, learnt))
            for code in CODES:
                assert not turned(code, before, after), told(code, facts, learnt)
                if before[code] is not after[code]:
                    seen["learnt" if before[code] is None else "followed"] += 1
        settled_stays(without(facts, some[-1]), after)

    stays()
    assert seen["learnt"] > 10 * settings().max_examples, seen
    assert seen["followed"] < seen["learnt"] / 20, seen


def settled_stays(facts: Facts, after: Answers) -> None:
    """What Kleene's logic leaves open and no completion can change is so when more is known, too."""
    before = answers()(facts)
    settled = missing_of(facts).settled
    for code in CODES:
        if (
            before[code] is None
            and after[code] is not None
            and settled(by_frax_alone().recommendations[code].when) is not None
        ):
            better = {**before, code: settled(by_frax_alone().recommendations[code].when)}
            assert not turned(code, better, after), f"{code} was settled as {better[code]}: {facts}"


def told(code: str, facts: Facts, learnt: Collection[str]) -> str:
    """What turned round, with no fact more than it needs."""

    def turns(facts: Facts) -> bool:
        return turned(code, answers()(without(facts, learnt)), answers()(facts))

    needed = fewest(facts, turns)
    return (
        f"{code} was {answers()(without(needed, learnt))[code]} and is {answers()(needed)[code]},"
        f" learning {[name for name in learnt if name in needed]}: {needed}"
    )
