"""Signed tokens of others: an EHR's that calls CDS Hooks, a system's, an identity provider's. None is stored or logged.

Whose token counts, and where its keys lie, is said by the configuration and never by the token.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Protocol, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from benkoll.errors import StoreError
from benkoll.web.kept import Once, once, use
from benkoll.web.permissions import Role, Who
from benkoll.web.problems import LogIn, Refused
from benkoll.web.rings import WAIT, BadToken, NotAtHand
from benkoll.web.service import Issuer, Service, from_loopback, service_of

ALGORITHMS = ("ES384", "RS384", "ES256", "RS256")
"""Asymmetric ones alone: with a shared secret, or none, whoever knows our public address could sign."""
SKEW, LONGEST = timedelta(seconds=60), timedelta(hours=1)
"""How far clocks may differ, and how long an EHR's token may live."""
LARGEST = 8192
"""Characters of a token."""
SOON, THREADS = 0.35, 8
"""Seconds that a token is checked in, and how many are checked at once."""

_workers = ThreadPoolExecutor(THREADS, thread_name_prefix="tokens")
T = TypeVar("T")


def claims_of(token: str, service: Service, jwks: str, seconds: float) -> Mapping[str, Any]:
    """What a token claims, after its signature was held against the keys at `jwks`; BadToken where it does not hold.

    `seconds`: how long to wait for keys that are not known yet; NotAtHand where it is not at all.
    """
    from joserfc import jws, jwt  # slow to load, and not needed before a token comes
    from joserfc.errors import JoseError

    if len(token) > LARGEST:
        raise BadToken("too long")
    try:
        header = jws.extract_compact(token.encode()).headers()
        kid, algorithm = header.get("kid"), header.get("alg")
        if algorithm not in ALGORITHMS:
            raise BadToken("algorithm")
        if {"jku", "jwk", "x5u", "x5c", "crit"} & header.keys() or not isinstance(kid, str | None):
            raise BadToken("header")
        keys = service.rings.keys(service.outward, jwks, kid, seconds)
        return jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise BadToken("signature") from None


def in_time(claims: Mapping[str, Any], now: datetime, longest: timedelta | None = None) -> datetime:
    """When it ends; BadToken where it has ended, has not begun, or lasts longer than `longest`."""
    end, made, start = (_moment(claims.get(name)) for name in ("exp", "iat", "nbf"))
    at, skew = now.timestamp(), SKEW.total_seconds()
    if end is None or end + skew <= at:
        raise BadToken("exp")
    if made is None or made > at + skew:
        raise BadToken("iat")
    if "nbf" in claims and (start is None or start > at + skew):
        raise BadToken("nbf")
    if longest and (end - made > longest.total_seconds() or end > at + longest.total_seconds() + skew):
        raise BadToken("exp")
    return datetime.fromtimestamp(end, now.tzinfo)


class Signer(Protocol):
    """Who may sign: the token's `iss`, and where the keys are (JWKS)."""

    @property
    def iss(self) -> str:
        """As the token says it."""

    @property
    def jwks(self) -> str:
        """An address of the configuration."""


S = TypeVar("S", bound=Signer)


def signed_by(
    token: str, known: Sequence[S], audience: str, service: Service, longest: timedelta, seconds: float
) -> tuple[S, Mapping[str, Any], datetime]:
    """Which of those known signed the token, for this audience and now; what it claims, and when it ends.

    BadToken where none did; `longest`: it may last; `seconds`: as of `claims_of`.
    """
    said = _said_issuer(token)
    signer = next((one for one in known if one.iss == said), None)
    if signer is None:
        raise BadToken("iss")
    claims = claims_of(token, service, signer.jwks, seconds)
    if claims.get("iss") != signer.iss:
        raise BadToken("iss")
    said_for = claims.get("aud")
    if audience not in (said_for if isinstance(said_for, list) else [said_for]):
        raise BadToken("aud")
    return signer, claims, in_time(claims, service.clock(), longest)


def _said_issuer(token: str) -> str | None:
    """Who it says that it is of, before anything is believed: only to choose whose keys to hold it against."""
    from joserfc import jws
    from joserfc.errors import JoseError

    try:
        found = json.loads(jws.extract_compact(token.encode()).payload) if len(token) <= LARGEST else {}
    except (JoseError, ValueError, TypeError, RecursionError):
        return None
    said = found.get("iss") if isinstance(found, dict) else None
    return said if isinstance(said, str) else None


