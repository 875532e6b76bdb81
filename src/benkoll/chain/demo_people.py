"""Who is in the demonstration: invented people with the tax agency's test numbers, and what a clinic finds in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from benkoll.exchange.visits.visit import Person, Sex
from benkoll.facts.numbers import read_yaml


@cache
def figures() -> Mapping[str, Any]:
    """What demo.yaml holds."""
    found: Mapping[str, Any] = read_yaml("benkoll.chain", "demo.yaml")
    return found


@dataclass(slots=True)
class Patient:
    """`well`: strong bones; `drawn`: what happens next is drawn, and not scripted; `waits`: to be confirmed."""

    number: str
    sex: Sex
    born: date | None
    site: str
    fell: date
    drawn: bool
    well: bool = False
    drug: str | None = None
    gone: bool = False
    waits: bool = False


def units() -> Iterator[dict[str, str]]:
    """The units, as `units.set_units` takes them."""
    for hospital in figures()["hospitals"]:
        for place, unit in enumerate(hospital["units"], 1):
            said = {name: unit[name] for name in ("unit", "name", "phone")}
            yield {**said, "hospital": hospital["name"], "address": figures()["address"].format(place)}


class People:
    """Draws them; no number twice."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.numbers = set[str]()

    def person(self, number: str, sex: Sex, protected: bool) -> Person:
        """Somebody with a name and an address."""
        names = figures()["names"]
        name = f"{self.random.choice(names[sex])} {self.random.choice(names['surnames'])}"
        address = tuple(figures()["address"].format(self.random.randint(1, 90)).split("\n"))
        return Person(number, name=name, sex=sex, address=address, protected=protected)

    def number(self, born: date, sex: Sex, coordination: bool = False) -> str:
        """One of the tax agency's test numbers, of that day of birth or one shortly before."""
        while True:
            serial = self.random.randrange(980, 1000, 2) + (sex == "male")
            digits = f"{born:%y%m}{born.day + 60 * coordination:02}{serial}"
            doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
            check = -sum(value // 10 + value % 10 for value in doubled) % 10
            number = f"{born:%Y}{digits[2:]}{check}"
            if number not in self.numbers:
                self.numbers.add(number)
                return number
            born -= timedelta(days=1)

    def born(self, fell: date, age: int) -> date:
        """A day of birth of somebody of that age on that day."""
        return fell - timedelta(days=age * 365 + age // 4 + self.random.randrange(1, 365))

    def facts(self, patient: Patient, day: date) -> dict[str, Any]:
        """What the clinic found: plausible values, and nothing that contradicts the rest."""
        random = self.random
        tall = 162 if patient.sex == "female" else 176
        density = random.gauss(-0.6, 0.5) if patient.well else random.gauss(-2.4, 0.8)
        risk = random.uniform(6, 12) if patient.well else random.uniform(16, 38)
        before = {"prior_hip_fracture": False, "prior_vertebral_fracture": False}
        asked = patient.site not in ("hip", "vertebra") and random.random() < 0.4
        return {
            **(before if asked else {}),
            "height_cm": round(random.gauss(tall, 6)),
            "weight_kg": round(random.gauss(tall - 96, 10)),
            "t_score_femoral_neck": round(min(max(density, -4.5), 2), 1),
            "t_score_total_hip": round(min(max(density + random.gauss(0.2, 0.2), -4.5), 2), 1),
            "t_score_lumbar_spine": round(min(max(density + random.gauss(0.3, 0.4), -4.5), 2), 1),
            "dxa_date": day.isoformat(),
            "vfa_date": day.isoformat(),
            "frax_major_percent": round(risk, 1),
            "frax_date": day.isoformat(),
            "egfr_ml_min": round(min(max(random.gauss(66, 18), 18), 105)),
            "calcium_mmol_l": round(random.gauss(2.36, 0.05), 2),
            "albumin_g_l": round(random.gauss(39, 2)),
            "vitamin_d_nmol_l": round(min(max(random.gauss(62, 18), 20), 130)),
            "laboratory_date": day.isoformat(),
            "current_smoker": random.random() < 0.09,
            "falls_last_year": random.choice((0, 1, 1, 2)),
            "glucocorticoid_mg_day": 0,
            "osteoporosis_drug": patient.drug or "none",
            "skeletal_malignancy_or_radiation": False,
            "myocardial_infarction": random.random() < 0.1,
            "stroke": random.random() < 0.07,
        }
