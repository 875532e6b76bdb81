"""Counts of a population, the treatment gap, and the chart beside."""

import re
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest

from benkoll.assess.table import answer_columns
from benkoll.errors import UsageError
from benkoll.guideline.build import load
from benkoll.population import chart, groups
from benkoll.population.summary import Summary, needs, summary, tables
from benkoll.population.tables import Table, as_html, as_lines, count
from terms.rows import people

INDICATED = {"frax_major_percent": 23.0}
PEOPLE: tuple[dict[str, Any], ...] = (
    INDICATED,
    INDICATED | {"osteoporosis_drug": "alendronate"},
    INDICATED | {"sex": "male", "age": 69.9},
    INDICATED | {"osteoporosis_drug": None, "age": 90.0},
    INDICATED | {"oncology_antiresorptive": True},  # untreated by the fact, and yet not to be considered
    {},
    {"age": 10.0, "sex": None},
)
UNITS = ["K1", "K1", "K2", None, "K2", "<b>", "K1"]


def answers(*differences: dict[str, Any]) -> pl.DataFrame:
    return answer_columns(people(*differences), load(), needs(load())).collect()


@pytest.fixture(scope="module")
def found() -> Summary:
    frame = answers(*PEOPLE).with_columns(pl.Series("clinic", UNITS))
    return summary(frame, load(), "clinic")


def advice(found: Summary, code: str, *keys: str) -> list[tuple[Any, ...]]:
    return groups.of(found.advice, *keys).filter(code=code).select(*keys, "patients", "recommended", "possible").rows()


def test_counts_in_all_by_age_sex_and_unit(found: Summary) -> None:
    assert advice(found, "TX-CONSIDER") == [(7, 2, 1)]
    assert advice(found, "TX-CONSIDER", "age") == [
        ("0–17", 1, 0, 0),
        ("60–69", 1, 1, 0),
        ("70–79", 4, 1, 0),
        ("90–", 1, 0, 1),
    ]
    assert advice(found, "TX-CONSIDER", "sex") == [("female", 5, 1, 1), ("male", 1, 1, 0), ("unknown", 1, 0, 0)]
    assert advice(found, "TX-CONSIDER", "unit") == [
        ("<b>", 1, 0, 0),
        ("K1", 3, 1, 0),
        ("K2", 2, 1, 0),
        ("unknown", 1, 0, 1),
    ]
    assert advice(found, "REF-PAEDIATRIC", "age")[0] == ("0–17", 1, 1, 0)


def test_the_gap_by_sex_and_age(found: Summary) -> None:
    columns = ("sex", "age", "indicated", "on_drug", "untreated", "to_consider", "drug_unknown")
    assert groups.of(found.gap, "sex", "age").select(columns).rows() == [
        ("female", "70–79", 3, 1, 2, 1, 0),
        ("female", "90–", 1, 0, 0, 0, 1),
        ("male", "60–69", 1, 0, 1, 1, 0),
        ("unknown", "0–17", 0, 0, 0, 0, 0),
    ]
    assert groups.of(found.gap).select(columns[2:]).rows() == [(5, 1, 3, 2, 1)]


def test_every_group_adds_up_to_all(found: Summary) -> None:
    whole = groups.of(found.gap).drop(groups.KEYS)
    for keys in groups.SETS:
        assert groups.of(found.gap, *keys).drop(groups.KEYS).sum().equals(whole)


def test_without_units_there_is_age_and_sex(found: Summary) -> None:
    without = summary(answers(*PEOPLE).lazy(), load())
    assert groups.of(without.advice, "unit").is_empty()
    assert without.gap.equals(found.gap.filter(pl.col("unit").is_null()))


def test_units_must_be_a_column() -> None:
    with pytest.raises(UsageError, match="the table has no column clinic; it has sex") as refused:
        summary(answers({}).select("sex", "age_years"), load(), "clinic")
    assert refused.value.sv.startswith("tabellen har ingen kolumn clinic; den har ")


def test_an_empty_table_counts_nothing() -> None:
    nothing = summary(answers({}).clear(), load())
    assert groups.of(nothing.gap).select("patients", "indicated").rows() == [(0, 0)]
    assert nothing.gap.height == 1
    assert [line.text for line in as_lines(tables(nothing, load(), "en"))][:3] == [
        "The treatment gap",
        "       number  indicated  treated  untreated  consider  unclear  untr. %",
        "  All       0          0        0          0         0        0        –",
    ]
    assert "Inga patienter" in chart.as_svg(chart.gap_chart(nothing, "sv"), "sv")
    assert "<table>" in chart.as_page(nothing, load(), "sv")


