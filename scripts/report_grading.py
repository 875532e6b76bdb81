"""Writes the tables of docs/vfa-grading.md: how far the grader's word held on phantoms. `report_grading.py [COUNT]`."""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from risk.figures import table

from benkoll.imaging.phantom import FRACTURED, KINDS, NORMAL
from benkoll.imaging.reference import Reference
from benkoll.imaging.rehearsal import Rehearsed, bins, reference_from, rehearse

ERRORS = (0.3, 0.5, 0.7, 1.0)
EDGES = (0.0, 0.5, 0.7, 0.85, 0.95, 0.99, 1.01)
VARIANTS = ("thoracic_wedge", "short_height", "scheuermann", "degenerative", "scoliosis")
NINETY = (0.85, 0.95)
SHARES = (0.05, 0.24, 0.5, 1.0)


PAGE = Path(__file__).parent.parent / "docs" / "vfa-grading.md"
PLACE = re.compile(r"(<!-- table: ([a-z-]+) -->\n).*?(?=<!-- end -->)", re.DOTALL)


def main(count: int) -> None:
    """Every place of the document gets its table, from so many phantoms of each sort; KeyError where there is none."""
    made = reference_from(range(90_000, 90_200), NORMAL, 0.7, date(2026, 1, 1))
    modes: dict[str, Reference | None] = {"neighbours": None, "reference": made}
    normal, broken = {}, {}
    for mode, reference in modes.items():
        for error in ERRORS:
            normal[mode, error] = rehearse([NORMAL], range(count), [error], reference)
            broken[mode, error] = rehearse([FRACTURED], range(10_000, 10_000 + count), [error], reference)
    tables = {
        "true-points": _true_points(modes, count),
        "finds": _finds(normal, broken),
        "certainty": _certainty(normal, broken),
        "populations": _populations(normal, broken, count),
        "variants": _variants(modes, count // 2),
        "told": _mistold(normal, broken, modes, count),
    }
    written = {}
    for name, rows in tables.items():
        head, *body = rows
        written[name] = table(head, body)
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(PLACE.sub(lambda found: f"{found[1]}\n{written[found[2]]}\n\n", text), encoding="utf-8")


def _bin(people: Rehearsed, low: float, high: float) -> str:
    """How many of those said to be so sure were right."""
    found = bins(people, (low, high))
    return f"{_percent(found[0].right)} of {found[0].count}" if found else "-"


def _percent(share: float, decimals: int = 1) -> str:
    return f"{100 * share:.{decimals}f} %"


def _true_points(modes: dict[str, Reference | None], count: int) -> Iterator[Sequence[object]]:
    yield "by", "spread", "fractured vertebrae", "right", "more than 1 point from a limit", "right", "furthest wrong"
    for mode, reference in modes.items():
        for spread in (0.0, 1.0):
            found = rehearse([replace(FRACTURED, spread=spread)], range(20_000, 20_000 + count), [0.0], reference)
            is_one, clear = found.truths > 0, found.away(1)
            wrong = ~found.right
            furthest = next(points for points in (0, 1, 2, 3, 4, 5, 10, 100) if not (wrong & found.away(points)).any())
            yield (
                *(mode, spread, is_one.sum(), _percent(found.right[is_one].mean())),
                *((is_one & clear).sum(), _percent(found.right[is_one & clear].mean()), f"< {furthest} points"),
            )


Runs = dict[tuple[str, float], Rehearsed]


def _finds(normal: Runs, broken: Runs) -> Iterator[Sequence[object]]:
    yield "by", "hand, mm", "normal people with a false grade", "found of grade 1-3", "of 2-3", "of 3"
    for (mode, error), found in broken.items():
        alarms = _percent(normal[mode, error].false_alarms)
        yield mode, error, alarms, *(_percent(found.found(least)) for least in (1, 2, 3))


def _certainty(normal: Runs, broken: Runs) -> Iterator[Sequence[object]]:
    yield "by", "hand, mm", *(f"{100 * low:.0f}-{min(100 * high, 100):.0f} %" for low, high in pairwise(EDGES))
    for (mode, error), found in broken.items():
        people = normal[mode, error] + found
        yield mode, error, *(_bin(people, low, high) for low, high in pairwise(EDGES))


def _populations(normal: Runs, broken: Runs, count: int) -> Iterator[Sequence[object]]:
    yield "by", "hand, mm", *(f"{100 * share:.0f} % fractured" for share in SHARES)
    for (mode, error), found in broken.items():
        cells = []
        for share in SHARES:
            many = round(min(count, count * share / (1 - share))) if share < 1 else count
            cells.append(_bin(found.first(many) + normal[mode, error] if share < 1 else found, *NINETY))
        yield mode, error, *cells


def _variants(modes: dict[str, Reference | None], count: int) -> Iterator[Sequence[object]]:
    yield "by", *VARIANTS
    for mode, reference in modes.items():
        found = [rehearse([KINDS[name]], range(30_000, 30_000 + count), [0.7], reference) for name in VARIANTS]
        yield mode, *(_percent(one.false_alarms) for one in found)


def _mistold(normal: Runs, broken: Runs, modes: dict[str, Reference | None], count: int) -> Iterator[Sequence[object]]:
    yield "by", "told, mm", "normal people with a false grade", "right where 85-95 % sure"
    for mode, reference in modes.items():
        told = rehearse([NORMAL], range(count), [1.0], reference, told=0.7)
        told_broken = rehearse([FRACTURED], range(10_000, 10_000 + count), [1.0], reference, told=0.7)
        for name, one, other in (("1.0", normal[mode, 1.0], broken[mode, 1.0]), ("0.7", told, told_broken)):
            yield mode, name, _percent(one.false_alarms), _bin(one + other, *NINETY)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
