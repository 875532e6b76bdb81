"""What tests ask of a report: read it, refuse it, its sites, what is said of it."""

from datetime import date
from pathlib import Path

import pytest

from benkoll.errors import InputError
from benkoll.exchange.densitometry.mapping import Mapped
from benkoll.exchange.densitometry.read import Form, Reports, read
from benkoll.measures.density_report import SiteDensity

GOOD = Path(__file__).parent / "good"


def of(text: str | bytes, mapping: Mapped = (), form: Form | None = None) -> Reports:
    data = text.encode() if isinstance(text, str) else text
    return read(data, "a", mapping, form, day=date(2026, 6, 1))


def refused(text: str | bytes, mapping: Mapped = (), form: Form | None = None) -> str:
    with pytest.raises(InputError) as told:
        of(text, mapping, form)
    return told.value.said("en")


def said(found: Reports) -> str:
    return "\n".join(one.said("en") for one in found.problems)


def sites(found: Reports) -> list[SiteDensity]:
    return [one for report in found.reports for one in report.sites]
