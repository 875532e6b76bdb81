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

    def before(connection: sa.Connection, old: Keys, new: Keys) -> Mapping[str, str]:
        held.append(whole(connection, old, anchors))
        return _messages(connection, old, new)

    def also(connection: sa.Connection, keys: Keys) -> None:
        relink(connection, keys, held[0], chain.actor)

    written = rekey(chain.database, chain.keys, new, chain.actor.now(), before, also)
    return Rekeyed(written, held[0])


def _messages(connection: sa.Connection, old: Keys, new: Keys) -> dict[str, str]:
    """What says by its id that a message was taken in, or set aside: the same one that comes again is found by it."""
    message, refused = tables.message.c, tables.refused.c
    told = connection.execute(sa.select(message.id, message.source, message.message_id)).all()
    aside = connection.execute(sa.select(refused.id, refused.raw)).all()
    return {
        **{row.id: id_of_message(new, row.source, row.message_id) for row in told},
        **{row.id: id_of_refused(new, old.open(row.raw)) for row in aside},
    }
