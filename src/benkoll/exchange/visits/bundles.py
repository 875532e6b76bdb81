"""FHIR R4 Bundles of visits, one message a Bundle: alone, in a list or line by line.

What stands there is read by the same shapes, code tables and charts as the facts of a patient (`exchange.fhir`).
"""

import hashlib
import json as standard
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from benkoll.errors import InputError, Problem
from benkoll.exchange import json
from benkoll.exchange.fhir.charts import Chart, charts
from benkoll.exchange.fhir.shapes import Json, object_of, text_of, when_of
from benkoll.exchange.rows import Reject, unusable
from benkoll.exchange.visits.bundle_person import is_replaced, linked, named, person_of
from benkoll.exchange.visits.bundle_visits import cancelled, reports, visits
from benkoll.exchange.visits.fields import Fields
from benkoll.exchange.visits.visit import Merge, Message, Person, Refused

READ = ("Patient", "Encounter", "Condition", "Procedure", "DiagnosticReport")
LOOKED_UP = ("Encounter", "Condition", "Organization", "Location", "Patient")
_TOLD = ("versions", "modified", "no subject")
"""Notes on resources that could not be read: a visit with a hole could lack its fracture."""

_BETWEEN = re.compile(r"[\s,]*")
_FIRST = re.compile(r"\[(\s*?\n[ \t]*)?\{")
_DECODER = standard.JSONDecoder(parse_int=str)  # only cuts; Python refuses to read a number of thousands of digits


_TOO_DEEP = ("meddelandet är nästlat för djupt", "the message is nested too deeply")


def messages(data: bytes) -> Iterator[Message | Refused]:
    """The messages in order. Raises InputError at once where there is none."""
    text = data.decode("utf-8", errors="surrogateescape")  # half characters: the field that holds them is refused
    if not text.strip().strip("[]").strip():
        raise unusable("filen innehåller inget meddelande: en tom lista", "the file holds no message: an empty list")
    return (_read(number, piece) for number, piece in enumerate(_pieces(text), 1))


def _pieces(text: str) -> Iterator[str]:
    """The JSON values, one by one. What is none reaches to the next line that begins an object as the first does."""
    text = text.strip()
    whole = text.startswith("[")
    first = _FIRST.match(text)
    indent = (first[1] or "").rpartition("\n")[2] if first else ""
    line = f"\n{indent}{{"
    at, end = (1, len(text) - text.endswith("]")) if whole else (0, len(text))
    while (at := _match_end(text, at)) < end:
        try:
            _, after = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            later = text.find(line, at + 1)
            after = later if later >= 0 else end
        yield text[at:after].rstrip(", \t\r\n")
        at = after


