"""What a column of an export says, by its name: a quantity (of a site, if it names one), or something of the head."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import get_args

from benkoll.exchange.densitometry.numbers import LIMITS, Quantity, quantity_of
from benkoll.exchange.densitometry.sites import Place, place_of
from benkoll.exchange.densitometry.words import plain, whole, without, words

UNIT = re.compile(
    r"[\[(]+ ?(?P<in>m?g ?/ ?cm ?\^?(?:2|sup2)|cm ?\^?2|g|gm|grams|sd|%) ?[\])]+"
    r"|(?<![a-z0-9])(?P<bare>m?g ?/ ?cm ?\^?2|cm ?\^?2|g|grams)$"
)
"""A unit as headers write it: in brackets, or at the end."""
QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)

_NEW_WORD = re.compile(r"(?<=[a-zåäö]{2})(?=[A-ZÅÄÖ])|(?<=[0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is read. `reads`: a quantity, or a word of the head (patient, region, scan, ...).

    `place`: of a quantity, the site that the column itself names; None where a row says it. `unit`: the header's.
    `reference`: what all T-scores of the column are against. `wrong`: why its site is not known, of a code alone.
    """

    name: str
    reads: str
    place: Place | None = None
    unit: str = ""
    reference: str | None = None
    wrong: tuple[str, str] | None = None

    @property
    def quantity(self) -> Quantity | None:
        """The quantity, where it is one."""
        return quantity_of(self.reads)


@lru_cache(4096)
def column_of(name: str) -> Column | str | None:
    """The column, None where it is none that is read; or the words in it that name no known site."""
    if len(name) > LIMITS["longest_name"]:
        return None
    text, unit = unit_in(plain(spaced(name)))
    head = whole(text, "column")
    if head:
        return Column(name, head)
    found = words(text, "quantity")
    said = {one.reads for one in found}
    if len(said) != 1 or "left_out" in said:
        return None
    column = Column(name, said.pop(), unit=unit)
    rest = re.sub(r"[^0-9a-zåäö%+,&()/'-]+", " ", without(text, found)).strip(" -,")
    if not rest:
        return column
    place = place_of(rest)
    if place is None:
        return rest
    return None if place.left_out else replace(column, place=place)


def spaced(name: str) -> str:
    """The name with its words apart: `TScore` is `T Score`."""
    return _NEW_WORD.sub(" ", name)


def unit_in(text: str) -> tuple[str, str]:
    """A plain text without the unit in it, and the unit."""
    found = UNIT.search(text)
    if found is None:
        return text, ""
    unit = (found["in"] or found["bare"]).replace(" ", "").replace("sup2", "2")
    return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split()), unit
