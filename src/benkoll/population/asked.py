"""What every worker is asked: names and numbers that travel, from which each makes the same plan."""

from dataclasses import dataclass
from datetime import date

REJECTED = "rejected"
"""The answer's last column: what is wrong with a row that could not be used, null for all others."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every row.

    `facts`: the facts that are sent; `columns`: of `answer_schema`, None is all; `beside`: columns of text that are no
    facts and go on as they are; `day`: the assessment date of rows that state none.
    """

    variant: str
    changes: tuple[tuple[str, float], ...]
    day: date | None
    complete: frozenset[str]
    columns: frozenset[str] | None
    beside: tuple[str, ...]
    facts: tuple[str, ...]
