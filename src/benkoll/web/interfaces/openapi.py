"""The description of the REST interface, OpenAPI 3.1: every route, what it takes, and every answer that it may give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal, get_args

from benkoll.chain.episode import State
from benkoll.chain.words import ROLES, STEPS
from benkoll.guideline.variants import variant_names
from benkoll.web.forms import HEADER
from benkoll.web.interfaces.api import PREFIX
from benkoll.web.interfaces.api_chain import ENDINGS, MOST, SKIPPED, USUAL
from benkoll.web.interfaces.asked import JSON
from benkoll.web.interfaces.bulk import FORMS
from benkoll.web.interfaces.schemas import DAY, LANG, LINE, Schema, ref, schemas
from benkoll.web.permissions import Permission
from benkoll.web.problems import JSON as PROBLEM

VERSION = "1.0"
LOG_IN = (401, 404)
ALWAYS = (422, 429, 500, 503)
WITH_BODY = (403, 413, 415)

_LANG = {"lang": LANG}
_PAGE: Mapping[str, Schema] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
    "skip": {"type": "integer", "minimum": 0, "maximum": SKIPPED, "default": 0},
}
_GUIDELINE: Mapping[str, Schema] = {**_LANG, "variant": {"enum": list(variant_names())}}


@dataclass(frozen=True, slots=True)
class Operation:
    """One route. `body`: the schema's name, or the content types of what is no JSON; `also`: statuses of its own."""

    method: Literal["get", "post"]
    path: str
    says: str
    needs: Permission
    answer: str | Mapping[str, Any]
    query: Mapping[str, Schema]
    body: str | Sequence[str] | None = None
    status: int = 200
    also: Sequence[int] = ()


OPERATIONS = (
    Operation("get", f"{PREFIX}/openapi.json", "This description", Permission.PUBLIC, {"type": "object"}, {}),
    Operation(
        "post",
        f"{PREFIX}/assess",
        "One patient assessed, or each of many",
        Permission.ASSESS,
        {"anyOf": [ref("Assessment"), ref("Assessments")]},
        {},
        "Assess",
    ),
    Operation(
        "post",
        f"{PREFIX}/explain",
        "Why a recommendation or a criterion holds for a patient, or what stands in its way",
        Permission.ASSESS,
        "Explanation",
        {},
        "Explain",
    ),
    Operation("get", f"{PREFIX}/guideline", "What the guideline says", Permission.PUBLIC, "Guideline", _GUIDELINE),
    Operation(
        "get",
        f"{PREFIX}/guideline/{{code}}",
        "What one key of the guideline stands for",
        Permission.PUBLIC,
        "Explained",
        _GUIDELINE,
        also=(404,),
    ),
    Operation("get", f"{PREFIX}/variants", "The guideline's variants", Permission.PUBLIC, "Variants", _LANG),
    Operation(
        "post",
        f"{PREFIX}/chain/intake",
        "Messages of visits taken in, each once; what cannot be used is set aside",
        Permission.INTAKE,
        "Taken",
        {"source": LINE, **_LANG},
        tuple(ENDINGS),
    ),
    Operation(
        "post",
        "/bulk/import",
        "A FHIR bulk export taken into the chain, as one NDJSON body or as the files of a form",
        Permission.INTAKE,
        "Imported",
        {"source": LINE, **_LANG},
        FORMS,
        also=(400,),
    ),
    Operation(
        "get",
        f"{PREFIX}/chain/worklist",
        "What is to be done today, the heaviest first",
        Permission.CHAIN_READ,
        "Worklist",
        {
            **dict.fromkeys(("hospital", "unit", "owner"), LINE),
            "step": {"enum": list(STEPS)},
            "role": {"enum": list(ROLES)},
            **_PAGE,
            **_LANG,
        },
    ),
    Operation(
        "get",
        f"{PREFIX}/chain/episodes",
        "The episodes, the earliest fracture first",
        Permission.CHAIN_READ,
        "Episodes",
        {"state": {"enum": list(get_args(State))}, **_PAGE},
    ),
    Operation(
        "post",
        f"{PREFIX}/chain/episodes/search",
        "The episodes of one person",
        Permission.CHAIN_READ,
        "Episodes",
        {},
        "Search",
    ),
    Operation(
        "get",
        f"{PREFIX}/chain/episodes/{{episode}}",
        "One episode, with what waits, and its version",
        Permission.CHAIN_READ,
        "WholeEpisode",
        {},
    ),
    Operation(
        "post",
        f"{PREFIX}/chain/episodes/{{episode}}/events",
        "Something has happened in an episode",
        Permission.CHAIN_WRITE,
        "Recorded",
        {},
        "Event",
        201,
        (409,),
    ),
    Operation(
        "get",
        f"{PREFIX}/chain/indicators",
        "Every indicator, counted; small numbers are hidden (null)",
        Permission.INDICATORS,
        "Indicators",
        {
            "from": DAY,
            "to": DAY,
            "hospital": LINE,
            "unit": LINE,
            "by": {"enum": ["hospital", "unit"]},
            "trend": {"enum": ["quarter", "month"]},
            **_LANG,
        },
    ),
)


