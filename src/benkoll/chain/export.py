"""The chain pseudonymised: episodes, events and facts as codes and days; no name, number, address, text or own id.

A pseudonym is a keyed digest of the person and the project: the same person has another in the next project, and nobody
finds either without the key. Days can be moved, each person's by one amount, so that all intervals stay. It is still
personal data: who knows a patient's fractures to the day can find them again.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from benkoll.chain.blocking import blocked_units
from benkoll.chain.commands import Chain
from benkoll.chain.course import TREATMENT, course
from benkoll.chain.events import DRUGS, EPISODE, EXCLUDED, FOLLOW_UPS, SITES, Event
from benkoll.chain.fractures import birth_date
from benkoll.chain.indicator_cases import Case, cases
from benkoll.chain.indicator_reads import events_by_person, everybody, hospital_of, hospitals_of
from benkoll.chain.persons import known_of
from benkoll.facts.registry import registry
from benkoll.guideline.build import load
from benkoll.logic.calendar import add_days, between
from benkoll.store.keys import Keys

Row = dict[str, Any]
OLDEST = 90
"""Whoever is so old or older has this age."""

MOST_DAYS = 365
"""So far back, at most, are the days of a person moved."""

KEPT_OUT = ("person", "note", "claimed", "released", "snoozed", "merged", "unmerged", "withdrawn", "cancelled")
"""Kinds of event that are not exported: they speak of identities, of staff, or in free text."""

DIAGNOSIS = re.compile(r"[A-Z][0-9]{2}(\.?[0-9A-Z]{1,3})?")
FLAGS = ("low_energy", "tumour", "femur_shaft", "vfa", "requisition", "on_drug")
DAYS = ("until", "discharged", "appointment")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "site": SITES,
    "side": ("left", "right"),
    "indicated": ("yes", "no", "unknown"),
    "first_choice": (*DRUGS, "none"),
    "to": ("primary_care", "clinic", "ward"),
    "drug": DRUGS,
    "at": FOLLOW_UPS,
    "reason": EXCLUDED,
}
"""What an event says that is one of few words; anything else that stands there is left out."""

DRUG_FACTS = (
    *("osteoporosis_drug", "previous_osteoporosis_drug", "drug_start_date", "drug_stop_date"),
    *("last_dose_date", "denosumab_last_dose_date"),
)
OF_PERSON = ("patient_id", "birth_date", "age", "sex", "assessment_date")
PRIOR: Mapping[str, str] = {"hip": "prior_hip_fracture", "vertebra": "prior_vertebral_fracture"}


@dataclass(frozen=True, slots=True)
class Disguise:
    """How a person, an episode and a unit are called in one export, and where a person's days are."""

    keys: Keys
    project: str
    shift: bool

    def name(self, kind: str, real: str) -> str:
        """The pseudonym of an id of this kind."""
        return self.keys.digest(f"export {kind}", f"{self.project}\0{real}")[:32]

    def day(self, person: str, real: date | None) -> date | None:
        """The day as the export has it."""
        if real is None or not self.shift:
            return real
        return add_days(
            real, -1 - int(self.keys.digest("export shift", f"{self.project}\0{person}")[:12], 16) % MOST_DAYS
        )


@dataclass
class Export:
    """The tables. `protected`, `blocked`: how many persons are left out for their identity is protected, or for
    something of theirs is blocked. `identities`: those of whoever is in it -> their person, for what other rooms keep.
    """

    episodes: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    facts: list[Row] = field(default_factory=list)
    patients: int = 0
    protected: int = 0
    blocked: int = 0
    without_age: int = 0
    identities: dict[str, str] = field(default_factory=dict)


def disguise_of(chain: Chain, project: str | None, shift: bool) -> Disguise:
    """The disguise of one export; without a project the pseudonyms are of this once."""
    return Disguise(chain.keys, project or secrets.token_hex(16), shift)


def export(chain: Chain, project: str | None, disguise: Disguise, facts: bool) -> Export:
    """Everybody in the chain with an episode; each is logged."""
    made = Export()
    with chain.book() as book:
        hospitals = hospitals_of(book.connection)
        for person, events in events_by_person(book.connection, chain.keys, everybody(book.connection)):
            found = cases(events, chain.day, person)
            if not found:
                continue
            if known_of(found[0].events, person).get("protected"):
                made.protected += 1
                continue
            if blocked_units(events):  # what is left would say no where nothing may be told
                made.blocked += 1
                continue
            _add(made, person, found, disguise, hospitals, facts)
            book.tell("export", person, project)
    made.episodes.sort(key=lambda row: (row["patient"], row["fracture_date"], row["episode"]))
    made.events.sort(key=lambda row: (row["patient"], row["number"]))
    made.facts.sort(key=lambda row: str(row["patient_id"]))
    return made


def _add(
    made: Export, person: str, found: Sequence[Case], disguise: Disguise, hospitals: Mapping[str, str], facts: bool
) -> None:
    made.patients += 1
    made.identities |= {person: person} | {event.person: person for event in found[0].events}
    made.episodes += [_episode(case, disguise, hospitals) for case in found]
    made.events += _events(person, found, disguise)
    if facts:
        row = facts_of(person, found, disguise)
        made.facts += [row] if row is not None else []
        made.without_age += row is None