def _match_end(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _read(number: int, piece: str) -> Message | Refused:
    fields = Fields(number)
    readable = piece if piece.startswith("{") else f"[{piece}]"
    raw = readable.encode("utf-8", errors="surrogateescape")
    try:
        body = _object(fields, piece)
    except RecursionError:
        fields.wrong(None, None, *_TOO_DEEP)
        body = None
    return fields.refused(raw) if body is None else message_of(fields, body, raw)


def message_of(fields: Fields, body: Json, raw: bytes) -> Message | Refused:
    """The message that a Bundle is, or the Bundle set aside. `raw`: as it came."""
    try:
        message = _message(fields, body)
    except InputError as error:
        fields.problems += [replace(problem, row=fields.row) for problem in error.problems]
        message = None
    except RecursionError:
        fields.wrong(None, None, *_TOO_DEEP)
        message = None
    return fields.refused(raw) if message is None or fields.problems else replace(message, raw=raw)


def _object(fields: Fields, piece: str) -> Json | None:
    """The Bundle, or None."""
    try:
        found = json.read_objects(piece)
    except InputError:
        fields.wrong(None, None, *_no_json(piece))
        return None
    objects = [one[1] for one in found if not isinstance(one, Reject)]
    if piece.startswith("{"):
        rejected = [problem for one in found if isinstance(one, Reject) for problem in one.problems]
        fields.problems += [replace(problem, row=fields.row) for problem in rejected]
    kind = text_of(objects[0].get("resourceType")) if len(objects) == 1 else None
    if kind == "Bundle" or fields.problems:
        return None if fields.problems else objects[0]
    fields.wrong(
        "resourceType",
        kind,
        "ska vara Bundle: ett meddelande är en Bundle med Patient och det som gäller besöket",
        "must be Bundle: a message is a Bundle with Patient and what belongs to the visit",
    )
    return None


def _no_json(piece: str) -> tuple[str, str]:
    try:
        _DECODER.decode(piece)
        line, letter = 1, 1
    except standard.JSONDecodeError as error:
        line, letter = error.lineno, error.colno
    return (
        f"meddelandet är inte JSON: felet står på dess rad {line}, tecken {letter}; är det avhugget?",
        f"the message is not JSON: the fault is on its line {line}, character {letter}; is it cut off?",
    )


def _message(fields: Fields, body: Json) -> Message | None:
    identifier = object_of(body.get("identifier"))
    source = fields.text("Bundle.identifier.system", text_of(identifier.get("system"))) or "fhir"
    value, own = text_of(identifier.get("value")), text_of(body.get("id"))
    message_id = fields.text("Bundle.identifier.value", value) or fields.text("Bundle.id", own) or _hash(body)
    found = charts([body], READ, LOOKED_UP)
    told = [note for chart in found for note in chart.notebook.notes() if note.key in _TOLD]
    fields.problems += [Problem(note.said("sv"), note.said("en"), row=fields.row) for note in told]
    chart = _whose(fields, found)
    if chart is None or chart.patient is None or fields.problems:
        return None
    merged = [one for one in found if one is not chart]
    person, merges = _identities(fields, chart, merged)
    all_charts = (chart, *merged)
    seen = [visit for one in all_charts for visit in (*visits(fields, one, source), *reports(fields, one, source))]
    withdrawn = [number for one in all_charts for number in cancelled(fields, one)]
    if len(withdrawn) > 1 or (withdrawn and seen):
        fields.wrong(
            "Encounter.status",
            ", ".join(withdrawn),
            "besök som makuleras ska stå ett för sig, i en egen Bundle",
            "a visit that is taken back must stand by itself, in a Bundle of its own",
        )
    sent = when_of(body.get("timestamp"))
    return Message(
        source=source,
        message_id=message_id,
        person=person,
        visits=tuple(seen),
        merges=merges,
        cancels=next(iter(withdrawn), None),
        sent=sent.first if sent and sent.exact else None,
    )


def _hash(body: Json) -> str:
    canonical = standard.dumps(body, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"


def _whose(fields: Fields, found: Sequence[Chart]) -> Chart | None:
    """The one patient's chart; others are those whom the patient replaces."""
    missing = [chart.reference for chart in found if chart.patient is None]
    standing = [chart for chart in found if chart.patient and not is_replaced(chart.patient)]
    patients = [chart for chart in found if chart.patient]
    if missing or not patients:
        fields.wrong(
            "Patient",
            ", ".join(missing) or None,
            "patienten saknas: ta med Patient, och låt allt i en Bundle gälla den",
            "the patient is missing: put Patient in, and let all of a Bundle be about it",
        )
    elif len(patients) == 1:
        return patients[0]
    elif len(standing) == 1:
        return standing[0]
    else:
        fields.wrong(
            "Patient",
            ", ".join(chart.reference for chart in patients),
            "meddelandet gäller flera patienter; skicka en Bundle för varje patient",
            "the message is about several patients; send one Bundle for each patient",
        )
    return None


def _identities(fields: Fields, chart: Chart, merged: Sequence[Chart]) -> tuple[Person, tuple[Merge, ...]]:
    """The person, and who else is the same one."""
    assert chart.patient is not None
    person = person_of(fields, chart.patient)
    others = [one.value for one in linked(fields, chart, "replaces")]
    others += [one.value for other in merged if other.patient and (one := named(fields, other.patient))]
    for survivor in linked(fields, chart, "replaced-by"):
        others.append(person.person_id)
        person = replace(person, person_id=survivor.value, system=survivor.system)
    unique = dict.fromkeys(other for other in others if other != person.person_id)
    return person, tuple(Merge(other) for other in unique)
