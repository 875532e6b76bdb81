"""A bulk export's patients to messages of visits: one for each encounter that may concern the chain.

A message's id is made of what it says, so an export that is sent again says nothing new, and one that says more of an
encounter is a message of its own: which reports are of one fracture is the chain's to say. Of who has no fracture, only
death and other identities are told, for those who are in the chain already.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from benkoll.errors import Problem
from benkoll.exchange.fhir.bulk import BadLine, Placed, Sorted
from benkoll.exchange.fhir.shapes import Json, object_of, objects, text_of
from benkoll.exchange.visits.bundles import message_of
from benkoll.exchange.visits.fields import Fields
from benkoll.exchange.visits.visit import Message, Refused

OF_VISITS = ("Encounter", "Condition", "Procedure", "DiagnosticReport")
SENDER = "fhir-bulk"

_NO_PATIENT = (
    "patienten saknas i exporten: {} resurser är inte inlästa; ta med Patient",
    "the patient is missing in the export: {} resources are not read; put Patient in",
)
_LINK = (
    "säger inte vilken identitet: ange other.identifier; länken är inte läst",
    "does not say which identity: state other.identifier; the link is not read",
)


def refused(line: BadLine) -> Refused:
    """A line set aside, as a message that cannot be used is."""
    return Refused(line.problems, line.raw)


def messages(export: Sorted, sender: str = SENDER) -> Iterator[Message | Refused]:
    """The messages of every patient of an export; what cannot be used is told with its file and line."""
    for resources in export.patients():
        yield from _of_patient(export, resources, sender)


def _of_patient(export: Sorted, resources: Sequence[Placed], sender: str) -> Iterator[Message | Refused]:
    patients = [one for one in resources if one.body["resourceType"] == "Patient"]
    visits = [one for one in resources if one.body["resourceType"] in OF_VISITS]
    if not patients:
        if visits:
            yield _without(visits)
        return
    whole = list[Json]()
    for one in patients:
        body, wrong = _known_links(one)
        whole.append(body)
        yield from wrong
    for group in _groups(visits):
        found = _message(export, whole, group, sender, group)
        if isinstance(found, Refused) or _concerns(found):
            yield found
    if any(map(_tells, whole)):
        alone = _message(export, whole, patients, sender, ())
        if isinstance(alone, Message) and _concerns(alone):  # without an identity there is nobody to tell it of
            yield alone


def _tells(patient: Json) -> bool:
    """Whether Patient may say more than who it is: death, or another identity."""
    return bool(
        patient.get("deceasedBoolean")
        or patient.get("deceasedDateTime")
        or patient.get("link")
        or len(objects(patient.get("identifier"))) > 1
    )


def _concerns(one: Message) -> bool:
    """Whether the chain may have to know."""
    visits = any(visit.fractures or visit.unclear or visit.finding for visit in one.visits)
    person = one.person.dead or one.person.deceased is not None or bool(one.merges or one.person.other_ids)
    return visits or one.cancels is not None or (person and not one.visits)


def _message(
    export: Sorted, patients: Sequence[Json], group: Sequence[Placed], sender: str, visits: Sequence[Placed]
) -> Message | Refused:
    """The message of these visits of a patient; it stands where the first of the group does."""
    told = [one.body for one in visits]
    resources = [*patients, *told, *export.pointed_at(told)]
    body = {
        "resourceType": "Bundle",
        "type": "collection",
        "identifier": {"system": sender},
        "entry": [{"resource": one} for one in sorted(resources, key=_in_order)],
    }
    first = min(group, key=lambda one: (one.body["resourceType"] != "Encounter", one.file, one.row))
    raw = json.dumps(body, ensure_ascii=False).encode()
    found = message_of(Fields(first.row), body, raw)
    if isinstance(found, Message):
        return replace(found, row=first.row)
    return replace(found, problems=tuple(replace(one, file=first.file, row=first.row) for one in found.problems))


def _in_order(one: Json) -> str:
    return json.dumps(one, sort_keys=True)


def _groups(visits: Sequence[Placed]) -> Iterator[list[Placed]]:
    """What belongs to each encounter; what has none by its day."""
    listed = _listed(visits)
    groups = defaultdict[str, list[Placed]](list)
    for one in visits:
        groups[_encounter(one.body, listed)].append(one)
    yield from (groups[name] for name in sorted(groups))


def _listed(visits: Sequence[Placed]) -> dict[str, str]:
    """Condition -> the encounter that lists it."""
    return {
        _last(object_of(diagnosis.get("condition"))): f"Encounter/{text_of(one.body.get('id'))}"
        for one in visits
        if one.body["resourceType"] == "Encounter"
        for diagnosis in objects(one.body.get("diagnosis"))
    }


def _encounter(body: Json, listed: dict[str, str]) -> str:
    kind, id_ = body["resourceType"], text_of(body.get("id"))
    if kind == "Encounter":
        return f"Encounter/{id_}"
    named = _last(object_of(body.get("encounter"))) or listed.get(f"{kind}/{id_}", "")
    if named.startswith("Encounter/"):
        return named
    days = ("onsetDateTime", "onsetPeriod", "effectiveDateTime", "performedDateTime", "recordedDate", "issued")
    day = next((text for name in days if (text := _start(body.get(name)))), "")
    return f"day {day[:10]}"


def _start(value: Any) -> str:
    return text_of(object_of(value).get("start") if isinstance(value, dict) else value)


def _last(reference: Json) -> str:
    address = text_of(reference.get("reference")).partition("/_history/")[0]
    return "/".join(address.split("/")[-2:])


def _known_links(one: Placed) -> tuple[Json, list[Refused]]:
    """Patient without the links that name no identity, and these set aside: the other Patient stands elsewhere."""
    links = objects(one.body.get("link"))
    known = [link for link in links if objects(object_of(link.get("other")).get("identifier"))]
    merging = [link for link in links if link not in known and link.get("type") in ("replaces", "replaced-by")]
    body = {name: value for name, value in one.body.items() if name != "link"}
    raw = json.dumps(one.body, ensure_ascii=False).encode()
    wrong = [Refused((Problem(*_LINK, fact="Patient.link", row=one.row, file=one.file),), raw) for _ in merging[:1]]
    return body | ({"link": known} if known else {}), wrong


def _without(visits: Sequence[Placed]) -> Refused:
    first = min(visits, key=lambda one: (one.file, one.row))
    sv, en = (text.format(len(visits)) for text in _NO_PATIENT)
    body = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one.body} for one in visits]}
    raw = json.dumps(body, ensure_ascii=False).encode()
    return Refused((Problem(sv, en, fact="Patient", row=first.row, file=first.file),), raw)
