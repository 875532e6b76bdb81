"""What others hold the service's own assertion against (RFC 7523): the key that it published, and its claims."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from benkoll.web.own_key import ASSERTION

LONGEST_SECONDS = 300


@dataclass
class Asserted:
    """`published`: the service's JWKS. `jtis`: of the assertions so far, none of which counts twice."""

    client: str
    published: Any
    jtis: set[str] = field(default_factory=set)

    def holds(self, form: Mapping[str, str], endpoint: str) -> bool:
        """Whether the form shows that it is this client, to whoever is at the endpoint."""
        if form.get("client_assertion_type") != ASSERTION or form.get("client_id") != self.client:
            return False
        keys = KeySet.import_key_set(self.published)
        try:
            claims = jwt.decode(form["client_assertion"], keys, algorithms=["ES384", "ES256", "RS384"]).claims
        except (JoseError, ValueError):
            return False
        if claims["jti"] in self.jtis or not 0 < claims["exp"] - claims["iat"] <= LONGEST_SECONDS:
            return False
        self.jtis.add(claims["jti"])
        return (claims["iss"], claims["sub"], claims["aud"]) == (self.client, self.client, endpoint)
