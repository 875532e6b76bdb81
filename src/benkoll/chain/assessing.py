"""The guideline asked for an episode's patient; the answer is kept whole, with the facts that it stands on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from benkoll.assess.answer import Assessment, plain
from benkoll.assess.patient import assess
from benkoll.chain.book import Book
from benkoll.chain.commands import Chain, episode_row, locked, recorded
from benkoll.chain.events import Event
from benkoll.chain.reads import Shown, shown_of
from benkoll.errors import FactsError, Lang, Problem, UsageError
from benkoll.facts.derive import Settled, settle
from benkoll.facts.fractures import NAME as FRACTURES
from benkoll.facts.patient import read_patient
from benkoll.facts.registry import blockable, registry
from benkoll.guideline.build import load
from benkoll.guideline.variants import DEFAULT

Changes = tuple[tuple[str, float], ...]
"""Parameters that are changed, as `guideline.build.load` takes them."""

FROM_FRACTURES = frozenset(one.name for one in registry().values() if one.group == "fractures")
"""What may follow from listed fractures, which state it."""

FRACTURE_FACTS = (FRACTURES, "latest_fracture_date", "latest_fracture_site")


@dataclass(frozen=True, slots=True)
class Kept:
    """An assessment as the chain keeps it, with the facts that it was made of."""

    assessment: Assessment
    facts: Settled
    day: date


def assess_episode(
    chain: Chain,
    named: str,
    facts: Mapping[str, Any],
    variant: str = DEFAULT,
    changes: Changes = (),
    day: date | None = None,
    blocked: Collection[str] = (),
) -> Assessment:
    """Assess the episode's patient by these facts, and what the chain knows, and keep the whole answer.

    `facts`: as `facts.patient.read_patient` takes them; `blocked`: those that may not be seen. Raises FactsError where
    they cannot be used, are another person's, or are older than the fracture.
    """
    with chain.book() as book:
        return assessed(chain, book, locked(book, named), facts, variant, changes, day, blocked)


def assessed(
    chain: Chain,
    book: Book,
    row: sa.Row[Any],
    facts: Mapping[str, Any],
    variant: str = DEFAULT,
    changes: Changes = (),
    day: date | None = None,
    blocked: Collection[str] = (),
) -> Assessment:
    """`assess_episode` within a transaction, of an episode that is locked."""
    guideline, day = load(variant, changes), day or chain.day
    shown = shown_of(book, row)
    known = _with_the_chain(shown, facts, day)
    unseen = {*blocked, *unstated(known)} if shown.blocked else blocked
    settled = settle(read_patient(known, day), blocked=unseen)
    answer = assess(settled, guideline)
    chosen = answer.findings["first_choice"]
    said = {
        "indicated": answer.findings["treatment_indicated"]["value"],
        "first_choice": "none" if chosen is None else chosen["drug"],
        "codes": [one.code for one in answer.recommendations if one.status == "recommended"],
        "guideline": dict(answer.guideline),
        "whole": {
            "facts": {name: plain(value) for name, value in settled.facts.items() if name in settled.stated},
            "changes": dict(changes),
            "blocked": sorted(settled.blocked),
            "assessment": answer.as_json(),
            "in_english": assess(settled, guideline, "en").as_json(),
        },
    }
    recorded(chain, book, row, "assessed", day, said)
    return answer


def unstated(facts: Mapping[str, Any]) -> frozenset[str]:
    """What may be in information that is blocked: all that these facts do not state; nothing is assumed of it."""
    given = {name for name, value in facts.items() if value is not None}
    return blockable() - given - (FROM_FRACTURES if FRACTURES in given else frozenset())


def _with_the_chain(shown: Shown, facts: Mapping[str, Any], day: date) -> dict[str, Any]:
    """The facts, with what the chain knows of the person and of the fracture where they say nothing."""
    given = dict(facts)
    stated = given.pop("patient_id", None)
    if stated is not None and str(stated).replace("-", "") not in {shown.person_id, *shown.numbers}:
        raise _wrong("patient_id", str(stated), "uppgifterna är en annan persons", "the facts are another person's")
    given["patient_id"] = shown.person_id
    if "age" not in given:
        given.setdefault("birth_date", shown.known.get("birth_date"))
    given.setdefault("sex", shown.known.get("sex"))
    fracture = shown.row["fracture_date"]
    latest = given.get("latest_fracture_date")
    if latest is not None and str(latest) < str(fracture):
        raise _wrong(
            "latest_fracture_date",
            str(latest),
            f"uppgifterna är äldre än episodens fraktur {fracture}",
            f"the facts are older than the episode's fracture, {fracture}",
        )
    if not any(name in given for name in FRACTURE_FACTS) and shown.row["site"] is not None:
        given[FRACTURES] = [{"site": shown.row["site"], "date": str(fracture)}]
    return given


def _wrong(fact: str, value: str, sv: str, en: str) -> FactsError:
    return FactsError([Problem(sv, en, fact=fact, value=value)])


def advised(event: Event, lang: Lang) -> list[str]:
    """What an assessment that is kept recommends, in the words of that day and in the language.

    One that was kept in Swedish alone, as they once were, is said so.
    """
    whole = event.data["whole"]
    said = whole.get("in_english" if lang == "en" else "assessment") or whole.get("assessment", {})
    return [one["words"] for one in said.get("recommendations", ()) if one["status"] == "recommended"]


def kept(book: Book, named: str, lang: Lang = "sv") -> Kept | None:
    """The episode's latest assessment, made anew from the facts that are kept, in the words of the language.

    None where there is none. Raises UsageError where the guideline has got another version since: then the answer could
    be another.
    """
    row = episode_row(book, named)
    told = [one for one in shown_of(book, row).acts if one.kind == "assessed"]
    if not told:
        return None
    last = told[-1]
    there = last.data["guideline"]
    guideline = load(there["variant"], tuple(last.data["whole"].get("changes", {}).items()))
    if guideline.version != there["version"]:
        raise UsageError(
            f"bedömningen är gjord enligt version {there['version']}: bedöm på nytt",
            f"the assessment was made by version {there['version']}: assess anew",
        )
    facts = {name: value for name, value in last.data["whole"]["facts"].items() if name in registry()}
    settled = settle(read_patient(facts, last.day), blocked=last.data["whole"].get("blocked", ()))
    return Kept(assess(settled, guideline, lang), settled, last.day)
