"""Two guidelines over one population: who gets more or less by the other one, and because of which parameter."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from benkoll.assess.table import STATUS
from benkoll.errors import Lang
from benkoll.facts import leaves as facts
from benkoll.facts.registry import value_label
from benkoll.guideline.build import Guideline
from benkoll.guideline.compare import ParameterChange, changed_parameters
from benkoll.guideline.words import phrase
from benkoll.letters.phrases import said
from benkoll.logic.rewrite import rewrite
from benkoll.logic.term import Parameter, Term, walk
from benkoll.population import groups
from benkoll.population.tables import Table, advice_words, count

AIMS: Mapping[str, tuple[str, ...]] = {
    "dxa": ("INV-DXA",),
    "treatment": ("TX-CONSIDER", "TX-SWITCH", "TX-FOLLOW-ON"),
    "referral": ("REF-CLINIC", "REF-NEPHROLOGY", "REF-PAEDIATRIC", "REF-FRACTURE-CHAIN"),
}
"""What is compared -> the recommendations of which any is enough."""
NEEDS = ("patient_id", "age_years", "sex")
CODES = tuple(code for codes in AIMS.values() for code in codes)
COUNTS = ("before", "after", "more", "fewer", "possible_before", "possible_after")
CHANGED: dict[str, pl.DataType] = {
    "patient_id": pl.String(),
    "age": pl.Int64(),
    "sex": pl.String(),
    "code": pl.Enum(CODES),
    "before": STATUS,
    "after": STATUS,
    "because": pl.List(pl.String),
}
WORDS: dict[str, dict[Lang, str]] = {
    "dxa": {"sv": "Får DXA", "en": "Get DXA"},
    "treatment": {"sv": "Läkemedel ska väljas eller bytas", "en": "A drug to be chosen or changed"},
    "referral": {"sv": "Får remiss", "en": "Get a referral"},
    "parameters": {
        "sv": "Parametrar som skiljer och har betydelse här",
        "en": "Parameters that differ and matter here",
    },
    "codes": {"sv": "Efter rekommendation", "en": "By recommendation"},
    "who": {"sv": "Vilka parametrar det beror på", "en": "Which parameters it is because of"},
    "name": {"sv": "Parameter", "en": "Parameter"},
    "patients": {"sv": "antal", "en": "number"},
    "before": {"sv": "före", "en": "before"},
    "after": {"sv": "efter", "en": "after"},
    "more": {"sv": "fler", "en": "more"},
    "fewer": {"sv": "färre", "en": "fewer"},
    "possible_before": {"sv": "möjl. före", "en": "poss. before"},
    "possible_after": {"sv": "möjl. efter", "en": "poss. after"},
    "only possible": {"sv": "möjl. ändras", "en": "poss. changes"},
    "patient_id": {"sv": "Patient", "en": "Patient"},
    "age": {"sv": "Ålder", "en": "Age"},
    "sex": {"sv": "Kön", "en": "Sex"},
    "code": {"sv": "Kod", "en": "Code"},
    "words": {"sv": "Rekommendation", "en": "Recommendation"},
    "because": {"sv": "Beror på", "en": "Because of"},
    "recommended": {"sv": "rekommenderas", "en": "recommended"},
    "possible": {"sv": "möjligt", "en": "possible"},
    "no": {"sv": "nej", "en": "no"},
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between the answers of two guidelines to one table.

    `parameters`: those that differ in value or comparison and that what is compared hangs on.
    `totals`: one row per `what` (an aim or a code) and group (`age`, `sex`, `unit`, null: all together; `patients`):
    COUNTS in patients; `before` and `after` are recommended by the one and the other, `more` by the other alone,
    `fewer` by the one alone.
    `changed`: the columns of CHANGED, in input order for each code: who gets another status (null: not recommended),
    and `because` of which parameters: each that, alone put back to what it was, gives the status from before again; all
    of them where none does alone.
    """

    parameters: tuple[ParameterChange, ...]
    totals: pl.DataFrame
    changed: pl.DataFrame


def parameters_behind(before: Guideline, after: Guideline) -> tuple[ParameterChange, ...]:
    """The parameters with another value or comparison that any of CODES hangs on."""
    whens = [guideline.recommendations[code].when for guideline in (before, after) for code in CODES]
    read = {node.name for node in walk(*whens) if isinstance(node, Parameter)}
    return tuple(one for one in changed_parameters(before, after) if one.name in read and _meant(one))


