"""Which identities are one person, and what is known of that person: both follow from the events."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benkoll.chain.episode import standing
from benkoll.chain.events import Event

KNOWN = ("name", "sex", "birth_date", "address", "protected")


def merged(events: Sequence[Event], identities: Iterable[str]) -> dict[str, str]:
    """Identity -> the one that its person goes by: the survivor of the latest merge of those that are together."""
    merges = [one for one in standing(events) if one.kind == "merged"]
    together = {one: {one} for one in identities}
    for merge in merges:
        both = together[merge.person] | together[merge.data["other"]]
        for one in both:
            together[one] = both
    others = {merge.data["other"] for merge in merges}
    found = {}
    for one, group in together.items():
        survivors = [merge for merge in merges if merge.person in group]
        survivors = [merge for merge in survivors if merge.person not in others] or survivors
        last = max(survivors, key=lambda merge: (merge.day, merge.id), default=None)
        found[one] = one if last is None else last.person
    return found


def known_of(events: Sequence[Event], person: str) -> dict[str, Any]:
    """What the messages say of a person: of each thing what the latest says; first those of the identity gone by."""
    told = [one for one in standing(events) if one.kind == "person"]
    found = dict[str, Any]()
    for one in sorted(told, key=lambda one: (one.person == person, one.day, one.id)):
        said: Mapping[str, Any] = one.data["known"]
        found |= {name: value for name, value in said.items() if name in KNOWN and value not in (None, [], "")}
    died = min((one.day for one in standing(events) if one.kind == "died"), default=None)
    return found if died is None else found | {"died": died.isoformat()}
