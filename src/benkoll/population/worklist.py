"""The worklist of a unit: who should be called and why, highest risk first (CARE-4)."""

from collections.abc import Collection, Mapping
from typing import Literal, get_args

import polars as pl

from benkoll.assess.table import STATUS
from benkoll.errors import Lang
from benkoll.facts.registry import value_label
from benkoll.guideline.build import Guideline
from benkoll.guideline.drugs import drug_name, drugs
from benkoll.logic.term import Named, Term
from benkoll.population.tables import advice_words

Purpose = Literal["dxa", "treatment", "overdue", "chain"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
CODES: Mapping[Purpose, tuple[str, ...]] = {
    "dxa": ("INV-DXA",),
    "treatment": ("TX-CONSIDER", "TX-FOLLOW-ON"),
    "overdue": (
        "ALERT-LATE-DOSE",
        "TX-FOLLOW-ON",
        "TX-PAUSE-REVIEW",
        "TX-LIMIT",
        "FU-DOSE",
        "FU-DXA",
        "FU-ADHERENCE",
    ),
    "chain": ("REF-FRACTURE-CHAIN",),
}
"""The recommendations for which a patient is called, the most pressing first."""
DATED = frozenset(("ALERT-LATE-DOSE", "TX-FOLLOW-ON", "FU-DOSE", "FU-DXA", "FU-ADHERENCE"))
"""Those with a due date, `<CODE>_due`; the others of the overdue hold once their time has passed."""
DXA_REASONS = (
    "dxa_for_fracture",
    "dxa_for_raised_risk",
    "dxa_for_glucocorticoid",
    "dxa_for_hormone_lowering_treatment",
    "dxa_for_control",
)
_EVERYONE = (
    "patient_id",
    "assessment_date",
    "age_years",
    "sex",
    "osteoporosis_drug",
    "fracture_risk_major_percent",
    "fracture_risk_source",
    "first_choice",
    "first_choice_provisional",
)
NEEDS: Mapping[Purpose, tuple[str, ...]] = {
    purpose: (
        *_EVERYONE,
        *(("treatment_indicated_grounds",) if purpose == "treatment" else ()),
        *codes,
        *(f"{code}_due" for code in codes if code in DATED),
    )
    for purpose, codes in CODES.items()
}
"""The columns of the answer (`assess.table`) that each list reads."""

SCHEMA = pl.Schema(
    {
        "patient_id": pl.String,
        "age": pl.Int64,
        "sex": pl.String,
        "risk_percent": pl.Float64,
        "risk_source": pl.String,
        "status": pl.String,
        "why": pl.String,
        "due": pl.Date,
        "first_choice": pl.String,
        "first_choice_provisional": pl.Boolean,
    }
)
WORDS: dict[str, dict[Lang, str]] = {
    "patient_id": {"sv": "Patient", "en": "Patient"},
    "age": {"sv": "Ålder", "en": "Age"},
    "sex": {"sv": "Kön", "en": "Sex"},
    "risk_percent": {"sv": "Frakturrisk 10 år, %", "en": "Fracture risk 10 years, %"},
    "risk_source": {"sv": "Riskens källa", "en": "Source of the risk"},
    "status": {"sv": "Läge", "en": "Status"},
    "why": {"sv": "Varför", "en": "Why"},
    "due": {"sv": "Skulle ha gjorts", "en": "Was due"},
    "first_choice": {"sv": "Förstahandsval", "en": "First choice"},
    "recommended": {"sv": "rekommenderas", "en": "recommended"},
    "possible": {"sv": "möjligt", "en": "possible"},
    "official": {"sv": "FRAX", "en": "FRAX"},
    "estimate": {"sv": "skattad", "en": "estimated"},
    "provisional": {"sv": " (preliminärt)", "en": " (provisional)"},
}


def reasons(guideline: Guideline, purpose: Purpose) -> Mapping[str, Term]:
    """Columns beside the answer's that are read where they are there: criteria that say why, by their names."""
    return {name: guideline.criteria[name] for name in DXA_REASONS} if purpose == "dxa" else {}


def worklist(
    frame: pl.DataFrame | pl.LazyFrame, purpose: Purpose, guideline: Guideline, lang: Lang = "sv"
) -> pl.DataFrame:
    """Who should be called, and why in words of the language: the columns of SCHEMA.

    `frame`: one row per patient with NEEDS and perhaps `reasons`. First those for whom something is
    recommended, then those for whom it is possible; in each the highest risk first, the unknown last, then by
    patient_id. Risk in percent. `due`: the earliest of the due dates of what is listed.

    treatment: indicated and untreated. overdue: the due date is today or earlier, or a review holds; where the date
    is not known, no one can say that it has passed, and the patient is not listed.
    """
    table = frame.lazy()
    listed = {code: _listed(code, purpose).alias(f"listed {code}") for code in CODES[purpose]}
    chosen = table.with_columns(*listed.values()).filter(pl.any_horizontal(_is_listed(code) for code in listed))
    why = _why(purpose, guideline, lang, table.collect_schema().names())
    risk = pl.col("fracture_risk_major_percent")
    made = chosen.select(
        pl.col("patient_id").cast(pl.String),
        pl.col("age_years").floor().cast(pl.Int64).alias("age"),
        pl.col("sex").cast(pl.String),
        risk.alias("risk_percent"),
        pl.col("fracture_risk_source").cast(pl.String).alias("risk_source"),
        pl.when(pl.any_horizontal(pl.col(f"listed {code}") == "recommended" for code in listed))
        .then(pl.lit("recommended"))
        .otherwise(pl.lit("possible"))
        .alias("status"),
        why.alias("why"),
        _earliest(purpose).alias("due"),
        pl.col("first_choice").cast(pl.String),
        "first_choice_provisional",
    )
    return made.collect(engine="streaming").sort(
        pl.col("status") != "recommended",
        "risk_percent",
        "patient_id",
        descending=[False, True, False],
        nulls_last=True,
        maintain_order=True,
    )


def in_words(listed: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    """The list as it is read: headers, sex, source, status and drug in the language; the risk with one decimal."""
    drug = _said("first_choice", {code: drug_name(code, lang) for code in drugs()})
    provisional = pl.when("first_choice_provisional").then(pl.lit(WORDS["provisional"][lang])).otherwise(pl.lit(""))
    sex = {text: value_label("sex", text, lang) for text in ("female", "male")}
    return listed.select(
        "patient_id",
        "age",
        _said("sex", sex),
        pl.col("risk_percent").round(1),
        _said("risk_source", {key: WORDS[key][lang] for key in ("official", "estimate")}),
        _said("status", {key: WORDS[key][lang] for key in ("recommended", "possible")}),
        "why",
        "due",
        drug + provisional,
    ).rename(lambda name: WORDS[name][lang])


def _said(column: str, words: Mapping[str, str]) -> pl.Expr:
    return pl.col(column).replace(words)


# WHO


def _listed(code: str, purpose: Purpose) -> pl.Expr:
    """The recommendation's status where the patient is called for it, else null."""
    status, nobody = pl.col(code).cast(STATUS), pl.lit(None, STATUS)
    match purpose:
        case "overdue" if code not in DATED:
            return pl.when(status == "recommended").then(status).otherwise(nobody)
        case "overdue":
            passed = pl.col(f"{code}_due") <= pl.col("assessment_date")
            if code == "FU-DOSE":  # a late dose is told once
                passed &= pl.col("ALERT-LATE-DOSE").is_null()
            return pl.when(passed).then(status).otherwise(nobody)
        case "treatment":
            drug = pl.col("osteoporosis_drug")
            perhaps = pl.when(status.is_not_null()).then(pl.lit("possible", STATUS)).otherwise(nobody)
            return pl.when(drug == "none").then(status).when(drug.is_null()).then(perhaps).otherwise(nobody)
        case _:
            return status


def _is_listed(code: str) -> pl.Expr:
    return pl.col(f"listed {code}").is_not_null()


def _earliest(purpose: Purpose) -> pl.Expr:
    dated = [code for code in CODES[purpose] if code in DATED]
    listed = [pl.when(_is_listed(code)).then(pl.col(f"{code}_due")) for code in dated]
    return pl.min_horizontal(pl.lit(None, pl.Date), *listed)


# WHY


def _why(purpose: Purpose, guideline: Guideline, lang: Lang, columns: Collection[str]) -> pl.Expr:
    """What the patient is listed for, each with its due date or what it stands on in parentheses."""
    advice = []
    for code in CODES[purpose]:
        words = pl.lit(advice_words(guideline, code, lang))
        beside = pl.format(" ({})", _beside(code, guideline, lang, columns))
        advice.append(pl.when(_is_listed(code)).then(pl.concat_str(words, beside, ignore_nulls=True)))
    return pl.concat_str(advice, separator="; ", ignore_nulls=True)


def _beside(code: str, guideline: Guideline, lang: Lang, columns: Collection[str]) -> pl.Expr:
    """The due date, or the criteria that hold in words; null where no column tells."""
    if code in DATED:
        return pl.col(f"{code}_due").dt.to_string("%Y-%m-%d")
    if code == "TX-CONSIDER":
        found = pl.col("treatment_indicated_grounds").cast(pl.String).str.split(" ")
        words = {name: _words(one, lang) for name, one in guideline.findings.grounds.items()}
        return _joined(found.list.eval(pl.element().filter(pl.element() != "").replace(words)))
    there = [name for name in DXA_REASONS if code == "INV-DXA" and name in columns]
    said = [pl.when(name).then(pl.lit(_words(guideline.criteria[name], lang))) for name in there]
    return _joined(pl.concat_list(said).list.drop_nulls()) if said else pl.lit(None, pl.String)


def _joined(words: pl.Expr) -> pl.Expr:
    return pl.when(words.list.len() > 0).then(words.list.join("; "))


def _words(criterion: Named, lang: Lang) -> str:
    return criterion.sv if lang == "sv" else criterion.en
