"""A patient's bone density as the page shows it: what reports say, what counts, what has changed, and the facts."""

from collections.abc import Iterator, Sequence
from typing import Any

from benkoll.errors import Lang
from benkoll.facts.registry import registry
from benkoll.guideline.by_density import category
from benkoll.letters.density_said import change_sentences
from benkoll.letters.findings import WORDS as DIAGNOSES
from benkoll.letters.phrases import capital, figure
from benkoll.logic.term import Value
from benkoll.measures.densitometry import Standing, TScore, standing, t_score
from benkoll.measures.density_facts import DensityFacts, lowest, sites_of
from benkoll.measures.density_references import DIAGNOSTIC
from benkoll.measures.density_report import DensityReport, SiteDensity
from benkoll.measures.density_words import Said, machine_name, place
from benkoll.measures.lumbar import LUMBAR, span
from benkoll.measures.spine_density import Spine
from benkoll.readings.densities import Density
from benkoll.web.pages.density_choices import (
    EXAMINATION,
    KEEP,
    NOTHING,
    UNREADABLE,
    UNUSABLE,
    Choices,
    Examination,
    Read,
    others,
)
from benkoll.web.pages.density_words import WORDS

BMD_DECIMALS, SCORE_DECIMALS = 3, 1


def listed(found: Sequence[Examination], shown: Examination | None, lang: Lang) -> list[dict[str, Any]]:
    """Every examination of the patient, by day and machine."""
    return [
        {"id": one.id, "name": named(one, lang), "shown": shown is not None and one.id == shown.id} for one in found
    ]


def named(one: Examination, lang: Lang) -> str:
    """An examination by its day and machine."""
    day = one.report.measured_on
    machine = machine_name(one.report.maker, one.report.model)
    return ", ".join(part for part in (day.isoformat() if day else WORDS["undated"][lang], machine) if part)


def shown(read: Read, lang: Lang) -> dict[str, Any]:
    """One examination: as printed, what counts, its change, and the facts."""
    report = read.examination.report
    sites, without = sites_of(report, read.spine)
    low = lowest(sites)
    found = category(read.facts.facts)
    return {
        "id": read.examination.id,
        "name": named(read.examination, lang),
        "device": report.device,
        "parts": [_part(one, lang) for one in read.examination.parts],
        "lines": [_line(one, report, lang) for one in report.sites],
        "spine": None if read.spine is None else _spine(read.spine, lang),
        "scores": [
            WORDS["score"][lang].format(
                capital(one.said.said(lang)), figure(one.score.value, lang, SCORE_DECIMALS), one.score.said.said(lang)
            )
            for one in sites
        ],
        "lowest": None
        if low is None
        else WORDS["lowest"][lang].format(figure(low.score.value, lang, SCORE_DECIMALS), low.said.said(lang)),
        "category": WORDS["by"][lang].format(DIAGNOSES[found][lang] if found else WORDS["unsettled"][lang]),
        "not_used": _said([*without, *read.facts.left_out], lang),
        "marks": _said(read.facts.marks, lang),
        "change": _change(read, lang),
        "facts": [*_facts(read.facts, lang), *_facts(read.change_facts, lang)],
    }


def form(read: Read, found: Sequence[Examination], said: Choices, lang: Lang) -> dict[str, Any]:
    """What a reader may say of it, as it was said."""
    texts = said.texts
    levels = [one for one in LUMBAR if any(one in line.vertebrae for line in read.examination.report.sites)]
    choices = [("", WORDS["as rule"][lang]), *((one, WORDS[one][lang]) for one in (*UNUSABLE, KEEP))]
    earlier = read.earlier.id if read.earlier is not None else NOTHING
    return {
        "field": EXAMINATION,
        "vertebrae": [
            {
                "name": f"vertebra_{one}",
                "label": WORDS["vertebra"][lang].format(one),
                "choices": choices,
                "text": texts.get(f"vertebra_{one}", ""),
            }
            for one in levels
        ],
        "unreadable": [(one, WORDS[one][lang], one in said.unreadable) for one in UNREADABLE],
        "earlier": [(one.id, named(one, lang), one.id == earlier) for one in others(found, read.examination)],
        "nothing": (NOTHING, earlier == NOTHING),
        "sds": [
            {
                "name": f"sd_{region}",
                "label": WORDS["sd"][lang].format(place(region).said(lang)),
                "text": texts.get(f"sd_{region}", ""),
            }
            for region in DIAGNOSTIC
        ],
        "same_day": said.same_day,
        "said": bool(said.texts or said.unreadable),
    }


