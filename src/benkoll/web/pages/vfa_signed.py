"""What follows from a signed reading: the report, what it states, what waits in the chain, other readers, the truth."""

from dataclasses import replace
from datetime import date
from typing import Any

from starlette.requests import Request

from benkoll.chain.reads import Shown
from benkoll.chain.whose import Theirs
from benkoll.chain.words import STATES, WHY, said_of, site_name
from benkoll.errors import Lang
from benkoll.facts.registry import label
from benkoll.letters.phrases import figure
from benkoll.letters.vfa_report import record_text
from benkoll.letters.vfa_words import ToldVfa
from benkoll.measures.vfa_report import VfaReport
from benkoll.readings.reads import Opened, of_image
from benkoll.readings.result import Said, facts_said
from benkoll.readings.training import Held, against, truth_of
from benkoll.web.pages.chain_forms import name_of
from benkoll.web.permissions import Permission
from benkoll.web.reading_room import desk_of
from benkoll.web.routes import who_asks
from benkoll.web.views import lang_of

CONFIRMED = ("check_finding", "check_site")
"""Of an episode that waits to be confirmed: where a reading of the spine can tell."""

INVESTIGATED = ("investigate", "investigate_dxa")
"""Steps that a DXA with VFA is a part of."""


def signed(request: Request, found: Opened, theirs: Theirs | None) -> dict[str, Any]:
    """What the page shows beneath the reading."""
    lang, who, report = lang_of(request), who_asks(request), found.listed.report
    is_signed = found.state.signed is not None and report is not None
    values: dict[str, Any] = {
        "is_signed": is_signed,
        "others": _others(request, found, lang),
        "facts": [],
        "episodes": [],
        "record": "",
        "truth": None,
        "result": None,
        "outcome": None,
        "acts": who.may(Permission.CHAIN_WRITE),
        "assesses": who.may(Permission.ASSESS),
        "why": "",
    }
    if not is_signed or report is None:
        return values
    told = ToldVfa(report, lang)
    values["result"], values["outcome"] = " ".join([told.conclusion(), *told.beside()]), told.result
    values["record"] = "\n".join(record_text(report, lang))
    if found.image.patient is None:
        values["truth"] = _truth(request, found, report, lang) if found.listed.reader == who.id else None
        return values
    values["facts"] = [_fact(one, lang) for one in facts_said(found.listed.id, report)]
    if theirs is not None:
        values["episodes"] = [_episode(one, lang) for one in theirs.episodes]
        values["why"] = facts_words(found.listed.id, report, lang)
    return values


def facts_words(named: str, report: VfaReport, lang: Lang) -> str:
    """Whose word it is, as the reason of what is confirmed or refuted by it."""
    return Said(
        "vfa_date",
        True,
        named,
        report.read_by,
        report.approved_on,
        report.imaged_on,
        tuple(one.level for one in report.fractures),
    ).words(lang)


def with_patient(report: VfaReport, theirs: Theirs | None) -> VfaReport:
    """The report with who it is about, as far as that is known."""
    if theirs is None:
        return report
    one = theirs.episodes[0]
    born = one.known.get("birth_date")
    return replace(
        report,
        patient_id=one.person_id,
        patient_name=name_of(one.known) or None,
        birth_date=None if not born else date.fromisoformat(str(born)),
        sex=one.known.get("sex") if one.known.get("sex") in ("female", "male") else None,
    )


def _fact(one: Said, lang: Lang) -> dict[str, Any]:
    value = ("ja" if lang == "sv" else "yes") if one.value is True else one.value
    return {"fact": label(one.fact, lang), "value": value, "words": one.words(lang)}


def _episode(one: Shown, lang: Lang) -> dict[str, Any]:
    row, why = one.row, one.row["why"]
    return {
        "id": row["id"],
        "version": one.version,
        "fracture": site_name(row["site"], lang),
        "day": row["fracture_date"],
        "state": STATES[row["state"]][lang],
        "why": None if not why else WHY[why][lang] if why in WHY else said_of(why, lang),
        "to_confirm": row["state"] == "to_confirm" and why in CONFIRMED,
        "site": "vertebra" if why == "check_site" else "",
        "dxa": any(item["why"] in INVESTIGATED for item in one.items),
    }


def _others(request: Request, found: Opened, lang: Lang) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "reader": one.reader if one.report is None else one.report.read_by,
            "closed": one.closed,
            "signed_on": one.signed_on,
            "result": None if one.report is None else ToldVfa(one.report, lang).conclusion(),
        }
        for one in of_image(desk_of(request), found.image.id)
        if one.id != found.listed.id
    ]


def _truth(request: Request, found: Opened, report: VfaReport, lang: Lang) -> dict[str, Any]:
    truth = truth_of(desk_of(request), found.image.id)
    return {
        "rows": [_held(one, lang) for one in against(truth, report)],
        "millimetres": report.spacing is not None,
        "outlines": truth.vertebrae,
    }


def _held(one: Held, lang: Lang) -> dict[str, Any]:
    return {
        "level": one.level,
        "truth": one.truth,
        "grade": "–" if one.grade is None else figure(one.grade, lang),
        "called": one.called,
        "missed": one.missed,
        "false": one.false,
        "error": "–" if one.error is None else figure(one.error, lang, 2),
    }
