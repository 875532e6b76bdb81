"""Whatever bytes come in, they are read, or refused with a message: nothing else is ever raised."""

import io
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benkoll.errors import InputError
from benkoll.exchange.read import read
from unit.exchange.mutated import mutated

EXAMPLES = Path(__file__).parents[3] / "examples"
DAY = date(2026, 3, 2)


def _parquet() -> bytes:
    out = io.BytesIO()
    pl.DataFrame({"patient_id": ["p", "q"], "age": [64.0, 65.5], "dxa_date": [DAY, None]}).write_parquet(out)
    return out.getvalue()


ONE = json.loads((EXAMPLES / "one-patient.json").read_text("utf-8"))
VALID = {
    "object": json.dumps(ONE).encode(),
    "list": json.dumps([ONE, {"age": 64, "fracture_events": [{"site": "hip", "date": "2025-01-02"}]}]).encode(),
    "lines": (json.dumps(ONE) + "\n").encode() * 3,
    "csv": (EXAMPLES / "patients.csv").read_bytes(),
    "fhir": (EXAMPLES / "fhir-two-patients.ndjson").read_bytes(),
    "parquet": _parquet(),
}
TOKENS = [*(bytes([one]) for one in b'"{}[];,\n\t\0-\xff\xc3'), b"NaN", b"1e999", b"null"]


def read_or_refuse(data: bytes, name: str = "-") -> None:
    """Read the bytes; a refusal must say something in both languages."""
    try:
        reading = read(data, name, DAY)
    except InputError as error:
        told = [error.problems]
    else:
        told = [reject.problems for reject in reading.rejects]
        assert reading.records
    for problems in told:
        assert problems
        assert all(problem.sv and problem.en and problem.file == name for problem in problems)


@given(st.binary(max_size=200), st.sampled_from(["-", "a.json", "a.csv", "a.ndjson"]))
def test_any_bytes(data: bytes, name: str) -> None:
    read_or_refuse(data, name)


@given(
    st.text(alphabet='{}[]";,:\n\t =-0123456789eagntruls_idåé\ud800\x1b', max_size=120),
    st.sampled_from(["-", "a.json"]),
)
def test_any_text(text: str, name: str) -> None:
    read_or_refuse(text.encode("utf-8", "surrogatepass"), name)


@pytest.mark.parametrize("form", VALID)
def test_valid_files_are_valid(form: str) -> None:
    assert read(VALID[form], "-", DAY).records


@pytest.mark.parametrize("form", VALID)
@given(data=st.data())
def test_mutated_files(form: str, data: st.DataObject) -> None:
    read_or_refuse(data.draw(mutated(VALID[form], TOKENS)))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from([*ONE, "age", "fracture_events", "height_cm", "falls_last_year"]) | st.text(max_size=8)


@given(st.lists(st.dictionaries(NAMES, VALUES, max_size=4), max_size=2))
def test_any_values_of_any_facts(patients: list[dict[str, object]]) -> None:
    read_or_refuse(json.dumps(patients).encode())


@settings(max_examples=20)
@given(st.sampled_from([b"[", b'{"a":', b'[{"fracture_events":']), st.integers(1, 3000))
def test_any_depth(opening: bytes, times: int) -> None:
    closing = {b"[": b"]", b"{": b"}"}
    end = b"".join(closing[letter.to_bytes()] for letter in reversed(opening) if letter.to_bytes() in closing)
    read_or_refuse(opening * times + b"1" + end * times)