def description(origin: str) -> dict[str, Any]:
    """The whole description, of the service at this address."""
    paths = dict[str, dict[str, Any]]()
    for one in OPERATIONS:
        paths.setdefault(one.path, {})[one.method] = _operation(one)
    cookie = "__Host-benkoll" if origin.startswith("https://") else "benkoll"
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Benkoll",
            "version": VERSION,
            "description": "Supports a decision, not CE-marked. Does not replace clinical judgement.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": origin}],
        "paths": paths,
        "components": {
            "schemas": dict(schemas()),
            "securitySchemes": {
                "system": {"type": "http", "scheme": "bearer", "description": "made by benkoll serve-token make"},
                "session": {"type": "apiKey", "in": "cookie", "name": cookie, "description": "who is logged in"},
                "token": {"type": "apiKey", "in": "header", "name": HEADER, "description": "the session's own"},
            },
        },
    }


def _operation(one: Operation) -> dict[str, Any]:
    said = {
        "operationId": f"{one.method}_{one.path.strip('/').replace('/', '_').translate(_PLAIN)}",
        "summary": one.says,
        "parameters": [
            *_path(one.path),
            *({"in": "query", "name": name, "schema": schema} for name, schema in one.query.items()),
        ],
        "responses": {str(one.status): _answer(one), **{str(status): _problem(status) for status in _statuses(one)}},
        "security": [] if one.needs is Permission.PUBLIC else _security(one),
        "x-needs": one.needs.value,
    }
    return said | ({} if one.body is None else {"requestBody": {"required": True, "content": _content(one.body)}})


_PLAIN = str.maketrans({"{": None, "}": None, ".": "_"})


def _path(path: str) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    return [{"in": "path", "name": name, "required": True, "schema": {"type": "string"}} for name in names]


def _content(body: str | Sequence[str]) -> dict[str, Any]:
    if isinstance(body, str):
        return {form: {"schema": ref(body)} for form in JSON}
    return {form: {"schema": {"type": "string"}} if "json" not in form else {} for form in body}


def _statuses(one: Operation) -> list[int]:
    found = {*ALWAYS, *one.also}
    found |= set() if one.needs is Permission.PUBLIC else set(LOG_IN)
    found |= set() if one.body is None else set(WITH_BODY)
    return sorted(found)


def _security(one: Operation) -> list[dict[str, Any]]:
    session: dict[str, Any] = {"session": []} | ({} if one.method == "get" else {"token": []})
    return [{"system": []}, session]


def _answer(one: Operation) -> dict[str, Any]:
    schema = ref(one.answer) if isinstance(one.answer, str) else one.answer
    return {"description": HTTPStatus(one.status).phrase, "content": {"application/json": {"schema": schema}}}


def _problem(status: int) -> dict[str, Any]:
    told: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {PROBLEM: {"schema": ref("Problem")}},
    }
    if status == 401:
        told["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    if status == 429:
        told["headers"] = {"Retry-After": {"schema": {"type": "string"}}}
    return told