def _moment(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e11:
        return None
    return float(value)


# AN EHR'S


@dataclass(slots=True)
class Brought:
    """The token of a call, which lets in once. `once` None: there is none, in a demonstration. `spent`: it was used."""

    issuer: Issuer | None
    once: Once | None
    spent: bool


def caller_of(request: Request, seconds: float) -> tuple[Who, Brought]:
    """Which EHR calls, by a token that is good but for whether it was used before; LogIn (a bare 401) where it is not.

    In a demonstration the machine itself may call without a token. `seconds`: how long to wait for keys; NotAtHand
    where it is not at all, and they are not known.
    """
    service, header = service_of(request), request.headers.get("authorization")
    if header is None and service.demo and from_loopback(request):
        return _who("demonstration", "demonstration"), Brought(None, None, True)
    scheme, _, token = (header or "").partition(" ")
    try:
        if scheme.lower() != "bearer":
            raise BadToken("none")
        issuer, claims, jti = _checked(service, token.strip(), service.origin + request.url.path, seconds)
    except BadToken:
        raise LogIn from None
    subject = claims.get("sub")
    who = _who(subject if isinstance(subject, str) and subject else issuer.iss, issuer.iss)
    return who, Brought(issuer, jti, False)


async def let_in(request: Request) -> None:
    """Let the caller in, in time; Refused (503) where its token cannot be checked so soon: the EHR waits for us.

    Its token is used up from here on, unless the endpoint says that it uses it itself (`uses_token`).
    """
    request.state.began = time.monotonic()
    try:
        caller = caller_of(request, 0.0)  # here: to hand it to a thread would take nearly as long
    except NotAtHand:
        caller = await _soon(request, lambda: caller_of(request, WAIT))
    request.state.who, request.state.brought = caller
    if not getattr(request.scope["endpoint"], USES_TOKEN, False):
        await _soon(request, lambda: spend(service_of(request), brought_by(request)))


def brought_by(request: Request) -> Brought:
    """The token that was let in."""
    brought = request.state.brought
    assert isinstance(brought, Brought)
    return brought


def spend(service: Service, brought: Brought) -> None:
    """Use it up; LogIn where it was used before."""
    if not brought.spent and brought.once is not None:
        if not use(service.database, brought.once):
            raise LogIn
        brought.spent = True


USES_TOKEN = "uses_token"


def uses_token(endpoint: Callable[..., Awaitable[Response]]) -> Callable[..., Awaitable[Response]]:
    """An endpoint that uses up the token of its caller itself, in the transaction of its log; it comes back after that.

    Where it fails first the token is used up here, and one that was used before learns no more than that; but where it
    is too late, for what it began may still use it, or where nothing can be stored.
    """

    @wraps(endpoint)
    async def ended(request: Request, **more: Any) -> Response:
        try:
            answer = await endpoint(request, **more)
        except (StoreError, Late):
            raise
        except Exception:
            await _soon(request, lambda: spend(service_of(request), brought_by(request)))
            raise
        if not brought_by(request).spent:
            raise RuntimeError(f"{endpoint.__name__} answers with a token that may be used again")
        return answer

    setattr(ended, USES_TOKEN, True)
    return ended


async def _soon(request: Request, work: Callable[[], T]) -> T:
    """What the work gives, done in a thread; Refused where that takes longer than a token may take."""
    try:
        async with asyncio.timeout(max(SOON - (time.monotonic() - request.state.began), 0.001)):
            return await asyncio.get_running_loop().run_in_executor(_workers, work)
    except TimeoutError:
        raise Late from None


class Late(Refused):
    """It is too late to let anybody in."""

    def __init__(self) -> None:
        super().__init__(503, "det går inte att svara i tid", "there is no answering in time")


def _who(id: str, unit: str) -> Who:
    return Who(id[:200], unit, frozenset({Role.SYSTEM}), unit[:200], "CDS Hooks", frozenset())


def _checked(service: Service, token: str, endpoint: str, seconds: float) -> tuple[Issuer, Mapping[str, Any], Once]:
    """Whose token it is, what it claims, and what of it may be used once."""
    issuer, claims, end = signed_by(token, service.issuers, endpoint, service, LONGEST, seconds)
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti or len(jti) > 500:
        raise BadToken("jti")
    return issuer, claims, once(service.keys, f"jti\0{issuer.iss}\0{jti}", service.clock(), end + SKEW)
