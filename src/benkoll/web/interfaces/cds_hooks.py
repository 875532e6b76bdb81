"""CDS Hooks 2.0 over HTTP: discovery, the services, feedback. An answer comes in time or without cards."""

import asyncio
import functools
import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from benkoll.audit.log import Act, patient_digest
from benkoll.chain.identifiers import identifier
from benkoll.errors import InputError, Lang, Problem
from benkoll.exchange.cds_hooks.answer import answer
from benkoll.exchange.cds_hooks.call import Call, identity_number, read_call
from benkoll.exchange.cds_hooks.services import SERVICES, HookService, discovery
from benkoll.exchange.fhir.shapes import object_of, objects, text_of
from benkoll.guideline.build import load
from benkoll.web.kept import store_feedback
from benkoll.web.outward import Unreachable, is_safe
from benkoll.web.permissions import Permission, Who
from benkoll.web.problems import Forbidden, LogIn, Refused
from benkoll.web.routes import Door, who_asks
from benkoll.web.service import Service, service_of
from benkoll.web.signed import Brought, Late, brought_by, spend, uses_token

BUDGET, FETCH = 0.4, 0.2
"""Seconds until an answer goes without cards, and that fetching what was not sent may take of them."""
THREADS = 8
MOST_FEEDBACK = 100
OUTCOMES = ("accepted", "overridden")
LOGGER = logging.getLogger("benkoll.cds_hooks")

door = Door()
_workers = ThreadPoolExecutor(THREADS, thread_name_prefix="cds-hooks")
_turn = threading.Lock()
"""One answer is worked out at a time, while others wait for the log: two at once would take twice as long, both."""
T = TypeVar("T")


@door.get("/cds-services", Permission.PUBLIC)
def services(request: Request) -> Response:
    """Which services there are; nothing of a patient, and nothing that is not published."""
    return JSONResponse(discovery(_lang(request)), headers=_cross_origin(request))


@door.post("/cds-services/{service}", Permission.TOKEN)
@uses_token
async def called(request: Request, service: str) -> Response:
    """Cards for the patient of the call."""
    began: float = request.state.began
    hook, asking = _called(service), _asking(request)
    work = functools.partial(_answered, service_of(request), hook, await _body(request), asking, began)
    try:
        found = await in_time(work, BUDGET - (time.monotonic() - began))
    except TimeoutError:
        if not asking.brought.spent:
            raise Late from None
        LOGGER.warning("%s: no answer within %d ms, sent without cards", hook.id, BUDGET * 1000)
        found = {"cards": []}
    return JSONResponse(found, headers=_cross_origin(request))


@door.post("/cds-services/{service}/feedback", Permission.TOKEN)
async def fed_back(request: Request, service: str) -> Response:
    """What became of cards."""
    rows, ours = _feedback(_called(service), _parsed(await _body(request))), service_of(request)
    work = functools.partial(store_feedback, ours.database, ours.keys, rows, ours.clock().isoformat())
    await asyncio.get_running_loop().run_in_executor(_workers, work)
    return Response(status_code=200, headers=_cross_origin(request))


@door.route("OPTIONS", "/cds-services", Permission.PUBLIC)
@door.route("OPTIONS", "/cds-services/{service}", Permission.PUBLIC)
@door.route("OPTIONS", "/cds-services/{service}/feedback", Permission.PUBLIC)
def asked_first(request: Request, service: str = "") -> Response:
    """What a browser asks before it calls from another origin."""
    return Response(status_code=204, headers=_cross_origin(request))


async def in_time(work: Callable[[], T], seconds: float) -> T:
    """What the work gives, done in a thread; TimeoutError after so long: it is left to itself, and not begun late."""
    async with asyncio.timeout(max(seconds, 0.001)):
        return await asyncio.get_running_loop().run_in_executor(_workers, work)


# THE CALL


@dataclass(frozen=True, slots=True)
class _Asking:
    who: Who
    brought: Brought
    lang: Lang


def _asking(request: Request) -> _Asking:
    return _Asking(who_asks(request), brought_by(request), _lang(request))


