"""A line's T-score held against its own density, where the reference is known: a Z-score in its place is found so."""

from collections.abc import Sequence
from dataclasses import replace

from benkoll.errors import Problem
from benkoll.measures.densitometry import WHOM, Standing, marks_of, standing
from benkoll.measures.density_report import Maker, SiteDensity
from benkoll.measures.density_words import Said


def sorted_out(
    sites: Sequence[SiteDensity], maker: Maker | None, model: str | None, row: int | None = None
) -> tuple[tuple[SiteDensity, ...], tuple[Problem, ...], tuple[Problem, ...]]:
    """The sites that can stand, what is wrong with the others, and what has to be looked at.

    Only a T-score that its density contradicts while the Z-score fits it is refused; any other that does not agree, or
    is against other people than the guideline means, is kept as printed, with a warning.
    """
    kept: list[SiteDensity] = []
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for site in sites:
        found = _standing(site, site.t_score, maker, model)
        if found is not None and found.difference is not None and found.fits is None and _fits(site, maker, model):
            problems.append(Problem(*_Z_FOR_T, "t_score", f"{site.t_score:g}", row))
            continue
        kept.append(site)
        if found is not None and (found.difference is not None or found.against in WHOM):
            sv, en = ("; ".join(one.said(lang) for one in marks_of(site, found)) for lang in ("sv", "en"))
            warnings.append(Problem(sv, en, "t_score", row=row))
    return tuple(kept), tuple(problems), tuple(warnings)


def _standing(site: SiteDensity, score: float | None, maker: Maker | None, model: str | None) -> Standing | None:
    return None if score is None else standing(replace(site, t_score=score), maker, model)


def _fits(site: SiteDensity, maker: Maker | None, model: str | None) -> bool:
    """Whether the Z-score is what the density's T-score would be."""
    found = _standing(site, site.z_score, maker, model)
    return found is not None and not isinstance(found.computed, Said) and found.difference is None


_Z_FOR_T = (
    "motsägs av BMD, och Z-score passar den: T-score och Z-score har bytt plats, platsen läses inte",
    "is contradicted by BMD, which the Z-score fits: T-score and Z-score have changed places, the site is not read",
)
