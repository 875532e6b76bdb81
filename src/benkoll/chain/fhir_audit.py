"""The log given out as FHIR AuditEvents to who reviews it: that of their own units, and that they read it is logged."""

from typing import Any

from benkoll.audit.fhir_event import Asked, entries_asked, event_of
from benkoll.chain.commands import Chain
from benkoll.chain.log_review import extract, of_units
from benkoll.errors import Absent

Event = dict[str, Any]


def audit_events(
    chain: Chain, person_id: str | None, since: str | None, before: str | None, limit: int, skip: int
) -> list[Event]:
    """The entries, the latest first; of one person, from one time and before another, where that is asked for."""
    units = of_units(chain)
    if person_id is None:
        with chain.book() as book:
            found = entries_asked(book.connection, Asked(units, since, before), limit, skip)
            book.tell("log", None)
        return [event_of(one) for one in found]
    theirs = [one for one in reversed(extract(chain, person_id)) if units is None or one.unit in units]
    asked = [one for one in theirs if (since or "") <= one.at and (before is None or one.at < before)]
    return [event_of(one) for one in asked[skip : skip + limit]]


def audit_event(chain: Chain, seq: int) -> Event:
    """One entry; Absent where it is none that may be seen."""
    with chain.book() as book:
        found = entries_asked(book.connection, Asked(of_units(chain), seq=seq), 1)
        book.tell("log", found[0].patient if found else None, str(seq))
    if not found:
        raise Absent("raden finns inte i loggen", "there is no such entry in the log")
    return event_of(found[0])
