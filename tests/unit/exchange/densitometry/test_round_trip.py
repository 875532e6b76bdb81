"""What is written in any form is read back as it was; and whatever bytes come in, they are read or refused in words."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from benkoll.errors import InputError
from benkoll.exchange.densitometry.mapping import shipped
from benkoll.exchange.densitometry.read import FORMS as READ_FORMS
from benkoll.exchange.densitometry.read import Form, form_of, read
from benkoll.measures.density_report import DensityReport
from unit.exchange.densitometry.written import FORMS, reports
from unit.exchange.mutated import mutated

FEWER = settings().max_examples // 4  # for each of many forms
GOOD = sorted((Path(__file__).parent / "good").iterdir())
TOKENS = [
    *(bytes([one]) for one in b'"{}[]<>;,|^~\\\n\r\t\0-\xff\xc3'),
    b"L1-L4",
    b"T-score",
    b"1e999",
    b"<!DOCTYPE a>",
]


@settings(max_examples=FEWER)
@pytest.mark.parametrize("form", FORMS)
@given(report=reports())
def test_written_and_read_back(form: Form, report: DensityReport) -> None:
    spines = [one for one in report.sites if one.region == "lumbar_spine"]
    assume(form != "typed" or len(spines) < 2)
    data = FORMS[form](report)
    assert form_of(data) == form
    found = read(data, "a", shipped("own-codes") if form == "hl7" else (), day=date(2026, 6, 1))
    (back,) = found.reports
    assert found.problems == ()
    assert set(back.sites) == set(report.sites)
    assert (back.measured_on, back.sex, back.birth_date) == (report.measured_on, report.sex, report.birth_date)
    assert back.patient == report.patient


def read_or_refuse(data: bytes, form: Form | None = None) -> None:
    try:
        found = read(data, "a", shipped("scan-and-region"), form)
    except InputError as error:
        told = error.problems
        assert told
    else:
        told = found.problems
        assert found.reports
    assert all(one.sv and one.en and one.file == "a" for one in told)


@given(st.binary(max_size=200), st.none() | st.sampled_from(READ_FORMS))
def test_any_bytes(data: bytes, form: Form | None) -> None:
    read_or_refuse(data, form)


@settings(max_examples=FEWER)
@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
@given(data=st.data())
def test_mutated_files(path: Path, data: st.DataObject) -> None:
    read_or_refuse(data.draw(mutated(path.read_bytes(), TOKENS)))


@given(st.text(alphabet="L1234-T score:;,.BMDg/cm2\n Neck Total Left Hip öåä|^", max_size=150))
def test_any_text(text: str) -> None:
    read_or_refuse(text.encode(), "text")
