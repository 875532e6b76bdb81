"""What the tests of the page of bone density send and look at."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import httpx
import sqlalchemy as sa

from benkoll.chain.reads import episode
from benkoll.readings import tables
from benkoll.web.permissions import Role
from interface.web.calling import Caller
from interface.web.forms import at, send
from security.served import Served

REPORTS = Path(__file__).parents[2] / "unit" / "exchange" / "densitometry" / "good"
BAD = Path(__file__).parents[2] / "bad" / "densitometry"
FILES = sorted(one.name for one in REPORTS.iterdir())
SOURCES = {"json": "FHIR", "txt": "Report's text", "csv": "CSV", "xml": "XML", "hl7": "HL7"}
WRONG = sorted(one.name for one in BAD.iterdir() if not one.name.endswith((".sv.txt", ".en.txt")))
SURE = {"sure": "yes"}
WOMAN = "T-score vs. White Female. Source: NHANES III White Female"
MAN = "T-score vs. White Male. Source: NHANES III White Male"


def clinician(served: Served, lang: str = "en") -> Caller:
    return at(served, Role.CLINICIAN, lang)


def page_of(served: Served) -> str:
    return f"/density/patient/{served.episode('own')}"


def stored(served: Served) -> int:
    """How many reports there are, withdrawn ones not counted."""
    table = tables.density.c
    with served.database.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).where(table.withdrawn.is_(None))) or 0


def upload(served: Served, name: str, content: bytes, caller: Caller | None = None, **fields: str) -> httpx.Response:
    caller = caller or clinician(served)
    return served.send(
        "POST",
        f"/density/file/{served.episode('own')}",
        headers=caller.headers,
        files={"file": (name, content)},
        data=fields,
    )


def paste(served: Served, text: str, **fields: str) -> httpx.Response:
    return send(clinician(served), f"/density/file/{served.episode('own')}", {"text": text, **fields})


def own(served: Served) -> tuple[str, str, date]:
    """The own patient's number, sex in a word that reports use, and date of birth."""
    shown = episode(served.whole, served.episode("own"))
    return shown.person_id, str(shown.known["sex"]), date.fromisoformat(str(shown.known["birth_date"]))


def printed(served: Served, day: str = "2026-02-02", neck: str = "0.653", score: str = "-1.7", ref: str = WOMAN) -> str:
    """A printed report of the own patient."""
    number, sex, born = own(served)
    return f"""Hologic Horizon A
Patient ID: {number}   Sex: {sex}   DOB: {born}
Scan Date: {day}
Scan Type:      x Left Hip
Region      Area     BMC     BMD     T -     PR     Z -     AM
            (cm²)    (g)    (g/cm²)  score   (%)   score    (%)
Neck         4.96    {float(neck) * 4.96:.2f}    {neck}   {score}    76     0.2    104
Total       31.96   24.34    0.762   -1.5    81     0.1    102
{ref}
"""


def latest(served: Served, day: str, source: str) -> Sequence[tuple[str]]:
    table = tables.density.c
    asked = sa.select(table.id).where(table.measured_on == date.fromisoformat(day), table.source == source)
    asked = asked.order_by(table.received_at.desc()).limit(1)
    with served.database.reading() as connection:
        return [tuple(row) for row in connection.execute(asked).all()]
