"""A reference tried before anybody is graded by it: a spine made of its own means, once whole and once broken."""

from collections.abc import Iterator, Mapping

import numpy as np

from benkoll.errors import Problem
from benkoll.imaging.anatomy import number, typical_heights
from benkoll.imaging.genant import grade_spine
from benkoll.imaging.reference import Reference, Table, normal_of
from benkoll.measures.vertebra import LEVELS, Spacing, Vertebra
from benkoll.measures.vertebra_heights import implausible
from benkoll.measures.vfa_report import Grade, Ratios


def problems_of(reference: Reference) -> Iterator[Problem]:
    """What is wrong with its tables, each told by its place: means that nobody has measured; whole vertebrae that would
    be called broken, or broken ones whole."""
    for group, table in reference.tables.items():
        strange = list(_strange(f"tables.{group}", table))
        yield from strange or _misgraded(f"tables.{group}", table)


def _strange(place: str, table: Table) -> Iterator[Problem]:
    for level, ratios in table.ratios.items():
        found = implausible(level, Ratios(ratios["wedge"].mean, ratios["biconcave"].mean))
        if found is not None:
            at = f"{place}.ratios.{level}.wedge.mean"
            yield Problem(
                "kan inte vara ett medel av hela kotor: ange kvoter som tal nära 1, inte procent eller millimeter",
                "cannot be a mean of whole vertebrae: give ratios as numbers near 1, no percent or millimetres",
                at,
                found.value,
            )
    least, most = number("trial.within")
    for name, part in table.parts.items():
        if not least <= part.within <= most:
            yield Problem(
                f"så skiljer sig inte en människas kotor åt: tillåtet är {least:g} till {most:g}",
                f"vertebrae of one person do not differ so: allowed is {least:g} to {most:g}",
                f"{place}.parts.{name}.within",
                f"{part.within:g}",
            )


def _misgraded(place: str, table: Table) -> Iterator[Problem]:
    broken = tuple(number("trial.levels"))
    whole, lost = _graded(table, ()), _graded(table, broken)
    wrong = [level for level in LEVELS if whole.get(level) != 0 or not (level not in broken or lost.get(level, 0) >= 1)]
    if wrong:
        yield Problem(
            f"en rygg med tabellens egna medel graderas fel ({', '.join(wrong)}): kontrollera sd, backs och parts",
            f"a spine of the table's own means is graded wrongly ({', '.join(wrong)}): check sd, backs and parts",
            place,
        )


def _graded(table: Table, broken: tuple[str, ...]) -> Mapping[str, Grade]:
    """Level -> grade of such a spine; nothing where it cannot be reckoned."""
    try:
        with np.errstate(all="ignore"):
            found = grade_spine(_spine(table, broken), Spacing(1.0, 1.0), None, normal_of(table)).vertebrae
    except (ArithmeticError, ValueError):  # of tables whose numbers are beyond all reckoning; LinAlgError is the latter
        return {}
    graded = {level: one.finding for level, one in found.items()}
    return {
        level: one.grade
        for level, one in graded.items()
        if one.grade is not None and np.isfinite(one.probabilities or (np.nan,)).all()
    }


def _spine(table: Table, broken: tuple[str, ...]) -> Mapping[str, Vertebra]:
    """The vertebrae in millimetres; of the broken ones the front is lower by `trial.loss`."""
    size = float(typical_heights().mean() / np.mean(list(table.backs.values())))
    made, top = {}, 0.0
    for level in LEVELS:
        back, ratios = size * table.backs[level], table.ratios[level]
        front = back * ratios["wedge"].mean * (1 - number("trial.loss") if level in broken else 1.0)
        middle, bottom = back * ratios["biconcave"].mean, top + back
        made[level] = Vertebra(
            anterior_top=(0.0, bottom - front),
            anterior_bottom=(0.0, bottom),
            middle_top=(back / 2, bottom - middle),
            middle_bottom=(back / 2, bottom),
            posterior_top=(back, top),
            posterior_bottom=(back, bottom),
        )
        top += 2 * back
    return made
