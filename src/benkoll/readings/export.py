"""Readings and densities pseudonymised, beside the chain's export: a row a vertebra, a row a measured site; codes,
figures and days, and no word that anybody wrote."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from benkoll.measures.vfa_report import VfaFinding, VfaReport
from benkoll.readings import tables
from benkoll.readings.commands import changes_of
from benkoll.readings.densities import density_rows
from benkoll.readings.desk import Desk, Work
from benkoll.readings.kept import density_of, report_of
from benkoll.readings.reading import last_signed

Row = dict[str, Any]
Named = Callable[[str, str], str]
"""A kind of id and the id itself -> how it is called in the export."""
Moved = Callable[[str, date | None], date | None]
"""A person, and a day of theirs -> the day as the export has it."""

VFA: Mapping[str, Any] = {
    **dict.fromkeys(("patient", "image", "reading"), str),
    **dict.fromkeys(("imaged_on", "signed_on"), date),
    "blind": bool,
    **dict.fromkeys(("level", "not_evaluable", "reader_grade", "judgement", "shape"), str),
    "grade": int,
    **dict.fromkeys(("p0", "p1", "p2", "p3", "loss_percent", "wedge", "biconcave", "crush"), float),
    **dict.fromkeys(("anterior_mm", "middle_mm", "posterior_mm"), float),
}
DENSITIES: Mapping[str, Any] = {
    "patient": str,
    "measured_on": date,
    **dict.fromkeys(("maker", "region", "side", "vertebrae"), str),
    **dict.fromkeys(("bmd", "t_score", "z_score"), float),
}
"""The columns, and the type of each."""


def exported(
    desk: Desk, persons: Mapping[str, str], name: Named, day: Moved, project: str | None
) -> tuple[list[Row], list[Row]]:
    """The rows of signed readings and of density reports that count. `persons`: identity -> the person that goes by it;
    nobody else is in it. Each is logged.
    """
    with desk.work() as work:
        vfa, densities = list[Row](), list[Row]()
        signed = tables.reading.c.signed_first.is_not(None)
        for row in work.readings(signed, tables.image.c.patient.in_(sorted(persons))):
            state = None if work.closed(row) else last_signed(changes_of(work, row.id))
            if state is not None and state.report is not None:
                person = persons[row.patient]
                beside = {
                    "patient": name("patient", person),
                    "image": name("image", row.image),
                    "reading": name("reading", row.id),
                    "imaged_on": day(person, row.made_on),
                    "signed_on": day(person, row.signed_on),
                    "blind": row.blind,
                }
                vfa += [beside | said for said in _levels(report_of(state.report))]
        for row in density_rows(work, tables.density.c.patient.in_(sorted(persons))):
            person = persons[row.patient]
            beside = {"patient": name("patient", person), "measured_on": day(person, row.measured_on)}
            densities += [beside | said for said in _sites(work, row)]
        for person in sorted(set(persons.values())):
            work.tell("export", person, project)
    vfa.sort(key=lambda one: (one["patient"], one["image"], one["reading"]))
    densities.sort(key=lambda one: (one["patient"], str(one["measured_on"]), one["region"]))
    return vfa, densities


def _levels(report: VfaReport) -> Sequence[Row]:
    return [_level(one) for one in report.findings]


def _level(one: VfaFinding) -> Row:
    chances = one.probabilities or (None,) * 4
    ratios, heights = one.ratios, one.heights_mm
    return {
        "level": one.level,
        "not_evaluable": one.not_evaluable,
        "reader_grade": one.reader_grade,
        "judgement": one.judgement,
        "shape": one.shape,
        "grade": one.grade,
        **{f"p{grade}": chance for grade, chance in enumerate(chances)},
        "loss_percent": one.loss_percent,
        **{name: getattr(ratios, name, None) for name in ("wedge", "biconcave", "crush")},
        **{f"{name}_mm": getattr(heights, name, None) for name in ("anterior", "middle", "posterior")},
    }


def _sites(work: Work, row: sa.Row[Any]) -> Sequence[Row]:
    report = density_of(work.desk.keys.open_json(row.report))
    return [
        {
            "maker": report.maker,
            "region": site.region,
            "side": site.side,
            "vertebrae": " ".join(site.vertebrae) or None,
            "bmd": site.bmd,
            "t_score": site.t_score,
            "z_score": site.z_score,
        }
        for site in report.sites
    ]
