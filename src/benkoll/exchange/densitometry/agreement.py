"""A line's T-score held against its own density, where the reference is known: a Z-score in its place is found so."""

from collections.abc import Sequence
from dataclasses import replace

from benkoll.errors import Lang, Problem
from benkoll.measures.densitometry import WHOM, Standing, marks_of, standing
from benkoll.measures.density_report import Maker, SiteDensity
from benkoll.measures.density_words import Said, place


def sorted_out(
    sites: Sequence[SiteDensity], maker: Maker | None, model: str | None, row: int | None = None
) -> tuple[tuple[SiteDensity, ...], tuple[Problem, ...], tuple[Problem, ...]]:
    """The sites that can stand, what is wrong with the others, and what has to be looked at.

    Only a T-score that its density contradicts while the Z-score fits it is refused, and with it the lines beside it
    that nothing confirms; any other that does not agree, or is against other people than the guideline means, is kept
    as printed, with a warning.
    """
    found = [_standing(site, site.t_score, maker, model) for site in sites]
    swapped = [_is_swapped(site, one, maker, model) for site, one in zip(sites, found, strict=True)]
    kept: list[SiteDensity] = []
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for site, one, wrong in zip(sites, found, swapped, strict=True):
        if wrong or (any(swapped) and site.z_score is not None and not (one and _agrees(one))):
            problems.append(_swapped(site, _Z_FOR_T if wrong else _LIKE_IT, row))
            continue
        kept.append(site)
        if one is not None and (one.difference is not None or one.against in WHOM):
            sv, en = ("; ".join(mark.said(lang) for mark in marks_of(site, one)) for lang in _LANGS)
            warnings.append(Problem(sv, en, "t_score", row=row))
    return tuple(kept), tuple(problems), tuple(warnings)


def _swapped(site: SiteDensity, words: tuple[str, str], row: int | None) -> Problem:
    where = place(site.region, site.side, site.vertebrae)
    score = None if site.t_score is None else f"{site.t_score:g}"
    return Problem(f"{where.sv}: {words[0]}", f"{where.en}: {words[1]}", "t_score", score, row)


def _agrees(found: Standing) -> bool:
    """Whether the T-score is what the density makes of a reference that is known."""
    return not isinstance(found.computed, Said) and found.difference is None


def _is_swapped(site: SiteDensity, found: Standing | None, maker: Maker | None, model: str | None) -> bool:
    """Whether the density contradicts the T-score, and the Z-score is what its T-score would be."""
    if found is None or found.difference is None or found.fits is not None:
        return False
    other = _standing(site, site.z_score, maker, model)
    return other is not None and _agrees(other)


def _standing(site: SiteDensity, score: float | None, maker: Maker | None, model: str | None) -> Standing | None:
    return None if score is None else standing(replace(site, t_score=score), maker, model)


_Z_FOR_T = (
    "T-score motsägs av BMD, och Z-score passar den: T-score och Z-score har bytt plats, platsen läses inte",
    "the T-score is contradicted by BMD, which the Z-score fits: T-score and Z-score have changed places, the site is "
    "not read",
)
_LIKE_IT = (
    "i samma rapport har T-score och Z-score bytt plats på en annan rad: inte heller den här platsen läses",
    "in the same report T-score and Z-score have changed places on another line: this site is not read either",
)
_LANGS: tuple[Lang, ...] = ("sv", "en")
