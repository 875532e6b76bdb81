"""Whom T-scores are against: young adults, by maker, model, site and vertebrae; and what printed words of them mean."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from benkoll.measures.density_report import Maker, Region
from benkoll.measures.density_words import Both, Said, maker_name, place, say
from benkoll.measures.lumbar import span, vertebrae_of
from benkoll.measures.numbers import read

Mark = Literal["V", "V*", "M"]
"""V: read in the source named. V*: worked out from such a source. M: from memory, unverified."""

Against = Literal["young_women", "men", "mixed", "other", "unknown"]
"""Whom a T-score is against; the guideline means young women (DX-1), ISCD 2023 white ones, for both sexes.

mixed: women and men together. other: women of another population. unknown: the words do not say, or there are none.
"""

DIAGNOSTIC: tuple[Region, ...] = ("femoral_neck", "total_hip", "lumbar_spine")
"""Where the diagnosis is made; forearm, heel, trochanter and total body are never it."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference. `low`, `high`: the mean, g/cm2, one number or as far as it is known. `models`: () is any."""

    maker: Maker
    models: tuple[str, ...]
    region: Region
    vertebrae: tuple[str, ...]
    against: Against
    low: float
    high: float
    sd: float
    population: Said
    source: str
    mark: Mark

    def scores(self, bmd: float) -> tuple[float, float]:
        """The T-score of a density in g/cm2, not rounded: the lowest and the highest that it can be."""
        return (bmd - self.high) / self.sd, (bmd - self.low) / self.sd


@cache
def references() -> tuple[Reference, ...]:
    """Every reference of `data/bone_density_references.yaml`, in its order."""
    groups = read("bone_density_references.yaml").values()
    return tuple(found for group in groups for found in _of_group(group))


def reference_of(
    maker: Maker | None, model: str | None, region: Region, vertebrae: tuple[str, ...] = ()
) -> Reference | Said:
    """The reference of young women; or why there is none.

    `model`: as printed. `vertebrae`: of the lumbar spine, those that the density is of.
    """
    where = place(region, vertebrae=vertebrae)
    if region not in DIAGNOSTIC:
        return say(WORDS["not diagnostic"], where)
    if maker is None:
        return say(WORDS["no maker"], where)
    fitting = [one for one in references() if (one.maker, one.region, one.against) == (maker, region, "young_women")]
    if not fitting:
        return say(WORDS["maker"], where, maker_name(maker))
    ours = [one for one in fitting if not one.models or _is_named(model, one.models)]
    if not ours:
        models = ", ".join(dict.fromkeys(name for one in fitting for name in one.models))
        return say(WORDS["model" if model else "no model"], where, maker_name(maker), models, model or "")
    for one in ours:
        if one.vertebrae == vertebrae:
            return one
    return say(WORDS["vertebrae"], where, maker_name(maker), "; ".join(span(one.vertebrae) for one in ours))


def others_of(reference: Reference) -> Iterator[Reference]:
    """What the same maker may have printed in its place: the references that are not of young women."""
    for one in references():
        same = (one.maker, one.region, one.vertebrae) == (reference.maker, reference.region, reference.vertebrae)
        if same and one.against != "young_women":
            yield one


def against(words: str | None) -> Against:
    """Whom the printed words of a reference mean."""
    found = set(_WORD.findall((words or "").casefold()))
    women, men = bool(found & _WOMEN), bool(found & _MEN)
    if men:
        return "mixed" if women or found & _BOTH else "men"
    if found & _BOTH:
        return "mixed"
    if found & _OTHERS:
        return "other"
    return "young_women" if women else "unknown"


def _is_named(model: str | None, names: tuple[str, ...]) -> bool:
    printed = (model or "").casefold()
    return any(name in printed for name in names)


def _of_group(group: Mapping[str, Any]) -> Iterator[Reference]:
    numbers = read("coefficients.yaml")[group["coefficients"]] if "coefficients" in group else group
    means = group.get("means") or {WHOLE: numbers["mean"]}
    for vertebrae, mean in means.items():
        low, high = mean if isinstance(mean, list) else (mean, mean)
        yield Reference(
            maker=group["maker"],
            models=() if group["models"] == ANY else tuple(group["models"]),
            region=group["region"],
            vertebrae=() if vertebrae == WHOLE else vertebrae_of(vertebrae),
            against=group["against"],
            low=low,
            high=high,
            sd=numbers["sd"],
            population=Said(**group["population"]),
            source=group["source"],
            mark=group["mark"],
        )


WHOLE, ANY = "-", "any"
_WORD = re.compile(r"[^\W\d_]+")
_WOMEN = {"female", "females", "woman", "women", "kvinna", "kvinnor", "kvinnlig", "kvinnliga"}
_MEN = {"male", "males", "man", "men", "män", "manlig", "manliga"}
_BOTH = {"mixed", "unisex", "blandad", "blandat", "båda"}
_OTHERS = {
    *("black", "african", "hispanic", "mexican", "asian", "oriental", "chinese", "japanese", "korean", "indian"),
    *("arab", "svart", "svarta", "afrikansk", "asiatisk", "kinesisk", "japansk", "koreansk", "indisk", "arabisk"),
}

WORDS: dict[str, Both] = {
    "not diagnostic": {
        "sv": "{}: ingen T-score räknas, och mätstället är aldrig diagnosen",
        "en": "{}: no T-score is reckoned, and the site is never the diagnosis",
    },
    "no maker": {
        "sv": "{}: apparatens fabrikat är inte angivet, och varje fabrikat har sin referens",
        "en": "{}: the maker is not stated, and each maker has its own reference",
    },
    "maker": {
        "sv": "{}: referensen för {} är inte känd här; det som apparaten skriver ut är vad som finns",
        "en": "{}: the reference of {} is not known here; what the machine prints is what there is",
    },
    "model": {
        "sv": "{0}: referensen för {1} {3} är inte känd här, bara för {2}",
        "en": "{0}: the reference of {1} {3} is not known here, only that of {2}",
    },
    "no model": {
        "sv": "{}: modellen för {} är inte angiven, och {} har var sin referens",
        "en": "{}: the model of {} is not stated, and {} each have their reference",
    },
    "vertebrae": {
        "sv": "{}: {} har ingen känd referens för just dessa kotor, bara för {}",
        "en": "{}: {} has no known reference for these very vertebrae, only for {}",
    },
}
