"""The services that an EHR can call, one for each hook, with what they want to be sent beforehand (prefetch)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from benkoll.errors import Lang
from benkoll.exchange.codes.tables import rows
from benkoll.exchange.fhir.proposals import address

PATIENT = "{{context.patientId}}"
DRUGS, CONDITIONS = ("requests", "statements", "doses"), ("conditions",)
SAYS: Mapping[str, tuple[str, ...]] = {"drugs": DRUGS, "oral_drugs": DRUGS[:2], "conditions": CONDITIONS}
"""Kind of source, as facts.yaml has it -> the prefetch keys that must all be there for its silence to say anything."""

LABORATORY = (
    "egfr_ml_min",
    "creatinine_umol_l",
    "cystatin_c_mg_l",
    "calcium_mmol_l",
    "ionised_calcium_mmol_l",
    "albumin_g_l",
)
DENSITY = ("t_score_lumbar_spine", "t_score_total_hip", "frax_major_percent", "frax_hip_percent")
DOSED = ("M05BA08", "M05BX04", "M05BX06")
"""Drugs that are given as doses, and are found as administrations."""


@dataclass(frozen=True, slots=True)
class HookService:
    """`id`: of the service's address; `keys`: of its prefetch templates."""

    id: str
    hook: str
    keys: tuple[str, ...]
    title: Mapping[Lang, str]
    description: Mapping[Lang, str]


def _service(hook: str, keys: tuple[str, ...], title: tuple[str, str], description: tuple[str, str]) -> HookService:
    named: list[Mapping[Lang, str]] = [{"sv": sv, "en": en} for sv, en in (title, description)]
    return HookService(f"benkoll-{hook}", hook, keys, *named)


_ORDER_KEYS = ("patient", *CONDITIONS, *DRUGS, "laboratory")
SERVICES = {
    one.id: one
    for one in (
        _service(
            "patient-view",
            (*_ORDER_KEYS, "density"),
            ("Osteoporos: vad som gäller nu", "Osteoporosis: what holds now"),
            (
                "Vad riktlinjen rekommenderar nu för patienten, och den uppgift som är mest värd att ta reda på.",
                "What the guideline recommends now for the patient, and the fact that is most worth finding out.",
            ),
        ),
        _service(
            "order-select",
            _ORDER_KEYS,
            ("Osteoporos: läkemedel som väljs", "Osteoporosis: a drug being chosen"),
            (
                "Varnar när ett osteoporosläkemedel är uteslutet, när denosumab sätts ut, och vid långvarig kortison.",
                "Warns where an osteoporosis drug is excluded, denosumab is stopped, or cortisone is to last.",
            ),
        ),
        _service(
            "order-sign",
            _ORDER_KEYS,
            ("Osteoporos: läkemedel som signeras", "Osteoporosis: a drug being signed"),
            (
                "Varnar när ett osteoporosläkemedel är uteslutet, när denosumab sätts ut, och vid långvarig kortison.",
                "Warns where an osteoporosis drug is excluded, denosumab is stopped, or cortisone is to last.",
            ),
        ),
        _service(
            "encounter-discharge",
            _ORDER_KEYS,
            ("Osteoporos: utskrivning efter fraktur", "Osteoporosis: discharge after a fracture"),
            (
                "Påminner om behandling före utskrivning efter höft- eller kotfraktur, och om försenad denosumabdos.",
                "Reminds of treatment before discharge after a hip or vertebral fracture, and of late denosumab.",
            ),
        ),
        _service(
            "appointment-book",
            (*_ORDER_KEYS, "density"),
            ("Osteoporos: besök som bokas", "Osteoporosis: a visit being booked"),
            (
                "Säger till när en dos blir försenad före besöket, eller när DXA bör göras före det.",
                "Tells where a dose will be late before the visit, or where DXA should be done before it.",
            ),
        ),
    )
}


def discovery(lang: Lang) -> dict[str, Any]:
    """What `GET /cds-services` answers."""
    return {
        "services": [
            {
                "hook": one.hook,
                "id": one.id,
                "title": one.title[lang],
                "description": one.description[lang],
                "prefetch": {key: templates()[key] for key in one.keys},
            }
            for one in SERVICES.values()
        ]
    }


@cache
def templates() -> Mapping[str, str]:
    """Prefetch key -> the query on the EHR's FHIR server."""
    of_patient = f"?patient={PATIENT}"
    doses = ",".join(f"{address('atc')}|{code}" for code in DOSED)
    return {
        "patient": f"Patient/{PATIENT}",
        "conditions": f"Condition{of_patient}&_count=100",
        "requests": f"MedicationRequest{of_patient}&_count=100",
        "statements": f"MedicationStatement{of_patient}&_count=100",
        "doses": f"MedicationAdministration{of_patient}&code={doses}&_count=50",
        "laboratory": f"Observation{of_patient}&code={_codes(LABORATORY)}&_sort=-date&_count=20",
        "density": f"Observation{of_patient}&code={_codes(DENSITY)}&_sort=-date&_count=20",
    }


def _codes(facts: Collection[str]) -> str:
    return ",".join(f"{address(row['system'])}|{row['code']}" for row in rows("observations") if row["reads"] in facts)
