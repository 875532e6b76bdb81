"""A backup brought back: all of it, with a log that holds, or nothing."""

from pathlib import Path

import sqlalchemy as sa

from benkoll.audit.log import Act, append, verify
from benkoll.chain.commands import Chain
from benkoll.errors import InputError, Problem
from benkoll.store.backup import Held, restore


def restore_chain(chain: Chain, path: Path) -> Held:
    """Restore into the chain's empty database, and log it. InputError for a backup whose log does not hold."""

    def settled(connection: sa.Connection) -> None:
        broken = verify(connection, chain.keys).broken
        if broken is not None:
            raise InputError(
                [
                    Problem(
                        f"loggen i säkerhetskopian är bruten vid länk {broken.seq}: inget är inläst",
                        f"the log in the backup is broken at link {broken.seq}: nothing was restored",
                        file=str(path),
                    )
                ]
            )
        append(connection, chain.actor, chain.keys, [Act("restore", object=path.name[-200:])])

    return restore(chain.database, chain.keys, path, settled)
