"""One patient's stated facts: read from plain values, strictly, and refused with everything that is wrong with them.

The model is made from the registry for `pydantic_core`, the engine of pydantic, without pydantic's classes: to load
those takes as long as all the rest of an assessment.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from pydantic_core import ErrorDetails, SchemaValidator, ValidationError, core_schema

from benkoll.errors import FactsError, Problem
from benkoll.facts import fractures
from benkoll.facts.checks import checks, say
from benkoll.facts.fractures import Fracture
from benkoll.facts.messages import problem, unknown_fact, wrong_value
from benkoll.facts.registry import FactInfo, registry
from benkoll.facts.repeated import Repeated
from benkoll.logic.term import Value

ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Patient:
    """What is stated of one patient; a fact that is absent is unknown.

    `facts`: name -> value, dates as `date`, whole numbers as int; what follows from `fracture_events` is in it.
    """

    facts: Mapping[str, Value]
    fracture_events: tuple[Fracture, ...] = ()


def read_patient(raw: Mapping[str, object], day: date | None = None) -> Patient:
    """The patient that plain values (as JSON gives them, or dates as `date`) describe; None is absent.

    `day` is the assessment date where none is stated. Raises FactsError with every problem found.
    """
    stated, problems = valid({name: value for name, value in raw.items() if value is not None})
    refused = {found.fact for found in problems}
    events = tuple(map(_fracture, stated.pop(fractures.NAME, ())))
    facts: dict[str, Value] = {name: _plain(registry()[name], value) for name, value in stated.items()}
    if "assessment_date" not in facts and "assessment_date" not in refused:
        if day is None:
            problems.append(problem("no day", "assessment_date"))
        else:
            facts["assessment_date"] = day
    follows, against = fractures.facts_of(events, facts)
    problems += [*_wrong_together(facts, raw, refused), *_wrong_events(events, facts), *against]
    if problems:
        raise FactsError(problems)
    return Patient(facts | follows, events)


def json_schema() -> dict[str, Any]:
    """JSON Schema of one patient, with every fact's label and meaning in English."""
    from pydantic.json_schema import GenerateJsonSchema

    schema = GenerateJsonSchema().generate(_schema())
    for info in registry().values():
        said = [info.label("en"), info.gist("en"), f"unit: {info.unit}" if info.unit else None]
        absent = info.when_absent("en")
        said.append(f"when absent: {absent}" if absent else None)
        schema["properties"][info.name] |= {"title": info.name, "description": "; ".join(filter(None, said))}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


# THE MODEL


@cache
def _validator() -> SchemaValidator:
    return SchemaValidator(_schema())


def _schema() -> core_schema.TypedDictSchema:
    fields = {info.name: _optional(_type(info)) for info in registry().values()}
    event = {
        "site": core_schema.typed_dict_field(_type(registry()["latest_fracture_site"])),
        "date": core_schema.typed_dict_field(_type(registry()["latest_fracture_date"])),
        **{name: _optional(core_schema.bool_schema(strict=True)) for name in ("low_energy", "tumour", "atypical")},
    }
    events = core_schema.list_schema(core_schema.typed_dict_schema(event, extra_behavior="forbid"))
    fields[fractures.NAME] = _optional(events)
    return core_schema.typed_dict_schema(fields, extra_behavior="forbid")


def _optional(schema: core_schema.CoreSchema) -> core_schema.TypedDictField:
    return core_schema.typed_dict_field(core_schema.nullable_schema(schema), required=False)


def _type(info: FactInfo) -> core_schema.CoreSchema:
    match info.type:
        case "bool":
            return core_schema.bool_schema(strict=True)
        case "int" | "float":
            step = 1 if info.type == "int" else None
            return core_schema.float_schema(
                strict=True, allow_inf_nan=False, ge=info.low, le=info.high, multiple_of=step
            )
        case "date":
            return core_schema.no_info_before_validator_function(_calendar_day, core_schema.date_schema(strict=True))
        case "str":
            return core_schema.no_info_before_validator_function(_text, core_schema.str_schema(strict=True))
        case "choice":
            return core_schema.literal_schema(list(info.choices))


def _calendar_day(value: object) -> object:
    """A day as it is written in JSON, or as a table holds one (midnight); ValueError for another text."""
    if isinstance(value, str):
        if not ISO_DATE.fullmatch(value):
            raise ValueError(value)
        return date.fromisoformat(value)
    return (
        value.date() if isinstance(value, datetime) and value == datetime(value.year, value.month, value.day) else value
    )


def _text(value: object) -> object:
    """Half a character (a lone surrogate) is no text: it could never be written out."""
    if isinstance(value, str):
        value.encode()
    return value


def _fracture(event: Mapping[str, Any]) -> Fracture:
    return Fracture(**{name: value for name, value in event.items() if value is not None})


def _plain(info: FactInfo, value: Any) -> Value:
    match info.type:
        case "int":
            return int(value)
        case "float":
            return float(value) + 0.0  # 0.0 for -0.0
        case _:
            plain: Value = value
            return plain


# WHAT IS WRONG


def valid(raw: Mapping[str, object]) -> tuple[dict[str, Any], list[Problem]]:
    """The values that are valid each by itself, and a problem for each of the others."""
    try:
        return _validator().validate_python(raw), []
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False)
    bad = {error["loc"][0] for error in errors}
    good = {name: value for name, value in raw.items() if name not in bad}
    return _validator().validate_python(good), [_problem(error, raw) for error in errors]


def _problem(error: ErrorDetails, raw: Mapping[Any, object]) -> Problem:
    name, *inside = error["loc"]
    if name == fractures.NAME:
        return _event_problem(error, inside)
    info = registry().get(str(name))
    return unknown_fact(str(name), raw[name]) if info is None else wrong_value(info, error["input"], error["type"])


def _event_problem(error: ErrorDetails, inside: Sequence[int | str]) -> Problem:
    """`fracture_events[1].site`: the second fracture."""
    place = fractures.NAME + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in inside)
    if len(inside) < 2:
        return problem("events", place, error["input"])
    match error["type"], inside[-1]:
        case "missing", _:
            return problem("event lacks", place)
        case "extra_forbidden", _:
            return problem("event key", place, error["input"])
        case _, "site":
            return replace(wrong_value(registry()["latest_fracture_site"], error["input"], error["type"]), fact=place)
        case _, "date":
            return problem("date", place, error["input"])
        case _:
            return problem("bool", place, error["input"])


@cache
def _wrong() -> Repeated:
    return Repeated({str(number): check.wrong for number, check in enumerate(checks())})


def _wrong_together(facts: Mapping[str, Value], raw: Mapping[str, object], refused: set[str | None]) -> list[Problem]:
    """What the checks say; nothing is said of an age that is missing because it was refused."""
    wrong = _wrong()(facts)
    told = [check for number, check in enumerate(checks()) if wrong[str(number)]]
    age_refused = bool(refused & {"birth_date", "age"})
    return [say(check, facts, raw.get(check.fact)) for check in told if not (check.key == "no age" and age_refused)]


def _wrong_events(events: Sequence[Fracture], facts: Mapping[str, Value]) -> list[Problem]:
    """The checks of a date, for each fracture's own."""
    wrong = []
    for number, event in enumerate(events):
        known = {name: facts[name] for name in ("birth_date", "assessment_date") if name in facts}
        found = _wrong_together(known | {"latest_fracture_date": event.date}, {}, {"age"})
        wrong += [
            replace(one, fact=f"{fractures.NAME}[{number}].date", value=str(event.date))
            for one in found
            if one.fact == "latest_fracture_date"
        ]
    return wrong
