"""The FHIR R4 facade: patients assessed, the chain's tasks, what was assessed, and the log; it says itself what it has.

Nobody's number stands in an address: patients are searched for by POST. The patients of units that the caller does not
see are as if they were not there; whoever is given out is logged by the chain, in the same transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from benkoll.chain.fhir_audit import audit_event, audit_events
from benkoll.chain.fhir_task import STATUSES, USER, assessed_of, assessed_plan, assessed_risk, task, tasks
from benkoll.chain.identifiers import identifier
from benkoll.errors import Absent, BenkollError, InputError, Lang, UsageError
from benkoll.logic.calendar import add_days
from benkoll.web.interfaces import fhir_assess
from benkoll.web.interfaces.answers import answer
from benkoll.web.interfaces.asked import Fields, body_of
from benkoll.web.interfaces.capability import FORMATS, OPERATION, capability, operation_definition
from benkoll.web.outcomes import FHIR, PATH
from benkoll.web.permissions import Permission
from benkoll.web.problems import Refused
from benkoll.web.routes import Door, chain_of
from benkoll.web.service import SWEDEN, service_of
from benkoll.web.views import lang_of

FORM = "application/x-www-form-urlencoded"
INPUT = (FHIR, "application/json")
PATIENT, OWNER = "patient:identifier", "owner:identifier"
MOST, USUAL, SKIPPED, FIELDS = 200, 50, 10_000_000, 20
GENERAL = ("_count", "_offset", "_format")
DATES: Mapping[str, str] = {"ge": "since", "lt": "before"}

door = Door(PATH)
Form = Annotated[bytes, Depends(body_of(FORM))]


@door.get("/metadata", Permission.PUBLIC)
def metadata(request: Request) -> Response:
    """What the facade has: no more, and no less."""
    _query(request, ("_format",))
    service = service_of(request)
    return _given(capability(service.origin, service.today()))


@door.get(f"/OperationDefinition/{OPERATION}", Permission.PUBLIC)
def definition(request: Request) -> Response:
    """What $assess takes and gives."""
    _query(request, ("_format",))
    return _given(operation_definition(service_of(request).origin))


@door.post("/$assess", Permission.ASSESS)
def assessed(request: Request, data: Annotated[bytes, Depends(body_of(*INPUT))]) -> Response:
    """The patients of a Bundle, or of Parameters, assessed: a Bundle of proposals. Nothing of it is kept."""
    _query(request, ("_format",))
    return _given(fhir_assess.assessed(data, service_of(request).today(), lang_of(request)))


# TASKS


@door.get("/Task", Permission.CHAIN_READ)
def some_tasks(request: Request) -> Response:
    """The tasks of today, by status and owner."""
    return _tasks(request, _query(request, ("status", OWNER, *GENERAL)), "GET")


@door.post("/Task/_search", Permission.CHAIN_READ)
def tasks_of(request: Request, data: Form) -> Response:
    """The tasks of today; of one patient, too."""
    return _tasks(request, _form(request, data, (PATIENT, "status", OWNER, *GENERAL)), "POST")


@door.get("/Task/{task}", Permission.CHAIN_READ)
def one_task(request: Request, task: str) -> Response:
    """One task."""
    _query(request, ("_format",))
    return _given(_task(request, task))


def _task(request: Request, task_id: str) -> dict[str, Any]:
    return task(chain_of(request), task_id, lang_of(request))


def _tasks(request: Request, asked: Fields, method: str) -> Response:
    status, owner = asked.one_of("status", STATUSES), _of_system(asked, OWNER, USER)
    person, count, offset = _person(asked), *_page(asked)
    _done(asked)
    found = tasks(chain_of(request), person, status, owner, count + 1, offset, lang_of(request))
    return _found(request, asked, found, count, offset, method)


# ASSESSMENTS


@door.post("/RiskAssessment/_search", Permission.CHAIN_READ)
def risks_of(request: Request, data: Form) -> Response:
    """The risks by which a patient's episodes were assessed, the latest of each."""
    return _assessed_of(request, data, assessed_risk)


@door.post("/CarePlan/_search", Permission.CHAIN_READ)
def plans_of(request: Request, data: Form) -> Response:
    """What a patient's episodes were assessed to, the latest of each."""
    return _assessed_of(request, data, assessed_plan)


@door.get("/RiskAssessment/{assessed}", Permission.CHAIN_READ)
def one_risk(request: Request, assessed: str) -> Response:
    """The risk of an episode's latest assessment."""
    _query(request, ("_format",))
    return _given(assessed_risk(chain_of(request), assessed))


@door.get("/CarePlan/{assessed}", Permission.CHAIN_READ)
def one_plan(request: Request, assessed: str) -> Response:
    """What an episode's latest assessment proposes."""
    _query(request, ("_format",))
    return _given(assessed_plan(chain_of(request), assessed))


Reads = Callable[..., dict[str, Any]]


def _assessed_of(request: Request, data: bytes, read: Reads) -> Response:
    asked = _form(request, data, (PATIENT, *GENERAL))
    if not asked.has(PATIENT):
        asked.needed(PATIENT)
    person, count, offset = _person(asked), *_page(asked)
    _done(asked)
    chain = chain_of(request)
    found = list[dict[str, Any]]()
    for named in assessed_of(chain, str(person))[offset : offset + count + 1]:
        try:
            found.append(read(chain, named))
        except (Absent, UsageError):  # no risk is known, or the guideline has another version since
            continue
    return _found(request, asked, found, count, offset, "POST")


# THE LOG


@door.get("/AuditEvent", Permission.LOG_REVIEW)
def some_events(request: Request) -> Response:
    """The log, the latest first; by days."""
    return _events(request, _query(request, ("date", *GENERAL)), "GET")


