"""The reading room as the command line finds it: in the chain's database, with what patients have had blocked there."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benkoll.chain.commands import Chain
    from benkoll.readings.desk import Desk


def desk_at(chain: "Chain") -> "Desk":
    """The desk of whoever works in the chain."""
    from benkoll.chain.blocked_persons import blocked_of
    from benkoll.readings.desk import Desk

    return Desk(chain.database, chain.keys, chain.actor, chain.day, chain.units, blocked_of)
