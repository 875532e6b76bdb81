"""A demonstration hospital: invented patients who break bones for a year, through the same doors as real ones.

Messages are taken in and events recorded month by month, assessments made by the guideline. What is drawn, and with
what figures, stands in demo.yaml; its `scripted` patients see to it that every state and step is there on the day.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count, takewhile
from random import Random
from typing import Any

import sqlalchemy as sa

from benkoll.audit.log import Actor, patient_digest
from benkoll.chain import tables
from benkoll.chain.assessing import assessed
from benkoll.chain.book import Book
from benkoll.chain.commands import Chain, claim, judge, snooze, withdraw
from benkoll.chain.demo_people import Patient, People, figures, units
from benkoll.chain.events import EPISODE, FIELDS
from benkoll.chain.intake import DEMO_SOURCE, take_in
from benkoll.chain.units import set_units
from benkoll.errors import UsageError
from benkoll.exchange.codes.tables import Code
from benkoll.exchange.visits.coded import coded, diagnoses_of
from benkoll.exchange.visits.visit import Merge, Message, Person, Sex, Visit
from benkoll.logic.calendar import between
from benkoll.store.database import Database, other_kind
from benkoll.store.keys import Keys

PATIENTS = 400
YEAR, EARLIER = 365, 545
"""Days: of the demonstration, and before it."""
COMMISSION = "Frakturkedja (demonstration)"
_BY_DRUG = ("treatment_started", "treatment_paused")
_DATES = ("until", "appointment")
_LOW, _HIGH = "W0109", "V4350"
"""A fall on one level; a car crash."""


@dataclass(frozen=True, slots=True)
class Made:
    """What the demonstration holds."""

    patients: int
    episodes: int
    items: int


@dataclass(frozen=True, slots=True, order=True)
class Told:
    """What happens to a patient on a day: a kind of event, or a word of `course`. `known`: to the chain, since then."""

    known: date
    place: int
    day: date = field(compare=False)
    what: str = field(compare=False)
    said: Mapping[str, Any] = field(compare=False)
    of: Patient = field(compare=False)


def make_demo(database: Database, keys: Keys, day: date, seed: int = 1, patients: int = PATIENTS) -> Made:
    """Fill an empty demonstration with so many patients, as they stand on that day: the same for the same seed and day.

    Raises UsageError where the database is for real patients, or not empty.
    """
    if database.kind != "demo":
        raise other_kind(database.kind, "demo")
    with database.reading() as connection:
        if connection.scalar(sa.select(tables.identity.c.id).limit(1)) is not None:
            raise UsageError(
                "databasen har redan patienter: gör en ny med benkoll chain init --kind demo",
                "the database has patients already: make a new one with benkoll chain init --kind demo",
            )
    _Demo(database, keys, day, seed).run(patients)
    with database.reading() as connection:
        counted = (
            connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in (tables.identity, tables.episode, tables.item)
        )
        return Made(*counted)


class _Demo:
    def __init__(self, database: Database, keys: Keys, day: date, seed: int) -> None:
        self.database = database
        self.keys = keys
        self.day = day
        self.figures = figures()
        self.random = Random(f"{seed} {day}")
        self.places = count()
        self.messages = list[tuple[date, Message]]()
        self.queue = list[Told]()
        self.last = list[Told]()
        self.people = People(self.random)
        self.recorded = dict[tuple[str, str], str]()

    def run(self, patients: int) -> None:
        """Draw everybody, then let the months go by."""
        set_units(self._chain(self.day - timedelta(days=YEAR)), list(units()))
        for script in self.figures["scripted"]:
            self._scripted(script)
        for _ in range(patients - len(self.figures["scripted"])):
            self._drawn()
        self.messages.sort(key=lambda sent: sent[0])
        for end in self._months(self.messages[0][0]):
            self._month(end)
        for told in self.last:
            self._command(self._chain(self.day), told)

    # WHO, AND WHERE

    def _chain(self, day: date, who: str | None = None) -> Chain:
        at = datetime.combine(day, time(9), UTC)
        name = who or self.figures["coordinators"][0]
        unit = self.figures["hospitals"][0]["name"]
        return Chain(self.database, self.keys, Actor(name, unit, COMMISSION, lambda: at), day)

    # WHAT IS DRAWN

    def _drawn(self) -> None:
        """A patient of whom nothing is scripted."""
        sites, random = self.figures["sites"], self.random
        (site,) = random.choices(list(sites), [row["share"] for row in sites.values()])
        row = sites[site]
        fell = self._fell()
        sex: Sex = "female" if random.random() < row["women"] else "male"
        age = min(max(round(random.gauss(*row["age"])), 52), 101)
        born = self.people.born(fell, age)
        patient = Patient(self.people.number(born, sex), sex, born, site, fell, drawn=True, well=random.random() < 0.3)
        codes, said = [random.choice(row["codes"])], dict[str, Any]()
        kinds = self.figures["unconfirmed"]
        draw = random.random()
        if site == "vertebra" and draw < kinds["finding"] / row["share"] * sum(one["share"] for one in sites.values()):
            said["finding"] = True
        elif draw < kinds["unclear"]:
            codes = [random.choice(self.figures["unclear"])]
        elif random.random() < self.figures["high_energy"]:
            said["energy"] = "high"
        said["ward"] = random.random() < row["ward"]
        self._arrives(patient, codes, said)
        if random.random() < row["dead"][sex == "male"]:
            self._tell(patient, fell + timedelta(days=1 + int(YEAR * random.random() ** 2)), "died")
        if random.random() < self.figures["moved"]:
            self._tell(patient, fell + timedelta(days=random.randint(30, YEAR)), "moved")
        patient.waits = "finding" in said or codes[0] in self.figures["unclear"]
        self._follow(patient, "to_confirm" if patient.waits else "fracture", fell)

    def _fell(self) -> date:
        """A day, more of them in winter; some in the time before the year."""
        random, months = self.random, self.figures["months"]
        while True:
            early = random.random() < self.figures["earlier"]
            back = random.randrange(YEAR, YEAR + EARLIER) if early else random.randrange(YEAR)
            fell = self.day - timedelta(days=back)
            if random.random() * max(months) < months[fell.month - 1]:
                return fell

    def _scripted(self, script: Mapping[str, Any]) -> None:
        """A patient as demo.yaml tells them."""
        codes = script.get("codes", [])
        site = next((site for site, row in self.figures["sites"].items() if set(codes) & set(row["codes"])), "vertebra")
        fell = self.day - timedelta(days=script["fell"])
        sex: Sex = self.random.choice(("female", "female", "male"))
        born = self.people.born(fell, script.get("age") or self.random.randint(66, 74))
        number, well = script.get("number"), script.get("well", False)
        if number is None:
            patient = Patient(self.people.number(born, sex), sex, born, site, fell, drawn=False, well=well)
        else:
            patient = Patient(number, sex, None, site, fell, drawn=False, well=well)
        self._arrives(patient, codes, script)
        script_of = list(script.get("told", ()))
        if any(what in _BY_DRUG and days < script["fell"] for days, what, _ in script_of):
            script_of += [[script["fell"] - days, what, {}] for what, days in self.figures["investigated"].items()]
        for days, what, said in script_of:
            dated = {name: self._inside(value) if name in _DATES else value for name, value in said.items()}
            self._tell(patient, self.day - timedelta(days=days), what, **dated)

    def _inside(self, days: int) -> str:
        return (self.day - timedelta(days=days)).isoformat()

    def _arrives(self, patient: Patient, codes: Sequence[str], said: Mapping[str, Any]) -> None:
        """The messages of the visit: one, or for a stay one when it begins and one when it ends."""
        random = self.random
        hospitals = self.figures["hospitals"]
        (hospital,) = random.choices(hospitals, [one["share"] for one in hospitals])
        finding = self.figures["finding"] if said.get("finding") else None
        unit = hospital["units"][-1 if finding else 0]
        wards = [ward for one in hospital["units"] for ward in one["wards"]]
        ward = random.choice(wards) if said.get("ward") and not finding else None
        cause = _HIGH if said.get("energy") == "high" else _LOW
        told = coded(diagnoses_of(() if finding else [Code("icd10", code) for code in (*codes, cause)]))
        visit = f"B{next(self.places):06}"
        other = said.get("other_number") and patient.born and self.people.number(patient.born, patient.sex, True)
        person = self.people.person(patient.number, patient.sex, bool(said.get("protected")))
        merges = (Merge(other),) if other else ()
        stay = None
        if ward is not None:
            left = random.gauss(*self.figures["sites"][patient.site]["stay"])
            stay = patient.fell + timedelta(days=max(2, round(left))) if patient.drawn else None
        for sent in (patient.fell, stay):
            if sent is not None and sent <= self.day:
                ended = sent if sent == stay else None
                one = Visit(patient.fell, unit["unit"], ward, *told, finding=finding, discharged=ended, number=visit)
                self._send(sent, person, visits=(one,), merges=merges)
        if said.get("cancelled"):
            self._send(patient.fell + timedelta(days=1), person, cancels=visit)
        if stay is not None and patient.born is not None and self._high_risk(patient):
            self._tell(patient, stay, "start", first="zoledronic_acid" if random.random() < 0.6 else "denosumab")

    def _high_risk(self, patient: Patient) -> bool:
        """Of high risk on a ward, and started before discharge as the guideline says (CARE-2)."""
        old = patient.born is not None and (between("years", patient.born, patient.fell) or 0) >= 76
        early = self.random.random() < self.figures["before_discharge"]
        return old and early and patient.site in ("hip", "vertebra")

    def _send(self, sent: date, person: Person, **said: Any) -> None:
        message = Message(DEMO_SOURCE, f"demo-{next(self.places):06}", person, sent=sent, **said)
        self.messages.append((sent, message))

    # WHAT FOLLOWS

    def _tell(self, patient: Patient, day: date, what: str, **said: Any) -> None:
        if day <= self.day:
            heappush(self.queue, Told(max(day, patient.fell), next(self.places), day, what, said, patient))

    def _follow(self, patient: Patient, what: str, day: date, **said: Any) -> None:
        """Draw what happens next, where anything does."""
        draw = self.random.random()
        for likelihood, following, least, most in self.figures["course"].get(what, ()) if patient.drawn else ():
            if draw < likelihood:
                self._tell(patient, day + timedelta(days=self.random.randint(least, most)), following, **said)
                return

    def _months(self, first: date) -> Iterator[date]:
        """The last day of each month from that day on, and the day itself."""
        while first <= self.day:
            following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
            yield min(following - timedelta(days=1), self.day)
            first = following

    def _month(self, end: date) -> None:
        """The messages of a month, and then what was done in it."""
        sent = list(takewhile(lambda one: one[0] <= end, self.messages))
        del self.messages[: len(sent)]
        actor = self._chain(end, DEMO_SOURCE).actor
        for _ in take_in(self.database, self.keys, actor, (one for _, one in sent), DEMO_SOURCE):
            pass
        chain = self._chain(end, self.random.choice(self.figures["coordinators"]))
        with chain.book() as book:
            asked = sa.select(tables.episode).order_by(tables.episode.c.fracture_date, tables.episode.c.id)
            episodes = {row.person: row for row in book.connection.execute(asked)}
            while self.queue and self.queue[0].known <= end:
                told = heappop(self.queue)
                row = episodes.get(patient_digest(self.keys, told.of.number))
                if row is not None and not told.of.gone:
                    self._happens(chain, book, row, told)

    def _happens(self, chain: Chain, book: Book, row: sa.Row[Any], told: Told) -> None:
        """It is recorded, and what follows is drawn."""
        patient, day, said = told.of, told.day, dict(told.said)
        match told.what:
            case "judge" | "claim" | "snooze" | "withdraw":
                self.last.append(told)
                return
            case "confirmed" | "refuted":
                patient.waits, patient.gone = False, told.what == "refuted"
                said = {"about": row.id} | ({"site": patient.site} if told.what == "confirmed" else {})
                self._record(book, row, told, told.what, said)
            case _ if patient.waits:
                return  # nobody does anything before it is confirmed
            case "assess":
                answer = assessed(chain, book, row, self.people.facts(patient, day), day=day)
                chosen = answer.findings["first_choice"]
                if chosen is not None and patient.drug is None:
                    self._follow(patient, "indicated", day, first=chosen["drug"])
            case "start":
                if patient.drug is not None:
                    return
                given = said["first"] in ("denosumab", "zoledronic_acid") and self.random.random() < 0.7
                said = {"drug": said["first"]} | ({"requisition": True} if given else {})
                self._record(book, row, told, "treatment_started", said)
                self._doses(patient, said["drug"], day)
            case "dose_given":
                if patient.drug == said["drug"]:
                    self._record(book, row, told, told.what, said)
                return
            case "tell" | "recommend":
                self._record(book, row, told, "recommendation_sent", {"to": "primary_care"})
            case "3_months" | "12_months" | "dxa_2_years":
                said |= {} if said else {"on_drug": patient.drug is not None}
                self._record(book, row, told, "followed_up", {"at": told.what, **said})
            case "excluded":
                self._record(book, row, told, told.what, said or {"reason": "lives_elsewhere"})
            case _:
                self._record(book, row, told, told.what, said)
        self._after(patient, told)

    def _after(self, patient: Patient, told: Told) -> None:
        if told.what == "dxa_done" and patient.drawn:
            for kind, likelihood in self.figures["beside"].items():
                if self.random.random() < likelihood:
                    self._tell(patient, told.day, kind)
        patient.gone = patient.gone or (told.what in ("died", "moved") and patient.drawn)
        if told.what in ("treatment_stopped", "treatment_paused"):
            patient.drug = None
        elif "drug" in told.said:
            patient.drug = told.said["drug"]
        self._follow(patient, told.what, told.day)

    def _doses(self, patient: Patient, drug: str, day: date) -> None:
        """The doses to come, each counted from the one before, which may have been late."""
        patient.drug = drug
        every = {"denosumab": 181, "zoledronic_acid": 363}.get(drug)
        while every is not None and day <= self.day:
            late = self.random.randint(*self.figures["dose_late_days"])
            day += timedelta(days=every + (late if self.random.random() < self.figures["dose_late"] else 0))
            self._tell(patient, day, "dose_given", drug=drug, requisition=True)

    def _record(self, book: Book, row: sa.Row[Any], told: Told, kind: str, said: Mapping[str, Any]) -> None:
        of_episode = EPISODE in FIELDS[kind]
        event_id = self.keys.digest("demo", f"{self.day} {told.place}")[:32]
        data = {EPISODE: row.id, **said} if of_episode else said
        self.recorded[told.of.number, kind] = book.append(row.person, kind, told.day, data, event_id)
        book.tell(kind, row.person, row.id)

    def _command(self, chain: Chain, told: Told) -> None:
        """What is done on the day itself, through the commands that people use."""
        said = told.said
        person = patient_digest(self.keys, told.of.number)
        with self.database.reading() as connection:
            asked = sa.select(tables.episode.c.id).where(tables.episode.c.person == person)
            episode = connection.scalars(asked).one()
        match told.what:
            case "judge":
                judge(chain, episode, said["confirmed"], reason=said.get("reason"))
            case "claim":
                claim(chain, episode, said["step"])
            case "snooze":
                snooze(chain, episode, said["step"], date.fromisoformat(said["until"]), said["reason"])
            case "withdraw":
                withdraw(chain, self.recorded[told.of.number, "invited"], said["reason"])
