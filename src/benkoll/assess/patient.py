"""One patient assessed: settled facts and the guideline in, the explained answer out."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from benkoll.assess.answer import Advice, Assessment, Because, Json, plain
from benkoll.assess.choice import Choosing
from benkoll.assess.details import details
from benkoll.assess.prepared import prepared
from benkoll.assess.reasons import Reasoning, Reasons
from benkoll.assess.why import Branch
from benkoll.assess.why import explain as tree
from benkoll.errors import Lang, UsageError
from benkoll.facts.derive import Settled
from benkoll.facts.registry import label, value_label
from benkoll.guideline.build import Guideline
from benkoll.guideline.form import READING, Recommendation
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.term import Named, Term
from benkoll.logic.words import say


def assess(settled: Settled, guideline: Guideline, lang: Lang = "sv") -> Assessment:
    """Findings and recommendations for one patient. A child's or a dead person's findings but age are empty."""
    return _Patient(settled, guideline, lang).assessment()


class Parts:
    """Parts of one patient's answer, each worked out when it is asked for: equal to the whole answer's, and sooner.

    Only the order in which missing facts are named may differ.
    """

    def __init__(self, settled: Settled, guideline: Guideline, lang: Lang = "sv") -> None:
        self._patient = _Patient(settled, guideline, lang)

    def advice(self, *codes: str) -> tuple[Advice, ...]:
        """Of the recommendations with these codes, those that something known speaks for, in the guideline's order."""
        return tuple(self._patient.supported(frozenset(codes)))

    def outlined(self, *codes: str) -> tuple[Advice, ...]:
        """The same, without what each stands on: `because` is empty."""
        return tuple(self._patient.supported(frozenset(codes), reasoned=False))

    def reasoned(self, outlined: Advice) -> Advice:
        """It with what it stands on."""
        when = self._patient.guideline.recommendations[outlined.code].when
        return replace(outlined, because=self._patient.because(when))

    def holds(self, criterion: str) -> bool:
        """Whether the criterion of that name is known to be true."""
        return self._patient.evaluation.true(self._patient.guideline.criteria[criterion])

    def first_choice(self) -> Json:
        """The finding of that name."""
        return self._choosing().first_choice() if self._patient.is_in_scope() else None

    def excluded(self) -> dict[str, Json]:
        """The finding of that name."""
        return self._choosing().excluded() if self._patient.is_in_scope() else {}

    def lacking(self, drug: str) -> tuple[str, ...]:
        """The unknown facts that can still exclude the drug."""
        return self._patient.missing.of(self._patient.guideline.excluded_for_sure[drug])

    def _choosing(self) -> Choosing:
        one = self._patient
        return Choosing(one.guideline, one.evaluation, one.missing, one.lang)


def explain(settled: Settled, guideline: Guideline, key: str, lang: Lang = "sv") -> Branch:
    """The tree of a recommendation (by code) or a criterion (by name), with values; UsageError for neither."""

    def said(term: Term) -> str:
        if isinstance(term, Named):
            return term.sv if lang == "sv" else term.en
        return say(term, lang, label, value_label)

    return tree(_term_of(guideline, key), Evaluation(settled.facts), said)


def _term_of(guideline: Guideline, key: str) -> Term:
    if key in guideline.recommendations:
        return guideline.recommendations[key].when
    if key in guideline.criteria:
        return guideline.criteria[key]
    raise UsageError(
        f"{key} är varken en rekommendation eller ett kriterium", f"{key} is neither a recommendation nor a criterion"
    )


