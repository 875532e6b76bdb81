"""What the guideline says of a whole population, counted; and the treatment gap: indicated and untreated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from benkoll.errors import Lang
from benkoll.guideline.build import Guideline
from benkoll.letters.phrases import figure, said
from benkoll.population import groups
from benkoll.population.tables import Table, advice_words, count

GAP = ("indicated", "on_drug", "untreated", "to_consider", "drug_unknown")
WORDS: dict[str, dict[Lang, str]] = {
    "patients": {"sv": "antal", "en": "number"},
    "advice": {"sv": "Rekommendationer", "en": "Recommendations"},
    "advice by": {
        "sv": "Rekommendationer efter {} (inom parentes: möjliga)",
        "en": "Recommendations by {} (in parentheses: possible)",
    },
    "code": {"sv": "Kod", "en": "Code"},
    "recommended": {"sv": "rekommenderas", "en": "recommended"},
    "possible": {"sv": "möjligt", "en": "possible"},
    "gap": {"sv": "Behandlingsgapet", "en": "The treatment gap"},
    "gap by": {"sv": "Behandlingsgapet efter {}", "en": "The treatment gap by {}"},
    "indicated": {"sv": "indikation", "en": "indicated"},
    "on_drug": {"sv": "beh.", "en": "treated"},
    "untreated": {"sv": "obeh.", "en": "untreated"},
    "to_consider": {"sv": "överväg", "en": "consider"},
    "drug_unknown": {"sv": "oklart", "en": "unclear"},
    "percent": {"sv": "obeh. %", "en": "untr. %"},
    "with possible": {"sv": "{} ({})", "en": "{} ({})"},
}


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts, as tables with `age`, `sex` and `unit` (null: all together; see `groups.grouped`) and `patients`.

    `advice`: also `code`, `recommended` and `possible` (patients), the guideline's order in each group.
    `gap`: also `indicated`, and of these `on_drug`, `untreated` and `drug_unknown`, which add up to it; of the
    untreated, `to_consider` are those for whom TX-CONSIDER is recommended (a planned pause is untreated, and not that).
    `by`: the column that gives the units, None where there is none.

    Small counts stand as they are: before a table leaves those who may see the patients, whoever publishes it must
    judge whether a count of few tells of one.
    """

    advice: pl.DataFrame
    gap: pl.DataFrame
    by: str | None


def needs(guideline: Guideline) -> tuple[str, ...]:
    """The columns of the answer (`assess.table`) that are read."""
    return ("sex", "osteoporosis_drug", "age_years", "treatment_indicated", *guideline.recommendations)


def summary(frame: pl.DataFrame | pl.LazyFrame, guideline: Guideline, by: str | None = None) -> Summary:
    """The counts of a table with one row per patient: `needs` and the column `by`, read once, streaming.

    Raises UsageError where the table has no column `by`.
    """
    codes = tuple(guideline.recommendations)
    statuses = {f"{code} {status}": pl.col(code) == status for code in codes for status in ("recommended", "possible")}
    counts = groups.cube(frame.lazy(), statuses | _gap_marks(), by).collect(engine="streaming")
    added = groups.grouped(counts)
    keys = (*groups.KEYS, "patients")
    advice = pl.concat(
        added.with_row_index("place").select(
            "place",
            *keys,
            pl.lit(code).alias("code"),
            *(pl.col(f"{code} {status}").alias(status) for status in ("recommended", "possible")),
        )
        for code in codes
    )
    return Summary(advice.sort("place", maintain_order=True).drop("place"), added.select(*keys, *GAP), by)


def _gap_marks() -> dict[str, pl.Expr]:
    indicated, drug = pl.col("treatment_indicated") == "yes", pl.col("osteoporosis_drug")
    untreated = indicated & (drug == "none")
    return {
        "indicated": indicated,
        "on_drug": indicated & (drug != "none"),
        "untreated": untreated,
        "to_consider": untreated & (pl.col("TX-CONSIDER") == "recommended"),
        "drug_unknown": indicated & drug.is_null(),
    }


# IN WORDS


def tables(found: Summary, guideline: Guideline, lang: Lang) -> list[Table]:
    """The summary as tables in the language: first the gap, then the recommendations of which there are any."""
    sets = [("age",), ("sex",), *([("unit",)] if found.by else [])]
    gaps = [_gap_table(found, keys, lang) for keys in ((), *sets, ("sex", "age"))]
    return [*gaps, _advice_table(found, guideline, lang), *(_advice_by(found, key, lang) for (key,) in sets)]


def _gap_table(found: Summary, keys: Sequence[str], lang: Lang) -> Table:
    title = said(WORDS, "gap by", lang, groups.named(keys, found.by, lang)) if keys else said(WORDS, "gap", lang)
    header = ("", *(said(WORDS, key, lang) for key in ("patients", *GAP, "percent")))
    rows = [
        (groups.name_of(row, keys, lang), *(count(row[key], lang) for key in ("patients", *GAP)), _percent(row, lang))
        for row in groups.of(found.gap, *keys).iter_rows(named=True)
    ]
    return Table(title, header, rows)


def _percent(row: dict[str, int], lang: Lang) -> str:
    return figure(100 * row["untreated"] / row["indicated"], lang, 1) if row["indicated"] else "–"


def _advice_table(found: Summary, guideline: Guideline, lang: Lang) -> Table:
    header = (said(WORDS, "code", lang), "", *(said(WORDS, key, lang) for key in ("recommended", "possible")))
    rows = [
        (code, advice_words(guideline, code, lang), *(count(number, lang) for number in numbers))
        for code, *numbers in of_all(found).select("code", "recommended", "possible").iter_rows()
    ]
    return Table(said(WORDS, "advice", lang), header, rows, words=2)


def of_all(found: Summary) -> pl.DataFrame:
    """The recommendations that anyone has, counted for all together."""
    return groups.of(found.advice).filter(pl.col("recommended") + pl.col("possible") > 0)


def _advice_by(found: Summary, key: str, lang: Lang) -> Table:
    counted = groups.of(found.advice, key)
    values = counted.get_column(key).unique(maintain_order=True).to_list()
    cells = counted.rows_by_key((key, "code"), named=True, unique=True)
    codes = of_all(found).get_column("code")
    rows = [(code, *(_cell(cells[value, code], lang) for value in values)) for code in codes]
    header = (said(WORDS, "code", lang), *(groups.name_of({key: value}, (key,), lang) for value in values))
    return Table(said(WORDS, "advice by", lang, groups.named((key,), found.by, lang)), header, rows)


def _cell(row: dict[str, int], lang: Lang) -> str:
    recommended, possible = (count(row[key], lang) for key in ("recommended", "possible"))
    return said(WORDS, "with possible", lang, recommended, possible) if row["possible"] else recommended


# FOR THE CHART


def gap_bars(found: Summary) -> Iterator[tuple[dict[str, str | None], tuple[int, int, int]]]:
    """Each sex and age in which anyone is indicated, and how many are on a drug, untreated, or not known."""
    shown = groups.of(found.gap, "sex", "age").filter(pl.col("indicated") > 0)
    for row in shown.iter_rows(named=True):
        yield row, (row["on_drug"], row["untreated"], row["drug_unknown"])
