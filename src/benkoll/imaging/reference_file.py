"""A reference of whole vertebrae as JSON: written down, and read back, or read as a clinic typed it in."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from math import inf, sqrt
from typing import Any

import numpy as np

from benkoll.errors import InputError, Problem
from benkoll.imaging.anatomy import number
from benkoll.imaging.reference import GROUPS, RATIOS, Parts, Reference, Spread, Table
from benkoll.measures.vertebra import LEVELS
from benkoll.measures.vfa_report import Group

FORM = "benkoll vertebral reference 1"
NEEDED = ("wedge", "biconcave")
"""The ratios that a table must have; the others are for methods that ask for them."""

Ratios = Mapping[str, Mapping[str, Spread]]


def as_json(reference: Reference) -> dict[str, Any]:
    """The reference as JSON has it."""
    return {
        "form": FORM,
        "source": reference.source,
        "made_on": reference.made_on.isoformat(),
        "left_out": dict(reference.left_out),
        "tables": {group: asdict(table) for group, table in reference.tables.items()},
    }


def from_json(said: Mapping[str, Any]) -> Reference:
    """What `as_json` wrote, or a clinic typed in the same form; InputError, with the place, for anything else.

    A table that was typed in needs the ratios `wedge` and `biconcave` with mean, SD and number at every level, and
    `backs` or the ratio `crush_above`; where it has no `parts`, they are taken as `data/grading.yaml` has them.
    """
    whole = _Said(said, "")
    if whole.at("form").value != FORM:
        raise whole.at("form").wrong(f"ska vara {FORM!r}", f"must be {FORM!r}")
    try:
        made_on = date.fromisoformat(whole.at("made_on").value)
    except (TypeError, ValueError):
        raise whole.at("made_on").wrong("ska vara ett datum, ÅÅÅÅ-MM-DD", "must be a date, YYYY-MM-DD") from None
    tables = whole.at("tables")
    tables.refuse_others(GROUPS)
    found: dict[Group, Table] = {group: _table(tables.at(group)) for group in GROUPS if group in tables.value}
    if not found:
        raise tables.wrong(f"ska ha någon av {', '.join(GROUPS)}", f"must have some of {', '.join(GROUPS)}")
    left_out = said.get("left_out")
    return Reference(
        str(whole.at("source").value),
        made_on,
        found,
        {str(group): str(level) for group, level in left_out.items()} if isinstance(left_out, Mapping) else {},
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """A value of the file, and where it stands."""

    value: Any
    place: str

    def wrong(self, sv: str, en: str) -> InputError:
        return InputError([Problem(sv, en, fact=self.place or None)])

    def at(self, key: str) -> "_Said":
        """What stands under the key; InputError where nothing does."""
        inner = f"{self.place}.{key}".lstrip(".")
        if not isinstance(self.value, Mapping) or key not in self.value:
            raise _Said(None, inner).wrong("saknas", "is missing")
        return _Said(self.value[key], inner)

    def has(self, key: str) -> bool:
        return isinstance(self.value, Mapping) and key in self.value

    def refuse_others(self, allowed: tuple[str, ...]) -> None:
        for key in self.value if isinstance(self.value, Mapping) else ():
            if key not in allowed:
                raise _Said(None, f"{self.place}.{key}").wrong(
                    f"okänt namn; tillåtet är {', '.join(allowed)}", f"unknown name; allowed is {', '.join(allowed)}"
                )

    def number(self, least: float = 0.0) -> float:
        """A number above 0, or from `least`."""
        given = self.value
        if isinstance(given, bool) or not isinstance(given, int | float) or not least <= given < inf:
            raise self.wrong(f"ska vara ett tal, minst {least:g}", f"must be a number, at least {least:g}")
        return float(given)


LEAST_RATIO = 0.01


def _table(said: _Said) -> Table:
    ratios = {level: _ratios(said.at("ratios").at(level)) for level in LEVELS}
    if said.has("backs"):
        backs = {level: said.at("backs").at(level).number(LEAST_RATIO) for level in LEVELS}
    else:
        backs = _stepped(ratios, said)
    parts = {name: _parts(said, name, ratios) for name in ("posterior", "wedge", "middle")}
    return Table(int(said.at("persons").number()) if said.has("persons") else 0, ratios, backs, parts)


def _ratios(said: _Said) -> dict[str, Spread]:
    if not isinstance(said.value, Mapping):
        raise said.wrong("ska vara ett objekt: {...}", "must be an object: {...}")
    said.refuse_others(RATIOS)
    return {
        name: Spread(
            said.at(name).at("mean").number(LEAST_RATIO),
            said.at(name).at("sd").number(),
            int(said.at(name).at("n").number(1)),
        )
        for name in dict.fromkeys((*NEEDED, *said.value))
    }


def _stepped(ratios: Ratios, said: _Said) -> dict[str, float]:
    """How high backs are against each other, from each against the one above."""
    height, backs = 1.0, dict[str, float]()
    for level in LEVELS:
        if backs:
            if "crush_above" not in ratios[level]:
                raise said.wrong("backs eller crush_above på varje nivå saknas", "backs, or crush_above, is missing")
            height *= ratios[level]["crush_above"].mean
        backs[level] = height
    return backs


def _parts(said: _Said, name: str, ratios: Ratios) -> Parts:
    if said.has("parts"):
        part = said.at("parts").at(name)
        between, slope = (part.at(one).number() if part.has(one) else 0.0 for one in ("between", "slope"))
        return Parts(part.at("within").number(), between, slope)
    own = float(number(f"{name}.own"))
    if name == "posterior":
        return Parts(own, slope=float(number("reference.slope")))
    of = "wedge" if name == "wedge" else "biconcave"
    whole = float(np.mean([(ratios[level][of].sd / ratios[level][of].mean) ** 2 for level in LEVELS]))
    return Parts(own, sqrt(max(whole - own**2, 0.0)))