class _Patient:
    """The work on one patient: each value computed once, whoever asks."""

    def __init__(self, settled: Settled, guideline: Guideline, lang: Lang) -> None:
        self.settled = settled
        self.guideline = guideline
        self.lang = lang
        self.prepared = prepared(guideline)
        self.evaluation = self.prepared.evaluation(settled.facts)
        self.missing = self.prepared.missing(settled.facts, self.evaluation)
        self.reasoning = Reasoning(self.evaluation)

    def assessment(self) -> Assessment:
        facts = self.settled.facts
        day = facts["assessment_date"]
        assert isinstance(day, date)
        patient_id = facts.get("patient_id")
        return Assessment(
            patient_id=None if patient_id is None else str(patient_id),
            assessment_date=day,
            guideline={
                "name": self.guideline.name,
                "variant": self.guideline.variant,
                "version": self.guideline.version,
            },
            findings=self._findings(),
            recommendations=tuple(self.advice()),
        )

    # FINDINGS

    def is_in_scope(self) -> bool:
        """Whether it is a living adult."""
        found = self.guideline.findings
        return self.evaluation.true(found.adult) and self.evaluation.true(found.alive)

    def _findings(self) -> Mapping[str, Json]:
        found = self.guideline.findings
        single = {name: self._json(term) for name, term in found.single.items()}
        if not self.is_in_scope():
            return _nothing_but(single["age_years"])
        choosing = Choosing(self.guideline, self.evaluation, self.missing, self.lang)
        parts = {name: {key: self._json(term) for key, term in terms.items()} for name, terms in found.parts.items()}
        diagnosis = parts.pop("diagnosis")
        return {
            **single,
            **{name: part if part["value"] is not None else None for name, part in parts.items()},
            "fracture_risk": self._risk(),
            "diagnosis": diagnosis | {"value": diagnosis["value"] or "unknown"},
            "treatment_indicated": {
                "value": {True: "yes", False: "no"}.get(self._json(found.indicated), "unknown"),
                "grounds": [name for name, ground in found.grounds.items() if self.evaluation.true(ground)],
            },
            "first_choice": choosing.first_choice(),
            "first_choice_withheld": choosing.withheld(),
            "alternatives": choosing.alternatives(),
            "excluded": choosing.excluded(),
            "assumptions": [
                {"fact": one.fact, "assumed": plain(one.assumed), "words": one.words(self.lang)}
                for one in self.settled.assumptions
            ],
            "borderline": self._borderline(),
        }

    def _risk(self) -> Json:
        for model in self.guideline.findings.risk:
            major, hip, low, high = map(self._json, (model.major, model.hip, model.low, model.high))
            if major is not None or hip is not None:
                return {
                    "major_percent": major,
                    "hip_percent": hip,
                    "source": model.source,
                    "interval": None if low is None or high is None else [low, high],
                    "stale": self.evaluation.true(self.guideline.findings.risk_outdated),
                }
        return None

    def _borderline(self) -> list[Json]:
        rows: dict[tuple[str, float], Json] = {}
        for near in self.guideline.borderlines:
            value = self.evaluation.value(near.value)
            if isinstance(value, int | float) and abs(value - near.limit.value) <= near.error + 1e-9:
                rows[near.criterion.name, near.limit.value] = {
                    "criterion": near.criterion.name,
                    "value": value,
                    "limit": near.limit.value,
                    "words": self._words(near.criterion),
                }
        return list(rows.values())

    # RECOMMENDATIONS

    def supported(self, codes: Collection[str], reasoned: bool = True) -> Iterator[Advice]:
        """`advice` with these codes; where nothing speaks for one, it is not asked what its unknown facts could do.

        `reasoned`: with what each stands on.
        """
        for recommendation in self.guideline.recommendations.values():
            if recommendation.code not in codes or self.evaluation.value(recommendation.when) is False:
                continue
            if self.reasoning.speaks(recommendation.when):
                holds = self.missing.settled(recommendation.when)
                if holds is not False:
                    because = self.because(recommendation.when) if reasoned else ()
                    yield self._one(recommendation, holds is True, because, True)

    def advice(self) -> Iterator[Advice]:
        """Every recommendation that holds, or may."""
        for recommendation in self.guideline.recommendations.values():
            holds = self.missing.settled(recommendation.when)
            if holds is not False:
                found = self.reasoning.of(recommendation.when)
                yield self._one(recommendation, holds is True, self._told(found), found.speaks)

    def because(self, when: Term) -> tuple[Because, ...]:
        """What it stands on that a term is what it is."""
        return self._told(self.reasoning.of(when))

    def _told(self, found: Reasons) -> tuple[Because, ...]:
        return tuple(map(self._because, found.criteria))

    def _one(self, form: Recommendation, holds: bool, because: tuple[Because, ...], speaks: bool) -> Advice:
        return Advice(
            code=form.code,
            status="recommended" if holds else "possible",
            words=form.sv if self.lang == "sv" else form.en,
            statements=form.stands_on,
            because=because,
            missing=() if holds else self.missing.of(form.when),
            details=details(form, holds, self.evaluation, self.missing, self.lang),
            reading=form.reading_sv if self.lang == "sv" else form.reading_en,
            supported=speaks,
            texts=tuple(
                (one.id, one.sv if self.lang == "sv" else one.en) for one in self.prepared.texts.get(form.code, ())
            ),
        )

    def _because(self, criterion: Named) -> Because:
        measured = self.prepared.measured.get(criterion.name)
        return Because(
            criterion=criterion.name,
            value=self._json(criterion),
            statements=tuple(source for source in criterion.stands_on if source != READING),
            words=self._words(criterion),
            reading=READING in criterion.stands_on,
            measured=None if measured is None else self._json(measured),
        )

    # VALUES

    def _words(self, criterion: Named) -> str:
        return criterion.sv if self.lang == "sv" else criterion.en

    def _json(self, term: Term) -> Json:
        return plain(self.evaluation.value(term))


def _nothing_but(age: Json) -> Mapping[str, Json]:
    """The findings of a child or a dead person."""
    unknown = (
        "bmi",
        "height_loss_cm",
        "weight_loss_percent",
        "bisphosphonate_years",
        "months_since_last_dose",
        "lowest_t_score",
        "egfr",
        "corrected_calcium",
        "hypocalcaemia",
        "hypercalcaemia",
        "fracture_risk",
        "severe_osteoporosis",
        "high_fracture_risk",
        "high_risk_left",
        "first_choice",
        "first_choice_withheld",
    )
    return {
        "age_years": age,
        **dict.fromkeys(unknown),
        "diagnosis": {"value": "unknown", "by": None},
        "treatment_indicated": {"value": "unknown", "grounds": []},
        "alternatives": [],
        "excluded": {},
        "assumptions": [],
        "borderline": [],
    }
