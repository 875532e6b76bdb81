"""Which units' information each person has had blocked, for other rooms that keep something of theirs."""

from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa

from benkoll.chain import tables
from benkoll.chain.blocking import blocked_units
from benkoll.chain.book import events_of, together
from benkoll.chain.events import Event
from benkoll.store.keys import Keys

AT_ONCE = 500


def blocked_of(connection: sa.Connection, keys: Keys, identities: Collection[str]) -> dict[str, frozenset[str]]:
    """Identity -> the units whose information its person, whichever identity they went by, has blocked from others.

    Those of whom nothing is blocked are left out.
    """
    rows = together(connection, identities)
    event, wanted = tables.event.c, sorted(rows)
    persons = set[str]()
    for start in range(0, len(wanted), AT_ONCE):
        of_blocks = sa.select(event.person).where(
            event.person.in_(wanted[start : start + AT_ONCE]), event.kind == "blocked"
        )
        persons |= {rows[one].person for one in connection.scalars(of_blocks.distinct())}
    told = [one for one, row in rows.items() if row.person in persons]
    by_person = defaultdict[str, list[Event]](list)
    for one in events_of(connection, keys, told):
        by_person[rows[one.person].person].append(one)
    blocked = {person: blocked_units(events) for person, events in by_person.items()}
    found = {one: blocked.get(rows[one].person, frozenset()) for one in identities if one in rows}
    return {one: units for one, units in found.items() if units}
