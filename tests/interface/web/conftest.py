"""The whole service on a small demonstration, made once and copied for each test."""

import pytest

from benkoll.web.permissions import Role
from interface.web.calling import Caller, person
from interface.web.launched import ehr, launched, network, unhurried, user
from security.conftest import served, template
from security.served import Served

__all__ = ["ehr", "launched", "network", "served", "template", "unhurried", "user"]


@pytest.fixture
def coordinator(served: Served) -> Caller:
    """A coordinator of the first hospital, with the session's token."""
    return person(served, Role.COORDINATOR)
