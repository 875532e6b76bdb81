"""Blocked information (spärr): what a patient has had a unit keep from others, and what each of them sees then.

What comes from a blocked unit is for those who work for that unit. To the others it is unknown, never no: an episode of
another unit follows from what everybody may see, one of the blocked unit from that and from what is its own.
"""

from collections.abc import Iterator, Mapping, Sequence

from benkoll.chain.episode import Episode, episodes, standing
from benkoll.chain.events import BY_UNIT, EPISODE, Event

EVERYBODYS = ("person", "merged", "unmerged", "died")
"""Who the person is, and whether they live, is no care that a unit gave."""

REPORTS = ("fracture", "finding")


def blocked_units(events: Sequence[Event]) -> frozenset[str]:
    """The units whose information is blocked: of each what was said of it last."""
    if not any(one.kind == "blocked" for one in events):
        return frozenset()
    last = dict[str, str]()
    for one in sorted(standing(events), key=lambda one: one.seq):
        if one.kind in ("blocked", "unblocked"):
            last[one.data["unit"]] = one.kind
    return frozenset(unit for unit, kind in last.items() if kind == "blocked")


def visible(events: Sequence[Event], unit: str | None) -> list[Event]:
    """What those who work for the unit may see of a person's events; None: what everybody may."""
    hidden = blocked_units(events) - {unit}
    if not hidden:
        return list(events)
    of = _Origins(events)
    return [one for one in events if not of.is_hidden(one, hidden)]


def views(events: Sequence[Event]) -> Iterator[tuple[Episode, list[Event], bool]]:
    """A person's episodes as those see them who may, with the events that each follows from; whether it is blocked."""
    blocked = sorted(blocked_units(events))
    taken = set[str]()
    for unit in blocked:
        seen = visible(events, unit)
        for one in episodes(seen, unit):
            taken.add(one.id)
            yield one, seen, True
    seen = visible(events, None)
    yield from ((one, seen, False) for one in episodes(seen) if one.id not in taken)


class _Origins:
    """Which unit each event comes from, as far as the events tell."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._by_id = {one.id: one for one in events}
        reports = [one for one in events if one.kind in REPORTS]
        self._reports: Mapping[str, str] = {one.id: one.data.get("unit", "") for one in reports}
        self._visits: Mapping[str, str] = {
            one.data["visit"]: self._reports[one.id] for one in reports if "visit" in one.data
        }
        units = set(self._reports.values())
        self._only = next(iter(units)) if len(units) == 1 else None

    def is_hidden(self, event: Event, hidden: frozenset[str]) -> bool:
        """Whether it comes from one of these units. A report that names none comes from none of them; what else does
        not tell where it comes from is taken to."""
        unit = "" if event.kind in EVERYBODYS else self._unit(event)
        return unit is None or unit in hidden

    def _unit(self, event: Event) -> str | None:
        data = event.data
        if event.kind in (*REPORTS, "blocked", "unblocked"):
            return str(data.get("unit", ""))
        if event.kind == "cancelled":
            return self._visits.get(data["visit"], "")
        if data.get(EPISODE) in self._reports:
            return self._reports[data[EPISODE]]
        about = self._by_id.get(data.get("about", ""))
        if about is not None:
            return self._unit(about)
        said: str | None = data.get(BY_UNIT)
        return said or self._only
