"""A FHIR bulk export (NDJSON, a resource a line, in any order and any number of files) sorted by patient.

Nothing is held in memory but the portion that is read: lines go by patient to so many temporary files without a name,
and come back from one of them at a time. A line that is no resource, or says no patient, is set aside with its place.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Any

from benkoll.errors import InputError, Problem
from benkoll.exchange.fhir.shapes import Json, object_of, text_of
from benkoll.exchange.json import read_strictly
from benkoll.facts.messages import shown

OF_PATIENTS = (
    "Patient",
    "Encounter",
    "Condition",
    "Procedure",
    "Observation",
    "MedicationStatement",
    "MedicationRequest",
    "MedicationAdministration",
    "FamilyMemberHistory",
    "AllergyIntolerance",
    "DiagnosticReport",
)
"""The types that are about a patient, and read."""
SHARED = ("Organization", "Location", "Medication", "Device")
"""The types that those point at."""
PARTS = 64
LONGEST_LINE = 4 * 1024 * 1024
MOST_SHARED = 200_000
_KEY = 64

_NO_SUBJECT = (
    "säger ingen patient: ange subject (patient) med reference Patient/...",
    "says no patient: state subject (patient) with reference Patient/...",
)
_NO_TYPE = ("är ingen FHIR-resurs: resourceType saknas", "is no FHIR resource: resourceType is missing")
_NO_ID = ("saknar id", "has no id")
_TOO_LONG = (f"raden är längre än {LONGEST_LINE} byte", f"the line is longer than {LONGEST_LINE} bytes")
_TOO_MANY = (f"fler än {MOST_SHARED} resurser som delas", f"more than {MOST_SHARED} resources that are shared")


@dataclass(frozen=True, slots=True)
class Placed:
    """A resource, and on which line of which file it stands."""

    file: str
    row: int
    body: Json


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be used: why, and as it came."""

    problems: tuple[Problem, ...]
    raw: bytes


@dataclass
class Sorted:
    """The lines of an export by patient; to be used as a context, at whose end nothing is left of it.

    `read`: how many resources of each type were read; `passed`: of types that are not.
    """

    read: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    _shelf: dict[str, Json] = field(default_factory=dict)
    _files: list[str] = field(default_factory=list)
    _parts: list[IO[bytes]] = field(default_factory=list)
    _open: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> "Sorted":
        for _ in range(PARTS):
            self._parts.append(self._open.enter_context(TemporaryFile()))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    def add(self, file: str, lines: Iterable[bytes]) -> Iterator[BadLine]:
        """Take the lines of a file in; those that cannot be used."""
        self._files.append(file)
        for row, line in enumerate(lines, 1):
            line = line.strip()
            if line:
                problem = self._line(line, row)
                if problem is not None:
                    yield BadLine((Problem(problem.sv, problem.en, problem.fact, problem.value, row, file),), line)

    def _line(self, line: bytes, row: int) -> Problem | None:
        if len(line) > LONGEST_LINE:
            return Problem(*_TOO_LONG)
        try:
            body = read_strictly(line)
        except InputError as error:
            return error.problems[0]
        kind = text_of(body.get("resourceType"))
        if not kind:
            return Problem(*_NO_TYPE)
        if kind in SHARED:
            return self._share(kind, body)
        if kind not in OF_PATIENTS:
            self.passed[kind[:40]] += 1
            return None
        patient, problem = _whose(kind, body)
        if problem is None and patient is not None:
            self.read[kind] += 1
            key = sha256(patient.encode()).hexdigest().encode()
            placed = json.dumps([len(self._files) - 1, row, body], separators=(",", ":")).encode()
            self._parts[int(key[:2], 16) % PARTS].write(key + placed + b"\n")
        elif problem is None:
            self.passed[kind] += 1
        return problem

    def _share(self, kind: str, body: Json) -> Problem | None:
        id_ = text_of(body.get("id"))
        if not id_:
            return Problem(*_NO_ID, fact=kind)
        if len(self._shelf) >= MOST_SHARED:
            return Problem(*_TOO_MANY)
        self.read[kind] += 1
        self._shelf[f"{kind}/{id_}"] = body
        return None

    def patients(self) -> Iterator[list[Placed]]:
        """What the export holds of each patient, in one order whatever the order of the lines."""
        for part in self._parts:
            part.seek(0)
            lines = defaultdict[bytes, list[bytes]](list)
            for line in part:
                lines[line[:_KEY]].append(line[_KEY:])
            for patient in sorted(lines):
                placed = (json.loads(line) for line in lines[patient])
                yield [Placed(self._files[file], row, body) for file, row, body in placed]

    def pointed_at(self, resources: Sequence[Json]) -> list[Json]:
        """The shared resources that any of these point at."""
        places = dict.fromkeys(place for one in resources for place in _references(one))
        return [self._shelf[place] for place in places if place in self._shelf]


def lines_of(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file; of one that is too long no more than shows that it is."""
    while line := file.readline(LONGEST_LINE + 2):
        yield line
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass


def _whose(kind: str, body: Json) -> tuple[str | None, Problem | None]:
    """The patient's id; or nobody's, where it is about something else; or what is wrong."""
    if kind == "Patient":
        id_ = text_of(body.get("id"))
        return (id_, None) if id_ else (None, Problem(*_NO_ID, fact=kind))
    address = text_of(object_of(body.get("subject") or body.get("patient")).get("reference"))
    parts = address.partition("/_history/")[0].split("/")
    if len(parts) > 1 and parts[-2] == "Patient" and parts[-1]:
        return parts[-1], None
    if len(parts) > 1 and parts[-2] in ("Group", "Device", "Location"):
        return None, None
    name = f"{kind}/{text_of(body.get('id'))}"
    return None, Problem(*_NO_SUBJECT, fact=shown(name), value=shown(address) if address else None)


def _references(value: Any) -> Iterator[str]:
    """The last two parts of each address that a resource points at."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            address = one.get("reference")
            if isinstance(address, str):
                yield "/".join(address.partition("/_history/")[0].split("/")[-2:])
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
