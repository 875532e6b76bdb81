"""The whole answer for random patients: its shape, and what must hold of every one."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from random import Random
from typing import Any

from hypothesis import given, settings

from benkoll.assess.answer import Advice, Assessment
from benkoll.assess.patient import assess
from benkoll.facts.derive import Settled
from benkoll.facts.registry import registry
from benkoll.guideline.build import load
from house.test_schema import validator
from terms.people import RANDOMS, UNSHRUNK, fewest, person

PATHWAYS = ("TX-CONSIDER", "TX-SWITCH", "TX-FOLLOW-ON")
ONE_OF = ("TX-PAUSE", "TX-CONTINUE", "TX-SWITCH")
WORDS = ("words", "reading", "reason", "because", "dose", "route", "interval")
"""Keys whose text is in the reader's language."""


def advice(answer: Assessment, *codes: str) -> list[Advice]:
    return [one for one in answer.recommendations if one.code in codes and one.status == "recommended"]


def lists(json_value: Any, path: str = "answer") -> Iterator[tuple[str, list[Any]]]:
    if isinstance(json_value, list):
        yield path, json_value
        for inner in json_value:
            yield from lists(inner, path)
    elif isinstance(json_value, dict):
        for key, inner in json_value.items():
            yield from lists(inner, f"{path}.{key}")


def named(item: Any) -> str:
    """What makes an item of a list another one than the rest."""
    if isinstance(item, dict):
        handles = ("code", "criterion", "fact", "drug", "statement", "reason")
        return str(next(item[key] for key in handles if key in item)) + str(item.get("limit", ""))
    return str(item)


def without_words(json_value: Any) -> Any:
    if isinstance(json_value, dict):
        return {
            key: without_words(inner)
            for key, inner in json_value.items()
            if key not in WORDS or not isinstance(inner, str)
        }
    return [without_words(inner) for inner in json_value] if isinstance(json_value, list) else json_value


def other_than(answer: Assessment, in_english: Assessment) -> list[str]:
    """Findings and codes of which the two say something else, words aside."""
    one, other = (
        {**found.findings, **{said["code"]: said for said in found.as_json()["recommendations"]}}
        for found in (answer, in_english)
    )
    return [key for key in {**one, **other} if without_words(one.get(key)) != without_words(other.get(key))]


# WHAT MUST HOLD: each gives what is wrong


def has_its_shape(answer: Assessment) -> list[str]:
    plain = json.loads(json.dumps(answer.as_json(), allow_nan=False))
    return [f"{error.json_path}: {error.message}" for error in validator().iter_errors([plain])]


def what_is_open_says_what_it_lacks(answer: Assessment) -> list[str]:
    drugs = [*filter(None, [answer.findings["first_choice"]]), *answer.findings["alternatives"]]
    return [
        *(one.code for one in answer.recommendations if (one.status == "possible") is not bool(one.missing)),
        *(one["drug"] for one in drugs if one["provisional"] is not bool(one["missing"])),
    ]


def nothing_is_there_twice(answer: Assessment) -> list[str]:
    return [
        f"{path}: {item}"
        for path, items in lists(answer.as_json())
        for item, times in Counter(map(named, items)).items()
        if times > 1
    ]


def what_is_missing_is_a_fact(answer: Assessment) -> list[str]:
    return [fact for one in answer.recommendations for fact in one.missing if fact not in registry()]


def a_drug_stands_on_a_pathway(answer: Assessment) -> list[str]:
    found = answer.findings
    says = (found["first_choice"], found["first_choice_withheld"])
    if not advice(answer, *PATHWAYS):
        return ["a drug without a pathway"] if any(says) or found["alternatives"] else []
    return [] if sum(one is not None for one in says) == 1 else ["neither a drug nor why there is none, or both"]


def the_drug_is_not_excluded(answer: Assessment) -> list[str]:
    found = answer.findings
    drugs = [*filter(None, [found["first_choice"]]), *found["alternatives"]]
    return [one["drug"] for one in drugs if one["drug"] in found["excluded"]]


def no_two_contradict(answer: Assessment) -> list[str]:
    codes = [one.code for one in advice(answer, *ONE_OF)]
    return codes if len(codes) > 1 else []


def what_is_due_has_a_day(answer: Assessment) -> list[str]:
    wrong = []
    for one in answer.recommendations:
        if "due_missing" in one.details:
            due, lacks = one.details["due"], one.details["due_missing"]
            if due is None and one.status == "recommended" and not lacks:
                wrong.append(f"{one.code}: no day, and nothing that would tell it")
            if due is not None and (lacks or date.fromisoformat(due).isoformat() != due):
                wrong.append(f"{one.code}: {due}, {lacks}")
    return wrong


HOLDS: tuple[Callable[[Assessment], list[str]], ...] = (
    has_its_shape,
    what_is_open_says_what_it_lacks,
    nothing_is_there_twice,
    what_is_missing_is_a_fact,
    a_drug_stands_on_a_pathway,
    the_drug_is_not_excluded,
    no_two_contradict,
    what_is_due_has_a_day,
)


def test_what_holds_of_every_answer() -> None:
    seen: Counter[str] = Counter()

    @settings(phases=UNSHRUNK)
    @given(RANDOMS)
    def holds(random: Random) -> None:
        patient = person(random)
        answer = assess(patient, load())
        for what in HOLDS:
            assert not what(answer), told(patient, what)
        in_english = other_than(answer, assess(patient, load(), "en"))
        assert in_english == [], f"said otherwise in English of {patient.facts}"
        seen.update(one.status for one in answer.recommendations)
        seen.update(one.code for one in answer.recommendations)
        seen["a drug"] += answer.findings["first_choice"] is not None
        seen["an alternative"] += answer.findings["alternatives"] != []
        seen["a day"] += any(one.details.get("due") for one in answer.recommendations)

    holds()
    unseen = set(load().recommendations) - set(seen)
    assert len(unseen) <= 2, unseen
    assert min(seen["a drug"], seen["an alternative"], seen["a day"]) > settings().max_examples / 50, seen


def told(patient: Settled, what: Callable[[Assessment], list[str]]) -> str:
    """What is wrong, with the fewest facts with which it still is."""

    def wrong(facts: Any) -> list[str]:
        return what(assess(Settled(facts, patient.assumptions, patient.stated), load()))

    needed = fewest(patient.facts, lambda less: bool(wrong(less)))
    return f"{what.__name__}: {wrong(needed)} {needed}"
