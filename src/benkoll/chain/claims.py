"""Who has taken on a step, and until when it is put off: what the latest event about each says."""

from collections.abc import Sequence
from datetime import date

from benkoll.chain.episode import Episode, standing
from benkoll.chain.events import EPISODE, Event


def _about(one: Episode, events: Sequence[Event]) -> list[Event]:
    mine = (event for event in standing(events) if event.data.get(EPISODE) in one.fracture.ids)
    return sorted(mine, key=lambda event: event.seq)


def owners(one: Episode, events: Sequence[Event]) -> dict[str, str]:
    """Key of a step -> who has claimed it."""
    found = dict[str, str]()
    for event in _about(one, events):
        if event.kind == "claimed":
            found[event.data["step"]] = event.data["owner"]
        elif event.kind == "released":
            found.pop(event.data["step"], None)
    return found


def snoozes(one: Episode, events: Sequence[Event]) -> dict[str, date]:
    """Key of a step -> the day until which it is put off."""
    told = (event for event in _about(one, events) if event.kind == "snoozed")
    return {event.data["step"]: date.fromisoformat(event.data["until"]) for event in told}
