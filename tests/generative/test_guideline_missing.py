"""The whole guideline: a fact is named as missing exactly where some completion of the record hangs on it.

The completions are real ones: every value that the limits of the guideline tell apart, of every fact that is unknown.
What the rules say of the record stays as it is (`recorded` is what is recorded now), save for facts that stand for
each other: they count as one, and any of them may come.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from itertools import product
from math import prod
from random import Random

from hypothesis import given, settings

from benkoll.facts.derive import Settled
from benkoll.facts.registry import registry
from benkoll.facts.rules import follows
from benkoll.logic import term as t
from benkoll.logic.evaluate import evaluate
from benkoll.logic.generate import compile_patient
from benkoll.logic.rewrite import rewrite
from generative.test_guideline_monotone import EXEMPT, HANGS_ON, OF_THE_RECORD
from terms.changed import by_frax_alone
from terms.evaluators import Facts
from terms.people import (
    ALWAYS,
    RANDOMS,
    UNSHRUNK,
    USUAL,
    bounds,
    days_near_limits,
    fewest,
    forgetful,
    missing_of,
    numbers_near_limits,
    person,
    told,
    whole_person,
)

MOST_UNKNOWN = 4
MOST_COMPLETIONS = 3000
STEPS = 24
STAND_INS: tuple[tuple[str, ...], ...] = (
    ("egfr_ml_min", "creatinine_umol_l", "cystatin_c_mg_l"),
    ("ionised_calcium_mmol_l", "calcium_mmol_l", "albumin_g_l"),
    ("t_score_femoral_neck", "t_score_total_hip", "bmd_femoral_neck"),
    ("t_score_lumbar_spine",),
)
STANDS_DOWN = {
    "frax_major_percent": ("frax_date",),
    **dict.fromkeys(("t_score_lumbar_spine", *STAND_INS[2]), ("dxa_date", "osteoporosis_diagnosed")),
}
"""With a value that is to come goes the date of the old one, and what counts only in its place."""
Unknown = tuple[str, ...]
"""Facts that stand for each other, mostly one."""


# THE COMPLETIONS


@cache
def cells(name: str, today: date) -> Sequence[t.Value]:
    """Values of a fact from every cell into which the guideline's limits cut it, and some between."""
    info = registry()[name]
    match info.kind:
        case "bool":
            return [False, True]
        case "text":
            return info.choices
        case "date":
            return days_near_limits(name, today)
        case "number":
            low, high = USUAL.get(name, bounds(info))
            between = [low + (high - low) * part / STEPS for part in range(STEPS + 1)]
            whole = sorted({float(round(value)) for value in between})
            return [*bounds(info), *numbers_near_limits(name), *(whole if info.type == "int" else between)]


def completions(facts: Facts, unknown: Unknown) -> list[Facts]:
    """What may come to be known of the facts: one of them, with any value."""
    today = facts["assessment_date"]
    assert isinstance(today, date)
    days = {day + timedelta(off) for day in facts.values() if isinstance(day, date) for off in (-1, 0, 1)}
    found: list[Facts] = []
    for name in unknown:
        others = [day for day in days if day <= today] if registry()[name].kind == "date" else []
        found += [{name: value} for value in (*cells(name, today), *others)]
    return found


def folded(term: t.Term, facts: Facts, unknown: Sequence[Unknown]) -> t.Term:
    """The term with all that is known put in, and with what is recorded now of all but what stands for each other."""
    may_come = {name for names in unknown for name in names}
    live = {name for names in unknown if names in STAND_INS for name in names}

    def change(node: t.Term) -> t.Term | None:
        match node:
            case t.Fact():
                return None if node.name in may_come else t.Constant(facts.get(node.name), node.kind)
            case t.Recorded() if not live & set(t.facts_read(node)):
                return t.as_term(evaluate(node, {}) is True)
            case t.Constant() | t.Parameter():
                return None
            case _:
                known = not t.facts_read(node)
                return t.Constant(evaluate(node, {}), node.kind) if known else None

    return rewrite([term], change)[0]


def changing(term: t.Term, facts: Facts, unknown: Sequence[Unknown]) -> set[Unknown]:
    """What of the unknown, all else fixed somehow, changes the term's value."""
    answer = compile_patient({"it": folded(term, facts, unknown)})
    choices = [completions(facts, names) for names in unknown]
    values = [
        answer({name: value for one in chosen for name, value in one.items()})["it"] for chosen in product(*choices)
    ]
    found: set[Unknown] = set()
    for turn, names in enumerate(unknown):
        step = prod(len(choice) for choice in choices[turn + 1 :])
        block = step * len(choices[turn])
        if any(at % block >= step and value is not values[at - step] for at, value in enumerate(values)):
            found.add(names)
    return found


# THE TEST


