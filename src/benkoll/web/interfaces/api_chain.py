"""REST, version 1: the care chain. Messages taken in, the worklist, episodes and their events, the indicators.

Whoever is shown or changed is logged by the chain itself, in the same transaction; the patients of units that the
caller does not see are as if they were not there.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, get_args

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from benkoll.chain.commands import Chain, must_see, record
from benkoll.chain.episode import State
from benkoll.chain.events import EPISODE, FIELDS
from benkoll.chain.indicator_counts import Every
from benkoll.chain.indicator_reads import Asked, counted
from benkoll.chain.indicator_shown import as_json
from benkoll.chain.intake import Taken, take_in
from benkoll.chain.reads import Filter, episodes, worklist
from benkoll.chain.reads import episode as read_episode
from benkoll.chain.shown import due_values, episode_values, whole_values
from benkoll.chain.words import ROLES, STEPS
from benkoll.errors import InputError, StoreError
from benkoll.exchange.visits.read import from_sender, ignored_columns, read_messages
from benkoll.web.interfaces.answers import answer, fields_of
from benkoll.web.interfaces.api import PREFIX
from benkoll.web.interfaces.asked import JSON, Fields, body_of, object_of, query_of
from benkoll.web.permissions import Permission
from benkoll.web.routes import Door, chain_of
from benkoll.web.scanning import scan
from benkoll.web.service import service_of

ENDINGS: Mapping[str, str] = {
    "text/csv": "csv",
    "application/hl7-v2": "hl7",
    "x-application/hl7-v2+er7": "hl7",
    "application/fhir+json": "json",
    "application/fhir+ndjson": "ndjson",
    "application/json": "json",
    "application/x-ndjson": "ndjson",
}
"""The forms of messages, and what a file of each is called."""

RECORDED = (
    "invited",
    "reminded",
    "answered",
    "declined",
    "dxa_done",
    "blood_tests_done",
    "falls_assessed",
    "training_started",
    "recommendation_sent",
    "prescribed",
    "treatment_started",
    "treatment_paused",
    "treatment_stopped",
    "dose_given",
    "followed_up",
    "moved",
    "taken_over",
    "excluded",
    "note",
)
"""What a system may tell. Assessments, verdicts, claims, merges and what is taken back have their own ways."""

MOST, USUAL, REASONS = 1000, 200, 1000
SKIPPED = 10_000_000
VERSIONS = 2**31 - 1

door = Door(f"{PREFIX}/chain")


def seen(request: Request, episode: str) -> str:
    """The episode that a path names: Absent, before anything else is looked at, where it may not be seen."""
    must_see(chain_of(request), episode)
    return episode


# MESSAGES


@door.post("/intake", Permission.INTAKE)
def intake(request: Request, data: Annotated[bytes, Depends(body_of(*ENDINGS))]) -> Response:
    """Messages of visits taken in, each once, however often it comes; what cannot be used is set aside."""
    asked = query_of(request, "source", "lang")
    source, lang = asked.text("source"), asked.lang()
    asked.done()
    scan(service_of(request).scan, data)
    form = request.headers["content-type"].partition(";")[0].strip().lower()
    name = f"request.{ENDINGS[form]}"
    chain = chain_of(request)
    messages = from_sender(read_messages(data, name), source)
    taken = sum(take_in(chain.database, chain.keys, chain.actor, messages, name), Taken())
    return answer(
        {
            "new": taken.new,
            "for_the_chain": taken.concern,
            "again": taken.again,
            "set_aside": taken.refused,
            "reasons": fields_of(taken.problems[:REASONS], lang),
            "ignored_columns": list(ignored_columns(data, name)),
        }
    )


# WHAT IS TO BE DONE


@door.get("/worklist", Permission.CHAIN_READ)
def to_do(request: Request) -> Response:
    """What is to be done today, the heaviest first."""
    asked = query_of(request, "hospital", "unit", "owner", "step", "role", "limit", "skip", "lang")
    chosen = Filter(
        asked.text("hospital"),
        asked.text("unit"),
        asked.text("owner"),
        asked.one_of("step", tuple(STEPS)),
        asked.one_of("role", tuple(ROLES)),
    )
    limit, skip, lang = _limit(asked), _skip(asked), asked.lang()
    asked.done()
    chain = chain_of(request)
    found = worklist(chain, chosen, limit, skip)
    return answer({"date": chain.day, "items": [due_values(one, chain.day, lang) for one in found]})


def _limit(asked: Fields) -> int:
    return asked.whole("limit", 1, MOST, USUAL) or USUAL


def _skip(asked: Fields) -> int:
    return asked.whole("skip", 0, SKIPPED, 0) or 0


# EPISODES


@door.get("/episodes", Permission.CHAIN_READ)
def every_episode(request: Request) -> Response:
    """The episodes, the earliest fracture first."""
    asked = query_of(request, "state", "limit", "skip")
    state, limit, skip = asked.one_of("state", get_args(State)), _limit(asked), _skip(asked)
    asked.done()
    found = episodes(chain_of(request), state, None, limit, skip)
    return answer({"episodes": [episode_values(one) for one in found]})


@door.post("/episodes/search", Permission.CHAIN_READ)
def episodes_of(request: Request, data: Annotated[bytes, Depends(body_of(*JSON))]) -> Response:
    """The episodes of one person, whose number stands in the body: it is never part of an address."""
    asked = object_of(data, "person_id")
    asked.needed("person_id")
    number = asked.text("person_id", 40)
    asked.done()
    return answer({"episodes": [episode_values(one) for one in episodes(chain_of(request), None, number, MOST)]})


@door.get("/episodes/{episode}", Permission.CHAIN_READ)
def one_episode(request: Request, episode: str) -> Response:
    """One episode, with what waits; `version` for whoever is going to write."""
    query_of(request).done()
    found = read_episode(chain_of(request), episode)
    return answer(whole_values(found) | {"version": found.version})


@door.post("/episodes/{episode}/events", Permission.CHAIN_WRITE)
def happened(
    request: Request, episode: Annotated[str, Depends(seen)], data: Annotated[bytes, Depends(body_of(*JSON))]
) -> Response:
    """Something has happened in an episode. With the version that was read: 409 where somebody has written since."""
    query_of(request).done()
    asked = object_of(data, "kind", "day", "data", "version")
    asked.needed("kind")
    kind, day = asked.one_of("kind", RECORDED), asked.day("day")
    said, version = asked.object("data"), asked.whole("version", 0, VERSIONS)
    if kind is not None:
        fields = Fields(said, [name for name in FIELDS[kind] if name != EPISODE])
        asked.problems += [replace(one, fact=f"data.{one.fact}") for one in fields.problems]
    asked.done()
    chain = chain_of(request)
    event = _recorded(chain, episode, kind or "", day or chain.day, said, version)
    return answer({"id": event}, 201)


def _recorded(chain: Chain, named: str, kind: str, day: date, said: Mapping[str, Any], version: int | None) -> str:
    try:
        return record(chain, named, kind, day, said, version)
    except StoreError:
        raise
    except InputError as error:
        raise InputError(
            problem if problem.fact in ("kind", "day") else replace(problem, fact=f"data.{problem.fact}")
            for problem in error.problems
        ) from None


# INDICATORS


@door.get("/indicators", Permission.INDICATORS)
def indicators(request: Request) -> Response:
    """Every indicator, counted; no patient is in it, and small numbers are hidden."""
    asked = query_of(request, "from", "to", "hospital", "unit", "by", "trend", "lang")
    by, trend = asked.one_of("by", ("hospital", "unit")), asked.one_of("trend", get_args(Every))
    since, until = asked.day("from"), asked.day("to")
    if since and until and since > until:
        asked.wrong("from", since, f"är efter to = {until}", f"is after to = {until}")
    which = Asked(since, until, asked.text("hospital"), asked.text("unit"), by, trend)  # type: ignore[arg-type]
    lang = asked.lang()
    asked.done()
    chain = chain_of(request)
    return answer(as_json(counted(chain, which), which, str(chain.day), lang))
