"""Whether a radiology report may speak of a vertebral fracture: words only, and someone must confirm each finding."""

import re
from functools import cache

from benkoll.exchange.codes.tables import rows


def may_be_vertebral_fracture(report: str) -> bool:
    """Whether a part of a sentence has a word of a vertebral fracture and none before it that denies it.

    A denial after the word ("kotkompression ses inte") is not seen: better one report too many than a missed one.
    """
    finding, doubt, denial, end = (_pattern(kind) for kind in ("finding", "doubt", "denial", "end"))
    return any(
        (told := finding.search(part)) is not None and denial.search(part, 0, told.start()) is None
        for part in end.split(doubt.sub(" ", report.lower()))
    )


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    told = (row["pattern"] for row in rows("findings") if row["kind"] == kind)
    return re.compile("|".join(re.sub(r"\((?!\?)", "(?:", one) for one in told))