def age_of(events: Sequence[Event], day: date) -> int | None:
    """In whole years; all of 90 and more are 90."""
    born = birth_date(events)
    years = None if born is None else between("years", born, day)
    return None if years is None else min(int(years), OLDEST)


# EPISODES AND EVENTS


def _episode(case: Case, disguise: Disguise, hospitals: Mapping[str, str]) -> Row:
    unit = case.episode.told("unit")
    hospital = hospital_of(unit, hospitals)
    return {
        "patient": disguise.name("patient", case.person),
        "episode": disguise.name("episode", case.episode.id),
        "fracture_date": disguise.day(case.person, case.fractured),
        "age": age_of(case.events, case.fractured),
        "sex": case.sex,
        "site": case.site,
        "side": case.episode.fracture.side,
        "low_energy": case.episode.fracture.low_energy,
        "verdict": case.episode.fracture.verdict,
        "state": case.episode.state,
        "excluded": case.excluded,
        "unit": None if unit is None else disguise.name("unit", unit),
        "hospital": None if hospital is None else disguise.name("unit", hospital),
        "started_on": disguise.day(case.person, case.episode.started_on),
        "closed_on": disguise.day(case.person, case.episode.closed_on),
    }


def _events(person: str, found: Sequence[Case], disguise: Disguise) -> list[Row]:
    of_report = {report: case.episode.id for case in found for report in case.episode.fracture.ids}
    told = sorted(found[0].events, key=lambda one: (one.day, one.seq, one.id))
    rows = list[Row]()
    for number, one in enumerate((one for one in told if one.kind not in KEPT_OUT), 1):
        named = one.data.get(EPISODE) or one.data.get("about") or one.id
        row = {
            "patient": disguise.name("patient", person),
            "episode": disguise.name("episode", of_report[named]) if named in of_report else None,
            "number": number,
            "kind": one.kind,
            "day": disguise.day(person, one.day),
        }
        rows.append(row | _said(one, person, disguise))
    return rows


def _said(one: Event, person: str, disguise: Disguise) -> Row:
    """What the event says in codes, flags and days."""
    said: Row = {name: one.data.get(name) for name in FLAGS}
    said |= {name: one.data[name] if one.data.get(name) in may_be else None for name, may_be in CHOICES.items()}
    code, codes = str(one.data.get("code", "")), one.data.get("codes", ())
    said["code"] = code if DIAGNOSIS.fullmatch(code) else None
    said["codes"] = [name for name in codes if name in load().recommendations]
    for name in DAYS:
        day = one.data.get(name)
        said[name] = None if day is None else disguise.day(person, date.fromisoformat(day))
    return said


# FACTS


def facts_of(person: str, found: Sequence[Case], disguise: Disguise) -> Row | None:
    """A person as the input contract has it, on the last day of which something is told; None where no age is known.

    What the latest assessment was made of, and above it what the chain knows of fractures, drug and death.
    """
    events = found[0].events
    assessed = [one for one in events if one.kind == "assessed"]
    stated = dict(assessed[-1].data["whole"].get("facts", {})) if assessed else {}
    known = {
        name: date.fromisoformat(value) if registry()[name].type == "date" else value
        for name, value in stated.items()
        if name in registry() and name not in OF_PERSON and value is not None
    }
    known = _with_fractures(known, found)
    if any(one.kind in TREATMENT for one in events):
        known = {name: value for name, value in known.items() if name not in DRUG_FACTS} | _drug(events)
    if any(one.kind == "died" for one in events):
        known["deceased"] = True
    days = [value for value in known.values() if isinstance(value, date)]
    days += [one.day for one in events if one.kind not in KEPT_OUT]
    day = max(value for value in days if value <= found[0].day)
    age = age_of(events, day)
    if age is None:
        return None
    moved = {name: disguise.day(person, value) if isinstance(value, date) else value for name, value in known.items()}
    return moved | {
        "patient_id": disguise.name("patient", person),
        "assessment_date": disguise.day(person, day),
        "age": float(age),
        "sex": found[0].sex,
    }


def _with_fractures(known: Row, found: Sequence[Case]) -> Row:
    """The fractures that the chain counts, above what was stated of them."""
    broken = [case for case in found if case.excluded is None and not case.to_confirm and case.site is not None]
    if not broken:
        return known
    made = known | {PRIOR.get(str(case.site), "prior_other_fragility_fracture"): True for case in broken}
    last = broken[-1]
    if (known.get("latest_fracture_date") or date.min) <= last.fractured:
        made |= {"latest_fracture_date": last.fractured, "latest_fracture_site": last.site}
    count = known.get("fragility_fracture_count")
    if count is not None and count < len(broken):
        del made["fragility_fracture_count"]
    return made


def _drug(events: Sequence[Event]) -> Row:
    """Where the treatment stands."""
    now = course(events)
    if now.drug is None:
        left = {"previous_osteoporosis_drug": now.left, "drug_stop_date": now.stopped_on or now.paused_on}
        return {"osteoporosis_drug": "none", **{name: value for name, value in left.items() if value is not None}}
    doses = {"drug_start_date": now.since, "last_dose_date": now.last_dose}
    doses |= {"denosumab_last_dose_date": now.last_dose} if now.drug == "denosumab" else {}
    return {"osteoporosis_drug": now.drug, **{name: value for name, value in doses.items() if value is not None}}
