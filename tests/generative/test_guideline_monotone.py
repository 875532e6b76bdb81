"""The whole guideline: learning what was unknown never turns a definite answer round, nor makes it unsure."""

from collections import Counter
from collections.abc import Collection, Iterator
from random import Random

from hypothesis import given, settings

from benkoll.guideline.build import load
from benkoll.guideline.form import DrugIf
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.term import Term, Value
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
"""Rule -> what it hangs on that speaks of the record; `drug`: the drug that each pathway shows, or why it shows none.

Where one of these is no longer what it was, the rule may follow.
"""

BETTER = "a better measurement in place of a worse one"
DATED = "a dated value in place of an undated one"
SILENT = "the record's silence counts as no"
EXEMPT = {
    **dict.fromkeys(("birth_date", "age"), BETTER),
    **dict.fromkeys(("t_score_femoral_neck", "t_score_total_hip", "t_score_lumbar_spine"), BETTER),
    **dict.fromkeys(("bmd_femoral_neck", "bmd_maker", "dxa_site_not_evaluable"), BETTER),
    **dict.fromkeys(("egfr_ml_min", "creatinine_umol_l", "cystatin_c_mg_l", "height_cm", "weight_kg"), BETTER),
    **dict.fromkeys(("ionised_calcium_mmol_l", "calcium_mmol_l", "albumin_g_l"), BETTER),
    **dict.fromkeys(("dxa_date", "frax_date", "laboratory_date"), DATED),
    # the last dose stands above a stated stop
    **dict.fromkeys(("last_dose_date", "denosumab_last_dose_date"), BETTER),
    # no deficiency is known, no stop is planned
    **dict.fromkeys(("vitamin_d_nmol_l", "drug_stop_date"), SILENT),
}
"""Facts that may turn an answer round when they are learnt, and why."""


class Known:
    """What is so for a patient, by what is known."""

    def __init__(self, facts: Facts) -> None:
        self.value = Evaluation(facts).value
        self.settled = missing_of(facts).settled

    def record(self, what: str) -> object:
        """What a rule may follow, see HANGS_ON."""
        if what == "drug":
            return tuple(map(self.value, shown_drugs())), tuple(
                self.value(load().criteria[why]) is True for why in NO_DRUG
            )
        return self.value(load().criteria[what])


NO_DRUG = ("no_drug_named_for_patient", "another_prescriber")


def shown_drugs() -> Iterator[Term]:
    for form in load().recommendations.values():
        yield from (detail.term for detail in form.details if isinstance(detail, DrugIf))


class Learner:
    """One patient before and after learning some facts."""

    def __init__(self, facts: Facts, learnt: Collection[str]) -> None:
        self.before = Known({name: value for name, value in facts.items() if name not in learnt})
        self.after = Known(facts)

    def answers(self, code: str) -> tuple[Value | None, Value | None] | None:
        """The answer before and after; None where the rule hangs on what has become another."""
        if any(self.before.record(what) != self.after.record(what) for what in HANGS_ON.get(code, ())):
            return None
        when = load().recommendations[code].when
        return self.before.settled(when), self.after.settled(when)

    def turned(self, code: str) -> bool:
        found = self.answers(code)
        return found is not None and found[0] is not None and found[0] is not found[1]


def test_learning_a_fact_never_turns_an_answer_round() -> None:
    seen: Counter[str] = Counter()

    @settings(phases=UNSHRUNK)
    @given(RANDOMS)
    def stays(random: Random) -> None:
        facts = random.choice([person, whole_person])(random).facts
        plain = [name for name in facts if name not in EXEMPT and name not in ("assessment_date", "patient_id")]
        learnt = random.sample(plain, min(len(plain), random.choice([1, 3, 6, 12])))
        learner = Learner(facts, learnt)
        for code in load().recommendations:
            if code.startswith(OF_THE_RECORD):
                continue
            assert not learner.turned(code), told(code, facts, learnt)
            found = learner.answers(code)
            if found:
                seen["stayed" if found[0] is not None else "still open" if found[1] is None else "learnt"] += 1

    stays()
    assert min(seen["learnt"], seen["stayed"]) > settings().max_examples, seen


def told(code: str, facts: Facts, learnt: Collection[str]) -> str:
    needed = fewest(facts, lambda less: Learner(less, learnt).turned(code))
    before, after = Learner(needed, learnt).answers(code) or (None, None)
    return f"{code} from {before} to {after}, learning {[name for name in learnt if name in needed]}: {needed}"
