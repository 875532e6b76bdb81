"""The description of the REST interface: every route is in it, and schemathesis finds no answer that is not."""

from typing import Any

import jsonschema
import pytest
import schemathesis
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from benkoll.web.interfaces.openapi import OPERATIONS, description
from benkoll.web.permissions import ALL_UNITS, Role
from interface.web.calling import everywhere, nobody, system
from security.served import Served, needs

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 12
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


@pytest.mark.parametrize("who", ["nobody", "system", "everything"])
def test_no_answer_is_undeclared(served: Served, schema: Any, who: str) -> None:
    """Whatever is sent, by whoever sends it."""
    callers = {
        "nobody": lambda: nobody(served),
        "system": lambda: system(served),
        "everything": lambda: everywhere(served, *(role for role in Role if role is not Role.ADMINISTRATOR)),
    }
    headers = callers[who]().headers
    for result in schema.get_all_operations():
        operation = result.ok()

        @BOUNDED
        def holds(case: Any) -> None:
            case.call_and_validate(headers=headers, checks=CHECKS)

        schemathesis_given(operation)(holds)()


def schemathesis_given(operation: Any) -> Any:
    from hypothesis import given

    return given(case=operation.as_strategy())


def test_all_units_is_no_unit_of_its_own() -> None:
    assert ALL_UNITS == "*"


def test_the_routes_are_routes(served: Served) -> None:
    assert all(isinstance(one, APIRoute) for one in served.routes)
