"""`benkoll risk validate`: each published value, the estimate of it and the difference."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from benkoll.cli.arguments import Call
from benkoll.cli.console import Console
from benkoll.errors import DONE, Lang
from benkoll.letters.lines import Line
from benkoll.letters.phrases import figure, said
from benkoll.risk.validate import Row, rows, summary

COLUMNS = ("sex", "age", "of", "outcome", "published", "estimate", "difference")
WIDTHS = (8, 6, 26, 9, 11, 11, 11)
WORDS: dict[str, dict[Lang, str]] = {
    "sex": {"sv": "kön", "en": "sex"},
    "age": {"sv": "ålder", "en": "age"},
    "of": {"sv": "T-score/faktor", "en": "T-score/factor"},
    "outcome": {"sv": "fraktur", "en": "fracture"},
    "published": {"sv": "publicerat", "en": "published"},
    "estimate": {"sv": "skattat", "en": "estimate"},
    "difference": {"sv": "skillnad", "en": "difference"},
    "female": {"sv": "kvinna", "en": "woman"},
    "male": {"sv": "man", "en": "man"},
    "major": {"sv": "större", "en": "major"},
    "hip": {"sv": "höft", "en": "hip"},
    "none": {"sv": "ingen faktor", "en": "no factor"},
    "prior_fracture": {"sv": "tidigare fraktur", "en": "earlier fracture"},
    "parent_hip": {"sv": "höftfraktur hos förälder", "en": "parent's hip fracture"},
    "smoking": {"sv": "rökning", "en": "smoking"},
    "alcohol": {"sv": "alkohol", "en": "alcohol"},
    "glucocorticoids": {"sv": "glukokortikoid", "en": "glucocorticoid"},
    "rheumatoid_arthritis": {"sv": "reumatoid artrit", "en": "rheumatoid arthritis"},
    "secondary_osteoporosis": {"sv": "sekundär osteoporos", "en": "secondary osteoporosis"},
    "t_score": {"sv": "efter T-score", "en": "by T-score"},
    "risk_factor": {"sv": "efter riskfaktor", "en": "by risk factor"},
    "head": {
        "sv": "Skattningen (nivå uk) mot publicerade brittiska värden, procent på tio år [Kanis 2008]",
        "en": "The estimate (level uk) against published British values, percent in ten years [Kanis 2008]",
    },
    "sum": {
        "sv": "{}, {} fraktur: {} värden, median av relativ skillnad {} %, medel av absolut skillnad {} enheter",
        "en": "{}, {} fracture: {} values, median relative difference {} %, mean absolute difference {} points",
    },
}


def run(call: Call, console: Console) -> int:
    """Print the table, and what it sums to."""
    if call.get("--format") == "json":
        table = [asdict(row) | {"difference": row.difference} for row in rows()]
        console.show([json.dumps(table, ensure_ascii=False, indent=1)])
        return DONE
    console.show(_lines(console.lang))
    return DONE


def _lines(lang: Lang) -> Iterator[Line]:
    yield Line(said(WORDS, "head", lang), "title")
    yield Line(_aligned([said(WORDS, column, lang) for column in COLUMNS]), "heading")
    for row in rows():
        yield Line(_aligned(_cells(row, lang)))
    yield Line("")
    for (table, outcome), of in summary().items():
        relative, points = figure(of["median_relative"] * 100, lang, 1), figure(of["mean_absolute_points"], lang, 2)
        parts = (said(WORDS, table, lang), said(WORDS, outcome, lang), f"{of['values']:.0f}", relative, points)
        yield Line(said(WORDS, "sum", lang, *parts))


def _cells(row: Row, lang: Lang) -> list[str]:
    of = said(WORDS, row.factor, lang) if row.factor else figure(row.t_score or 0, lang)
    difference = figure(round(row.difference, 1) + 0.0, lang, 1)  # a zero has no sign
    return [
        said(WORDS, row.sex, lang),
        str(row.age),
        of,
        said(WORDS, row.outcome, lang),
        ("<" if row.below else "") + figure(row.published, lang),
        figure(row.estimate, lang, 1),
        difference if round(row.difference, 1) <= 0 else f"+{difference}",
    ]


def _aligned(cells: list[str]) -> str:
    words, numbers = cells[:4], cells[4:]
    left = "".join(cell.ljust(width) for cell, width in zip(words, WIDTHS, strict=False))
    return left + "".join(cell.rjust(width) for cell, width in zip(numbers, WIDTHS[4:], strict=True))
