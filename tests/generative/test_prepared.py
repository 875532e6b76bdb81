"""An answer is the same whether its terms are valued by one function or node by node, whole or in parts."""

import json
from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings

from benkoll.assess import prepared
from benkoll.assess.patient import Parts, assess
from benkoll.guideline.build import Guideline, load
from benkoll.guideline.variants import variant_names
from terms.ordered import in_one_order
from terms.people import RANDOMS, UNSHRUNK, person


@pytest.fixture(params=variant_names())
def twice(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[Guideline, Guideline]:
    """A guideline that is valued by one function, and the same one that is never."""
    monkeypatch.setattr(prepared, "FEW", 10**9)
    compiled, interpreted = load.__wrapped__(request.param), load.__wrapped__(request.param)
    prepared.prepared(compiled).compiled()
    return compiled, interpreted


def test_answers_are_those_of_the_terms(twice: tuple[Guideline, Guideline]) -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=settings().max_examples // 4, phases=UNSHRUNK)
    @given(RANDOMS)
    def holds(random: Random) -> None:
        patient = person(random)
        one, other = (json.dumps(assess(patient, guideline).as_json()) for guideline in twice)
        assert one == other, patient.facts
        seen.update(code["code"] for code in json.loads(one)["recommendations"])

    holds()
    assert len(seen) > len(twice[0].recommendations) / 2, seen


def test_parts_are_the_whole_answers(twice: tuple[Guideline, Guideline]) -> None:
    fast, slow = twice
    seen: Counter[str] = Counter()

    @settings(max_examples=settings().max_examples // 4, phases=UNSHRUNK)
    @given(RANDOMS)
    def holds(random: Random) -> None:
        patient = person(random)
        codes = random.sample(list(fast.recommendations), 12)
        whole, parts = assess(patient, slow), Parts(patient, fast)
        speaks = [one for one in whole.recommendations if one.supported and one.code in codes]
        assert list(map(in_one_order, parts.advice(*codes))) == list(map(in_one_order, speaks)), patient.facts
        reasoned = [in_one_order(parts.reasoned(one)) for one in Parts(patient, fast).outlined(*codes)]
        assert reasoned == list(map(in_one_order, speaks)), patient.facts
        assert in_one_order(parts.first_choice()) == in_one_order(whole.findings["first_choice"]), patient.facts
        assert parts.excluded() == whole.findings["excluded"], patient.facts
        seen["advice"] += bool(speaks)
        seen["first choice"] += parts.first_choice() is not None

    holds()
    assert min(seen["advice"], seen["first choice"]) > 0, seen
