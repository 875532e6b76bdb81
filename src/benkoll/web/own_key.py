"""How the service shows others who it is: by a secret that they gave it, or by a key of its own.

With a key nothing that lasts is sent: each time an assertion is signed that lives for a minute and is of use to one
other (RFC 7523, `private_key_jwt`; SMART's asymmetric clients). They fetch the public part from us (`/jwks.json`).
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, RSAKey

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIVES = timedelta(minutes=1)
"""SMART App Launch 2 allows five at most; one is enough for clocks that are kept (reading)."""
ALGORITHMS = {"P-384": "ES384", "P-256": "ES256"}
RSA, RSA_BITS = "RS384", 2048
"""The fewest bits that NIST SP 800-131A still allows."""


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A private key, and the algorithm that it signs by."""

    key: "ECKey | RSAKey" = field(repr=False)
    algorithm: str

    def public(self) -> dict[str, Any]:
        """What others may know of it, as a JWK."""
        return {**self.key.as_dict(private=False), **self._named(), "use": "sig"}

    def assertion(self, client: str, endpoint: str, now: datetime) -> str:
        """That it is this client who asks at the endpoint, now."""
        from joserfc import jwt

        claims = {
            "iss": client,
            "sub": client,
            "aud": endpoint,
            "jti": secrets.token_urlsafe(24),
            "iat": int(now.timestamp()),
            "exp": int((now + LIVES).timestamp()),
        }
        return jwt.encode({"typ": "JWT", **self._named()}, claims, self.key, algorithms=[self.algorithm])

    def _named(self) -> dict[str, str]:
        return {"alg": self.algorithm, "kid": self.key.thumbprint()}


def own_key(pem: bytes) -> OwnKey:
    """The private key in the PEM, without a password; ValueError where it is none that may be used."""
    from joserfc.errors import JoseError
    from joserfc.jwk import ECKey, RSAKey

    for kind in (ECKey, RSAKey):
        try:
            key = kind.import_key(pem)
        except (JoseError, ValueError, TypeError):
            continue
        if not key.is_private:
            continue
        if isinstance(key, RSAKey):
            if key.raw_value.key_size >= RSA_BITS:
                return OwnKey(key, RSA)
        elif key.curve_name in ALGORITHMS:
            return OwnKey(key, ALGORITHMS[key.curve_name])
    raise ValueError("no private key that may be used")


class Client(Protocol):
    """Whom another knows us as; a secret, a key, or neither (a public client)."""

    @property
    def client_id(self) -> str:
        """As what."""

    @property
    def secret(self) -> str | None:
        """What it is shown by, if by that."""

    @property
    def key(self) -> OwnKey | None:
        """What it is shown by, if by that."""


def shown(
    client: Client, form: Mapping[str, str], endpoint: str, now: datetime
) -> tuple[Mapping[str, str], tuple[str, str] | None]:
    """The form as it is sent to the endpoint, and what goes beside it (HTTP Basic), if anything."""
    if client.key is not None:
        by = {
            "client_assertion_type": ASSERTION,
            "client_assertion": client.key.assertion(client.client_id, endpoint, now),
        }
        return {**form, "client_id": client.client_id, **by}, None
    if client.secret is None:
        return {**form, "client_id": client.client_id}, None
    return form, (client.client_id, client.secret)
