"""The shapes of what the interfaces take and answer, as JSON Schema; from the contracts where there are any."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, get_args

from benkoll.chain.episode import State
from benkoll.chain.events import KINDS, SITES
from benkoll.chain.words import STEPS
from benkoll.facts.patient import json_schema
from benkoll.facts.registry import COMPLETE_KINDS
from benkoll.guideline.variants import variant_names
from benkoll.web.interfaces.api import MOST_CHANGES, MOST_PATIENTS
from benkoll.web.interfaces.api_chain import RECORDED, VERSIONS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
WHOLE: Schema = {"type": "integer"}
COUNT: Schema = {"type": "integer", "minimum": 0}
COUNTS: Schema = {"type": "object", "additionalProperties": COUNT}
FLAG: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
ANY: Schema = {}
LANG: Schema = {"type": "string", "enum": ["sv", "en"], "default": "sv"}
LINE: Schema = {"type": "string", "minLength": 1, "maxLength": 200}
SITE: Schema = {"enum": [*SITES, None]}


def ref(name: str) -> Schema:
    """The schema of this name among the components."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(items: Schema, **more: Any) -> Schema:
    """A list."""
    return {"type": "array", "items": items, **more}


def record(fields: Mapping[str, Schema], optional: Sequence[str] = (), **more: Any) -> Schema:
    """An object that has these keys and no other."""
    return {
        "type": "object",
        "properties": dict(fields),
        "required": [name for name in fields if name not in optional],
        "additionalProperties": False,
        **more,
    }


def _asked(fields: Mapping[str, Schema], *needed: str) -> Schema:
    """An object that is sent; `null` says as little as nothing."""
    return record(fields, [name for name in fields if name not in needed])


@cache
def schemas() -> Mapping[str, Schema]:
    """Every schema by its name."""
    return {**_of_patients(), **_of_the_guideline(), **_of_the_chain(), "Problem": _problem()}


def _problem() -> Schema:
    where = ("field", "file", "row", "value")
    fault = record({"field": TEXT, "file": TEXT, "row": WHOLE, "value": TEXT, "detail": TEXT}, where)
    return record(
        {
            "type": {"const": "about:blank"},
            "title": TEXT,
            "status": WHOLE,
            "detail": TEXT,
            "errors": listed(fault, description="each thing that is wrong, with the field that it is wrong with"),
        },
        ("detail", "errors"),
        description="Problem details (RFC 9457)",
    )


# PATIENTS


def _of_patients() -> dict[str, Schema]:
    facts = {name: value for name, value in json_schema().items() if name != "$schema"}
    return {
        "Facts": {"description": "What is stated of a patient; what is not stated is unknown, never no.", **facts},
        "Assessment": _assessment(),
        "Assess": {
            **_asked({"facts": ref("Facts"), "patients": listed({"type": "object"}, maxItems=MOST_PATIENTS), **_how()}),
            "description": "The facts of one patient, or (patients) of many, who are set aside one by one.",
            "oneOf": [{"required": ["facts"]}, {"required": ["patients"]}],
        },
        "Explain": _asked({"facts": ref("Facts"), "code": LINE, **_how()}, "facts", "code"),
        "Assessments": record(
            {
                "assessments": listed(record({"row": WHOLE, "assessment": ref("Assessment")})),
                "set_aside": listed(record({"row": WHOLE, "errors": _errors()})),
            }
        ),
        "Explanation": record(
            {
                "code": TEXT,
                "words": TEXT,
                "statements": listed(TEXT),
                "holds": {"enum": ["yes", "no", "unknown", None]},
                "missing": listed(TEXT),
                "in_the_way": listed(TEXT),
                "tree": ref("Branch"),
            }
        ),
        "Branch": record(
            {
                "words": TEXT,
                "value": ANY,
                "decided": FLAG,
                "name": MAYBE_TEXT,
                "statements": listed(TEXT),
                "joint": {"enum": ["all", "any", "some", None]},
                "limit": {
                    "anyOf": [
                        record({"name": TEXT, "value": {"type": "number"}, "comparison": MAYBE_TEXT}),
                        {"type": "null"},
                    ]
                },
                "measured": ANY,
                "facts": {"type": "object"},
                "repeated": FLAG,
                "below": listed(ref("Branch")),
            }
        ),
    }


def _how() -> dict[str, Schema]:
    return {
        "lang": LANG,
        "variant": {"enum": list(variant_names())},
        "set": {
            "type": "object",
            "description": "numbers of the guideline that are changed: name -> number",
            "additionalProperties": {"type": "number"},
            "maxProperties": MOST_CHANGES,
        },
        "complete": listed(
            {"enum": list(COMPLETE_KINDS)},
            description="kinds of source that are whole: there silence is no",
            maxItems=len(COMPLETE_KINDS),
        ),
        "date": {**DAY, "description": "the day of the assessment, else today"},
    }


