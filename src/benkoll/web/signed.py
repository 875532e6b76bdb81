"""Signed tokens of others: an EHR's that calls CDS Hooks, an identity provider's. No token is stored or logged.

Whose token counts, and where its keys lie, is said by the configuration and never by the token.
"""

import json
import threading
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from benkoll.web.kept import use_once
from benkoll.web.outward import Outward, Unreachable
from benkoll.web.permissions import Role, Who
from benkoll.web.problems import LogIn
from benkoll.web.service import Issuer, Service, from_loopback, service_of

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

ALGORITHMS = ("ES384", "RS384", "ES256", "RS256")
"""Asymmetric ones alone: with a shared secret, or none, whoever knows our public address could sign."""
SKEW, LONGEST = timedelta(seconds=60), timedelta(hours=1)
"""How far clocks may differ, and how long an EHR's token may live."""
LARGEST = 8192
KEYS_FRESH, KEYS_STALE, RETRY = 600.0, 86_400.0, 10.0
"""Seconds: keys are fetched again after the first, still count until the second where that fails; between two tries."""
KEYS_SECONDS = 2.0


class BadToken(Exception):
    """A token that does not count; why in a word, never what it holds."""


@dataclass
class _Ring:
    keys: "KeySet | None" = None
    at: float = 0.0
    tried: float = float("-inf")


class Rings:
    """The keys of each JWKS address, kept for a while; an unknown `kid` has them fetched again, not too often."""

    def __init__(self) -> None:
        self._rings: dict[tuple[int, str], _Ring] = {}
        self._lock = threading.Lock()

    def keys(self, outward: Outward, url: str, kid: str | None) -> "KeySet":
        """The keys; BadToken where none can be had."""
        with self._lock:
            ring = self._rings.setdefault((id(outward.transport), url), _Ring())
            now = time.monotonic()
            known = ring.keys is not None and (kid is None or any(key.kid == kid for key in ring.keys.keys))
            if (not known or now - ring.at > KEYS_FRESH) and now - ring.tried > RETRY:
                ring.tried = now
                self._fetch(ring, outward, url, now)
            if ring.keys is None or now - ring.at > KEYS_STALE:
                raise BadToken("no keys")
            return ring.keys

    def _fetch(self, ring: _Ring, outward: Outward, url: str, now: float) -> None:
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        try:
            found = outward.get(url, seconds=KEYS_SECONDS)
            public = [
                key for key in found["keys"] if key.get("kty") in ("RSA", "EC") and key.get("use", "sig") == "sig"
            ]
            ring.keys, ring.at = KeySet.import_key_set({"keys": public}), now
        except (Unreachable, JoseError, KeyError, TypeError, ValueError, AttributeError):
            return  # what is known still counts, for a while


RINGS = Rings()


def claims_of(token: str, outward: Outward, jwks: str, algorithms: Collection[str] = ALGORITHMS) -> Mapping[str, Any]:
    """What a token claims, after its signature was held against the keys at `jwks`; BadToken where it does not hold."""
    from joserfc import jws, jwt  # slow to load, and not needed before a token comes
    from joserfc.errors import JoseError

    if len(token) > LARGEST:
        raise BadToken("too long")
    try:
        header = jws.extract_compact(token.encode()).headers()
        kid, algorithm = header.get("kid"), header.get("alg")
        if algorithm not in algorithms:
            raise BadToken("algorithm")
        if {"jku", "jwk", "x5u", "x5c", "crit"} & header.keys() or not isinstance(kid, str | None):
            raise BadToken("header")
        return jwt.decode(token, RINGS.keys(outward, jwks, kid), algorithms=list(algorithms)).claims
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


def _who(id: str, unit: str) -> Who:
    return Who(id[:200], unit, frozenset({Role.SYSTEM}), unit[:200], "CDS Hooks", frozenset())


def _checked(service: Service, token: str, endpoint: str) -> tuple[Issuer, Mapping[str, Any]]:
    said = _said_issuer(token)
    issuer = next((one for one in service.issuers if one.iss == said), None)
    if issuer is None:
        raise BadToken("iss")
    claims = claims_of(token, service.outward, issuer.jwks)
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