def _part(one: Density, lang: Lang) -> dict[str, Any]:
    source = WORDS[f"source {one.source}"][lang]
    return {
        "id": one.id,
        "name": WORDS["came"][lang].format(source, one.received_at[:10], one.received_by),
        "typed": one.source == "typed",
        "aside": [problem.said(lang) for problem in one.set_aside],
    }


def _line(one: SiteDensity, report: DensityReport, lang: Lang) -> dict[str, Any]:
    """A line of the report; where it has a T-score, whom that is against and what its density makes of it."""
    held = None if one.t_score is None else standing(one, report.maker, report.model)
    computed = held.computed if held else _computed(one, report)
    return {
        "site": capital(place(one.region, one.side, one.vertebrae).said(lang)),
        "bmd": _figure(one.bmd, lang, BMD_DECIMALS),
        "t_score": _figure(one.t_score, lang, SCORE_DECIMALS),
        "z_score": _figure(one.z_score, lang, SCORE_DECIMALS),
        "reference": one.reference or (WORDS["unstated"][lang] if held else ""),
        "computed": _reckoned(computed, lang) if isinstance(computed, TScore) else "",
        "why_not": computed.said(lang) if isinstance(computed, Said) else "",
        "badges": [] if held is None else list(_badges(held, lang)),
    }


def _computed(one: SiteDensity, report: DensityReport) -> TScore | Said | None:
    if one.bmd is None:
        return None
    return t_score(one.bmd, report.maker, report.model, one.region, one.vertebrae)


def _badges(held: Standing, lang: Lang) -> Iterator[tuple[str, str]]:
    """Each mark in short, with how it looks: a reading of ours, or something to look at."""
    if held.against == "unknown" and held.fits is None:
        yield "reading", WORDS["mark unknown"][lang]
    elif held.against != "young_women":
        yield "near", WORDS[f"mark {held.fits.against if held.fits else held.against}"][lang]
    if held.difference is not None:
        signed = f"{'+' if held.difference > 0 else ''}{figure(held.difference, lang)}"
        yield "near", WORDS["difference"][lang].format(signed)


def _reckoned(one: TScore, lang: Lang) -> str:
    value, low, high = (figure(number, lang, SCORE_DECIMALS) for number in (one.value, one.low, one.high))
    return value if low == high else WORDS["interval"][lang].format(value, low, high)


def _spine(spine: Spine, lang: Lang) -> dict[str, Any]:
    return {
        "counted": span(spine.counted) or WORDS["no vertebrae"][lang],
        "left_out": [one.said.said(lang) for one in spine.left_out],
        "none": spine.score.said(lang) if not spine.counted and isinstance(spine.score, Said) else "",
    }


def _change(read: Read, lang: Lang) -> dict[str, Any] | None:
    if read.earlier is None:
        return None
    return {
        "since": named(read.earlier, lang),
        "sites": [
            {
                "site": capital(place(one.region, one.side, one.vertebrae).said(lang)),
                "fallen": one.has_fallen,
                "sentences": list(change_sentences(one, lang)),
                "notes": _said(one.notes, lang),
            }
            for one in read.changed
        ],
        "refused": _said(read.refused, lang),
    }


def _facts(found: DensityFacts, lang: Lang) -> Iterator[dict[str, str]]:
    for name, value in found.facts.items():
        yield {
            "name": capital(registry()[name].label(lang)),
            "value": _with_unit(name, value, lang),
            "from": found.provenance[name].said(lang),
        }


def _with_unit(name: str, value: Value, lang: Lang) -> str:
    info = registry()[name]
    return " ".join(part for part in (info.said(value, lang), info.unit_label(lang) or "") if part)


def _said(sentences: Sequence[Said], lang: Lang) -> list[str]:
    """Each once: the same may be told of several facts."""
    return [capital(one) for one in dict.fromkeys(one.said(lang) for one in sentences)]


def _figure(value: float | None, lang: Lang, decimals: int) -> str:
    return "" if value is None else figure(value, lang, decimals)