@pytest.mark.parametrize(
    ("age", "band"), [(17.9, "0–17"), (18.0, "18–49"), (49.99, "18–49"), (50.0, "50–59"), (89.9, "80–89")]
)
def test_an_age_is_in_the_band_of_its_whole_years(age: float, band: str) -> None:
    counts = groups.cube(
        pl.LazyFrame({"age_years": [age, None], "sex": ["male", "male"]}), {"any": pl.lit(True)}
    ).collect()
    assert set(counts["age"]) == {band, "unknown"}


# SHOWN


def test_the_tables_in_words(found: Summary) -> None:
    shown = {table.title: table for table in tables(found, load(), "sv")}
    assert list(shown) == [
        "Behandlingsgapet",
        "Behandlingsgapet efter ålder",
        "Behandlingsgapet efter kön",
        "Behandlingsgapet efter clinic",
        "Behandlingsgapet efter kön och ålder",
        "Rekommendationer",
        "Rekommendationer efter ålder (inom parentes: möjliga)",
        "Rekommendationer efter kön (inom parentes: möjliga)",
        "Rekommendationer efter clinic (inom parentes: möjliga)",
    ]
    assert shown["Behandlingsgapet efter kön"].rows[0] == ("kvinna", "5", "4", "1", "2", "1", "1", "50,0")
    assert shown["Behandlingsgapet efter kön"].rows[-1][0] == "kön okänt"
    by_sex = shown["Rekommendationer efter kön (inom parentes: möjliga)"]
    assert by_sex.header == ("Kod", "kvinna", "man", "kön okänt")
    assert ("TX-CONSIDER", "1 (1)", "1", "0") in by_sex.rows
    assert "REF-FRACTURE-CHAIN" not in [row[0] for row in by_sex.rows]  # nobody has it
    codes = [row[0] for row in shown["Rekommendationer"].rows]
    assert codes == [code for code in load().recommendations if code in codes]


def test_a_broad_table_goes_on_below_itself() -> None:
    wide = Table("T", ("", *(f"column {number}" for number in range(12))), [("row", *("1",) * 12)])
    lines = [line.text for line in as_lines([wide])]
    assert max(len(line) for line in lines) <= 80
    assert sum(line.startswith("  row") for line in lines) == 2
    assert sum(line.count("column") for line in lines) == 12


@pytest.mark.parametrize(
    ("lang", "written"), [("sv", "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567"), ("en", "1,234,567")]
)
def test_thousands_stand_apart(lang: Any, written: str) -> None:
    assert count(1234567, lang) == written


def test_the_bars_are_as_long_as_the_counts(found: Summary) -> None:
    bars = chart.gap_chart(found, "sv")
    assert bars.rows == [("kvinna, 70–79", (1, 2, 0)), ("kvinna, 90–", (0, 0, 1)), ("man, 60–69", (0, 1, 0))]
    drawing = ElementTree.fromstring(chart.as_svg(bars, "sv"))
    name = "{http://www.w3.org/2000/svg}"
    told = {bar[0].text: float(bar.get("width", 0)) for bar in drawing.iter(f"{name}rect") if len(bar)}
    long, short = told["kvinna, 70–79: obehandlade 2"], told["kvinna, 70–79: har läkemedel 1"]
    assert long == pytest.approx(2 * short, abs=0.02)
    assert len(told) == 4
    texts = [text.text for text in drawing.iter(f"{name}text")]
    assert texts[:4] == ["Indikation för läkemedel, antal patienter", "har läkemedel", "obehandlade", "läkemedel okänt"]


@pytest.mark.parametrize(
    ("longest", "step"), [(1, 1), (5, 1), (6, 2), (20, 5), (21, 5), (400, 100), (10_000_000, 2_000_000)]
)
def test_ticks_are_few_and_round(longest: int, step: int) -> None:
    drawing = chart.as_svg(chart.Bars("", [("", "")], [("", (longest,))]), "en")
    ticks = re.findall(r'text-anchor="middle"[^>]*>([\d,]+)<', drawing)
    assert [int(tick.replace(",", "")) for tick in ticks] == list(range(0, longest + 1, step))


def test_the_page_fetches_nothing_and_runs_nothing(found: Summary) -> None:
    page = chart.as_page(found, load(), "en")
    assert "<b>" not in page  # the name of a unit, which a stranger wrote
    assert "&lt;b&gt;" in page
    assert re.findall(r"(?:src|href)=|<script|url\(|@import", page) == []
    assert set(re.findall(r"https?://[^\"]+", page)) == {"http://www.w3.org/2000/svg"}
    assert page.count("<svg") == 2
    assert page.count("<table>") == len(tables(found, load(), "en"))
    assert '<html lang="en">' in page


def test_a_table_in_html() -> None:
    assert as_html(Table("T & U", ("A", "n"), [("x<y", "1")])).splitlines()[1:5] == [
        "<caption>T &amp; U</caption>",
        '<thead><tr><th scope="col" class="names">A</th><th scope="col">n</th></tr></thead>',
        "<tbody>",
        '<tr><th scope="row">x&lt;y</th><td>1</td></tr>',
    ]
