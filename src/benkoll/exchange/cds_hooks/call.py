"""A call of a service: its form checked, its patient's resources taken out, and read to facts."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from benkoll.errors import InputError, Problem
from benkoll.exchange.cds_hooks.services import PATIENT, SAYS, HookService, templates
from benkoll.exchange.fhir.person import PERSONAL_NUMBERS
from benkoll.exchange.fhir.read import FhirRecord, facts_of
from benkoll.exchange.fhir.shapes import Json, object_of, objects, text_of
from benkoll.exchange.read import Record, record_of
from benkoll.exchange.rows import Row

ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
"""A FHIR id: nothing that could lead an address elsewhere."""
REFERENCE = re.compile(r"[A-Za-z]{1,40}/[A-Za-z0-9\-.]{1,64}")
TRIES = 4
"""How often facts that cannot be used are taken out, each time all that are named."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `found`: prefetch key -> what came for it; what did not come is not in it, and is unknown."""

    service: HookService
    instance: str
    patient: str
    user: str
    context: Json
    found: Mapping[str, Json]
    fhir_server: str | None
    access_token: str | None = None

    @property
    def reference(self) -> str:
        """How resources point at the patient."""
        return f"Patient/{self.patient}"

    def missing(self) -> tuple[str, ...]:
        """The prefetch keys that nothing came for."""
        return tuple(key for key in self.service.keys if key not in self.found)

    def queries(self) -> Mapping[str, str]:
        """Missing key -> its query on the FHIR server, filled in."""
        return {key: templates()[key].replace(PATIENT, self.patient) for key in self.missing()}

    def whole(self, declared: Collection[str]) -> frozenset[str]:
        """Of the kinds of source declared whole, those of which everything came, and to its last page."""
        came = {key for key, value in self.found.items() if not _goes_on(value)}
        return frozenset(kind for kind in declared if kind in SAYS and came.issuperset(SAYS[kind]))


def _goes_on(value: Json) -> bool:
    return any(link.get("relation") == "next" for link in objects(value.get("link")))


def read_call(service: HookService, body: object) -> Call:
    """The call that the body is; InputError, with every field that is wrong, where it is none of this service."""
    said = object_of(body)
    context = object_of(said.get("context"))
    problems = []
    if said.get("hook") != service.hook:
        problems.append(_wrong("hook", said.get("hook"), service.hook))
    if not text_of(said.get("hookInstance")) or len(text_of(said.get("hookInstance"))) > 100:
        problems.append(_wrong("hookInstance", said.get("hookInstance"), "UUID"))
    if not ID.fullmatch(text_of(context.get("patientId"))):
        problems.append(_wrong("context.patientId", context.get("patientId"), "FHIR id"))
    needs_user = service.hook != "encounter-discharge" or "userId" in context
    if needs_user and not REFERENCE.fullmatch(text_of(context.get("userId"))):
        problems.append(_wrong("context.userId", context.get("userId"), "Practitioner/id"))
    for name in _needed(service.hook):
        if not context.get(name):
            problems.append(_wrong(f"context.{name}", context.get(name), "not empty"))
    if problems:
        raise InputError(problems)
    found = {key: value for key in service.keys if (value := _came(object_of(said.get("prefetch")).get(key)))}
    return Call(
        service,
        text_of(said.get("hookInstance")),
        text_of(context["patientId"]),
        text_of(context.get("userId")),
        context,
        found,
        text_of(said.get("fhirServer")).rstrip("/") or None,
        text_of(object_of(said.get("fhirAuthorization")).get("access_token")) or None,
    )


def _came(value: object) -> Json:
    """What came for a key; a failed query's OperationOutcome is nothing."""
    one = object_of(value)
    return {} if one.get("resourceType") in (None, "OperationOutcome") else one


def _needed(hook: str) -> tuple[str, ...]:
    return {
        "order-select": ("draftOrders", "selections"),
        "order-sign": ("draftOrders",),
        "appointment-book": ("appointments",),
        "encounter-discharge": ("encounterId",),
    }.get(hook, ())


def _wrong(field: str, value: object, allowed: str) -> Problem:
    shown = None if value is None else str(value)[:60]
    return Problem(f"ska vara: {allowed}", f"must be: {allowed}", fact=field, value=shown)


# TO FACTS


def record(resources: Sequence[Json], reference: str, day: date) -> FhirRecord:
    """What the resources say of this patient, and of nobody else."""
    found = [one for one in facts_of(resources, day, tell_ignored=False) if one.patient_ref == reference]
    return found[0] if found else FhirRecord(reference, {}, (), (), {})


@dataclass(frozen=True, slots=True)
class Usable:
    """The patient, and the facts that were taken out because they cannot be, or contradict each other."""

    patient: Record | None
    unusable: tuple[str, ...]


def usable(raw: Mapping[str, Any], day: date, complete: Collection[str]) -> Usable:
    """The facts settled; a fact that cannot be used is unknown, and is named. No patient: the age is not known."""
    facts, out = dict(raw), list[str]()
    for _ in range(TRIES):
        if not {"birth_date", "age"} & facts.keys():
            break
        read = record_of(Row(1, facts), day, complete)
        if isinstance(read, Record):
            return Usable(read, tuple(out))
        wrong = {(problem.fact or "").partition(".")[0].partition("[")[0] for problem in read.problems} & facts.keys()
        if not wrong:
            break
        out += sorted(wrong)
        facts = {name: value for name, value in facts.items() if name not in wrong}
    return Usable(None, tuple(out))


def identity_number(found: Mapping[str, Json]) -> str | None:
    """The patient's identity number as the EHR writes it, for the access log."""
    for one in objects(found.get("patient", {}).get("identifier")):
        if any(part in text_of(one.get("system")) for part in PERSONAL_NUMBERS) and text_of(one.get("value")):
            return text_of(one.get("value"))
    return None