@door.post("/AuditEvent/_search", Permission.LOG_REVIEW)
def events_of(request: Request, data: Form) -> Response:
    """The log; of one patient, too."""
    return _events(request, _form(request, data, (PATIENT, "date", *GENERAL)), "POST")


@door.get("/AuditEvent/{entry}", Permission.LOG_REVIEW)
def one_event(request: Request, entry: str) -> Response:
    """One entry of the log."""
    _query(request, ("_format",))
    if not (entry.isascii() and entry.isdigit() and len(entry) < 16):
        raise Absent("raden finns inte i loggen", "there is no such entry in the log")
    return _given(audit_event(chain_of(request), int(entry)))


def _events(request: Request, asked: Fields, method: str) -> Response:
    since, before = _days(asked)
    person, count, offset = _person(asked), *_page(asked)
    _done(asked)
    found = audit_events(chain_of(request), person, since, before, count + 1, offset)
    return _found(request, asked, found, count, offset, method)


def _days(asked: Fields) -> tuple[str | None, str | None]:
    """From which time and before which; `date` is a day, or ge or lt with one, both of them with a comma between."""
    said = asked.text("date", 40)
    limits = dict[str, str | None]()
    for one in said.split(",") if said else ():
        prefix, day = (one[:2], one[2:]) if one[:2] in DATES else ("", one)
        read = Fields({"date": day}, ("date",), texts=True)
        on = read.day("date")
        asked.problems += read.problems
        if on is not None and prefix:
            limits[DATES[prefix]] = _time(on)
        elif on is not None:
            limits |= {"since": _time(on), "before": _time(add_days(on, 1))}
    return limits.get("since"), limits.get("before")


def _time(day: date | None) -> str | None:
    if day is None or day.year < 1900:  # before there was a log
        return None
    return datetime.combine(day, time(), SWEDEN).astimezone(UTC).isoformat(timespec="microseconds")


# WHAT IS ASKED


def _query(request: Request, allowed: Sequence[str]) -> Fields:
    return _fields(request.query_params.multi_items(), allowed)


def _form(request: Request, data: bytes, allowed: Sequence[str]) -> Fields:
    """The fields of a search; nothing of it stands in the address."""
    _query(request, ())
    try:
        pairs = parse_qsl(data.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS, errors="strict")
    except ValueError:
        raise Refused(400, f"ingen {FORM}", f"no {FORM}") from None
    return _fields(pairs, allowed)


def _fields(pairs: Sequence[tuple[str, str]], allowed: Sequence[str]) -> Fields:
    """What is not known is refused, never passed by: an answer to another question could harm."""
    found = dict[str, str]()
    asked = Fields(found, allowed, texts=True)
    for name, value in pairs:
        if name in found:
            asked.wrong(name, None, "står flera gånger", "stands more than once")
        found[name] = value
    read = Fields(found, allowed, asked.problems, texts=True)
    read.one_of("_format", FORMATS)
    if read.problems:
        _done(read)
    return read


def _done(asked: Fields) -> None:
    """Refuse (400, as FHIR has it for a search) what is wrong."""
    try:
        asked.done()
    except InputError as error:
        raise Refused(400, _joined(error, "sv"), _joined(error, "en")) from None


def _joined(error: InputError, lang: Lang) -> str:
    return "; ".join(problem.said(lang) for problem in error.problems)


def _page(asked: Fields) -> tuple[int, int]:
    return asked.whole("_count", 1, MOST, USUAL) or USUAL, asked.whole("_offset", 0, SKIPPED, 0) or 0


def _person(asked: Fields) -> str | None:
    """The number of the patient that is asked for: `system|number`, or the number alone."""
    said = asked.text(PATIENT)
    if said is None:
        return None
    number = said.rpartition("|")[2]
    try:
        return identifier(number).number
    except BenkollError as error:
        asked.wrong(PATIENT, None, error.said("sv").partition(": ")[2], error.said("en").partition(": ")[2])
        return None


def _of_system(asked: Fields, name: str, system: str) -> str | None:
    """The value of a token, `system|value` or the value alone."""
    said = asked.text(name, 400)
    if said is None:
        return None
    of, bar, value = said.rpartition("|")
    if bar and of != system:
        asked.wrong(name, of, f"tillåtet: {system}", f"allowed: {system}")
    return value


# WHAT IS ANSWERED


def _given(resource: Mapping[str, Any]) -> Response:
    return answer(resource, media_type=FHIR)


def _found(
    request: Request, asked: Fields, found: Sequence[Mapping[str, Any]], count: int, offset: int, method: str
) -> Response:
    """A page of what was found. Its links name no patient: of a search by POST the next page is asked for likewise."""
    base = f"{service_of(request).origin}{PATH}"
    kind = request.url.path.removeprefix(f"{PATH}/").partition("/")[0]
    shown = found[:count]
    links = [{"relation": "self", "url": _link(f"{base}/{kind}", asked, count, offset)}]
    if len(found) > count and method == "GET":
        links.append({"relation": "next", "url": _link(f"{base}/{kind}", asked, count, offset + count)})
    entries = [{"fullUrl": f"{base}/{kind}/{one['id']}", "resource": one, "search": {"mode": "match"}} for one in shown]
    bundle = {"resourceType": "Bundle", "type": "searchset", "link": links}
    return _given(bundle | ({"entry": entries} if entries else {}))


def _link(url: str, asked: Fields, count: int, offset: int) -> str:
    said = {name: value for name, value in asked.said.items() if name != PATIENT}
    return f"{url}?{urlencode(said | {'_count': count, '_offset': offset})}"
