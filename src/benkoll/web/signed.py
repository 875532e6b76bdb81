"""Signed tokens of others: an EHR's that calls CDS Hooks, an identity provider's. No token is stored or logged.

Whose token counts, and where its keys lie, is said by the configuration and never by the token.
"""

import asyncio
import json
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request

from benkoll.web.kept import use_once
from benkoll.web.permissions import Role, Who
from benkoll.web.problems import LogIn, Refused
from benkoll.web.rings import WAIT, BadToken
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


def claims_of(token: str, service: Service, jwks: str, seconds: float | None = None) -> Mapping[str, Any]:
    """What a token claims, after its signature was held against the keys at `jwks`; BadToken where it does not hold.

    `seconds`: how long to wait for keys that are not known yet; None: as long as an EHR may wait for us.
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
        keys = service.rings.keys(service.outward, jwks, kid, WAIT if seconds is None else seconds)
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


def _moment(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e11:
        return None
    return float(value)


# AN EHR'S


def caller_of(request: Request) -> Who:
    """Which EHR calls; LogIn (a bare 401) where its token does not count. `request.state.issuer`: its configuration.

    In a demonstration the machine itself may call without a token.
    """
    service, header = service_of(request), request.headers.get("authorization")
    request.state.issuer = None
    if header is None and service.demo and from_loopback(request):
        return _who("demonstration", "demonstration")
    scheme, _, token = (header or "").partition(" ")
    try:
        if scheme.lower() != "bearer":
            raise BadToken("none")
        issuer, claims = _checked(service, token.strip(), service.origin + request.url.path)
    except BadToken:
        raise LogIn from None
    request.state.issuer = issuer
    subject = claims.get("sub")
    return _who(subject if isinstance(subject, str) and subject else issuer.iss, issuer.iss)


async def let_in(request: Request) -> None:
    """Let the caller in, in time; Refused (503) where its token cannot be checked so soon: the EHR waits for us."""
    request.state.began = time.monotonic()
    checked = asyncio.get_running_loop().run_in_executor(_workers, caller_of, request)
    try:
        request.state.who = await asyncio.wait_for(checked, SOON)
    except TimeoutError:
        raise Refused(503, "det går inte att svara i tid", "there is no answering in time") from None


def _who(id: str, unit: str) -> Who:
    return Who(id[:200], unit, frozenset({Role.SYSTEM}), unit[:200], "CDS Hooks", frozenset())


def _checked(service: Service, token: str, endpoint: str) -> tuple[Issuer, Mapping[str, Any]]:
    said = _said_issuer(token)
    issuer = next((one for one in service.issuers if one.iss == said), None)
    if issuer is None:
        raise BadToken("iss")
    claims = claims_of(token, service, issuer.jwks)
    if claims.get("iss") != issuer.iss:
        raise BadToken("iss")
    audience = claims.get("aud")
    if endpoint not in (audience if isinstance(audience, list) else [audience]):
        raise BadToken("aud")
    now = service.clock()
    end = in_time(claims, now, LONGEST)
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti or len(jti) > 500:
        raise BadToken("jti")
    if not use_once(service.database, service.keys, f"jti\0{issuer.iss}\0{jti}", now, end + SKEW):
        raise BadToken("jti")
    return issuer, claims


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
