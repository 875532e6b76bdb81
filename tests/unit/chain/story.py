"""What happened to one person, told in a line, and what the chain makes of it: tables that read like the chain.

    | what happened                      || state   | to do      |
    | hip; invited +3d                   || invited | remind +24d |

Left of `||`: events in any order, parted by `;`, each with its day seen from the first fracture's (none: that day):
`+14d`, `-6m`, `+16w`, `+2y`. The first is a fracture (`hip`, `vertebra left`, `shaft`, ...), a code that does not say
which (`unclear`) or a `finding`; all events of an episode are of the first one, or of the `2nd` where they say so.
`sent` alone is to primary care.
Right: the states, the steps with the day on which they are due (`!` where it comes first on the list), what the
states say why, and when the episodes closed; of several episodes parted by `/`.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from benkoll.chain.claims import owners
from benkoll.chain.episode import Episode, episodes
from benkoll.chain.events import DRUGS, EPISODE, EXCLUDED, FIELDS, FOLLOW_UPS, SITES, Event, check
from benkoll.logic.calendar import add_days, add_months

FRACTURE = date(2025, 3, 3)
BORN = date(1950, 6, 15)
_WHEN = re.compile(r"([+-]\d+)([dwmy])")
_KINDS = {
    "dxa": "dxa_done",
    "tests": "blood_tests_done",
    "sent": "recommendation_sent",
    "started": "treatment_started",
    "paused": "treatment_paused",
    "stopped": "treatment_stopped",
    "dose": "dose_given",
    "followed": "followed_up",
}
_SHORT = {"3m": "3_months", "12m": "12_months", "2y": "dxa_2_years", "zoledronate": "zoledronic_acid"}
_CHOICES = {
    "assessed": ("indicated", ("yes", "no", "unknown")),
    "recommendation_sent": ("to", ("primary_care", "clinic", "ward")),
    "excluded": ("reason", EXCLUDED),
    "followed_up": ("at", FOLLOW_UPS),
    "confirmed": ("site", SITES),
    **dict.fromkeys(("prescribed", "treatment_started", "dose_given"), ("drug", DRUGS)),
}
_ALWAYS: Mapping[str, dict[str, Any]] = {
    "assessed": {"guideline": {}, "whole": {}},
    "taken_over": {"unit": "Närhälsan"},
}


def shifted(start: date, shift: str) -> date:
    """The day so long after (or before) the start."""
    found = _WHEN.fullmatch(shift)
    assert found, shift
    count, unit = int(found[1]), found[2]
    if unit in "dw":
        moved = add_days(start, count * (7 if unit == "w" else 1))
    else:
        moved = add_months(start, count * (12 if unit == "y" else 1))
    assert moved is not None
    return moved


def told(story: str, start: date = FRACTURE, born: date | None = BORN) -> list[Event]:
    """The events of a story."""
    known = {} if born is None else {"birth_date": born.isoformat()}
    found = [Event("e00", "person", start, {"known": known})]
    reports: list[str] = []
    for place, words in enumerate((one.split() for one in story.split(";")), 1):
        id_ = f"e{place:02}"
        kind, day, data = _event(words, start, reports)
        check(kind, day, data)
        if kind in ("fracture", "finding"):
            reports.append(id_)
        found.append(Event(id_, kind, day, data, seq=place))  # type: ignore[arg-type]
    return found


def _event(words: list[str], start: date, reports: list[str]) -> tuple[str, date, dict[str, Any]]:
    first, *rest = words
    day, until = start, None
    values = list[str]()
    for word in rest:
        if _WHEN.fullmatch(word):
            day = shifted(start, word)
        elif word.startswith("until"):
            until = shifted(start, word.removeprefix("until")).isoformat()
        else:
            values.append(word)
    about = reports[1] if "2nd" in values else reports[0] if reports else ""
    values = [one for one in values if one != "2nd"]
    if first in (*SITES, "shaft", "unclear", "finding"):
        return (*_report(first, values, until, day),)
    kind = _KINDS.get(first, first)
    data = dict(_ALWAYS.get(kind, {}))
    if EPISODE in FIELDS[kind] and kind != "note":  # type: ignore[index]
        data[EPISODE] = about
    if kind in ("confirmed", "refuted"):
        data["about"] = about
    if kind == "withdrawn":
        data |= {"about": values.pop(), "reason": "wrong"}
    if kind == "treatment_paused" and until:
        data["until"] = until
    if kind == "recommendation_sent" and not values:
        data["to"] = "primary_care"
    for value in (_SHORT.get(one, one) for one in values):
        name, choices = _CHOICES[kind]
        assert value in choices, (kind, value)
        data[name] = value
    return kind, day, data


def _report(first: str, values: list[str], until: str | None, day: date) -> tuple[str, date, dict[str, Any]]:
    if first == "finding":
        return "finding", day, {"text": "kompression"}
    data: dict[str, Any] = {} if first in ("unclear", "shaft") else {"site": first}
    data |= {"unclear": ["T142"]} if first == "unclear" else {}
    data |= {"site": "other", "femur_shaft": True, "code": "S723"} if first == "shaft" else {}
    says = {"left": {"side": "left"}, "right": {"side": "right"}, "high": {"low_energy": False}}
    says |= {"low": {"low_energy": True}, "tumour": {"tumour": True}, "ward": {"ward": "A1"}}
    for value in values:
        data |= says[value]
    return "fracture", day, data | ({"discharged": until} if until else {})


def lines(table: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row of a table: its story, and the cells by the header's names."""
    header, *rows = (line.strip().strip("|") for line in table.strip().splitlines() if line.strip())
    names = [name.strip() for name in header.partition("||")[2].split("|")]
    for row in rows:
        story, bar, said = row.partition("||")
        assert bar, row
        yield story.strip(), dict(zip(names, (cell.strip() for cell in said.split("|")), strict=True))


def said(found: list[Episode], events: list[Event], start: date) -> dict[str, str]:
    """What a table can say of episodes."""
    return {
        "state": " / ".join(one.state for one in found) or "-",
        "why": " / ".join(one.why or "-" for one in found) or "-",
        "to do": " / ".join(_items(one, start) for one in found) or "-",
        "shows": " / ".join(", ".join(_day(item.shows, start) for item in one.items) or "-" for one in found) or "-",
        "closed": " / ".join(_day(one.closed_on, start) if one.closed_on else "-" for one in found) or "-",
        "treated": " / ".join(_day(one.started_on, start) if one.started_on else "-" for one in found) or "-",
        "owner": " ".join(owner for one in found for owner in owners(one, events).values()) or "-",
    }


def _items(one: Episode, start: date) -> str:
    due = sorted(one.items, key=lambda item: (item.due, item.key))
    return ", ".join(f"{'!' * (item.weight == 0)}{item.step} {_day(item.due, start)}" for item in due) or "-"


def _day(day: date, start: date) -> str:
    return f"{(day - start).days:+}d"


def hold(table: str, start: date = FRACTURE, born: date | None = BORN) -> None:
    """Hold every row against what the chain derives; all rows that differ are shown at once."""
    wrong = []
    for story, wanted in lines(table):
        events = told(story, start, born)
        found = said(episodes(events), events, start)
        for name, cell in wanted.items():
            expected = _WHEN.sub(lambda shift: _day(shifted(start, shift[0]), start), cell)
            if expected != found[name]:
                wrong.append(f"{story}\n    {name}: {expected}, not {found[name]}")
    assert not wrong, "\n" + "\n".join(wrong)
