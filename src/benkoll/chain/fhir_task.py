"""The chain's items as FHIR R4 Tasks, and what an episode was assessed to as RiskAssessment and CarePlan.

Whoever is given out is logged in the same transaction, as on the worklist. What must be done is a plan of the chain, so
a Task is never ordered; it is gone when it is done, for the chain follows from what has happened.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from benkoll.chain.assessing import kept
from benkoll.chain.book import Book
from benkoll.chain.commands import Chain, episode_row
from benkoll.chain.identifiers import identifier
from benkoll.chain.reads import Due, Filter, due_of, episodes, worklist
from benkoll.chain.steps import DENOSUMAB
from benkoll.chain.words import ROLES, STEPS, reason, site_name
from benkoll.errors import Absent, Lang
from benkoll.exchange.fhir.alone import plan_alone, risk_alone
from benkoll.exchange.fhir.write import bundle

STEP, ROLE, USER, EPISODE = (f"urn:benkoll:{name}" for name in ("step", "role", "user", "episode"))
SYSTEMS: Mapping[str, str] = {
    "personnummer": "http://electronichealth.se/identifier/personnummer",
    "samordningsnummer": "http://electronichealth.se/identifier/samordningsnummer",
    "reserve": "urn:benkoll:reserve_number",
}
"""By which systems of identity numbers patients are named (HL7 Sweden's base profiles)."""
FREE, TAKEN = "requested", "accepted"
STATUSES = (FREE, TAKEN)
_ID = 32

Task = dict[str, Any]


def subject_of(person_id: str) -> dict[str, Any]:
    """A reference to a patient, by their number: there is no Patient to be read here."""
    return {"type": "Patient", "identifier": {"system": SYSTEMS[identifier(person_id).type], "value": person_id}}


# TASKS


def tasks(
    chain: Chain,
    person_id: str | None,
    status: str | None,
    owner: str | None,
    limit: int,
    skip: int,
    lang: Lang,
) -> list[Task]:
    """The tasks of today, as the worklist has them: of one person, free or taken, of one owner."""
    if status == FREE and owner is not None:
        return []
    owner = owner or {FREE: "-", TAKEN: "*"}.get(status or "")
    found = worklist(chain, Filter(owner=owner, person_id=person_id), limit, skip)
    return [task_of(one, chain.day, lang) for one in found]


def task(chain: Chain, task_id: str, lang: Lang) -> Task:
    """One task; Absent where it is none that may be seen, or is done."""
    episode, key = key_of(task_id)
    try:
        due = due_of(chain, episode, key)
    except Absent:
        due = None
    if due is None:
        raise _no_task()
    return task_of(due, chain.day, lang)


def id_of(episode: str, key: str) -> str:
    """The task's id: the episode's and the step's, in the signs that FHIR allows."""
    return f"{episode}-{key.replace('_', '-').replace(':', '.')}"


def key_of(task_id: str) -> tuple[str, str]:
    """The episode and the key that an id was made of."""
    episode, key = task_id[:_ID], task_id[_ID + 1 :]
    step, _, day = key.partition(".")
    step = step.replace("-", "_")
    if len(episode) != _ID or task_id[_ID : _ID + 1] != "-" or step not in STEPS:
        raise _no_task()
    return episode, f"{step}:{day}" if day else step


def _no_task() -> Absent:
    return Absent("uppgiften finns inte", "there is no such task")


def task_of(one: Due, day: date, lang: Lang) -> Task:
    """An item of the worklist as a Task."""
    taken: Task = {} if one.owner is None else {"owner": {"identifier": {"system": USER, "value": one.owner}}}
    return {
        "resourceType": "Task",
        "id": id_of(one.episode, one.key),
        "groupIdentifier": {"system": EPISODE, "value": one.episode},
        "status": FREE if one.owner is None else TAKEN,
        "intent": "plan",
        "priority": _priority(one),
        "code": _coded(STEP, one.step, STEPS[one.step][lang]),
        "description": reason(one.step, one.why, one.due, day, lang),
        "for": subject_of(one.person_id),
        "performerType": [_coded(ROLE, one.role, ROLES[one.role][lang])],
        **taken,
        "reasonCode": {"text": f"{site_name(one.site, lang)} {one.fracture_date}"},
        "restriction": {"period": {"start": one.shows.isoformat(), "end": one.due.isoformat()}},
    }


def _priority(one: Due) -> str:
    """A dose of denosumab does not wait; nor does what is late, but less."""
    if one.weight == DENOSUMAB:
        return "asap" if one.late else "urgent"
    return "urgent" if one.late else "routine"


def _coded(system: str, code: str, text: str) -> Task:
    return {"coding": [{"system": system, "code": code, "display": text}], "text": text}


# ASSESSMENTS


def assessed_risk(chain: Chain, named: str) -> dict[str, Any]:
    """The risk that the episode's latest assessment stands on; Absent where none is known."""
    made, number = _answer(chain, named)
    risk = risk_alone(made, named, subject_of(number))
    if risk is None:
        raise _not_assessed()
    return risk


def assessed_plan(chain: Chain, named: str) -> dict[str, Any]:
    """What the episode's latest assessment proposes; Absent where there is none."""
    made, number = _answer(chain, named)
    return plan_alone(made, named, subject_of(number))


def assessed_of(chain: Chain, person_id: str) -> list[str]:
    """The episodes of a person that have been assessed."""
    found = episodes(chain, None, person_id)
    return [one.row["id"] for one in found if any(act.kind == "assessed" for act in one.acts)]


def _answer(chain: Chain, named: str) -> tuple[dict[str, Any], str]:
    """The answer as a Bundle, and the patient's number."""
    with chain.book() as book:
        row = _row(book, named)
        found = kept(book, row.id)
        if found is None:
            raise _not_assessed()
        book.tell("episode", row.person, row.id)
    return bundle([found.assessment]), str(found.facts.facts["patient_id"])


def _row(book: Book, named: str) -> Any:
    """The episode, by its whole id, which is the resource's."""
    try:
        row = episode_row(book, named)
    except Absent:
        raise _not_assessed() from None
    if row.id != named:
        raise _not_assessed()
    return row


def _not_assessed() -> Absent:
    return Absent("ingen bedömning finns", "there is no assessment")
