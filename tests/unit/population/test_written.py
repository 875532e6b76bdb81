"""Lists as files: nothing in them runs."""

import io
import zipfile
from datetime import date

import polars as pl
import pytest

from benkoll.errors import UsageError
from benkoll.population import written

TEXTS = ("=1+1", "@SUM(A1)", "+46", "-x", "http://a.se", "a;b,c", None)
FRAME = pl.DataFrame({"Id": TEXTS, "Risk": [1.5] * 7, "Due": [date(2026, 3, 2)] * 7})


def test_csv_for_swedish_excel() -> None:
    data = written.as_csv(FRAME, "sv")
    assert data.startswith(b"\xef\xbb\xbfId;Risk;Due\r\n")
    assert data.decode("utf-8-sig").splitlines()[1:] == [
        "'=1+1;1,5;2026-03-02",
        "'@SUM(A1);1,5;2026-03-02",
        "+46;1,5;2026-03-02",  # a number with a sign is no formula
        "'-x;1,5;2026-03-02",
        "http://a.se;1,5;2026-03-02",
        '"a;b,c";1,5;2026-03-02',
        ";1,5;2026-03-02",
    ]


def test_csv_in_english() -> None:
    assert written.as_csv(FRAME, "en").decode("utf-8-sig").splitlines()[6] == '"a;b,c",1.5,2026-03-02'


def test_excel_holds_texts_and_no_formulas_or_links() -> None:
    with zipfile.ZipFile(io.BytesIO(written.as_excel(FRAME))) as file:
        sheet = file.read("xl/worksheets/sheet1.xml").decode()
        texts = file.read("xl/sharedStrings.xml").decode()
        table = file.read("xl/tables/table1.xml").decode()
    assert "<t>=1+1</t>" in texts
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert 'ySplit="1"' in sheet
    assert 'state="frozen"' in sheet
    assert "<autoFilter" in table


def test_excel_of_nothing_is_a_header() -> None:
    with zipfile.ZipFile(io.BytesIO(written.as_excel(FRAME.clear()))) as file:
        assert "<t>Risk</t>" in file.read("xl/sharedStrings.xml").decode()


def test_excel_has_a_last_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "MOST_ROWS", 6)
    with pytest.raises(UsageError, match="7 rows are too many for Excel"):
        written.as_excel(FRAME)
