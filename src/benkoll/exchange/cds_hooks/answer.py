"""The guideline's answer to a call: few cards, each of them new and something to act on; none where all is well."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from benkoll.assess.answer import Advice, Assessment
from benkoll.assess.ask import open_questions
from benkoll.assess.patient import Parts
from benkoll.errors import Lang
from benkoll.exchange.cds_hooks import cards
from benkoll.exchange.cds_hooks.call import Call, Usable, record, usable
from benkoll.exchange.cds_hooks.cards import RANK, Card, Indicator, Setting, Suggestion
from benkoll.exchange.cds_hooks.orders import Draft, drafts_of, selected, visits_of
from benkoll.exchange.cds_hooks.words import said
from benkoll.exchange.fhir import proposals
from benkoll.exchange.fhir.proposals import labels
from benkoll.facts.registry import registry
from benkoll.guideline.basics import BISPHOSPHONATES
from benkoll.guideline.build import Guideline
from benkoll.guideline.drugs import drug_name
from benkoll.logic.term import Fact, walk

MOST = 3
"""Cards of one answer."""

SOON = timedelta(days=30)
"""A check that is due later is not yet told of."""

ALERTS = ("ALERT-DRUG", "ALERT-LATE-DOSE", "TX-FOLLOW-ON")
NOW = (
    "TX-CONSIDER",
    "TX-SWITCH",
    "TX-NO-WAIT",
    "TX-CORRECT-FIRST",
    "TX-LIMIT",
    "TX-PAUSE",
    "TX-PAUSE-REVIEW",
    "REF-CLINIC",
    "REF-NEPHROLOGY",
    "REF-FRACTURE-CHAIN",
    "INV-DXA",
    "FU-ADHERENCE",
    "FU-DOSE",
    "FU-DXA",
)
PERHAPS = ("TX-CONSIDER", "TX-FOLLOW-ON")
"""What is worth a card also where it is only possible, if something known speaks for it."""

URGED = ("TX-FOLLOW-ON", "TX-BEFORE-DISCHARGE")
"""What is a warning also where it is only possible: to miss it costs a fracture."""

DISCHARGE = ("TX-BEFORE-DISCHARGE", "TX-CONSIDER", "REF-FRACTURE-CHAIN")
CHECKED = ("egfr_ml_min", "calcium_mmol_l")
"""What must be known before the first dose of a drug that it can exclude."""

CORTISONE = ("TX-NO-WAIT", "TX-CONSIDER", "INV-DXA", "INV-FRAX", "INV-LAB-BASIC", "SUPP-CAD")
VISIT = ("INV-DXA", "FU-DXA")
WARNINGS = ("ALERT-LATE-DOSE", "TX-FOLLOW-ON", "TX-BEFORE-DISCHARGE", "TX-NO-WAIT", "TX-CORRECT-FIRST")


def answer(
    call: Call, day: date, guideline: Guideline, declared: Collection[str], lang: Lang, origin: str
) -> dict[str, Any]:
    """The response. `declared`: kinds of source that this EHR is known to have whole."""
    setting = Setting(call, guideline, lang, origin, day)
    found = sorted(_Answer(setting, declared).cards(), key=lambda card: RANK.index(card.indicator))
    return {"cards": [cards.as_json(card, setting) for card in found[:MOST]]}


class _Answer:
    """The work on one call."""

    def __init__(self, setting: Setting, declared: Collection[str]) -> None:
        self.setting = setting
        self.call, self.lang, self.day = setting.call, setting.lang, setting.day
        self.whole = self.call.whole(declared)
        self.resources = list(self.call.found.values())
        raw = record(self.resources, self.call.reference, self.day).raw
        self.raw: Mapping[str, Any] = raw | ({"care_setting": "ward"} if self._hook() == "encounter-discharge" else {})
        self.now = self._settled(self.raw)

    def cards(self) -> Iterator[Card]:
        """Every card that there is reason for."""
        if self.now.patient is None:
            return
        by_hook: Mapping[str, Callable[[], Iterator[Card]]] = {
            "patient-view": self._view,
            "order-select": self._orders,
            "order-sign": self._orders,
            "encounter-discharge": self._discharge,
            "appointment-book": self._visit,
        }
        yield from by_hook[self._hook()]()

    def _hook(self) -> str:
        return self.call.service.hook

    def _settled(self, raw: Mapping[str, Any], day: date | None = None) -> Usable:
        return usable(raw, day or self.day, self.whole)

    def _parts(self, settled: Usable) -> Parts:
        assert settled.patient is not None
        return Parts(settled.patient.patient, self.setting.guideline, self.lang)

    # PATIENT-VIEW

    def _view(self) -> Iterator[Card]:
        parts = self._parts(self.now)
        advice = parts.outlined(*ALERTS, *NOW)
        yield from self._alerts(parts, advice)
        late = any(one.code == "ALERT-LATE-DOSE" and _recommended(one) for one in advice)
        due = [one for one in advice if one.code in NOW and _recommended(one) and self._is_soon(one)]
        due = [one for one in due if not (late and one.code == "FU-DOSE")]
        perhaps = [one for one in advice if one.code in PERHAPS and one.status == "possible" and one.supported]
        if due:
            yield self._to_do(parts, [parts.reasoned(one) for one in due], advice)
        elif perhaps:
            yield self._perhaps(parts.reasoned(perhaps[0]), self._question(parts, advice))

    def _is_soon(self, one: Advice) -> bool:
        due = one.details.get("due")
        return due is None or date.fromisoformat(due) <= self.day + SOON

    def _alerts(self, parts: Parts, advice: Sequence[Advice]) -> Iterator[Card]:
        for one in advice:
            if one.code in ALERTS and _recommended(one):
                drug, reasons = one.details.get("drug"), one.details.get("reasons")
                summary = one.words
                if drug and reasons:
                    summary = said("excluded", self.lang, self._drug(drug), _joined(reasons))
                yield self._card(parts.reasoned(one), parts, summary)

    def _to_do(self, parts: Parts, due: Sequence[Advice], advice: Sequence[Advice]) -> Card:
        head = due[0]
        words = "; ".join(_lower(one.words) for one in due)
        detail = [line for one in due for line in cards.told(one, self.lang)]
        return replace(
            self._card(head, parts, said("now", self.lang, words)),
            detail=(*detail, *self._after(parts, due), *self._question(parts, advice), *self._doubts(self.now)),
            statements=_statements(due),
            suggestions=self._suggestions(due, parts),
        )

    def _question(self, parts: Parts, advice: Sequence[Advice]) -> tuple[str, ...]:
        """The one fact that can change most of what this hook looks at."""
        asked = tuple(one for one in advice if one.supported)
        part = Assessment(None, self.day, {}, {"first_choice": parts.first_choice()}, asked)
        questions = open_questions(part)
        return (said("ask", self.lang, labels([questions[0].fact], self.lang)),) if questions else ()

    # ORDER-SELECT, ORDER-SIGN

    def _orders(self) -> Iterator[Card]:
        drafts = drafts_of(self.call.context, self.call.reference, self.day)
        chosen = selected(drafts, self.call.context)
        parts = self._parts(self.now)
        seen = set[str]()
        for draft in chosen:
            drug = draft.bone_drug()
            if drug and not draft.stops and drug not in seen:
                seen.add(drug)
                yield from self._ordered(drug, draft, parts)
        stops = [one for one in chosen if one.stops and one.bone_drug() == "denosumab"]
        if stops and not any(one.bone_drug() in BISPHOSPHONATES and not one.stops for one in drafts):
            yield from self._stopped(stops[0])
        cortisone = [one for one in chosen if one.is_glucocorticoid() and not one.stops]
        if cortisone:
            yield from self._cortisone(cortisone, parts)

    def _ordered(self, drug: str, draft: Draft, parts: Parts) -> Iterator[Card]:
        """A drug that is excluded; one of which it is not known, where a blood test would tell."""
        name = self._drug(drug)
        reasons = parts.excluded().get(drug)
        if reasons:
            yield Card(
                f"ORDER-{drug}",
                "critical",
                said("excluded", self.lang, name, _joined(reasons)),
                (cards.exclusions(reasons, self.lang), *self._after(parts, ()), *self._doubts(self.now)),
                tuple(dict.fromkeys(one["source"] for one in reasons)),
                self._instead(drug, draft, parts),
                one_at_most=True,
            )
            return
        if drug not in self.setting.guideline.excluded_for_sure:
            return
        doubtful = parts.holds("total_calcium_out_of_range")
        checked = (*CHECKED, *(("ionised_calcium_mmol_l",) if doubtful else ()))
        lacking = [fact for fact in parts.lacking(drug) if fact in checked]
        if lacking:
            advice = parts.advice("INV-LAB-BASIC")
            yield Card(
                f"CHECK-{drug}",
                "warning" if doubtful else "info",
                said("check", self.lang, _lower(name), labels(lacking, self.lang)),
                (said("check detail", self.lang, _lower(name)), *self._doubts(self.now)),
                tuple(dict.fromkeys((*_statements(advice), *self._sources(drug)))),
                self._suggestions(advice, parts),
            )

    def _sources(self, drug: str) -> Iterator[str]:
        """Where it stands that kidney function and calcium can exclude the drug."""
        for why, source in self.setting.guideline.exclusions[drug]:
            if any(isinstance(node, Fact) and node.name in CHECKED for node in walk(why)):
                yield source

    def _instead(self, drug: str, draft: Draft, parts: Parts) -> tuple[Suggestion, ...]:
        label = said("remove", self.lang, _lower(self._drug(drug)))
        gone = cards.delete(draft.reference, label)
        found = [Suggestion(label, (gone,))]
        chosen = parts.first_choice()
        if chosen and chosen["drug"] != drug and not chosen["await"]:
            other = said("instead", self.lang, _lower(self._drug(chosen["drug"])))
            made = self._first_choice(parts)
            found += [Suggestion(other, (gone, cards.create(made, other)))] if made else []
        return tuple(found)

    def _stopped(self, draft: Draft) -> Iterator[Card]:
        after = self._settled({**self.raw, "osteoporosis_drug": "denosumab", "drug_stop_date": self.day.isoformat()})
        if after.patient is None:
            return
        parts = self._parts(after)
        for one in parts.advice("TX-FOLLOW-ON"):
            if _recommended(one):
                yield replace(self._card(one, parts, said("stop", self.lang)), indicator="critical")

    def _cortisone(self, drafts: Sequence[Draft], before: Parts) -> Iterator[Card]:
        """What an order of cortisone changes: told once, and only where it changes something."""
        raw = record([*self.resources, *(one.signed for one in drafts)], self.call.reference, self.day).raw
        after = self._settled({**self.raw, **raw})
        mg, months = (raw.get(name) for name in ("glucocorticoid_mg_day", "glucocorticoid_months"))
        numbers = self.setting.guideline.parameters
        limits = [numbers[f"glucocorticoid.{name}"].parameter.value for name in ("dose", "duration")]
        if after.patient is None or mg is None or mg < limits[0]:
            return
        parts = self._parts(after)
        had = {one.code for one in before.advice(*CORTISONE) if _recommended(one)}
        told = [one for one in parts.advice(*CORTISONE) if one.supported and one.code not in had]
        new = [one for one in told if _recommended(one)]
        if months is None:
            if told:
                card = self._card(told[0], parts, said("cortisone length", self.lang, *limits))
                yield replace(card, indicator="info", detail=(said("length unknown", self.lang), *card.detail))
            return
        treat = [one for one in told if one.code in ("TX-NO-WAIT", "TX-CONSIDER")]
        listed = [*treat, *(one for one in new if one not in treat)]
        if new:
            yield replace(
                self._card(listed[0], parts, said("cortisone", self.lang, *limits)),
                indicator="warning" if treat else "info",
                detail=(
                    *(line for one in listed for line in cards.told(one, self.lang)),
                    *self._after(parts, listed),
                    *self._doubts(after),
                ),
                statements=tuple(
                    dict.fromkeys(id for one in listed for _, ids, _ in cards.reasons_of(one) for id in ids)
                ),
                suggestions=self._suggestions(new, parts),
            )

    # ENCOUNTER-DISCHARGE

    def _discharge(self) -> Iterator[Card]:
        parts = self._parts(self.now)
        advice = {one.code: one for one in parts.outlined(*ALERTS, *DISCHARGE)}
        yield from self._alerts(parts, tuple(advice.values()))
        fresh = advice.get("REF-FRACTURE-CHAIN")
        start = advice.get("TX-BEFORE-DISCHARGE") or (advice.get("TX-CONSIDER") if fresh else None)
        if start and start.supported:
            question = self._question(parts, tuple(advice.values()))
            start = parts.reasoned(start)
            if not _recommended(start):
                yield self._perhaps(start, question)
            else:
                more = [parts.reasoned(one) for one in (advice.get("TX-CONSIDER"), fresh) if one and _recommended(one)]
                card = self._card(start, parts, start.words)
                yield replace(card, suggestions=self._suggestions([*more, start], parts))

    # APPOINTMENT-BOOK

    def _visit(self) -> Iterator[Card]:
        """What holds on the day of the first visit, and does not hold today."""
        visits = [day for day in visits_of(self.call.context) if day >= self.day]
        then = self._settled(self.raw, visits[0]) if visits else None
        if then is None or then.patient is None:
            return
        visit, parts = visits[0], self._parts(then)
        advice = {one.code: one for one in parts.advice("ALERT-LATE-DOSE", *VISIT) if _recommended(one)}
        late = advice.get("ALERT-LATE-DOSE")
        if late:
            summary = said("late then", self.lang, visit, late.details["due"])
            yield self._card(late, parts, summary)
        due = [one for code, one in advice.items() if code in VISIT and _is_due(one, visit)]
        if due:
            summary = said("before visit", self.lang, visit, _lower(due[0].words))
            card = self._card(due[0], parts, summary)
            yield replace(card, suggestions=self._suggestions(due[:1], parts))

    # CARDS

    def _card(self, one: Advice, parts: Parts, summary: str) -> Card:
        return Card(
            one.code,
            _indicator(one),
            summary,
            (*cards.told(one, self.lang), *self._after(parts, (one,)), *self._doubts(self.now)),
            one.statements,
            self._suggestions((one,), parts),
        )

    def _perhaps(self, one: Advice, question: tuple[str, ...]) -> Card:
        summary = said("perhaps", self.lang, _lower(one.words), labels(one.missing[:2], self.lang))
        detail = (*cards.told(one, self.lang), *question, *self._doubts(self.now))
        return Card(one.code, "warning" if one.code in URGED else "info", summary, detail, one.statements)

    def _after(self, parts: Parts, advice: Sequence[Advice]) -> tuple[str, ...]:
        """The first choice, where a pathway is among what is told, or a drug is turned down."""
        if advice and not any(one.code in (*proposals.PATHWAYS, "TX-BEFORE-DISCHARGE", "TX-NO-WAIT") for one in advice):
            return ()
        return cards.first_choice(parts.first_choice(), self.lang)

    def _doubts(self, settled: Usable) -> tuple[str, ...]:
        return cards.doubts(self.call, settled.unusable, self.lang)

    def _drug(self, drug: str) -> str:
        name = drug_name(drug, self.lang) if drug != "other" else registry()["osteoporosis_drug"].said(drug, self.lang)
        return name[:1].upper() + name[1:]

    # WHAT A CLICK DOES

    def _suggestions(self, advice: Sequence[Advice], parts: Parts) -> tuple[Suggestion, ...]:
        found = []
        for one in advice:
            resource = self._made(one, parts) if _recommended(one) else None
            if resource:
                found.append(Suggestion(one.words, (cards.create(resource, one.words),)))
        return tuple(found)

    def _made(self, one: Advice, parts: Parts) -> proposals.Made | None:
        who = ({"reference": self.call.reference}, self.day.isoformat(), self.lang)
        if one.code in proposals.PATHWAYS:
            return self._first_choice(parts, one)
        if one.code == proposals.SUPPLEMENT:
            return None if one.details.get("already_taken") else proposals.supplement(one, *who)
        return proposals.order(one, *who) if one.code.startswith(proposals.ORDERED) else None

    def _first_choice(self, parts: Parts, one: Advice | None = None) -> proposals.Made | None:
        """The drug that comes first, proposed; None where it is not certain enough to be ordered by a click."""
        chosen = parts.first_choice()
        pathway = one or next(filter(_recommended, parts.advice(*proposals.PATHWAYS)), None)
        if not chosen or chosen["await"] or chosen["provisional"] or pathway is None:
            return None
        whole = Assessment(None, self.day, {}, {"first_choice": chosen}, ())
        return proposals.first_choice(
            whole, pathway, {"reference": self.call.reference}, self.day.isoformat(), self.lang
        )


def _is_due(one: Advice, day: date) -> bool:
    """Whether it is known that it should be done by the day; what has no day should be done at once."""
    due = one.details.get("due", "")
    return due is not None and due <= day.isoformat()


def _recommended(one: Advice) -> bool:
    return one.status == "recommended" and one.supported


def _indicator(one: Advice) -> Indicator:
    if one.status != "recommended":
        return "info"
    if one.code == "ALERT-DRUG" or one.details.get("urgent"):
        return "critical"
    return "warning" if one.code in WARNINGS else "info"


def _joined(reasons: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(one["reason"] for one in reasons)


def _lower(text: str) -> str:
    """With a small letter first, unless it is an abbreviation."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def _statements(advice: Sequence[Advice]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(statement for one in advice for statement in one.statements))
