"""Pictures of numbers, as what an SVG is drawn from: a risk on its scale, T-scores by site, a drug through time.

All are 320 units wide, so that their words can be read on a telephone; a table beside each says the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from benkoll.assess.answer import Json
from benkoll.errors import Lang
from benkoll.facts.registry import label
from benkoll.guideline.build import Guideline
from benkoll.guideline.drugs import drug_name
from benkoll.guideline.form import SMPC
from benkoll.guideline.plan import Moment, Plan, Sort
from benkoll.guideline.words import phrase
from benkoll.letters.phrases import capital, figure
from benkoll.web.views import Words

LEFT, RIGHT = 14.0, 306.0
"""Where the scale begins and ends, of the 320 units."""

WORDS: Words = {
    "risk title": {
        "sv": "Risk för större osteoporosfraktur på tio år",
        "en": "Risk of a major osteoporotic fracture in ten years",
    },
    "risk said": {"sv": "{} %, {}", "en": "{} %, {}"},
    "risk interval": {"sv": "mellan {} och {} %", "en": "between {} and {} %"},
    "official": {"sv": "FRAX som angivet", "en": "FRAX as entered"},
    "estimate": {"sv": "egen skattning, inte FRAX", "en": "our estimate, not FRAX"},
    "t title": {"sv": "T-score", "en": "T-score"},
    "t said": {"sv": "{}: {}", "en": "{}: {}"},
    "drug title": {"sv": "{} från {}", "en": "{} from {}"},
    "drug said": {
        "sv": "{} tidpunkter från {} till {}; tabellen nedanför säger dem alla.",
        "en": "{} moments from {} to {}; the table below says them all.",
    },
    "investigation.dxa_frax": {"sv": "DXA", "en": "DXA"},
    "treatment.frax_other_fracture": {
        "sv": "läkemedel efter annan fragilitetsfraktur, med låg T-score",
        "en": "drug after another fragility fracture, with a low T-score",
    },
    "treatment.frax_osteoporosis": {"sv": "läkemedel vid osteoporos", "en": "drug in osteoporosis"},
    "glucocorticoid.frax_start": {"sv": "läkemedel vid kortison", "en": "drug with cortisone"},
    "diagnosis.t_low_bone_mass": {"sv": "låg bentäthet", "en": "low bone mass"},
    "diagnosis.t_osteoporosis": {"sv": "osteoporos", "en": "osteoporosis"},
    "met": {"sv": "ja", "en": "yes"},
    "not met": {"sv": "nej", "en": "no"},
    "perhaps": {"sv": "kanske: gränsen ligger i intervallet", "en": "perhaps: the limit lies in the interval"},
    "site unknown": {"sv": "okänt: en lokal saknas", "en": "unknown: a site is missing"},
    "doses": {"sv": "Start och doser", "en": "Start and doses"},
    "controls": {"sv": "Kontroller", "en": "Controls"},
    "decisions": {"sv": "Beslut, gränser, slut", "en": "Decisions, limits, ends"},
    "today": {"sv": "i dag", "en": "today"},
}
FRAX_LIMITS = ("investigation.dxa_frax", "treatment.frax_other_fracture", "treatment.frax_osteoporosis")
CORTISONE_LIMIT = "glucocorticoid.frax_start"
T_LIMITS = ("diagnosis.t_low_bone_mass", "diagnosis.t_osteoporosis")
T_LOWEST, T_HIGHEST = -5.0, 2.0
LANES: Mapping[str, tuple[Sort, ...]] = {
    "doses": ("start", "dose"),
    "controls": ("adherence", "dxa"),
    "decisions": ("decision", "limit", "end"),
}
SHAPES: Mapping[Sort, str] = {
    "start": "M0,-6 L6,0 L0,6 L-6,0 Z",
    "dose": "M-4,-4 H4 V4 H-4 Z",
    "adherence": "M0,-6 L6,5 L-6,5 Z",
    "dxa": "M-5,0 A5,5 0 1,1 5,0 A5,5 0 1,1 -5,0 Z",
    "decision": "M0,7 L7,-5 L-7,-5 Z",
    "limit": "M-2,-8 H2 V8 H-2 Z",
    "end": "M-6,-6 L6,6 M-6,6 L6,-6",
}
"""One form for each sort, so that colour says nothing that form does not."""

POINT = "M0,-7 L7,0 L0,7 L-7,0 Z"
TOP, ROW, APART = 13.0, 14.0, 34.0
"""Where the words of limits stand, in two rows, and how far from each other they must be on one."""

DASHES = ("", "6 3", "2 3", "8 2 2 2")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on a scale with its words; `anchor`: how they stand to it. `value` as it is written."""

    x: float
    words: str
    anchor: str = "middle"
    y: float = 0.0
    shape: str = ""
    dashed: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """A row of the table beside a scale: the limit in words, what it is for, whether it is met, its statement."""

    words: str
    meaning: str
    met: str
    source: str
    reading: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn. `rows`: of what is shown, in lines from the top; `band`: the interval, from x to x."""

    name: str
    title: str
    said: str
    height: float
    ticks: tuple[Mark, ...]
    lines: tuple[Mark, ...]
    rows: tuple[Mark, ...]
    points: tuple[Mark, ...]
    limits: tuple[Limit, ...] = ()
    band: tuple[float, float] | None = None


def _say(key: str, lang: Lang, *parts: object) -> str:
    return WORDS[key][lang].format(*parts)


def _x(value: float, low: float, high: float) -> float:
    """The place of the value, held within the scale."""
    share = (min(max(value, low), high) - low) / (high - low)
    return round(LEFT + share * (RIGHT - LEFT), 1)


def _anchor(x: float) -> str:
    return "start" if x < 45 else "end" if x > 275 else "middle"


def _limits(names: Sequence[str], guideline: Guideline, lang: Lang, low: float, high: float) -> Iterator[Mark]:
    """The limits' lines from the left, each drawn otherwise. Where some lie close, their words stand apart: those of
    the first to its left, of the last to its right, of others on rows above."""
    values = sorted({guideline.parameters[name].parameter.value for name in names})
    places = [_x(value, low, high) for value in values]
    for place, (value, x) in enumerate(zip(values, places, strict=True)):
        near_left = place > 0 and x - places[place - 1] < APART
        near_right = place + 1 < len(places) and places[place + 1] - x < APART
        anchor = "middle" if near_left == near_right else "end" if near_right else "start"
        words = figure(value, lang, 1) if low < 0 else f"{figure(value, lang)} %"
        y = TOP if near_left and near_right else TOP + ROW
        yield Mark(x, words, anchor, y, dashed=DASHES[place % len(DASHES)])


# THE RISK


def risk(finding: Json, guideline: Guideline, lang: Lang, with_cortisone: bool = False) -> Picture | None:
    """The risk of a major fracture against the guideline's limits, with the estimate's interval."""
    if finding is None or finding["major_percent"] is None:
        return None
    value, interval = finding["major_percent"], finding["interval"]
    names = (CORTISONE_LIMIT, *FRAX_LIMITS) if with_cortisone else FRAX_LIMITS
    high = max(40.0, 10.0 * ceil(max([value, *(interval or ())]) / 10 + 0.1))
    said = _say("risk said", lang, figure(round(value, 1), lang), _say(finding["source"], lang))
    if interval:
        said += ", " + _say("risk interval", lang, *(figure(round(end, 1), lang) for end in interval))
    x, lines = _x(value, 0, high), tuple(_limits(names, guideline, lang, 0, high))
    y = TOP + ROW + 46
    return Picture(
        name="risk",
        title=_say("risk title", lang),
        said=said,
        height=y + 52,
        ticks=tuple(Mark(_x(tick, 0, high), f"{tick}") for tick in range(0, int(high) + 1, 10 if high <= 60 else 20)),
        lines=lines,
        rows=(),
        points=(Mark(x, f"{figure(round(value, 1), lang)} %", _anchor(x), y, POINT),),
        limits=tuple(_frax_limits(names, guideline, value, interval, lang)),
        band=None if not interval else (_x(interval[0], 0, high), _x(interval[1], 0, high)),
    )


def _frax_limits(
    names: Sequence[str], guideline: Guideline, value: float, interval: Sequence[float] | None, lang: Lang
) -> Iterator[Limit]:
    for name in names:
        info = guideline.parameters[name]
        met = {_meets(info.parameter.comparison, one, info.parameter.value) for one in (value, *(interval or ()))}
        key = "perhaps" if len(met) > 1 else "met" if met == {True} else "not met"
        yield Limit(phrase(info, lang), _say(name, lang), _say(key, lang), info.source, info.by == "reading")


def _meets(comparison: str | None, value: float, bound: float) -> bool:
    return {"<": value < bound, "<=": value <= bound, ">": value > bound, ">=": value >= bound}[comparison or ">"]


# T-SCORES


def t_scores(
    by_site: Mapping[str, float], held: Mapping[str, bool | None], guideline: Guideline, lang: Lang
) -> Picture | None:
    """Each site's T-score against the limits of the diagnosis.

    `by_site`: by the names of the facts; `held`: whether the lowest one meets each limit, None where it may.
    """
    if not by_site:
        return None
    rows, points = [], []
    for place, (name, value) in enumerate(by_site.items()):
        y, x = 58.0 + 34 * place, _x(value, T_LOWEST, T_HIGHEST)
        site = label(name, lang).removeprefix("T-score of the ").removeprefix("T-score ").partition(" (")[0]
        rows.append(Mark(LEFT, f"{site}: {figure(value, lang, 1)}", "start", y))
        points.append(Mark(x, "", y=y + 12, shape=POINT))
    limits = []
    for name in T_LIMITS:
        info = guideline.parameters[name]
        said = _say({True: "met", False: "not met", None: "site unknown"}[held[name]], lang)
        limits.append(Limit(phrase(info, lang), _say(name, lang), said, info.source, info.by == "reading"))
    return Picture(
        name="t-scores",
        title=_say("t title", lang),
        said="; ".join(row.words for row in rows),
        height=58.0 + 34 * len(rows) + 8,
        ticks=tuple(Mark(_x(tick, T_LOWEST, T_HIGHEST), f"{tick}".replace("-", "−")) for tick in range(-5, 3)),
        lines=tuple(_limits(T_LIMITS, guideline, lang, T_LOWEST, T_HIGHEST)),
        rows=tuple(rows),
        points=tuple(points),
        limits=tuple(limits),
    )


# A DRUG THROUGH TIME


def timeline(plan: Plan, lang: Lang, today: date) -> Picture:
    """The plan's moments in three lanes: doses, controls, decisions."""
    shown = [one for one in plan.moments if one.sort in SHAPES]
    first, last = plan.course.start.year, max(max(one.day for one in plan.moments), today).year + 1
    low, high = float(date(first, 1, 1).toordinal()), float(date(last, 1, 1).toordinal())
    rows, points = [], []
    for place, (lane, sorts) in enumerate(LANES.items()):
        y = 34.0 + 40 * place
        rows.append(Mark(LEFT, _say(lane, lang), "start", y))
        for one in shown:
            if one.sort in sorts:
                points.append(Mark(_x(one.day.toordinal(), low, high), "", y=y + 16, shape=SHAPES[one.sort]))
    step = max(1, ceil((last - first) / 6))
    years = range(first, last + 1, step)
    x = _x(today.toordinal(), low, high)
    return Picture(
        name="timeline",
        title=_say("drug title", lang, capital(drug_name(plan.course.drug, lang)), plan.course.start),
        said=_say("drug said", lang, len(plan.moments), first, last - 1),
        height=34.0 + 40 * len(LANES) + 26,
        ticks=tuple(Mark(_x(date(year, 1, 1).toordinal(), low, high), str(year)) for year in years),
        lines=(Mark(x, _say("today", lang), _anchor(x), TOP, dashed="2 3"),),
        rows=tuple(rows),
        points=tuple(points),
    )


def is_of_guideline(moment: Moment) -> bool:
    """Whether it stands on a statement, which has a page."""
    return moment.statement not in (SMPC, "reading")