def _errors() -> Schema:
    return {"$ref": "#/components/schemas/Problem/properties/errors"}


def _assessment() -> Schema:
    """The contract's schema of one assessment, with its references where they stand here."""
    contract = json.loads(files("benkoll.assess").joinpath("assessment.schema.json").read_text("utf-8"))
    text = json.dumps({**contract["items"], "$defs": contract["$defs"]})
    moved: Schema = json.loads(text.replace('"#/$defs/', '"#/components/schemas/Assessment/$defs/'))
    return moved


# THE GUIDELINE


def _of_the_guideline() -> dict[str, Schema]:
    said = {"words": TEXT, "statements": listed(TEXT)}
    statement = {"id": TEXT, "kind": TEXT, "section": TEXT, "words": TEXT, "reading": MAYBE_TEXT}
    change = {"anyOf": [ref("Parameter"), {"type": "null"}]}
    lists = ("statements", "criteria", "recommendations", "parameters", "indicators", "texts", "tests", "facts")
    texts = ("words", "section", "rule", "value", "source", "by", "last_checked", "dose")
    return {
        "Parameter": record(
            {
                "name": TEXT,
                "value": {"type": "number"},
                "comparison": MAYBE_TEXT,
                "unit": TEXT,
                "words": TEXT,
                "source": TEXT,
                "by": {"enum": ["word", "reading", "smpc"]},
                "last_checked": DAY,
            }
        ),
        "Guideline": record(
            {
                "name": TEXT,
                "variant": TEXT,
                "version": TEXT,
                "statements": listed(record(statement)),
                "parameters": listed(ref("Parameter")),
                "criteria": listed(record({"name": TEXT, **said})),
                "recommendations": listed(record({"code": TEXT, **said})),
            }
        ),
        "Explained": {
            "type": "object",
            "properties": {
                "id": TEXT,
                "kind": TEXT,
                "reading": MAYBE_TEXT,
                **dict.fromkeys(texts, TEXT),
                **dict.fromkeys((*lists, "figures", "excluded_by"), listed(TEXT)),
            },
            "required": ["id", "kind"],
            "additionalProperties": False,
        },
        "Variants": record(
            {
                "variants": listed(
                    record(
                        {
                            "name": TEXT,
                            "title": TEXT,
                            "source": TEXT,
                            "changes": listed(record({"name": TEXT, "before": change, "after": change})),
                        }
                    )
                )
            }
        ),
    }


# THE CHAIN


def _of_the_chain() -> dict[str, Schema]:
    event = {"id": TEXT, "kind": {"enum": list(KINDS)}, "day": DAY, "by": TEXT}
    episode = {
        "episode": TEXT,
        "person_id": TEXT,
        "fracture_date": DAY,
        "site": SITE,
        "state": {"enum": list(get_args(State))},
        "events": listed({"type": "object", "properties": event, "required": list(event)}),
    }
    item = {
        "episode": TEXT,
        "person_id": TEXT,
        "fracture_date": DAY,
        "site": SITE,
        "step": {"enum": list(STEPS)},
        "due": DAY,
        "late": FLAG,
        "reason": TEXT,
        "owner": TEXT,
    }
    return {
        "Taken": record(
            {
                "new": COUNT,
                "for_the_chain": COUNT,
                "again": COUNT,
                "set_aside": COUNT,
                "reasons": _errors(),
                "ignored_columns": listed(TEXT),
            }
        ),
        "Imported": record(
            {
                "files": listed(TEXT),
                **dict.fromkeys(("read", "not_read"), COUNTS),
                **dict.fromkeys(("new", "for_the_chain", "again", "set_aside"), COUNT),
                "reasons": _errors(),
            }
        ),
        "Worklist": record({"date": DAY, "items": listed(record(item))}),
        "Episode": record(episode),
        "Episodes": record({"episodes": listed(ref("Episode"))}),
        "WholeEpisode": record({**episode, "why": MAYBE_TEXT, "waits": listed({"type": "object"}), "version": COUNT}),
        "Search": _asked({"person_id": {**LINE, "maxLength": 40}}, "person_id"),
        "Event": _asked(
            {
                "kind": {"enum": list(RECORDED)},
                "day": {**DAY, "description": "the day that it happened, else today"},
                "data": {"type": "object", "description": "what the kind says, by docs/chain.md"},
                "version": {"type": "integer", "minimum": 0, "maximum": VERSIONS},
            },
            "kind",
        ),
        "Recorded": record({"id": TEXT}),
        "Indicators": {
            "type": "object",
            "properties": {
                "date": DAY,
                "hidden_below": WHOLE,
                "indicators": listed({"type": "object", "required": ["id", "all", "groups", "periods"]}),
            },
            "required": ["date", "hidden_below", "indicators"],
        },
    }
