"""What the chain shows as values for JSON, whoever asks: the terminal or a system."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from benkoll.chain.events import EPISODE
from benkoll.chain.reads import Due, Shown
from benkoll.chain.words import reason
from benkoll.errors import Lang

_LONG = ("whole", EPISODE)
"""Of an event: the assessment with all its facts, and what is said already."""


def due_values(one: Due, day: date, lang: Lang) -> dict[str, Any]:
    """An item of the worklist."""
    return {
        "episode": one.episode,
        "person_id": one.person_id,
        "fracture_date": one.fracture_date,
        "site": one.site,
        "step": one.step,
        "due": one.due,
        "late": one.late,
        "reason": reason(one.step, one.why, one.due, day, lang),
        "owner": one.owner or one.role,
    }


def episode_values(one: Shown) -> dict[str, Any]:
    """An episode with what has happened in it."""
    return {
        "episode": one.row["id"],
        "person_id": one.person_id,
        "fracture_date": one.row["fracture_date"],
        "site": one.row["site"],
        "state": one.row["state"],
        "events": [
            {"id": act.id, "kind": act.kind, "day": act.day, "by": act.actor, **_brief(act.data)} for act in one.history
        ],
    }


def whole_values(one: Shown) -> dict[str, Any]:
    """An episode with what has happened, why it stands where it does, and what waits."""
    waits = [{name: value for name, value in item.items() if name != EPISODE} for item in one.items]
    return episode_values(one) | {"why": one.row["why"], "waits": waits}


def _brief(data: Mapping[str, Any]) -> dict[str, Any]:
    """What an event says, without the whole assessment."""
    return {name: value for name, value in data.items() if name not in _LONG}
