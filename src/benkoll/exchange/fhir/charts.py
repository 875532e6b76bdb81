"""Resources sorted into one chart per patient: bundles opened, versions and duplicates settled, references resolved."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter

from benkoll.errors import InputError, Problem
from benkoll.exchange.fhir import versions
from benkoll.exchange.fhir.notes import Notebook
from benkoll.exchange.fhir.shapes import Json, Resource, When, object_of, objects, text_of

READ = (
    "Patient",
    "Condition",
    "Observation",
    "MedicationStatement",
    "MedicationRequest",
    "MedicationAdministration",
    "Procedure",
    "FamilyMemberHistory",
    "AllergyIntolerance",
)
"""The types that hold facts about a patient."""
LOOKED_UP = ("Medication", "Device")
"""The types that those point at."""


@dataclass(frozen=True, slots=True)
class Chart:
    """What the input holds of one patient. `reference`: `Patient/<id>`, or the address by which others point at it."""

    reference: str
    patient: Resource | None
    notebook: Notebook
    shelf: Mapping[str, Resource]
    _sorted: dict[str, list[Resource]] = field(default_factory=lambda: defaultdict(list))

    def of(self, kind: str) -> tuple[Resource, ...]:
        """The resources of this type, in the order of their names."""
        return tuple(_in_order(self._sorted[kind]))

    def add(self, resource: Resource) -> None:
        """Put the resource into the chart."""
        self._sorted[resource.type].append(resource)

    def accepts(self, resource: Resource, good: Sequence[str], when: When | None, day: date) -> bool:
        """Whether status and date let it be read; else it is told of. `good`: the statuses that do."""
        status = resource.text("status")
        if status == "entered-in-error":
            self.notebook.tell("in error", about=resource)
        elif status not in good:
            self.notebook.tell("status", status or "?", about=resource)
        elif when and when.first > day:
            self.notebook.tell("future", about=resource)
        else:
            return True
        return False

    def look_up(self, reference: object, owner: Resource) -> Json:
        """The resource that a Reference of `owner` points at: contained, or beside it; empty where there is none."""
        address = text_of(object_of(reference).get("reference"))
        if address.startswith("#"):
            inside = objects(owner.body.get("contained"))
            return next((one for one in inside if one.get("id") == address[1:]), {})
        found = self.shelf.get(_address(address))
        return {} if found is None else found.body


def charts(resources: Sequence[Json], read: Sequence[str] = READ, looked_up: Sequence[str] = LOOKED_UP) -> list[Chart]:
    """One chart per patient, ordered by reference.

    `resources`: resources or Bundles of them. `read`: the types that are put into charts. `looked_up`: the types that
    `Chart.look_up` finds. Raises InputError where something is no resource or not FHIR R4.
    """
    flat = [_opened(number, *one) for number, one in enumerate(_unbundled(resources), 1)]
    wrong = [problem for _, _, problem in flat if problem]
    if wrong:
        raise InputError(wrong)
    current, torn = _current([(resource, address) for resource, address, _ in flat])
    shelf = {key: one for one, address in current if one.type in looked_up for key in _keys(one, address)}
    return _sorted_charts([one for one in current if one[0].type in read], torn, shelf)


# OUT OF BUNDLES


def _unbundled(resources: Sequence[Json]) -> Iterator[tuple[Json, str]]:
    """Each resource with its full address, where a bundle gives one."""
    stack = [(one, "") for one in reversed(resources)]
    while stack:
        one, address = stack.pop()
        if isinstance(one, dict | Mapping) and one.get("resourceType") == "Bundle":
            entries = objects(one.get("entry"))
            inside = [(entry["resource"], text_of(entry.get("fullUrl"))) for entry in entries if "resource" in entry]
            stack += reversed(inside)
            if text_of(one.get("fhirVersion")):
                yield one, address
        else:
            yield one, address


def _opened(number: int, body: object, address: str) -> tuple[Resource, str, Problem | None]:
    if not isinstance(body, dict | Mapping) or not text_of(body.get("resourceType")):
        none = Problem(
            "är ingen FHIR-resurs: resourceType saknas", "is no FHIR resource: resourceType is missing", row=number
        )
        return Resource("", "", {}), "", none
    kind = text_of(body["resourceType"])
    name = text_of(body.get("id")) or address.rpartition("/")[2].rpartition(":")[2]
    return Resource(kind, f"{kind}/{name or '?'}", body), address, versions.problem(number, body)


def _current(found: Sequence[tuple[Resource, str]]) -> tuple[list[tuple[Resource, str]], list[Resource]]:
    """The latest version of each resource, and those of which it is not said which is the latest."""
    groups: dict[str, list[tuple[Resource, str]]] = defaultdict(list)
    for resource, address in found:
        groups[resource.content if resource.name.endswith("/?") else resource.name].append((resource, address))
    current, torn = [], []
    for same in groups.values():
        latest = same if len(same) == 1 else _latest(same)
        if len(latest) == 1:
            current += latest
        else:
            torn += [resource for resource, _ in latest]
    return current, torn


def _latest(same: Sequence[tuple[Resource, str]]) -> list[tuple[Resource, str]]:
    """Of several that differ, the latest."""
    unlike: dict[str, tuple[Resource, str]] = {}
    for resource, address in same:
        unlike.setdefault(resource.content, (resource, address))
    ages = [_age(resource.body) for resource, _ in unlike.values()]
    return [one for one, age in zip(unlike.values(), ages, strict=True) if age == max(ages)]


def _age(body: Json) -> tuple[float, int]:
    meta = object_of(body.get("meta"))
    try:
        updated = datetime.fromisoformat(text_of(meta.get("lastUpdated"))).timestamp()
    except (ValueError, OverflowError):
        updated = float("-inf")
    version = text_of(meta.get("versionId"))
    return updated, int(version) if version.isascii() and version.isdigit() and len(version) < 18 else -1


def _in_order(resources: Sequence[Resource]) -> list[Resource]:
    """By name; those of one name by what they say."""
    times = Counter([one.name for one in resources])
    if len(times) == len(resources):
        return sorted(resources, key=_NAME)
    return sorted(resources, key=lambda one: (one.name, one.content if times[one.name] > 1 else ""))


_NAME = attrgetter("name")


# INTO CHARTS


def _sorted_charts(
    current: Sequence[tuple[Resource, str]], torn: Sequence[Resource], shelf: Mapping[str, Resource]
) -> list[Chart]:
    by_key: dict[str, Chart] = {}
    found: dict[str, Chart] = {}
    patients = [one for one in current if one[0].type == "Patient"]
    for resource, address in sorted(patients, key=lambda one: (one[0].name, one[0].content)):
        chart = Chart(resource.name, None if _modified(resource) else resource, Notebook(), shelf)
        found[resource.name] = chart
        by_key |= dict.fromkeys(_keys(resource, address), chart)
        if _modified(resource):
            chart.notebook.tell("modified", about=resource)
    nobodys = []
    for resource in [*(one for one, _ in current if one.type != "Patient"), *torn]:
        keys = _subject(resource)
        if not keys:
            nobodys.append(resource)
        elif keys[0].partition("/")[0] not in ("Group", "Location", "Device"):
            known = next((by_key[key] for key in keys if key in by_key), None)
            chart = by_key[keys[0]] = found.get(keys[0]) or known or Chart(keys[0], None, Notebook(), shelf)
            found[keys[0]] = chart
            if torn and resource in torn:
                chart.notebook.tell("versions", about=resource)
            elif _modified(resource):
                chart.notebook.tell("modified", about=resource)
            else:
                chart.add(resource)
    for chart in (unique := {chart.reference: chart for chart in found.values()}).values():
        for resource in nobodys:
            chart.notebook.tell("no subject", about=resource)
        if chart.patient is None:
            chart.notebook.tell("no patient")
    return [unique[reference] for reference in sorted(unique)]


def _modified(resource: Resource) -> bool:
    """FHIR forbids to read what carries a modifier that the reader does not know."""
    return bool(resource.body.get("modifierExtension") or resource.body.get("implicitRules"))


def _subject(resource: Resource) -> list[str]:
    """The keys by which the resource names its patient."""
    if resource.type == "Patient":
        return [resource.name]
    subject = object_of(resource.body.get("subject") or resource.body.get("patient"))
    keys = [_address(text_of(subject.get("reference")))]
    if "identifier" in subject:
        keys.append(_identity(subject["identifier"]))
    return [key for key in keys if key]


def _keys(resource: Resource, address: str) -> Iterator[str]:
    yield resource.name
    if address:
        yield _address(address)
    for identifier in objects(resource.body.get("identifier")):
        key = _identity(identifier)
        if key:
            yield key


def _identity(identifier: object) -> str:
    one = object_of(identifier)
    value = text_of(one.get("value"))
    return f"{text_of(one.get('system'))}|{value}" if value else ""


def _address(reference: str) -> str:
    """`Patient/1` for it and for any address that ends so; `urn:uuid:...` as it stands."""
    if reference.startswith("urn:"):
        return reference
    parts = reference.partition("/_history/")[0].split("/")
    return "/".join(parts[-2:]) if len(parts) > 1 else ""
