"""What the service is made of: the database, the key, the clock, where it is reached and who may log in how."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from starlette.requests import Request

from benkoll.audit.log import Act, Actor
from benkoll.chain.commands import Chain
from benkoll.store.database import Database
from benkoll.store.keys import Keys
from benkoll.web.images import Images
from benkoll.web.looks import Looks
from benkoll.web.outward import Outward
from benkoll.web.own_key import OwnKey
from benkoll.web.permissions import ALL_UNITS, Role, Who
from benkoll.web.rings import Rings
from benkoll.web.together import Together

if TYPE_CHECKING:
    from benkoll.imaging.reference import Reference

SWEDEN = ZoneInfo("Europe/Stockholm")
"""The day is the day in Sweden."""


@dataclass(frozen=True, slots=True)
class OpenId:
    """An identity provider: Inera's for SITHS, or one that behaves so. `secret` or `key`: by which we are known there.

    `sub_changes`: it calls the same person by another `sub` at times, which it should not: people are known by their
    HSA-id alone, then.
    """

    issuer: str
    client_id: str
    secret: str | None = field(default=None, repr=False)
    acr_values: tuple[str, ...] = ()
    sub_changes: bool = False
    key: OwnKey | None = None


@dataclass(frozen=True, slots=True)
class Commission:
    """What a commission (medarbetaruppdrag) gives here: roles, and the chain's units. `unit`: the name it is shown by.

    A commission that is not named gives nothing.
    """

    hsa_id: str
    roles: tuple[Role, ...]
    units: tuple[str, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who may call CDS Hooks: the JWT's `iss`, where its keys are (JWKS), and the FHIR servers that it may point at.

    `complete`: the kinds of source that this EHR is known to have whole, so that their silence is no.
    """

    iss: str
    jwks: str
    fhir_servers: tuple[str, ...] = ()
    complete: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Smart:
    """An EHR that may start the service by SMART on FHIR. `iss`: its FHIR server.

    `secret` or `key`: by which we are known there; neither: a public client.
    """

    iss: str
    client_id: str
    secret: str | None = field(default=None, repr=False)
    key: OwnKey | None = None


@dataclass(frozen=True, slots=True)
class System:
    """Another system, which calls with tokens that it signs: the JWT's `iss`, where its keys are (JWKS), and what it
    may, for the patients of these units. `unit`: its own, for the log.
    """

    name: str
    iss: str
    jwks: str
    roles: tuple[Role, ...]
    units: tuple[str, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """`origin`: the address that browsers and systems use, without a slash at its end.

    `openid` None: nobody can log in, but in a demonstration. Empty lists mean nobody: `issuers` may call CDS Hooks,
    `callers` (origins) may read their answers in a browser, `frames` may show the pages in a frame (the EHR's),
    `commissions` may log in, `smart` may start the service from the EHR, `systems` may call the interfaces with tokens
    that they sign, `proxies` (networks) may say whom they were called by. `scan`: the words of a command that files
    which come in are held against; none: they are not.
    `vfa_reference`: the clinic's own whole vertebrae, by which patients' are graded; None: by their neighbours alone.
    """

    database: Database
    keys: Keys
    clock: Callable[[], datetime]
    origin: str
    openid: OpenId | None = None
    issuers: tuple[Issuer, ...] = ()
    callers: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    commissions: tuple[Commission, ...] = ()
    smart: tuple[Smart, ...] = ()
    systems: tuple[System, ...] = ()
    proxies: tuple[str, ...] = ()
    scan: tuple[str, ...] = ()
    vfa_reference: "Reference | None" = field(default=None, repr=False)
    outward: Outward = field(default_factory=Outward)
    rings: Rings = field(default_factory=Rings, repr=False, compare=False)
    together: Together = field(default_factory=Together, repr=False, compare=False)
    images: Images = field(default_factory=Images, repr=False, compare=False)
    looks: Looks = field(default_factory=Looks, repr=False, compare=False)

    @property
    def demo(self) -> bool:
        """Whether it is a demonstration: what its database says it is."""
        return self.database.kind == "demo"

    @property
    def secure(self) -> bool:
        """Whether it is reached by HTTPS."""
        return self.origin.startswith("https://")

    def today(self) -> date:
        """The day it is in Sweden."""
        return self.clock().astimezone(SWEDEN).date()

    def actor(self, who: Who) -> Actor:
        """Them as the log names them."""
        return Actor(who.id, who.unit, who.commission, self.clock)

    def tell(self, who: Who, act: Act) -> None:
        """Log one act that no other writing goes with; it is in the log when this comes back. StoreError if not."""
        self.together.tell(self.database, self.keys, self.actor(who), act)

    def chain(self, who: Who) -> Chain:
        """The chain in the hands of the one who asks, who sees the patients of their own units alone."""
        units = None if ALL_UNITS in who.units else who.units
        return Chain(self.database, self.keys, self.actor(who), self.today(), units)


def service_of(request: Request) -> Service:
    """The service that a request came to."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


BETWEEN = ("x-forwarded", "forwarded", "x-real-ip", "via")
"""How the headers begin of whatever stands between."""


def from_loopback(request: Request) -> bool:
    """Whether the caller sits at the machine itself; not so where something stands between."""
    if request.client is None or any(name.startswith(BETWEEN) for name in request.headers):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
