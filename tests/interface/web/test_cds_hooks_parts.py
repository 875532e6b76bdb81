"""Cards are the same whether a hook asks for parts of an answer or for the whole, by one function or term by term."""

import json
from collections import Counter
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings

from benkoll.assess import prepared
from benkoll.assess.answer import Advice
from benkoll.assess.patient import Parts, assess
from benkoll.errors import Lang
from benkoll.exchange.cds_hooks import answer as room
from benkoll.exchange.cds_hooks.call import read_call
from benkoll.exchange.cds_hooks.services import SERVICES
from benkoll.facts.derive import Settled
from benkoll.guideline.build import Guideline, load
from interface.web.drawn_calls import drawn_call
from terms.ordered import in_one_order
from terms.people import RANDOMS, UNSHRUNK

DAY = date(2026, 3, 2)


class InOneOrder(Parts):
    """Parts, with what is missing by name: its order is the only thing in which parts may differ."""

    def advice(self, *codes: str) -> tuple[Advice, ...]:
        return tuple(map(in_one_order, super().advice(*codes)))

    def outlined(self, *codes: str) -> tuple[Advice, ...]:
        return tuple(map(in_one_order, super().outlined(*codes)))

    def first_choice(self) -> Any:
        return in_one_order(super().first_choice())

    def lacking(self, drug: str) -> tuple[str, ...]:
        return tuple(sorted(super().lacking(drug)))


class Whole(InOneOrder):
    """What parts are, taken out of the whole answer."""

    def __init__(self, settled: Settled, guideline: Guideline, lang: Lang = "sv") -> None:
        super().__init__(settled, guideline, lang)
        self.whole = assess(settled, guideline, lang)

    def advice(self, *codes: str) -> tuple[Advice, ...]:
        return tuple(in_one_order(one) for one in self.whole.recommendations if one.supported and one.code in codes)

    def outlined(self, *codes: str) -> tuple[Advice, ...]:
        return self.advice(*codes)

    def reasoned(self, outlined: Advice) -> Advice:
        return outlined

    def first_choice(self) -> Any:
        return in_one_order(self.whole.findings["first_choice"])

    def excluded(self) -> Any:
        return self.whole.findings["excluded"]


@pytest.mark.parametrize("service", SERVICES)
def test_cards_are_those_of_the_whole_answer(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "FEW", 10**9)
    fast, slow = load.__wrapped__(), load.__wrapped__()
    prepared.prepared(fast).compiled()
    seen: Counter[str] = Counter()

    def cards(body: Any, guideline: Guideline, parts: type[Parts], complete: tuple[str, ...], lang: Lang) -> str:
        with monkeypatch.context() as patched:
            patched.setattr(room, "Parts", parts)
            call = read_call(SERVICES[service], body)
            return json.dumps(room.answer(call, DAY, guideline, complete, lang, "https://benkoll.example"))

    @settings(max_examples=settings().max_examples // 6, phases=UNSHRUNK)
    @given(RANDOMS)
    def holds(random: Random) -> None:
        body = drawn_call(random, SERVICES[service].hook, DAY)
        about = random.choice(((), ("drugs", "oral_drugs", "conditions"))), random.choice(("sv", "en"))
        found = cards(body, fast, Parts, *about)
        assert found == cards(body, slow, Parts, *about), body
        assert cards(body, fast, InOneOrder, *about) == cards(body, slow, Whole, *about), body
        seen.update(card["source"]["topic"]["code"] for card in json.loads(found)["cards"])

    holds()
    assert seen, "no card at all"
