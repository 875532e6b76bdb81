"""By whom a table is counted: all together, by age, by sex, by both, and by a column that the caller names."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import polars as pl

from benkoll.errors import Lang, UsageError
from benkoll.facts.numbers import read_yaml
from benkoll.facts.registry import value_label
from benkoll.letters.phrases import joined, said

UNKNOWN = "unknown"
NEEDS = ("age_years", "sex")
_STARTS: tuple[int, ...] = tuple(read_yaml("benkoll.population", "age_bands.yaml")["starts"])
BANDS = (*(f"{start}–{end - 1}" for start, end in pairwise(_STARTS)), f"{_STARTS[-1]}–")
"""The age bands by their names, the youngest first."""
KEYS = ("age", "sex", "unit")
SETS: tuple[tuple[str, ...], ...] = ((), ("age",), ("sex",), ("sex", "age"), ("unit",))
AGE = pl.Enum([*BANDS, UNKNOWN])
SEX = pl.Enum(["female", "male", UNKNOWN])
WORDS: dict[str, dict[Lang, str]] = {
    "all": {"sv": "Alla", "en": "All"},
    "age": {"sv": "ålder", "en": "age"},
    "sex": {"sv": "kön", "en": "sex"},
    "unit": {"sv": "enhet", "en": "unit"},
    "unknown": {"sv": "{} okänt", "en": "{} unknown"},
}


def cube(frame: pl.LazyFrame, marks: Mapping[str, pl.Expr], by: str | None = None) -> pl.LazyFrame:
    """How many rows, and how many with each mark true, for each age band, sex and value of `by` together.

    Columns: `age` (AGE), `sex` (SEX), `unit` (texts; null where there is no `by`), `patients`, and one per mark.
    The frame has NEEDS. Raises UsageError where it has no column `by`.
    """
    if by is not None and by not in (columns := frame.collect_schema().names()):
        there = ", ".join(columns)
        raise UsageError(
            f"tabellen har ingen kolumn {by}; den har {there}", f"the table has no column {by}; it has {there}"
        )
    unit = pl.lit(None, pl.String) if by is None else pl.col(by).cast(pl.String).fill_null(UNKNOWN)
    keys = (_band().alias("age"), pl.col("sex").cast(pl.String).fill_null(UNKNOWN).cast(SEX), unit.alias("unit"))
    marked = frame.select(*keys, **marks)
    return marked.group_by(KEYS).agg(pl.len().cast(pl.Int64).alias("patients"), pl.col(*marks).sum().cast(pl.Int64))


def grouped(counts: pl.DataFrame) -> pl.DataFrame:
    """The counts of a `cube` added up: all, each age, each sex, each sex and age, each unit.

    A key that is null is all together: the row of all has `age`, `sex` and `unit` null. In that order; ages and sexes
    in their own, units by the alphabet.
    """
    sets = [keys for keys in SETS if "unit" not in keys or counts["unit"].null_count() < counts.height]
    return pl.concat([_added_up(counts, keys) for keys in sets])


def _added_up(counts: pl.DataFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    sums = pl.exclude(KEYS).sum()
    added = counts.group_by(keys).agg(sums).sort(keys) if keys else counts.select(sums)
    return added.select(
        *(pl.col(key) if key in keys else pl.lit(None, counts.schema[key]).alias(key) for key in KEYS),
        pl.exclude(KEYS),
    )


def of(counts: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """The rows that are counted by just these keys."""
    return counts.filter(*(pl.col(key).is_not_null() if key in keys else pl.col(key).is_null() for key in KEYS))


def name_of(row: Mapping[str, str | None], keys: Sequence[str], lang: Lang) -> str:
    """What a row counted by these keys counts: `kvinna, 70–79`, or all."""
    return ", ".join(_name(key, row[key], lang) for key in keys) or said(WORDS, "all", lang)


def _name(key: str, value: str | None, lang: Lang) -> str:
    if value is None or value == UNKNOWN:
        return said(WORDS, "unknown", lang, said(WORDS, key, lang))
    return value_label("sex", value, lang) if key == "sex" else value


def named(keys: Sequence[str], by: str | None, lang: Lang) -> str:
    """By what it is counted: `ålder och kön`; the units by their column's name."""
    return joined([by if key == "unit" and by else said(WORDS, key, lang) for key in keys], lang)


def _band() -> pl.Expr:
    age = pl.col("age_years")
    band = pl.lit(UNKNOWN, AGE)
    for start, name in zip(_STARTS, BANDS, strict=True):
        band = pl.when(age >= start).then(pl.lit(name, AGE)).otherwise(band)
    return band