def _meant(change: ParameterChange) -> bool:
    one, other = (info and (info.parameter.value, info.parameter.comparison) for info in (change.before, change.after))
    return one != other


def terms(before: Guideline, after: Guideline) -> Mapping[str, Term]:
    """The columns that `compare` reads, to be computed from settled facts.

    For each of CODES `before CODE` and `after CODE`, and for each parameter `NAME CODE`: by the second guideline with
    that parameter put back. With a single parameter that would be the first guideline again, and is left out.
    """
    changes = parameters_behind(before, after)
    put_back = {f"{one.name} {code}": term for one in changes for code, term in _put_back(one, after).items()}
    return {
        "patient_id": facts.patient_id,
        "age_years": after.findings.single["age_years"],
        "sex": facts.sex,
        **{f"before {code}": before.recommendations[code].when for code in CODES},
        **{f"after {code}": after.recommendations[code].when for code in CODES},
        **(put_back if len(changes) > 1 else {}),
    }


def _put_back(change: ParameterChange, after: Guideline) -> Mapping[str, Term]:
    assert change.before is not None  # both are of one set of parameters
    old = change.before.parameter

    def put(node: Term) -> Term | None:
        return old if isinstance(node, Parameter) and node.name == old.name else None

    return dict(zip(CODES, rewrite([after.recommendations[code].when for code in CODES], put), strict=True))


def of_answers(before: pl.LazyFrame, after: pl.LazyFrame) -> pl.LazyFrame:
    """The columns that `compare` reads, from the answers of two guidelines to the same rows in the same order.

    Both have CODES, and the second NEEDS and whatever gives units. Which of several
    parameters it was cannot be told from answers alone: then all of them are named.
    """
    ahead = before.select(_truth(code).alias(f"before {code}") for code in CODES)
    behind = after.with_columns(_truth(code).alias(f"after {code}") for code in CODES).drop(CODES)
    return pl.concat([behind, ahead], how="horizontal")


def compare(
    frame: pl.DataFrame | pl.LazyFrame, before: Guideline, after: Guideline, by: str | None = None
) -> Comparison:
    """What changes from the one guideline to the other in a table with the columns of `terms`, read once.

    Raises UsageError where the table has no column `by`.
    """
    changes = parameters_behind(before, after)
    table = frame.lazy()
    marks = {f"{what} {name}": mark for what in (*AIMS, *CODES) for name, mark in _marks(what).items()}
    differs = pl.any_horizontal(pl.col(f"before {code}").ne_missing(pl.col(f"after {code}")) for code in CODES)
    counts, rows = pl.collect_all([groups.cube(table, marks, by), table.filter(differs)], engine="streaming")
    return Comparison(changes, _totals(groups.grouped(counts)), _changed(rows, changes))


def _marks(what: str) -> Mapping[str, pl.Expr]:
    before, after = (_of(side, what) for side in ("before", "after"))
    sure_before, sure_after = before.fill_null(False), after.fill_null(False)
    return {
        "before": sure_before,
        "after": sure_after,
        "more": sure_after & ~sure_before,
        "fewer": sure_before & ~sure_after,
        "possible_before": before.is_null(),
        "possible_after": after.is_null(),
    }


def _of(side: str, what: str) -> pl.Expr:
    return pl.any_horizontal(pl.col(f"{side} {code}") for code in AIMS.get(what, (what,)))


def _totals(added: pl.DataFrame) -> pl.DataFrame:
    return pl.concat(
        added.select(
            pl.lit(what).alias("what"),
            *groups.KEYS,
            "patients",
            *(pl.col(f"{what} {name}").alias(name) for name in COUNTS),
        )
        for what in (*AIMS, *CODES)
    )


def _changed(rows: pl.DataFrame, changes: tuple[ParameterChange, ...]) -> pl.DataFrame:
    found = [_changed_in(code, rows, [one.name for one in changes]) for code in CODES]
    return pl.concat(found).select(pl.col(name).cast(dtype) for name, dtype in CHANGED.items())


