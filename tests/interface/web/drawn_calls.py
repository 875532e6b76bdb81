"""Random calls of CDS Hooks: records of all that the code tables hold, drafts, appointments, and what did not come."""

from datetime import date, timedelta
from random import Random
from typing import Any

from benkoll.exchange.codes.tables import Row, rows
from benkoll.exchange.fhir.proposals import address
from interface.web.calls import OF_PATIENT, Json, bundle, call, condition, order, patient, tablets

USUAL = {
    "egfr_ml_min": (15, 95),
    "creatinine_umol_l": (50, 300),
    "calcium_mmol_l": (1.9, 2.8),
    "ionised_calcium_mmol_l": (1.0, 1.5),
    "albumin_g_l": (25, 48),
    "frax_major_percent": (2, 40),
    "frax_hip_percent": (0.5, 20),
    "height_cm": (145, 190),
    "weight_kg": (40, 110),
}
"""Values of a measurement; of a T-score and all others: -4 to 4."""


def drawn_call(random: Random, hook: str, day: date) -> Json:
    """A call of the hook. `day`: the day of the answer."""
    held = [_condition(random, n, day) for n in range(random.randint(0, 6))]
    held += [_observation(random, n, day) for n in range(random.randint(0, 8))]
    held += [_drug(random, n, day) for n in range(random.randint(0, 5))]
    drafts = [_draft(random, n) for n in range(random.randint(1, 3))]
    picked = [f"MedicationRequest/{one['id']}" for one in drafts if random.random() < 0.8]
    visits = [
        {
            "resourceType": "Appointment",
            "id": f"v{n}",
            "start": f"{day + timedelta(random.randint(-10, 300))}T09:00:00Z",
        }
        for n in range(random.randint(1, 2))
    ]
    context: dict[str, Json] = {
        "order-select": {"draftOrders": bundle(*drafts), "selections": picked or ["MedicationRequest/none"]},
        "order-sign": {"draftOrders": bundle(*drafts)},
        "appointment-book": {"appointments": bundle(*visits)},
    }
    born = day - timedelta(days=random.randint(15 * 365, 99 * 365))
    who = patient(born.isoformat(), random.choice(("female", "female", "male")), **_died(random))
    made = call(hook, who, *held, **context.get(hook, {}))
    kept = {key: value for key, value in made["prefetch"].items() if key == "patient" or random.random() < 0.85}
    made["prefetch"] = {**kept, "density": kept.get("laboratory", bundle())}
    return made


def _died(random: Random) -> Json:
    return {"deceasedBoolean": True} if random.random() < 0.03 else {}


def _before(random: Random, day: date) -> str:
    years = random.choice((0.2, 0.7, 2, 6, 15))
    return (day - timedelta(days=int(random.random() * years * 365))).isoformat()


def _coded(row: Row) -> Json:
    return {"coding": [{"system": address(row["system"]), "code": row["code"]}]}


def _condition(random: Random, n: int, day: date) -> Json:
    row = random.choice(rows(random.choice(("conditions", "fractures", "fractures", "external_causes"))))
    made = condition("X", _before(random, day), f"c{n}") | {"code": _coded(row)}
    if random.random() < 0.3:
        visit = {"coding": [{"code": "encounter-diagnosis"}]}
        made |= {"category": [visit], "encounter": {"reference": f"Encounter/{random.randint(1, 2)}"}}
    return made


def _observation(random: Random, n: int, day: date) -> Json:
    row = random.choice(rows("observations"))
    fact = "t_score" if row["reads"].startswith("t_score") else row["reads"]
    units = [one["unit"] for one in rows("units") if one["fact"] == fact and one["factor"] == "1"] or ["1"]
    low, high = USUAL.get(row["reads"], (-4, 4))
    value = {"value": round(low + random.random() * (high - low), 2), "code": units[0], "unit": units[0]}
    status = random.choice(("final", "final", "final", "preliminary", "entered-in-error"))
    said = {"status": status, "subject": OF_PATIENT, "code": _coded(row), "valueQuantity": value}
    return {"resourceType": "Observation", "id": f"o{n}", "effectiveDateTime": _before(random, day), **said}


def _bone_drug(random: Random) -> str:
    found = [row["code"] for row in rows("drugs") if row["code"].startswith("M05B") or row["code"] == "H05AA02"]
    return random.choice(found)


def _drug(random: Random, n: int, day: date) -> Json:
    code = _bone_drug(random) if random.random() < 0.6 else random.choice(rows("drugs"))["code"]
    kind = random.choice(("MedicationRequest", "MedicationStatement", "MedicationAdministration"))
    status = random.choice(("active", "completed", "stopped", "on-hold"))
    dose = random.choice((tablets(random.choice((2.5, 5, 10, 70))), tablets(10, random.choice((1, 3, 12)))))
    made = order(code, status, f"m{n}", dose, authoredOn=_before(random, day))
    if kind == "MedicationStatement":
        return {**made, "resourceType": kind, "effectiveDateTime": _before(random, day), "dosage": [dose]}
    if kind == "MedicationAdministration":
        given: dict[str, Any] = {"dose": {"value": random.choice((5, 60, 120)), "unit": "mg", "code": "mg"}}
        return {**made, "resourceType": kind, "status": "completed", "effectiveDateTime": _before(random, day)} | {
            "dosage": given
        }
    return made


def _draft(random: Random, n: int) -> Json:
    """An order of a bone drug, of cortisone, or of something else."""
    code = random.choice((_bone_drug(random), "H02AB06", random.choice(rows("drugs"))["code"]))
    dose = tablets(random.choice((2.5, 5, 7.5, 20)), random.choice((None, 1, 3, 6)))
    return order(code, random.choice(("draft", "draft", "draft", "stopped")), f"draft-{n}", dose)
