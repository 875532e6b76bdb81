"""The log under another key: held against the old one whole, then every link made anew, in the same order."""

from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sa

from benkoll.audit.log import Act, Actor, Anchor, append, entries, link, verify
from benkoll.audit.tables import entry, head
from benkoll.errors import InputError, Problem
from benkoll.store.keys import Keys

CHANGED = "key changed"
"""The act that ends the log as it was under the key before: `object` is its last link's number, `reason` its hash."""

_ROWS = 1000


def whole(connection: sa.Connection, keys: Keys, anchors: Sequence[Anchor]) -> Anchor:
    """The last link of a log that holds, and holds these anchors; InputError where it does not."""
    found = verify(connection, keys, anchors)
    if found.broken is not None:
        seq = found.broken.seq
        raise InputError(
            [
                Problem(
                    f"loggen är bruten vid länk {seq}: nyckeln byts inte, se benkoll audit verify",
                    f"the log is broken at link {seq}: the key is not changed, see benkoll audit verify",
                )
            ]
        )
    return found.head


def relink(connection: sa.Connection, new: Keys, last: Anchor, actor: Actor) -> None:
    """Make every link anew under the new key, and log that it was; `last`: the last one under the old key."""
    previous = connection.scalar(sa.select(head.c.first_previous))
    assert previous is not None
    changed = sa.update(entry).where(entry.c.seq == sa.bindparam("at_seq")).values(hash=sa.bindparam("to_hash"))
    rows = list[dict[str, object]]()
    for one in list(entries(connection)):
        previous = link(new, asdict(one), previous)
        rows.append({"at_seq": one.seq, "to_hash": previous})
    for first in range(0, len(rows), _ROWS):
        connection.execute(changed, rows[first : first + _ROWS])
    connection.execute(sa.update(head).values(hash=previous))
    append(connection, actor, new, [Act(CHANGED, object=str(last.seq), reason=last.hash)])
