"""The form of a CDS Hooks call: what is wrong is named by its field."""

from typing import Any

import pytest

from benkoll.errors import InputError
from benkoll.exchange.cds_hooks.call import read_call
from benkoll.exchange.cds_hooks.services import SERVICES
from interface.web.calls import Json, call, patient


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"hook": "order-sign"}, "hook"),
        ({"hookInstance": None}, "hookInstance"),
        ({"hookInstance": "x" * 101}, "hookInstance"),
        ({"context": None}, "context.patientId"),
        ({"context": {"patientId": "1/../2", "userId": "Practitioner/1"}}, "context.patientId"),
        ({"context": {"patientId": "1?x=y", "userId": "Practitioner/1"}}, "context.patientId"),
        ({"context": {"patientId": "1", "userId": "Practitioner"}}, "context.userId"),
        ({"context": {"patientId": "1"}}, "context.userId"),
    ],
)
def test_a_call_of_another_form(change: Json, field: str) -> None:
    with pytest.raises(InputError) as raised:
        read_call(SERVICES["benkoll-patient-view"], call("patient-view", patient()) | change)
    assert field in [problem.fact for problem in raised.value.problems]


@pytest.mark.parametrize("body", [None, [], "x", 1, {}])
def test_no_call_at_all(body: Any) -> None:
    with pytest.raises(InputError):
        read_call(SERVICES["benkoll-patient-view"], body)
