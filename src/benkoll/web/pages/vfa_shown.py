"""A reading as the page shows it: where it stands, level by level, and what the points measure; as JSON, as rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from benkoll.errors import Lang
from benkoll.letters.phrases import figure
from benkoll.letters.vfa_report import OUTLINE
from benkoll.letters.vfa_words import ToldVfa
from benkoll.measures.vertebra import LEVELS
from benkoll.measures.vfa_conclusion import is_deformed, is_weak
from benkoll.measures.vfa_report import VfaFinding, VfaReport
from benkoll.measures.vfa_words import JUDGEMENTS, NOT_EVALUABLE, SHAPES, computed_by
from benkoll.readings.changes import Change, points_of
from benkoll.readings.reading import Level, State
from benkoll.readings.reads import Image
from benkoll.readings.steps import steps_of
from benkoll.web.pages.vfa_tool_words import TOOL

Shown = dict[str, Any]
NONE = "–"


def standing(
    changes: Sequence[Change], state: State, report: VfaReport, near: Mapping[str, float], lang: Lang
) -> Shown:
    """Where the reading stands, as the script reads it. `near`: by level the limit (percent lost) it lies near."""
    steps, told = steps_of(changes), ToldVfa(report, lang)
    return {
        "version": state.last,
        "levels": {level: _level(its) for level, its in state.levels.items()},
        "findings": {
            one.level: {**finding(one, told), "near": _near(near, one.level, lang)} for one in report.findings
        },
        "undo": steps.back,
        "redo": steps.again,
        "unsettled": state.unsettled,
        "open": [one.level for one in report.findings if is_deformed(one) and one.judgement is None],
        "words": state.conclusion or "",
        "computedBy": computed_by(report.reference, lang) if report.is_measured else "",
        "conclusion": " ".join([told.conclusion(), *told.beside()]),
        "signed": state.signed is not None,
    }


def _near(near: Mapping[str, float], level: str, lang: Lang) -> str | None:
    return TOOL["near"][lang].format(figure(near[level], lang, 0)) if level in near else None


def _level(its: Level) -> Shown:
    return {
        "points": None if its.vertebra is None else points_of(its.vertebra),
        "proposed": its.proposed,
        "unsure": its.unsure,
        "approved": its.approved,
        "reason": its.not_evaluable,
        "words": its.words or "",
        "grade": its.grade,
        "judgement": its.judgement,
    }


def finding(one: VfaFinding, told: ToldVfa) -> Shown:
    """What the points of a level measure, in words."""
    lang = told.lang
    heights, decimals, unit = (one.heights_px, 0, "px") if one.heights_mm is None else (one.heights_mm, 1, "mm")
    parts = () if heights is None else (heights.anterior, heights.middle, heights.posterior)
    ratios = () if one.ratios is None else (one.ratios.wedge, one.ratios.biconcave, one.ratios.crush)
    return {
        "computed": NONE if one.grade is None else told.computed(one),
        "grade": one.grade,
        "probabilities": one.probabilities,
        "chances": () if one.probabilities is None else tuple(told.chance(one, grade) for grade in (0, 1, 2, 3)),
        "shape": NONE if one.shape is None else SHAPES[one.shape][lang],
        "loss": NONE if one.loss_percent is None else f"{figure(one.loss_percent, lang, 0)} %",
        "heights": f"{' / '.join(figure(part, lang, decimals) for part in parts)} {unit}" if parts else NONE,
        "ratios": " / ".join(NONE if part is None else figure(part, lang, 2) for part in ratios) or NONE,
        "assessed": told.assessed(one),
        "weak": is_weak(one),
        "deformed": is_deformed(one),
    }


def about(image: Image, lang: Lang) -> Shown:
    """What is known of the image, in words."""
    said, spacing = image.about, image.about.spacing
    size = None if spacing is None else f"{figure(spacing.column, lang)} × {figure(spacing.row, lang)} mm"
    return {
        "id": image.id,
        "made_on": image.made_on,
        "device": " ".join(part for part in (said.maker, said.model) if part),
        "size": size,
        "unit": image.unit,
        "stored": image.stored_at[:10],
    }


def drawing(image: Image) -> Shown:
    """What the script must know of the image to draw over it."""
    said = image.about
    return {
        "id": image.id,
        "rows": said.rows,
        "columns": said.columns,
        "aspect": said.aspect,
        "anterior": said.anterior,
        "millimetre": None if said.spacing is None else said.spacing.column,
    }


def rows(state: State, report: VfaReport, lang: Lang) -> list[Shown]:
    """The levels as a table, from above."""
    told = ToldVfa(report, lang)
    return [_row(level, state.at(level), report.at(level) or VfaFinding(level), told) for level in LEVELS]


def _row(level: str, its: Level, one: VfaFinding, told: ToldVfa) -> Shown:
    lang = told.lang
    return {
        "level": level,
        "state": _state(its, lang),
        "kind": _kind(its),
        **finding(one, told),
        "reader": NONE if its.grade is None else figure(float(its.grade), lang),
        "judgement": NONE if its.judgement is None else JUDGEMENTS[its.judgement][lang],
        "fractured": its.judgement == "fracture",
    }


def _kind(its: Level) -> str:
    if its.not_evaluable is not None:
        return "unread"
    if its.approved:
        return "approved"
    if its.vertebra is None:
        return "empty"
    return "unsure" if its.unsure else "proposed" if its.proposed else "drawn"


def _state(its: Level, lang: Lang) -> str:
    kind = _kind(its)
    if kind == "unread":
        assert its.not_evaluable is not None
        return NOT_EVALUABLE[its.not_evaluable][lang]
    return TOOL[kind][lang]


def outlines(state: State, image: Image) -> list[Shown]:
    """The vertebrae as they are drawn without a script: outline and place of the name, in the picture's own units."""
    aspect = image.about.aspect
    found = list[Shown]()
    for level, its in state.levels.items():
        if its.vertebra is not None and its.not_evaluable is None:
            points = [getattr(its.vertebra, name) for name in OUTLINE]
            drawn = [(x, y * aspect) for x, y in points]
            middle = (sum(x for x, _ in drawn) / len(drawn), sum(y for _, y in drawn) / len(drawn))
            found.append(
                {
                    "level": level,
                    "kind": _kind(its),
                    "fractured": its.judgement == "fracture",
                    "points": " ".join(f"{x:.1f},{y:.1f}" for x, y in drawn),
                    "x": round(middle[0], 1),
                    "y": round(middle[1], 1),
                }
            )
    return found
