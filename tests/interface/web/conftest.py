"""The whole service on a small demonstration, made once and copied for each test."""

from interface.web.launched import ehr, launched, network, user
from security.conftest import served, template

__all__ = ["ehr", "launched", "network", "served", "template", "user"]