def _changed_in(code: str, rows: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    before, after = pl.col(f"before {code}"), pl.col(f"after {code}")
    told = [name for name in names if f"{name} {code}" in rows.columns]
    back = [pl.when(pl.col(f"{name} {code}").eq_missing(before)).then(pl.lit(name)) for name in told]
    alone = pl.concat_list(back).list.drop_nulls() if back else pl.lit([], pl.List(pl.String))
    return rows.filter(before.ne_missing(after)).select(
        "patient_id",
        pl.col("age_years").floor().alias("age"),
        "sex",
        pl.lit(code).alias("code"),
        _status(before).alias("before"),
        _status(after).alias("after"),
        pl.when(alone.list.len() > 0).then(alone).otherwise(pl.lit(names, pl.List(pl.String))).alias("because"),
    )


def _status(truth: pl.Expr) -> pl.Expr:
    possible, nothing = pl.lit("possible", STATUS), pl.lit(None, STATUS)
    return pl.when(truth.is_null()).then(possible).when(truth).then(pl.lit("recommended", STATUS)).otherwise(nothing)


def _truth(code: str) -> pl.Expr:
    """A status as what it stands for: true, unknown or false."""
    status = pl.col(code)
    return pl.when(status == "possible").then(None).otherwise(status.is_not_null())


# IN WORDS


def in_words(changed: pl.DataFrame, guideline: Guideline, lang: Lang) -> pl.DataFrame:
    """Who changes, as it is read: headers, sex, recommendation and status in the language."""
    status = {key: said(WORDS, key, lang) for key in ("recommended", "possible")}
    words = {code: advice_words(guideline, code, lang) for code in CODES}
    return changed.select(
        "patient_id",
        "age",
        pl.col("sex").replace({sex: value_label("sex", sex, lang) for sex in ("female", "male")}),
        "code",
        pl.col("code").cast(pl.String).replace(words).alias("words"),
        *(
            pl.col(side).cast(pl.String).fill_null("no").replace(status | {"no": said(WORDS, "no", lang)})
            for side in ("before", "after")
        ),
        pl.col("because").list.join(", "),
    ).rename(lambda name: said(WORDS, name, lang))


def tables(found: Comparison, by: str | None, lang: Lang) -> list[Table]:
    """The comparison in the language: what differs, each aim by group, the recommendations, and because of what."""
    return [
        _parameters(found, lang),
        *(_aim(found, aim, by, lang) for aim in AIMS),
        _codes(found, lang),
        _who(found, lang),
    ]


def _parameters(found: Comparison, lang: Lang) -> Table:
    rows = [
        (one.name, *("–" if info is None else phrase(info, lang) for info in (one.before, one.after)))
        for one in found.parameters
    ]
    header = tuple(said(WORDS, key, lang) for key in ("name", "before", "after"))
    return Table(said(WORDS, "parameters", lang), header, rows, words=3)


def _aim(found: Comparison, aim: str, by: str | None, lang: Lang) -> Table:
    counted = found.totals.filter(what=aim)
    rows = [
        (groups.name_of(row, keys, lang), *_numbers(row, lang))
        for keys in ((), ("age",), ("sex",), *([("unit",)] if by else []))
        for row in groups.of(counted, *keys).iter_rows(named=True)
    ]
    return Table(said(WORDS, aim, lang), _header("", lang), rows)


def _codes(found: Comparison, lang: Lang) -> Table:
    counted = groups.of(found.totals).filter(pl.col("what").is_in(CODES))
    rows = [(row["what"], *_numbers(row, lang)) for row in counted.iter_rows(named=True)]
    return Table(said(WORDS, "codes", lang), _header("code", lang), rows)


def _header(first: str, lang: Lang) -> tuple[str, ...]:
    keys = ("patients", *COUNTS)
    return (said(WORDS, first, lang) if first else "", *(said(WORDS, key, lang) for key in keys))


def _numbers(row: Mapping[str, int], lang: Lang) -> Iterator[str]:
    return (count(row[key], lang) for key in ("patients", *COUNTS))


def _who(found: Comparison, lang: Lang) -> Table:
    """How many change for each parameter (or several that only act together) and recommendation."""
    before, after = (pl.col(side).eq_missing(pl.lit("recommended")) for side in ("before", "after"))
    counted = (
        found.changed.with_columns(pl.col("because").list.join(", "), pl.col("before", "after").cast(pl.String))
        .group_by("because", "code", maintain_order=True)
        .agg(
            (after & ~before).sum().alias("more"),
            (before & ~after).sum().alias("fewer"),
            (~before & ~after).sum().alias("only possible"),
        )
    )
    keys = ("because", "code", "more", "fewer", "only possible")
    rows = [(*row[:2], *(count(number, lang) for number in row[2:])) for row in counted.iter_rows()]
    return Table(said(WORDS, "who", lang), tuple(said(WORDS, key, lang) for key in keys), rows, words=2)
