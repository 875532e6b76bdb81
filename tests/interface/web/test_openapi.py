"""The description of the REST interface: every route is in it, and schemathesis finds no answer that is not."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from benkoll.web.interfaces.openapi import OPERATIONS, description
from benkoll.web.permissions import Role
from benkoll.web.tokens import ROLES
from interface.web.calling import Caller, everywhere, nobody, person, system
from security.served import Served, needs

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 20
BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
)


def test_every_route_is_described_as_it_is(served: Served) -> None:
    mine = [one for one in served.routes if one.path.startswith(("/api/v1", "/bulk"))]
    there = {(method.lower(), route.path, needs(route)) for route in mine for method in route.methods or ()}
    assert there == {(one.method, one.path, one.needs) for one in OPERATIONS}


def test_it_is_served_to_anybody(served: Served) -> None:
    said = nobody(served).get("/api/v1/openapi.json").json()
    assert said["openapi"] == "3.1.0"
    assert said == description(served.service.origin)


def test_its_schemas_are_schemas(served: Served) -> None:
    said = description(served.service.origin)
    for schema in said["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_answer_that_goes_wrong_is_problem_details(served: Served) -> None:
    for path in description(served.service.origin)["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert list(answer["content"]) == ["application/problem+json"]


@pytest.fixture
def schema(served: Served) -> Any:
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", served.app)


WHO: Mapping[str, Callable[[Served], Caller]] = {
    "nobody": nobody,
    "a session": lambda served: person(served, Role.COORDINATOR),
    "a system": system,
    "whoever may everything": lambda served: everywhere(served, *(role for role in Role if role.value in ROLES)),
}


@pytest.mark.parametrize("who", WHO)
def test_no_answer_is_undeclared(served: Served, schema: Any, who: str) -> None:
    """Whatever is sent, as the description has it or not, by whoever sends it; of episodes that are there, too."""
    headers = WHO[who](served).headers
    episodes, answers = [served.episode("own"), served.episode("other")], Counter[int]()
    for result in schema.get_all_operations():
        operation = result.ok()
        every = st.one_of(operation.as_strategy(generation_mode=mode) for mode in GenerationMode)

        @BOUNDED
        @given(case=every, real=st.sampled_from([*episodes, None]))
        def holds(case: Any, real: str | None) -> None:
            if real is not None and "episode" in (case.path_parameters or {}):
                case.path_parameters["episode"] = real
            answer = case.call(headers=headers)
            answers[answer.status_code] += 1
            case.validate_response(answer, checks=CHECKS)

        holds()
    if who == "nobody":
        assert set(answers) <= {200, 401, 404, 422}
    else:
        assert answers[200] > 10, answers
