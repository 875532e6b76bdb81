"""The reading room as the web finds it: the desk of whoever asks."""

from starlette.requests import Request

from benkoll.chain.blocked_persons import blocked_of
from benkoll.readings.desk import Desk
from benkoll.web.routes import chain_of


def desk_of(request: Request) -> Desk:
    """Their desk: the chain's database, units and day, and what patients have had blocked there."""
    chain = chain_of(request)
    return Desk(chain.database, chain.keys, chain.actor, chain.day, chain.units, blocked_of)
