"""$assess: a Bundle, or Parameters with resources in them, to a Bundle of proposals."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from benkoll.assess.patient import assess
from benkoll.errors import InputError, Lang, Problem
from benkoll.exchange.fhir.read import facts_of
from benkoll.exchange.fhir.write import bundle
from benkoll.exchange.json import read_strictly
from benkoll.exchange.read import Record, record_of
from benkoll.exchange.rows import Reject, Row
from benkoll.facts.registry import COMPLETE_KINDS
from benkoll.guideline.build import load
from benkoll.guideline.variants import DEFAULT, variant_names
from benkoll.web.interfaces.asked import Fields
from benkoll.web.outcomes import issue, outcome

VALUES: Mapping[str, tuple[str, ...]] = {
    "lang": ("valueCode", "valueString"),
    "variant": ("valueCode", "valueString"),
    "complete": ("valueCode", "valueString"),
    "date": ("valueDate", "valueString"),
}
"""The parameters, and as what each may be given."""
RESOURCE = "resource"
MOST = 500
ISSUES = 200


def assessed(data: bytes, today: date, lang: Lang) -> dict[str, Any]:
    """The answer; InputError where no patient of it can be used."""
    body = read_strictly(data)
    resources, asked = _asked(body) if body.get("resourceType") == "Parameters" else ([body], Fields({}, ()))
    lang = "en" if asked.one_of("lang", ("sv", "en"), lang) == "en" else "sv"
    variant, day = asked.one_of("variant", variant_names(), DEFAULT) or DEFAULT, asked.day("date") or today
    complete = [str(one) for one in asked.list("complete", len(COMPLETE_KINDS))]
    for one in complete:
        if one not in COMPLETE_KINDS:
            allowed = ", ".join(COMPLETE_KINDS)
            asked.wrong("complete", one, f"tillåtet: {allowed}", f"allowed: {allowed}")
    asked.done()
    guideline = load(variant)
    found = list(enumerate(facts_of(resources, day), 1))
    if len(found) > MOST:
        raise InputError([Problem(f"högst {MOST} patienter", f"at most {MOST} patients")])
    rows = [record_of(Row(at, one.raw, problems=one.problems, notes=one.notes), day, complete) for at, one in found]
    records = [one for one in rows if isinstance(one, Record)]
    wrong = [problem for one in rows if isinstance(one, Reject) for problem in one.problems]
    if not records:
        none = Problem("ingen patient finns i det som skickades", "there is no patient in what was sent")
        raise InputError(wrong or [none])
    made = bundle([assess(one.patient, guideline, lang) for one in records], lang)
    issues = [issue("error", "processing", problem.said(lang)) for problem in wrong]
    issues += [issue("information", "informational", note.said(lang)) for one in records for note in one.notes]
    if issues:
        made["entry"] = [*made.get("entry", ()), {RESOURCE: outcome(issues[:ISSUES])}]
    return made


def _asked(body: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], Fields]:
    """The resources of Parameters, and the others as fields; InputError for a parameter that is none of ours."""
    resources, values, problems = list[Mapping[str, Any]](), dict[str, Any](), list[Problem]()
    listed = body.get("parameter")
    for one in listed if isinstance(listed, list) else ():
        name = one.get("name") if isinstance(one, dict) else None
        if name == RESOURCE and isinstance(one.get(RESOURCE), dict):
            resources.append(one[RESOURCE])
        elif isinstance(name, str) and name in VALUES and (given := [one[as_] for as_ in VALUES[name] if as_ in one]):
            if name == "complete":
                values.setdefault(name, []).extend(given)
            elif name in values:
                problems.append(Problem("står flera gånger", "stands more than once", fact=name))
            else:
                values[name] = given[0]
        else:
            allowed = ", ".join((RESOURCE, *VALUES))
            place = str(name)[:60] if isinstance(name, str) else "parameter"
            problems.append(Problem(f"tillåtet: {allowed}", f"allowed: {allowed}", fact=place))
    if problems:
        raise InputError(replace(one, fact=f"Parameters.{one.fact}") for one in problems[:ISSUES])
    return resources, Fields(values, tuple(VALUES))