def _answered(service: Service, hook: HookService, body: bytes, asking: _Asking, began: float) -> dict[str, Any]:
    """The answer, after the log says whose data were read, and the caller's token is used up with that."""
    brought, issuer = asking.brought, asking.brought.issuer
    call = _completed(read_call(hook, _parsed(body)), service, brought, began)
    who = replace(asking.who, id=call.user or asking.who.id)
    act = Act(f"CDS Hooks {hook.hook}", _patient(call, service, asking.who), hook.id)
    unused = None if brought.spent else brought.once
    if not service.together.tell(service.database, service.keys, service.actor(who), act, unused):
        raise LogIn
    brought.spent = True
    complete = () if issuer is None else issuer.complete
    with _turn:
        if time.monotonic() - began > BUDGET:  # nobody waits for it any more
            return {"cards": []}
        return answer(call, service.today(), load(), complete, asking.lang, service.origin)


def _completed(call: Call, service: Service, brought: Brought, began: float) -> Call:
    """With what the EHR's FHIR server has of what was not sent, if the configuration lets us ask it and time allows."""
    server, issuer = call.fhir_server, brought.issuer
    if issuer is None or server is None or call.access_token is None or server not in issuer.fhir_servers:
        return call
    if not call.missing():
        return call
    spend(service, brought)  # nothing is asked of others for who was let in before
    found: dict[str, Mapping[str, Any]] = {}
    for key, query in call.queries().items():
        left = FETCH - (time.monotonic() - began)
        if left <= 0 or not is_safe(server):
            break
        try:
            came = service.outward.get(f"{server}/{query}", call.access_token, left, "application/fhir+json")
        except Unreachable as error:
            LOGGER.warning("%s: %s was not sent and could not be fetched (%s)", call.service.id, key, error)
            continue
        if object_of(came).get("resourceType") not in (None, "OperationOutcome"):
            found[key] = came
    return replace(call, found={**call.found, **found})


def _patient(call: Call, service: Service, who: Who) -> str:
    """What the log knows the patient by: the identity number where the EHR sent one, else its own id for them."""
    number = identity_number(call.found)
    try:
        known = identifier(number).number if number else ""
    except InputError:
        known = ""
    server = call.fhir_server or who.unit
    return patient_digest(service.keys, known or f"{server}/{call.reference}")


def _called(service: str) -> HookService:
    if service not in SERVICES:
        raise Forbidden
    return SERVICES[service]


async def _body(request: Request) -> bytes:
    """What the request holds; Refused where it does not say that it is JSON."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused(415, "skicka application/json", "send application/json")
    return await request.body()


def _parsed(body: bytes) -> object:
    """The JSON; Refused where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "kroppen är inte JSON", "the body is not JSON") from None


def _lang(request: Request) -> Lang:
    """The clinician's language, as the EHR says it; Swedish where it does not."""
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "sv"


def _cross_origin(request: Request) -> dict[str, str]:
    """What lets a page of a configured origin read the answer; nothing for another."""
    origin = request.headers.get("origin", "")
    if origin not in service_of(request).callers:
        return {"Vary": "Origin"}
    return {
        "Vary": "Origin",
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
        "Access-Control-Allow-Headers": "Authorization, Content-Type, Accept-Language",
        "Access-Control-Max-Age": "600",
    }


# FEEDBACK


def _feedback(hook: HookService, body: object) -> list[dict[str, Any]]:
    """The rows to store; InputError with every field that is wrong."""
    told = objects(object_of(body).get("feedback"))
    if not 0 < len(told) <= MOST_FEEDBACK:
        raise InputError([_wrong("feedback", f"1-{MOST_FEEDBACK}")])
    problems = []
    for number, one in enumerate(told):
        if not 0 < len(text_of(one.get("card"))) <= 64:
            problems.append(_wrong(f"feedback.{number}.card", "UUID"))
        if one.get("outcome") not in OUTCOMES:
            problems.append(_wrong(f"feedback.{number}.outcome", ", ".join(OUTCOMES)))
        if not 0 < len(text_of(one.get("outcomeTimestamp"))) <= 40:
            problems.append(_wrong(f"feedback.{number}.outcomeTimestamp", "YYYY-MM-DDThh:mm:ssZ"))
    if problems:
        raise InputError(problems)
    return [
        {
            "service": hook.id,
            "card": one["card"],
            "outcome": one["outcome"],
            "reason": text_of(object_of(object_of(one.get("overrideReason")).get("reason")).get("code"))[:64] or None,
            "content": one,
        }
        for one in told
    ]


def _wrong(field: str, allowed: str) -> Problem:
    return Problem(f"ska vara: {allowed}", f"must be: {allowed}", fact=field)
