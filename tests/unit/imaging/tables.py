"""References of whole vertebrae for tests: smooth and round, but where a test says otherwise."""

from datetime import date

from benkoll.imaging.reference import Parts, Reference, Spread, Table
from benkoll.measures.vertebra import LEVELS
from benkoll.measures.vfa_report import Group

PARTS = {"posterior": Parts(0.014, 0.06, 0.001), "wedge": Parts(0.02, 0.02), "middle": Parts(0.015, 0.015)}


def normal(group: Group = "any", persons: int = 312, **wedges: float) -> Reference:
    """One table; `wedges`: level -> mean of front to back, 0.97 where nothing is said."""
    ratios = {
        level: {"wedge": Spread(wedges.get(level, 0.97), 0.03, persons), "biconcave": Spread(0.96, 0.03, persons)}
        for level in LEVELS
    }
    backs = {level: 1 + 0.03 * (place - 6) for place, level in enumerate(LEVELS)}
    return Reference("våra normala", date(2026, 1, 5), {group: Table(persons, ratios, backs, PARTS)}, {})
