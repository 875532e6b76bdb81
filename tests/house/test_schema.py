"""The published shape of an answer: every example's answer has it, and says nothing that it does not describe."""

import json
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from benkoll.assess.patient import assess
from benkoll.errors import Lang
from benkoll.facts.derive import settle
from benkoll.facts.patient import read_patient
from benkoll.guideline.build import load
from house.tree import ROOT

SCHEMA = json.loads(files("benkoll.assess").joinpath("assessment.schema.json").read_text())
EXAMPLES: list[dict[str, Any]] = json.loads((ROOT / "examples" / "patients.json").read_text())


def closed(schema: Any) -> Any:
    """The schema with no room for keys that it does not name."""
    schema = deepcopy(schema)
    if isinstance(schema, dict):
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
        return {key: closed(inner) for key, inner in schema.items()}
    return [closed(inner) for inner in schema] if isinstance(schema, list) else schema


@cache
def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    formats = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(closed(SCHEMA), format_checker=formats)


def answer(raw: dict[str, Any], lang: Lang) -> Any:
    return json.loads(json.dumps(assess(settle(read_patient(raw)), load(), lang).as_json(), allow_nan=False))


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("raw", EXAMPLES, ids=lambda raw: raw["patient_id"])
def test_every_example_has_the_shape(raw: dict[str, Any], lang: Lang) -> None:
    problems = [f"{error.json_path}: {error.message}" for error in validator().iter_errors([answer(raw, lang)])]
    assert problems == []


def test_a_wrong_answer_is_refused() -> None:
    found = answer(EXAMPLES[0], "sv")
    for path, wrong in (("assessment_date", "2 mars"), ("patient_id", 7), ("new", 1), ("recommendations", [{}])):
        assert not validator().is_valid([found | {path: wrong}]), path


def test_it_names_every_code() -> None:
    assert set(SCHEMA["$defs"]["code"]["enum"]) == set(load().recommendations)


def test_it_names_every_drug() -> None:
    assert set(SCHEMA["$defs"]["drug"]["enum"]) == set(load().exclusions)


def test_every_detail_that_a_recommendation_can_have_is_described() -> None:
    described = set(SCHEMA["items"]["properties"]["recommendations"]["items"]["properties"]["details"]["properties"])
    keys = {
        getattr(detail, "key", "words").partition(".")[0]
        for one in load().recommendations.values()
        for detail in one.details
    }
    assert keys - described == set()
