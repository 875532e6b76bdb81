"""The patients that are timed: the examples, and the examples with all but so many facts known."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from benkoll.errors import FactsError
from benkoll.facts.derive import Settled, settle
from benkoll.facts.patient import read_patient
from benkoll.facts.registry import registry

EXAMPLES = Path(__file__).parents[1] / "examples" / "patients.json"
DAY = date(2026, 3, 2)
# Plausible values for facts that an example does not state; every truth value is otherwise no.
NORMAL: dict[str, Any] = {
    "height_cm": 165,
    "weight_kg": 66,
    "height_at_25_cm": 166,
    "weight_5_years_ago_kg": 66,
    "falls_last_year": 0,
    "rises_from_chair_unaided": True,
    "t_score_femoral_neck": -1.8,
    "t_score_total_hip": -1.6,
    "t_score_lumbar_spine": -1.4,
    "dxa_date": "2025-12-02",
    "vfa_date": "2025-12-02",
    "frax_major_percent": 14,
    "frax_hip_percent": 3,
    "frax_date": "2025-12-02",
    "egfr_ml_min": 75,
    "creatinine_umol_l": 70,
    "cystatin_c_mg_l": 0.9,
    "calcium_mmol_l": 2.35,
    "albumin_g_l": 40,
    "ionised_calcium_mmol_l": 1.22,
    "pth_pmol_l": 4,
    "vitamin_d_nmol_l": 70,
    "alp_ukat_l": 1.1,
    "laboratory_date": "2026-02-02",
    "glucocorticoid_mg_day": 0,
    "glucocorticoid_months": 0,
}


def examples() -> list[Settled]:
    """Every example patient, as stated."""
    return [settle(read_patient(raw)) for raw in _raw()]


def with_unknown(count: int, each: int) -> Iterator[Settled]:
    """The adults among the examples with exactly `count` facts unknown; `each` times, each time others."""
    for seed in range(each):
        for raw in _raw():
            filled = _filled(raw, count, Random(seed))
            if filled is not None:
                yield filled


def _raw() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(EXAMPLES.read_text())
    return found


def _filled(raw: dict[str, Any], count: int, random: Random) -> Settled | None:
    """None where so many facts cannot be filled in without a contradiction."""
    names = [name for name, fact in registry().items() if fact.type == "bool" or name in NORMAL]
    random.shuffle(names)
    patient = settle(read_patient(raw))
    if not isinstance(age := patient.facts.get("age"), float | int) or age < 18:
        birth = patient.facts.get("birth_date")
        if not isinstance(birth, date) or (DAY - birth).days < 18 * 366:
            return None
    for name in names:
        if len(registry()) - len(patient.facts) <= count:
            break
        if name not in patient.facts:
            try:
                patient = settle(read_patient(raw | {name: NORMAL.get(name, False)}))
                raw = raw | {name: NORMAL.get(name, False)}
            except FactsError:
                continue
    return patient if len(registry()) - len(patient.facts) == count else None
