"""Condition: diagnoses, each counted for as long as its row in the code table says."""

from collections.abc import Iterator, Sequence
from datetime import date

from benkoll.exchange.codes.tables import Row, found
from benkoll.exchange.fhir.charts import Chart
from benkoll.exchange.fhir.facts import Gathered
from benkoll.exchange.fhir.shapes import Resource, When, codes, end_of, plain_code, when_of
from benkoll.logic.calendar import add_months

PREGNANCY_MONTHS = 10
"""How long a pregnancy may have been known and still be one (reading)."""

UNCONFIRMED = ("unconfirmed", "provisional", "differential")


def usable(chart: Chart, day: date) -> Iterator[Resource]:
    """The conditions that may be read, as far as their verification and their dates say; the others are told of."""
    for condition in chart.of("Condition"):
        verified = plain_code(condition.body.get("verificationStatus"))
        dates = (onset(condition), condition.when("recordedDate"))
        if verified == "entered-in-error":
            chart.notebook.tell("in error", about=condition)
        elif verified == "refuted":
            chart.notebook.tell("refuted", about=condition)
        elif any(one and one.first > day for one in dates):
            chart.notebook.tell("future", about=condition)
        elif verified and verified not in ("confirmed", *UNCONFIRMED):
            chart.notebook.tell("status", verified, about=condition)
        else:
            yield condition


def confirmed(condition: Resource) -> bool:
    """Whether it is a known diagnosis; one without a verification counts as known."""
    return plain_code(condition.body.get("verificationStatus")) not in UNCONFIRMED


def onset(condition: Resource) -> When | None:
    """When it began, as far as it is said."""
    return condition.when("onsetDateTime", "onsetPeriod")


def over(condition: Resource, day: date) -> bool:
    """Whether the condition had ended on the day; an end that lies ahead is none."""
    ended = when_of(condition.body.get("abatementDateTime")) or end_of(condition.body.get("abatementPeriod"))
    if ended:
        return ended.first <= day
    return plain_code(condition.body.get("clinicalStatus")) == "resolved"


def active(condition: Resource, day: date) -> bool:
    """Whether it is said to go on; what is silent about it does not."""
    status = plain_code(condition.body.get("clinicalStatus"))
    return status in ("active", "recurrence", "relapse") and not over(condition, day)


def read_conditions(
    chart: Chart, conditions: Sequence[Resource], day: date, gathered: Gathered, treats_thyroid: bool
) -> None:
    """State the facts of the diagnoses. `treats_thyroid`: an antithyroid drug goes on."""
    for condition in conditions:
        known = confirmed(condition)
        told = [row for code in codes(condition.body.get("code")) for row in found("conditions", code)]
        rows = [row for row in told if (row["counts"] == "suspected") is not known]
        if told and not rows:
            chart.notebook.tell("unconfirmed", about=condition)
        for row in rows:
            against = _against(condition, row, day)
            if row["fact"] == "untreated_hyperthyroidism" and against is None:
                against = "treated" if treats_thyroid else None
                if not treats_thyroid:
                    chart.notebook.tell("untreated", about=condition)
            if against is None:
                gathered.state(row["fact"], True, condition)
            else:
                parts = (f"{row['code']} ({row['title']})",) if against == "ask" else ()
                chart.notebook.tell(against, *parts, about=condition, fact=row["fact"])


def _against(condition: Resource, row: Row, day: date) -> str | None:
    """Why the diagnosis does not count as the fact, as a key of a note; None where it counts."""
    match row["counts"]:
        case "ask":
            return "ask"
        case "lasting":
            return "resolved" if over(condition, day) else None
        case "active" | "pregnancy" if not active(condition, day):
            return "resolved" if over(condition, day) else "not active"
        case "pregnancy":
            since = onset(condition) or condition.when("recordedDate")
            limit = add_months(day, -PREGNANCY_MONTHS)
            return "old" if since and limit and since.last < limit else None
        case _:
            return None
