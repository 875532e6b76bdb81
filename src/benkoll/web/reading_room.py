"""The reading room as the web finds it: the desk of whoever asks, and who grades."""

from collections.abc import Mapping

from starlette.requests import Request

from benkoll.chain.blocked_persons import blocked_of
from benkoll.measures.vertebra import Vertebra
from benkoll.measures.vfa_report import VfaFinding
from benkoll.readings.desk import Desk
from benkoll.readings.kept import About
from benkoll.readings.result import Grader
from benkoll.web.routes import chain_of


def desk_of(request: Request) -> Desk:
    """Their desk: the chain's database, units and day, and what patients have had blocked there."""
    chain = chain_of(request)
    return Desk(chain.database, chain.keys, chain.actor, chain.day, chain.units, blocked_of)


def grader_of(request: Request) -> Grader:
    """What measures and grades vertebrae."""
    return _bare


def _bare(vertebrae: Mapping[str, Vertebra], about: About) -> Mapping[str, VfaFinding]:
    return {level: VfaFinding(level, one) for level, one in vertebrae.items()}
