"""Dated fractures, one by one, and the fracture facts that follow from them.

A fracture counts as a fragility fracture unless it is said to be of high energy, from a tumour, or atypical; where
nothing is said of its energy it counts, as an assumption. A list says what has happened, never that nothing else has:
one fracture in it is not a count of one, unless the source is known to be whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from benkoll.errors import Problem
from benkoll.facts.messages import problem, shown
from benkoll.facts.registry import registry
from benkoll.logic.term import Value

NAME = "fracture_events"
LOW_ENERGY = "low energy"
"""What is assumed of a fracture of which nothing else is said."""

PRIOR_FACTS = {"hip": "prior_hip_fracture", "vertebra": "prior_vertebral_fracture"}
OTHER = "prior_other_fragility_fracture"


@dataclass(frozen=True, slots=True)
class Fracture:
    """One fracture. `low_energy` None: not said. `site` is one of those of latest_fracture_site."""

    site: str
    date: date
    low_energy: bool | None = None
    tumour: bool = False
    atypical: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is a fragility fracture."""
        return self.low_energy is not False and not self.tumour and not self.atypical


def facts_of(fractures: Sequence[Fracture], stated: Mapping[str, Value]) -> tuple[dict[str, Value], list[Problem]]:
    """The facts that follow, and what the stated ones have against them."""
    counting = [fracture for fracture in fractures if fracture.counts]
    follows: dict[str, Value] = {PRIOR_FACTS.get(fracture.site, OTHER): True for fracture in counting}
    if any(fracture.atypical for fracture in fractures):
        follows["atypical_femoral_fracture"] = True
    if counting:
        latest = max(counting, key=lambda fracture: (fracture.date, -_rank(fracture.site)))
        told_later = stated.get("latest_fracture_date", latest.date)
        if not (isinstance(told_later, date) and told_later > latest.date):
            follows |= {"latest_fracture_site": latest.site, "latest_fracture_date": latest.date}
    if len(counting) > 1:
        follows["fragility_fracture_count"] = max(len(counting), _told_count(stated))
    against = [
        problem("contradicts", name, stated[name], because=NAME, follows=shown(value))
        for name, value in follows.items()
        if stated.get(name, value) != value
    ]
    return follows, against


def counted(fractures: Sequence[Fracture]) -> int:
    """How many of them are fragility fractures."""
    return sum(fracture.counts for fracture in fractures)


def _rank(site: str) -> int:
    """Of two on one day the one that weighs more stands first: hip, vertebra, then the others."""
    return registry()["latest_fracture_site"].choices.index(site)


def _told_count(stated: Mapping[str, Value]) -> int:
    count = stated.get("fragility_fracture_count")
    return count if isinstance(count, int) else 0
