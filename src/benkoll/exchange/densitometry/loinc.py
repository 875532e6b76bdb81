"""What a LOINC code, its words and a body site beside it say together of a density: quantity, region, side, vertebrae.

The codes stand in `codes/density_codes.csv`. A code that its own words contradict is not read: public code calls
38263-0 (femur) lumbar, and Synthea calls 38265-5 (forearm) a T-score without a site.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from benkoll.exchange.codes.tables import Code, found
from benkoll.exchange.densitometry.checked import HIP_ALONE, Both
from benkoll.exchange.densitometry.numbers import QUANTITIES, Quantity
from benkoll.exchange.densitometry.sites import REGIONS, Family, Place, levels_in, place_of
from benkoll.exchange.densitometry.words import plain, words
from benkoll.measures.density_report import Region

HIP = frozenset({"femoral_neck", "total_hip", "trochanter"})
"""The parts that a code of the hip or femur leaves open."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a coded value is of. `side` as in Raw. `warning`: what has to be looked at; `wrong`: why it is not read."""

    quantity: Quantity
    region: Region | None
    side: str | None
    vertebrae: tuple[str, ...]
    warning: Both | None = None
    wrong: Both | None = None


def meant(
    coded: Sequence[Code], said: str, body_site: Sequence[Code] = (), site_words: str = "", stated: bool = False
) -> Meant | None:
    """What the codes mean; None where none of them is a density.

    `said`, `site_words`: displays and texts of code and body site. `stated`: a body site stands there, known or not.
    """
    listed = [row for code in coded for row in found("density_codes", code) if row["reads"] in QUANTITIES]
    if not listed:
        return None
    quantity = next(one for one in QUANTITIES if one == listed[0]["reads"])
    place = place_of(listed[0]["site"])
    text = plain(f"{said} | {site_words}")
    levels = levels_in(text)
    if place is None or levels is None or len({(row["reads"], row["site"]) for row in listed}) > 1:
        return Meant(quantity, None, None, (), wrong=_SEVERAL)
    beside = [row["site"] for code in body_site for row in found("density_codes", code) if row["reads"] == "site"]
    sites = [one for words_of in beside if (one := place_of(words_of))]
    sides = {place.side, *(one.side for one in sites), *(one.reads for one in words(text, "side"))} - {None}
    vertebrae = {levels, *(one.vertebrae for one in sites)} - {()}
    if len(vertebrae) > 1:
        return Meant(quantity, None, None, (), wrong=_SEVERAL)
    named = {one.reads for one in words(plain(site_words), "site")} | {one.region or one.family for one in sites}
    named |= {"lumbar_spine"} if levels_in(site_words) else set()
    region, warning, wrong = _region(place, said, {str(one) for one in named if one}, stated)
    wrong = _other_quantity(quantity, said) or wrong
    side = "/".join(sorted(str(one) for one in sides)) or None
    return Meant(quantity, region, side, next(iter(vertebrae), ()), warning, wrong)


def _region(place: Place, said: str, sites: Set[str], stated: bool) -> tuple[Region | None, Both | None, Both | None]:
    """The region, a warning, and what is wrong; the body site may be closer than the code, and never elsewhere."""
    named = {one.reads for one in words(plain(said), "site")} - {"total"}
    if any(_family(one) != place.family for one in named):
        return None, None, _CONTRADICTED
    if stated and not sites:
        return None, None, _UNKNOWN_SITE
    if any(_family(one) != place.family for one in sites - {"total"}):
        return None, None, _OTHER_SITE
    if place.family != "hip":
        return place.region, None if named or place.family != "forearm" else _FOREARM, None
    closer = sorted({"total_hip" if one == "total" else one for one in sites | named} & HIP)
    if len(closer) > 1:
        return None, None, _SEVERAL
    if closer:
        return REGIONS[closer[0]][0], None, None
    return None, None, HIP_ALONE


def _family(site: str) -> Family | None:
    return "hip" if site == "hip" else REGIONS[site][1] if site in REGIONS else None


def _other_quantity(quantity: Quantity, said: str) -> Both | None:
    """Whether the words name another quantity than the code: a Z-score under the code of a T-score."""
    named = {one.reads for one in words(plain(said), "quantity")} & {"t_score", "z_score"}
    if not named or quantity in named:
        return None
    return _CONTRADICTED


_SEVERAL = (
    "är kodad som flera olika mätningar eller platser: läses inte",
    "is coded as several different measurements or sites: not read",
)
_CONTRADICTED = (
    "kodens egen text säger något annat än koden: läses inte. Rätta koden hos den som skickar",
    "the code's own words say something else than the code: not read. Have the sender correct the code",
)
_OTHER_SITE = (
    "koden och kroppsdelen (bodySite) säger olika platser: läses inte",
    "code and body site say different sites: not read",
)
_UNKNOWN_SITE = (
    "kroppsdelen (bodySite) känns inte igen: läses inte",
    "the body site is not recognised: not read",
)
_FOREARM = (
    "koden är underarmens, fast texten inte säger det (så gör Synthea): läses som underarm, som aldrig är diagnosen",
    "the code is the forearm's, though its words do not say so (as Synthea does): read as forearm, never the diagnosis",
)
