"""What is said about bone densities: reasons, notes and names, each in Swedish and English at once."""

from collections.abc import Mapping
from typing import NamedTuple

from benkoll.errors import Lang
from benkoll.facts.registry import registry
from benkoll.logic.words import number
from benkoll.measures.density_report import Maker, Region, Side
from benkoll.measures.lumbar import span

Both = Mapping[Lang, str]
LANGS: tuple[Lang, ...] = ("sv", "en")


class Said(NamedTuple):
    """The same in both languages."""

    sv: str
    en: str

    def said(self, lang: Lang) -> str:
        """The words in the language."""
        return self[LANGS.index(lang)]


Part = Said | str | int | float
"""What fills a place in a sentence; a number is written as the language does."""

OTHER_REGIONS: dict[Region, Both] = {
    "trochanter": {"sv": "trochanter", "en": "trochanter"},
    "forearm": {"sv": "underarm", "en": "forearm"},
    "heel": {"sv": "häl", "en": "heel"},
    "total_body": {"sv": "helkropp", "en": "total body"},
}
SIDES: dict[Side, Both] = {"left": {"sv": "vänster", "en": "left"}, "right": {"sv": "höger", "en": "right"}}


def say(words: Both, *parts: Part) -> Said:
    """The sentence with its places filled."""
    return Said(*(words[lang].format(*(_part(part, lang) for part in parts)) for lang in LANGS))


def joined(parts: tuple[Said, ...], between: str = "; ") -> Said:
    """One after the other."""
    return Said(between.join(part.sv for part in parts), between.join(part.en for part in parts))


def maker_name(maker: Maker) -> str:
    """The maker as it is called."""
    return registry()["bmd_maker"].value_label(maker, "en")


def machine_name(maker: Maker | None, model: str | None) -> str:
    """Maker and model, the maker once; empty where neither is stated."""
    made, called = maker_name(maker) if maker else "", model or ""
    return called if made.casefold() in called.casefold() else f"{made} {called}".strip()


def place(region: Region, side: Side | None = None, vertebrae: tuple[str, ...] = ()) -> Said:
    """`lårbenshals, vänster`, `ländrygg L1-L4`: where it was measured."""
    info = registry()["bmd_change_site"]
    names = {
        lang: OTHER_REGIONS[region][lang] if region in OTHER_REGIONS else info.value_label(region, lang)
        for lang in LANGS
    }
    ends: Both = SIDES[side] if side else dict.fromkeys(LANGS, span(vertebrae))
    joint = ", " if side else " "
    return Said(*(f"{names[lang]}{joint if ends[lang] else ''}{ends[lang]}" for lang in LANGS))


def _part(part: Part, lang: Lang) -> str:
    if isinstance(part, Said):
        return part.said(lang)
    return part if isinstance(part, str) else number(part, lang)
