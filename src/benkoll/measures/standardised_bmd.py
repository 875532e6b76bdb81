"""Standardised bone density: one scale for the makers, by published equations; never for one patient's change."""

from dataclasses import dataclass
from typing import Literal

from benkoll.measures.density_references import Mark
from benkoll.measures.density_report import Maker, Region
from benkoll.measures.density_words import Both, Said, maker_name, place, say
from benkoll.measures.numbers import read

Family = Literal["lu_2001", "hui_1997", "genant_1994"]
MG_PER_G = 1000
UNVERIFIED: Mark = "M"


@dataclass(frozen=True, slots=True)
class Standardised:
    """A density in mg/cm2, with the equations that it is by: their name, source and mark.

    Equations err by 4-7 % for one person, so what two makers measure is not compared for a change.
    """

    value: float
    family: str
    source: str
    mark: Mark

    @property
    def said(self) -> Said:
        """The number with what it is by."""
        words = WORDS["unverified" if self.mark == UNVERIFIED else "value"]
        return say(words, round(self.value, 1), self.family)


def standardised_bmd(
    bmd: float, maker: Maker, region: Region, family: Family | None = None, unverified: bool = False
) -> Standardised | Said:
    """The standardised density of one in g/cm2, or why there is none.

    `family`: which equations; None is Lu 2001 at the hip and Hui 1997 at the lumbar spine. `unverified`: also by
    numbers that stand only in memory; they are marked.
    """
    for name, equations in read("standardised_bmd.yaml").items():
        if name != family and (family is not None or not equations["default"]):
            continue
        for row in equations["rows"]:
            if (row["region"], row["maker"]) != (region, maker):
                continue
            if row["mark"] == UNVERIFIED and not unverified:
                return say(WORDS["off"], place(region), equations["family"], maker_name(maker))
            value = MG_PER_G * (row["constant"] + row["slope"] * (bmd - row.get("at", 0)))
            return Standardised(value, equations["family"], equations["source"], row["mark"])
    return say(WORDS["none"], place(region), maker_name(maker))


WORDS: dict[str, Both] = {
    "value": {"sv": "sBMD {} mg/cm2 ({})", "en": "sBMD {} mg/cm2 ({})"},
    "unverified": {"sv": "sBMD {} mg/cm2 ({}, inte verifierad)", "en": "sBMD {} mg/cm2 ({}, not verified)"},
    "off": {
        "sv": "{}: {} för {} är inte verifierad och används bara när någon ber om det",
        "en": "{}: {} of {} is not verified, and used only where somebody asks for it",
    },
    "none": {
        "sv": "{}: ingen ekvation för {} är känd här",
        "en": "{}: no equation for {} is known here",
    },
}