class Question:
    """A rule asked of a patient of whom a few facts are unknown."""

    def __init__(self, code: str, facts: Facts, unknown: Sequence[Unknown]) -> None:
        self.when = by_frax_alone().recommendations[code].when
        self.unknown = unknown
        hidden = {name for names in unknown for name in names}
        self.facts: Facts = {name: value for name, value in facts.items() if name not in hidden}
        missing = missing_of(self.facts)
        self.settled = missing.settled(self.when)
        named = set(missing.of(self.when))
        self.named = {names for names in unknown if named & set(names)}
        self.others = named - hidden

    def wrong(self) -> bool:
        return self.named != self.exact()

    def exact(self) -> set[Unknown]:
        return changing(self.when, self.facts, self.unknown)


def asked(random: Random) -> tuple[str, Facts, list[Unknown]]:
    """A rule, a patient, and a few unknown facts that the rule reads; if there is one soon, an open one."""
    patient = whole_person(random)
    for _ in range(8):
        code = random.choice([code for code in by_frax_alone().recommendations if not code.startswith(OF_THE_RECORD)])
        drawn = some_unknown(random, code, patient.facts)
        hidden = {name for names in drawn for name in names}
        old = {other for name in hidden for other in STANDS_DOWN.get(name, ())}
        facts = forgetful(patient, hidden | old).facts
        unknown = [names for names in drawn if not set(names) & facts.keys()]
        if Question(code, facts, unknown).named:
            break
    return code, facts, unknown


def some_unknown(random: Random, code: str, facts: Facts) -> list[Unknown]:
    """Facts, none of which follows from another."""
    reads = t.facts_read(by_frax_alone().recommendations[code].when)
    plain: list[Unknown] = [(name,) for name in reads if name in facts and can_be_unknown(name)]
    groups = [] if code in HANGS_ON else [names for names in STAND_INS if set(names) & set(reads)]
    some = random.sample(groups, min(len(groups), random.choice([0, 1])))
    unknown = [*some, *random.sample(plain, min(len(plain), random.randint(1, MOST_UNKNOWN - len(some))))]
    sources = {source for names in unknown for name in names for source in follows_from(name)}
    unknown = [names for names in unknown if not sources & set(names)]
    while prod(len(completions(facts, names)) for names in unknown) > MOST_COMPLETIONS:
        unknown.pop()
    return unknown


def follows_from(name: str) -> tuple[str, ...]:
    return t.facts_read(*(condition for condition, _ in follows().get(name, ())))


def can_be_unknown(name: str) -> bool:
    """What is always assumed is never unknown; what may turn an answer round is not simply unknown."""
    stands_in = any(name in names for names in STAND_INS)
    return not (stands_in or name in EXEMPT or name in ALWAYS or registry()[name].assumed is not None)


def test_what_is_missing_is_what_some_completion_hangs_on() -> None:
    seen: Counter[str] = Counter()

    @settings(phases=UNSHRUNK)
    @given(RANDOMS)
    def exact(random: Random) -> None:
        code, facts, unknown = asked(random)
        question = Question(code, facts, unknown)
        if question.others:
            seen["not tried"] += 1  # a value is there but too old: a new one is named, which is no completion
            return
        assert not question.wrong(), complaint(code, facts, unknown)
        seen["several" if len(question.named) > 1 else "one" if question.named else "none"] += 1

    exact()
    assert seen["not tried"] < seen.total() / 10, seen
    assert min(seen["several"], seen["one"], seen["none"]) > seen.total() / 25, seen


def complaint(code: str, facts: Facts, unknown: Sequence[Unknown]) -> str:
    others = Question(code, facts, unknown).others

    def wrong(less: Facts) -> bool:
        question = Question(code, less, unknown)
        return question.others <= others and question.wrong()

    question = Question(code, fewest(facts, wrong), unknown)
    return f"{code} ({question.settled}) names {question.named}, not {question.exact()}: {question.facts}"


def test_what_a_missing_fact_would_follow_from_is_missing_too() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=settings().max_examples // 3, phases=UNSHRUNK)
    @given(RANDOMS)
    def named(random: Random) -> None:
        patient = person(random)
        missing = missing_of(patient.facts)
        pairs = [(name, source) for name in follows() for source in follows_from(name) if tells(patient, source, name)]
        for code, form in by_frax_alone().recommendations.items():
            names = set(missing.of(form.when))
            for name, source in pairs:
                if name in names:
                    assert source in names, f"{code} lacks {name}, which would follow from {source}: {patient.facts}"
                    seen[name] += 1

    named()
    assert len(seen) > len(follows()) / 2, seen


def tells(patient: Settled, source: str, name: str) -> bool:
    """Whether the unknown fact would follow from the other unknown one, for some value of it."""
    today = patient.facts["assessment_date"]
    assert isinstance(today, date)
    if name in patient.facts or source in patient.facts:
        return False
    return any(name in told(patient, source, value).facts for value in cells(source, today))
