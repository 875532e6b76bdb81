"""The care chain's key changed: everything in its database, the log with it, under a new key; or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from benkoll.audit.log import Anchor
from benkoll.audit.relink import relink, whole
from benkoll.chain import tables
from benkoll.chain.commands import Chain
from benkoll.chain.intake import id_of_message, id_of_refused
from benkoll.store.keys import Keys
from benkoll.store.rekey import rekey


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """How many rows of each table were written, and the log's last link under the key before."""

    written: Mapping[str, int]
    last: Anchor


def rekey_chain(chain: Chain, new: Keys, anchors: Sequence[Anchor] = ()) -> Rekeyed:
    """Change the chain's key to the new one. InputError where the log does not hold, or not these anchors of it.

    Raises UsageError as `rekey` does. Sessions end; what was digested is found as before.
    """
    held = list[Anchor]()

    def settled(connection: sa.Connection, keys: Keys) -> None:
        _messages(connection, keys)
        relink(connection, keys, held[0], chain.actor)

    def before(connection: sa.Connection) -> None:
        held.append(whole(connection, chain.keys, anchors))

    written = rekey(chain.database, chain.keys, new, chain.actor.now(), before, settled)
    return Rekeyed(written, held[0])


def _messages(connection: sa.Connection, keys: Keys) -> None:
    """What says by its id that a message was taken in, or set aside: the same one that comes again is found by it."""
    message, refused = tables.message, tables.refused
    rows = connection.execute(sa.select(message.c.id, message.c.source, message.c.message_id)).all()
    ids = [{"at_id": row.id, "to_id": id_of_message(keys, row.source, row.message_id)} for row in rows]
    aside = connection.execute(sa.select(refused.c.id, refused.c.raw)).all()
    asides = [{"at_id": row.id, "to_id": id_of_refused(keys, keys.open(row.raw))} for row in aside]
    for table, changes in ((message, ids), (refused, asides)):
        if changes:
            changed = sa.update(table).where(table.c.id == sa.bindparam("at_id")).values(id=sa.bindparam("to_id"))
            connection.execute(changed, changes)
