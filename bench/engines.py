"""The same patients through other engines, on the rules of TX-3: the answers must be equal before anything is timed."""

import json
import subprocess
from collections.abc import Callable, Mapping
from itertools import product
from pathlib import Path
from time import perf_counter
from typing import Any

import zen
from figures import Spent
from patients import DAY

from benkoll.facts.derive import Settled, settle
from benkoll.facts.patient import read_patient
from benkoll.guideline.build import load
from benkoll.logic.generate import compile_patient

CQL = Path(__file__).parent / "cql"
Grounds = Mapping[str, Any]
Timed = tuple[list[Grounds], list[float]]
"""The grounds for each patient, and the times in ms."""

READ = (
    *("prior_hip_fracture", "prior_vertebral_fracture", "prior_other_fragility_fracture", "t_score_femoral_neck"),
    *("t_score_total_hip", "t_score_lumbar_spine", "frax_major_percent", "glucocorticoid_mg_day"),
    "glucocorticoid_months",
)
LOW = "(t_score_femoral_neck < {0} or t_score_total_hip < {0} or t_score_lumbar_spine < {0})"
ZEN_RULES = {
    "TX-3a": "prior_hip_fracture or prior_vertebral_fracture",
    "TX-3b": f"prior_other_fragility_fracture and {LOW.format('-1.0')} and frax_major_percent > 15",
    "TX-3c": f"{LOW.format('-2.5')} and frax_major_percent > 20",
    "TX-3d": "glucocorticoid_mg_day >= 5 and glucocorticoid_months >= 3",
}


def at_the_limits() -> list[Settled]:
    """Women of 70, all that TX-3 reads known, on and beside each of its limits: zen-engine knows no unknown."""
    grid = product((False, True), (False, True), (-2.6, -2.5, -1.1, -1.0), (15, 15.1, 20, 20.1), (4.9, 5), (2.9, 3))
    return [settle(read_patient(_woman(*point))) for point in grid]


def _woman(hip: bool, other: bool, t_score: float, frax: float, dose: float, months: float) -> dict[str, Any]:
    today = DAY.isoformat()
    fracture = {"latest_fracture_date": "2025-01-15"} if hip or other else {}
    return fracture | {
        "assessment_date": today,
        "birth_date": "1956-02-02",
        "sex": "female",
        "dxa_date": today,
        "frax_date": today,
        "prior_hip_fracture": hip,
        "prior_vertebral_fracture": False,
        "prior_other_fragility_fracture": other,
        "t_score_femoral_neck": t_score,
        "t_score_total_hip": -0.5,
        "t_score_lumbar_spine": -0.5,
        "frax_major_percent": frax,
        "glucocorticoid_mg_day": dose,
        "glucocorticoid_months": months,
    }


def ours(patients: list[Settled]) -> Timed:
    """The generated function, with all that the guideline asks beside the limits: how old the values are, the age."""
    grounds = compile_patient(load().findings.grounds)
    return timed(lambda patient: grounds(patient.facts), patients)


def by_zen(patients: list[Settled]) -> Timed:
    """zen-engine: compiled Rust, called from Python."""
    return timed(zen_decision(), [_read(patient) for patient in patients])


def zen_decision() -> Callable[[Any], Grounds]:
    """The rules as a decision graph, for one patient after another."""
    nodes = [_node("in", "inputNode"), _node("rules", "expressionNode"), _node("out", "outputNode")]
    nodes[1]["content"] = {"expressions": [{"id": key, "key": key, "value": rule} for key, rule in ZEN_RULES.items()]}
    edges = [
        {"id": a + b, "sourceId": a, "targetId": b, "type": "edge"} for a, b in (("in", "rules"), ("rules", "out"))
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    return lambda facts: decision.evaluate(facts)["result"]


def _node(name: str, kind: str) -> dict[str, Any]:
    return {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}}


def by_cql(patients: list[Settled]) -> Timed:
    """cql-execution in Node, installed from its lock; the time is taken there, so that no start is counted."""
    subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=CQL, check=True)
    found = _in_node([_read(patient) for patient in patients], warm_up=100, rounds=200)
    return found["answers"], found["times"]


def cql_rows(rows: list[dict[str, Any]]) -> tuple[list[Grounds], Spent]:
    """The answers for rows of a table, and what one round over all of them costs; `by_cql` has installed it."""
    found = _in_node(rows, warm_up=1, rounds=2)
    return found["answers"], Spent(sum(found["times"]) / 2000, found["cpu"] / 2000)


def _in_node(patients: list[dict[str, Any]], warm_up: int, rounds: int) -> dict[str, Any]:
    command = ["node", "run.mjs", str(warm_up), str(rounds)]
    run = subprocess.run(command, cwd=CQL, input=json.dumps(patients), capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def _read(patient: Settled) -> dict[str, Any]:
    return {name: patient.facts[name] for name in READ}


def timed(function: Callable[[Any], Grounds], given: list[Any]) -> Timed:
    """The answer for each, and the times in ms of every call after a warm-up."""
    answers = [function(one) for one in given]
    times = []
    for _ in range(200):
        for one in given:
            start = perf_counter()
            function(one)
            times.append((perf_counter() - start) * 1000)
    return answers, times
