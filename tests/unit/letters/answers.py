"""Assessments for the tests of what is said of them: real ones of the examples, and small ones made by hand."""

import json
import random
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from benkoll.assess.answer import Advice, Assessment, Because
from benkoll.assess.patient import assess
from benkoll.errors import Lang
from benkoll.facts.derive import settle
from benkoll.facts.patient import read_patient
from benkoll.guideline.build import load
from benkoll.logic.term import Value

EXAMPLES = Path(__file__).parents[3] / "examples"
WHO = ("assessment_date", "birth_date", "age", "sex")
DAY = date(2026, 3, 2)
NOTHING_FOUND: dict[str, Any] = {
    **dict.fromkeys(("bmi", "height_loss_cm", "weight_loss_percent", "lowest_t_score", "egfr", "corrected_calcium")),
    **dict.fromkeys(("hypocalcaemia", "hypercalcaemia", "fracture_risk", "severe_osteoporosis", "high_fracture_risk")),
    **dict.fromkeys(("high_risk_left", "first_choice", "first_choice_withheld")),
    "age_years": 71.5,
    "diagnosis": {"value": "unknown", "by": None},
    "treatment_indicated": {"value": "unknown", "grounds": []},
    "alternatives": [],
    "excluded": {},
    "assumptions": [],
    "borderline": [],
}


@cache
def examples() -> tuple[Mapping[str, Any], ...]:
    """The example patients, as they stand in the file."""
    return tuple(json.loads((EXAMPLES / "patients.json").read_text(encoding="utf-8")))


def sparse() -> Iterator[Mapping[str, Any]]:
    """Of each example, day, age and sex and some of the rest: ten known facts beside the day, or fewer."""
    for patient in examples():
        who = {name: value for name, value in patient.items() if name in WHO}
        rest = [name for name in patient if name not in who and name != "patient_id"]
        for seed in range(2):
            chosen = random.Random(f"{seed} {patient['patient_id']}").sample(rest, min(len(rest), 11 - len(who)))
            yield {**who, **{name: patient[name] for name in chosen}}


def answered(facts: Mapping[str, Any], lang: Lang = "sv") -> tuple[Assessment, Mapping[str, Value]]:
    """The assessment of the patient, and the facts that it stands on."""
    settled = settle(read_patient(facts))
    return assess(settled, load(), lang), settled.facts


@cache
def every_answer(lang: Lang) -> tuple[tuple[Assessment, Mapping[str, Value]], ...]:
    """The answers for the examples, whole and sparse."""
    return tuple(answered(facts, lang) for facts in (*examples(), *sparse()))


def made(*recommendations: Advice, **findings: Any) -> Assessment:
    """An assessment with these recommendations and findings, and nothing else."""
    guideline = {"name": "Riktlinjen", "variant": "vgr", "version": "2026.1"}
    return Assessment("anna", DAY, guideline, {**NOTHING_FOUND, **findings}, recommendations)


def advice(
    code: str, *because: Because, missing: tuple[str, ...] = (), supported: bool = True, **details: Any
) -> Advice:
    """An advice with its code as its words; it is possible where something is missing."""
    status: Any = "possible" if missing else "recommended"
    words = f"Gör {code.lower()}"
    return Advice(code, status, words, ("TX-1", "TX-2"), because, missing, details, None, supported)


def because(words: str, *statements: str, measured: float | None = None, reading: bool = False) -> Because:
    """A reason that holds."""
    return Because(words.replace(" ", "_"), True, statements, words, reading, measured)
