"""Whatever bytes are sent to the interfaces, the answer is one of theirs: never a fault."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benkoll.web.permissions import Role
from benkoll.web.tokens import ROLES
from interface.web.calling import Caller, everywhere
from security.served import Served

BOUNDED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
JSON = ("/api/v1/assess", "/api/v1/explain", "/api/v1/chain/episodes/search", "/fhir/$assess")
FORMS = ("text/csv", "application/hl7-v2", "application/fhir+json", "application/x-ndjson")
KINDS = ("Task", "RiskAssessment", "CarePlan", "AuditEvent")

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
KEYS = st.sampled_from(
    ["facts", "patients", "lang", "set", "code", "resourceType", "entry", "resource", "parameter", "name", "age", "id"]
) | st.text(max_size=8)
VALUES = st.recursive(
    LEAVES | st.sampled_from(["Bundle", "Parameters", "Patient", "Condition", "Patient/a", "en", "TX-CONSIDER", 70]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)
FHIR = st.fixed_dictionaries(
    {"resourceType": st.sampled_from(["Bundle", "Parameters", "Patient", "Condition", "Observation", "Encounter"])},
    optional={
        "entry": VALUES,
        "parameter": VALUES,
        "subject": VALUES,
        "code": VALUES,
        "id": VALUES,
        "period": VALUES,
        "link": VALUES,
        "identifier": VALUES,
        "meta": VALUES,
        "encounter": VALUES,
        "birthDate": VALUES,
        "diagnosis": VALUES,
        "deceasedBoolean": VALUES,
    },
)


@pytest.fixture
def whole(served: Served) -> Caller:
    return everywhere(served, *(role for role in Role if role.value in ROLES))


def is_answer(status: int) -> bool:
    return status in (200, 201, 400, 404, 409, 415, 422)


@BOUNDED
@given(value=VALUES | FHIR, path=st.sampled_from(JSON))
def test_any_json(whole: Caller, value: Any, path: str) -> None:
    answer = whole.send(path, value)
    assert is_answer(answer.status_code), answer.text


@BOUNDED
@given(content=st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes(whole: Caller, content: bytes) -> None:
    for path in JSON:
        assert is_answer(whole.post(path, content, "application/json").status_code)
    for form in FORMS:
        assert is_answer(whole.post("/api/v1/chain/intake", content, form).status_code)
    assert is_answer(whole.post("/bulk/import", content, "application/fhir+ndjson").status_code)
    for kind in KINDS:
        assert is_answer(whole.post(f"/fhir/{kind}/_search", content, "application/x-www-form-urlencoded").status_code)


@BOUNDED
@given(resources=st.lists(FHIR, max_size=5))
def test_any_export(whole: Caller, resources: list[Any]) -> None:
    """Each line is read, or set aside, by itself."""
    lines = "\n".join(json.dumps(one) for one in resources)
    answer = whole.post("/bulk/import", lines, "application/fhir+ndjson")
    assert answer.status_code == 200, answer.text
    bundles = json.dumps({"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]})
    assert is_answer(whole.post("/api/v1/chain/intake", bundles, "application/fhir+json").status_code)


@BOUNDED
@given(name=st.sampled_from(["_count", "_offset", "date", "status", "owner:identifier"]), value=st.text(max_size=30))
def test_any_query(whole: Caller, name: str, value: str) -> None:
    for kind in ("Task", "AuditEvent"):
        answer = whole.get(f"/fhir/{kind}", params={name: value.encode("utf-8", "replace").decode()})
        assert is_answer(answer.status_code), answer.text


@BOUNDED
@given(place=st.text(min_size=1, max_size=40))
def test_any_place(whole: Caller, place: str) -> None:
    from urllib.parse import quote

    named = quote(place.encode("utf-8", "replace"), safe="")
    paths = [f"/fhir/{kind}/{named}" for kind in KINDS]
    for path in (*paths, f"/api/v1/chain/episodes/{named}", f"/api/v1/guideline/{named}"):
        assert whole.get(path).status_code in (200, 307, 404)
