"""What the first who asks would wait for, made before: the guideline, its tables, and one answer of each hook."""

import gc
import sys
from importlib import import_module

from benkoll.assess.prepared import prepared
from benkoll.exchange.cds_hooks.answer import answer
from benkoll.exchange.cds_hooks.example import example
from benkoll.exchange.cds_hooks.services import SERVICES
from benkoll.guideline.build import load
from benkoll.web.service import Service

LATE = ("joserfc.jws", "joserfc.jwt", "joserfc.jwk")
"""Packages that are slow to load, and needed when the first token comes."""
YOUNG, OLDER = 50_000, 10
"""The collector looks at what is new when so many more objects are there than were: more than one answer makes.

What an answer took goes without it (`logic.diagram`), so there is next to nothing for it to find.
"""


def warm(service: Service) -> None:
    """Make it. It takes a second or less, once in a process."""
    day, whole = service.today(), {(), *(issuer.complete for issuer in service.issuers)}
    for name in LATE:
        import_module(name)
    guideline = load()
    prepared(guideline).compiled()
    for hook in SERVICES.values():
        call = example(hook, day)
        for complete in whole:
            answer(call, day, guideline, complete, "sv", service.origin)
            answer(call, day, guideline, complete, "en", service.origin)  # what is asked twice is then one function


TURN_SECONDS = 0.001
"""So long one thread computes before another has its turn: else what takes the calls waits for what answers them."""


def leave_alone() -> None:
    """Of a process that is the service's own: what is there stays, and is looked through no more by the collector."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, OLDER, OLDER)
    sys.setswitchinterval(TURN_SECONDS)
