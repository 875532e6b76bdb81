"""REST, version 1: patients assessed and explained, and the guideline. Nothing of a patient is kept or logged here.

What every route takes and answers stands in `openapi`; the chain's routes in `api_chain`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from benkoll.assess.answer import plain
from benkoll.assess.patient import assess, explain
from benkoll.assess.why import Branch
from benkoll.errors import InputError, Lang, Problem
from benkoll.exchange.read import Record, record_of
from benkoll.exchange.rows import Reject, Row
from benkoll.facts.registry import COMPLETE_KINDS
from benkoll.guideline.build import Guideline, load
from benkoll.guideline.compare import changed_parameters
from benkoll.guideline.form import Recommendation
from benkoll.guideline.parameters import ParameterInfo
from benkoll.guideline.variants import DEFAULT, read_variant, variant_names
from benkoll.guideline.words import phrase
from benkoll.letters.explained import explained, keys, statement_words
from benkoll.letters.tree import obstacles
from benkoll.logic.term import Named
from benkoll.web.interfaces.answers import answer, fields_of
from benkoll.web.interfaces.asked import JSON, Fields, body_of, no_such, object_of, query_of
from benkoll.web.permissions import Permission
from benkoll.web.routes import Door
from benkoll.web.service import service_of

PREFIX = "/api/v1"
MOST_PATIENTS, MOST_CHANGES = 500, 50
HOW = ("lang", "variant", "set", "complete", "date")
"""How to assess: the language, the variant with changed numbers, which sources are whole, on which day."""

door = Door(PREFIX)


@dataclass(frozen=True, slots=True)
class How:
    """How a request wants to have patients assessed."""

    guideline: Guideline
    lang: Lang
    complete: tuple[str, ...]
    day: date


@door.get("/openapi.json", Permission.PUBLIC)
def openapi(request: Request) -> Response:
    """What all of this takes and answers, as OpenAPI 3.1."""
    from benkoll.web.interfaces.openapi import description

    return answer(description(service_of(request).origin))


# ASSESS


@door.post("/assess", Permission.ASSESS)
def assessed(request: Request, data: Annotated[bytes, Depends(body_of(*JSON))]) -> Response:
    """One patient assessed, or each of many; of many those that cannot be used are set aside, and told."""
    asked = object_of(data, "facts", "patients", *HOW)
    if asked.has("facts") == asked.has("patients"):
        asked.wrong("facts", None, "ange facts eller patients", "state facts or patients")
    facts, patients = asked.object("facts"), asked.list("patients", MOST_PATIENTS)
    how = _how(asked, service_of(request).today())
    if asked.has("facts"):
        return answer(assess(_record(facts, how).patient, how.guideline, how.lang).as_json())
    rows = [_row(number, one, how) for number, one in enumerate(patients, 1)]
    return answer(
        {
            "assessments": [
                {"row": one.row, "assessment": assess(one.patient, how.guideline, how.lang).as_json()}
                for one in rows
                if isinstance(one, Record)
            ],
            "set_aside": [
                {"row": one.row, "errors": fields_of(one.problems, how.lang)} for one in rows if isinstance(one, Reject)
            ],
        }
    )


def _how(asked: Fields, today: date) -> How:
    """How to assess; InputError where anything of the request is wrong."""
    variant = asked.one_of("variant", variant_names(), DEFAULT) or DEFAULT
    changes = _changes(asked, load(DEFAULT).parameters)
    complete = asked.list("complete", len(COMPLETE_KINDS))
    for one in complete:
        if one not in COMPLETE_KINDS:
            allowed = ", ".join(COMPLETE_KINDS)
            asked.wrong("complete", one, f"tillåtet: {allowed}", f"allowed: {allowed}")
    day, lang = asked.day("date") or today, asked.lang()
    asked.done()
    return How(load(variant, changes), lang, tuple(complete), day)


def _changes(asked: Fields, known: Mapping[str, ParameterInfo]) -> tuple[tuple[str, float], ...]:
    said = asked.object("set")
    changed = Fields(said, tuple(known))
    for name, value in said.items():
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
        if name in known and not (is_number and abs(value) < 1e9):
            changed.wrong(name, value, "ska vara ett tal", "is to be a number")
    if len(said) > MOST_CHANGES:
        asked.wrong("set", len(said), f"högst {MOST_CHANGES} tal", f"at most {MOST_CHANGES} numbers")
    asked.problems += [replace(one, fact=f"set.{one.fact}") for one in changed.problems]
    return () if changed.problems else tuple((name, float(value)) for name, value in said.items())


def _row(number: int, facts: object, how: How) -> Record | Reject:
    if not isinstance(facts, dict):
        sv, en = "ska vara en patients uppgifter: {...}", "is to be a patient's facts: {...}"
        return Reject(number, (Problem(sv, en, row=number),))
    return record_of(Row(number, facts), how.day, how.complete)


def _record(facts: Mapping[str, Any], how: How) -> Record:
    """The one patient; InputError with all that is wrong with their facts."""
    found = record_of(Row(1, facts), how.day, how.complete)
    if isinstance(found, Reject):
        raise InputError(replace(one, row=None) for one in found.problems)
    return found


# EXPLAIN


@door.post("/explain", Permission.ASSESS)
def explained_for(request: Request, data: Annotated[bytes, Depends(body_of(*JSON))]) -> Response:
    """Why a recommendation or a criterion holds for a patient, or what stands in its way."""
    asked = object_of(data, "facts", "code", *HOW)
    asked.needed("facts")
    asked.needed("code")
    guideline = load(DEFAULT)
    key = asked.key("code", (*guideline.recommendations, *guideline.criteria))
    facts = asked.object("facts")
    how = _how(asked, service_of(request).today())
    patient = _record(facts, how).patient
    branch = explain(patient, how.guideline, key, how.lang)
    holds, missing = _held(branch.value), list[str]()
    if key in how.guideline.recommendations:
        advice = assess(patient, how.guideline, how.lang).advice(key)
        holds = "no" if advice is None else "yes" if advice.status == "recommended" else "unknown"
        missing = [] if advice is None else list(advice.missing)
    in_the_way = obstacles(branch) if holds in ("no", "unknown") else []
    return answer(
        {
            "code": key,
            **_said(how.guideline.recommendations.get(key) or how.guideline.criteria[key], how.lang),
            "holds": holds,
            "missing": missing,
            "in_the_way": [one.words for one in in_the_way],
            "tree": _tree(branch),
        }
    )


def _held(value: object) -> str | None:
    """Whether a criterion holds; None for one that is a number or a text."""
    return {True: "yes", False: "no", None: "unknown"}[value] if value is None or isinstance(value, bool) else None


def _said(one: Recommendation | Named, lang: Lang) -> dict[str, Any]:
    return {"words": one.sv if lang == "sv" else one.en, "statements": list(one.stands_on)}


def _tree(branch: Branch) -> dict[str, Any]:
    """The branch and what is below it."""
    limit = branch.limit
    return {
        "words": branch.words,
        "value": plain(branch.value),
        "decided": branch.decided,
        "name": branch.name,
        "statements": list(branch.statements),
        "joint": branch.joint,
        "limit": None if limit is None else {"name": limit.name, "value": limit.value, "comparison": limit.comparison},
        "measured": plain(branch.measured),
        "facts": {name: plain(value) for name, value in branch.facts},
        "repeated": branch.repeated,
        "below": [_tree(below) for below in branch.below],
    }


# THE GUIDELINE


@door.get("/guideline", Permission.PUBLIC)
def guideline(request: Request) -> Response:
    """What the guideline says: statements, numbers, criteria and recommendations of a variant."""
    asked = query_of(request, "lang", "variant")
    chosen, lang = _chosen(asked)
    return answer(
        {
            "name": chosen.name,
            "variant": chosen.variant,
            "version": chosen.version,
            "statements": [
                {
                    "id": one.id,
                    "kind": one.kind,
                    "section": one.section,
                    "words": statement_words(chosen, one.id, lang),
                    "reading": one.reading_sv if lang == "sv" else one.reading_en,
                }
                for one in chosen.statements.values()
            ],
            "parameters": [_parameter(name, one, lang) for name, one in chosen.parameters.items()],
            "criteria": [{"name": name, **_said(one, lang)} for name, one in chosen.criteria.items()],
            "recommendations": [{"code": code, **_said(one, lang)} for code, one in chosen.recommendations.items()],
        }
    )


@door.get("/guideline/{code}", Permission.PUBLIC)
def one_of_guideline(request: Request, code: str) -> Response:
    """What one key stands for (statement, advice, criterion, number, drug or fact), with all that uses it."""
    asked = query_of(request, "lang", "variant")
    chosen, lang = _chosen(asked)
    found = explained(code, chosen, lang)
    if found is None:
        raise no_such(code, tuple(keys(chosen)))
    return answer(found)


@door.get("/variants", Permission.PUBLIC)
def variants(request: Request) -> Response:
    """The variants that there are, each with the numbers in which it differs from the first."""
    asked = query_of(request, "lang")
    lang = asked.lang()
    asked.done()
    base = load(DEFAULT)
    return answer({"variants": [_variant(name, base, lang) for name in variant_names()]})


def _chosen(asked: Fields) -> tuple[Guideline, Lang]:
    variant, lang = asked.one_of("variant", variant_names(), DEFAULT), asked.lang()
    asked.done()
    return load(variant or DEFAULT), lang


def _variant(name: str, base: Guideline, lang: Lang) -> dict[str, Any]:
    read = read_variant(name)
    changes = [
        {
            "name": one.name,
            "before": one.before and _parameter(one.name, one.before, lang),
            "after": one.after and _parameter(one.name, one.after, lang),
        }
        for one in changed_parameters(base, load(name))
    ]
    title = read.title_sv if lang == "sv" else read.title_en
    return {"name": name, "title": title, "source": read.source, "changes": changes}


def _parameter(name: str, info: ParameterInfo, lang: Lang) -> dict[str, Any]:
    return {
        "name": name,
        "value": info.parameter.value,
        "comparison": info.parameter.comparison,
        "unit": info.unit,
        "words": phrase(info, lang),
        "source": info.source,
        "by": info.by,
        "last_checked": info.last_checked.isoformat(),
    }
