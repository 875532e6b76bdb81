"""The log as FHIR R4 AuditEvents, in the manner of IHE's Basic Audit Log Patterns; and its entries asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from benkoll.audit.log import Entry
from benkoll.audit.tables import entry

READS = (
    *("worklist", "episodes", "episode", "letters", "indicator", "indicators", "log", "log extract", "blocked told"),
    *("image opened", "reading opened", "reading shown", "reading compared", "readings listed", "readings waiting"),
    *("density opened", "densities listed", "truth opened", "training listed"),
)
ACT, USER, UNIT, COMMISSION, PATIENT, OBJECT = (
    f"urn:benkoll:{name}" for name in ("act", "user", "unit", "commission", "log_patient", "log_object")
)
_DICOM = "http://dicom.nema.org/resources/ontology/DCM"
_ENTITY = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
_ROLE = "http://terminology.hl7.org/CodeSystem/object-role"
OUTCOMES: Mapping[str, str] = {"done": "0"}
_MINOR = "4"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries: of those who worked for these units (None: all), from one time and before another, by number."""

    units: frozenset[str] | None
    since: str | None = None
    before: str | None = None
    seq: int | None = None


def entries_asked(connection: sa.Connection, asked: Asked, limit: int, skip: int = 0) -> list[Entry]:
    """The entries, the latest first."""
    wanted = sa.select(*(entry.c[name] for name in Entry.__slots__)).order_by(entry.c.seq.desc())
    if asked.units is not None:
        wanted = wanted.where(entry.c.unit.in_(sorted(asked.units)))
    if asked.since is not None:
        wanted = wanted.where(entry.c.at >= asked.since)
    if asked.before is not None:
        wanted = wanted.where(entry.c.at < asked.before)
    if asked.seq is not None:
        wanted = wanted.where(entry.c.seq == asked.seq)
    return [Entry(*row) for row in connection.execute(wanted.limit(limit).offset(skip))]


def event_of(one: Entry) -> dict[str, Any]:
    """The entry as an AuditEvent. A patient is named by the log's digest, as in the log."""
    entities = []
    if one.patient is not None:
        person = {"type": {"system": _ENTITY, "code": "1"}, "role": {"system": _ROLE, "code": "1"}}
        entities.append({"what": {"identifier": {"system": PATIENT, "value": one.patient}}, **person})
    if one.object is not None:
        entities.append({"what": {"identifier": {"system": OBJECT, "value": one.object}}})
    commission = [{"coding": [{"system": COMMISSION, "code": one.commission}], "text": one.commission}]
    return {
        "resourceType": "AuditEvent",
        "id": str(one.seq),
        "type": {"system": _DICOM, "code": "110110", "display": "Patient Record"},
        "subtype": [{"system": ACT, "code": one.action.replace(" ", "_"), "display": one.action}],
        "action": "R" if one.action in READS else "U",
        "recorded": one.at,
        "outcome": OUTCOMES.get(one.outcome, _MINOR),
        **({"outcomeDesc": one.reason} if one.reason else {}),
        "agent": [
            {
                "who": {"identifier": {"system": USER, "value": one.actor or "-"}},
                "requestor": True,
                **({"purposeOfUse": commission} if one.commission else {}),
            }
        ],
        "source": {"site": one.unit or "-", "observer": {"display": "Benkoll"}},
        **({"entity": entities} if entities else {}),
    }
