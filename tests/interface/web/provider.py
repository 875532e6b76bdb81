"""An identity provider that behaves as Inera's does for SITHS: commissions, essential claims, levels of assurance."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from benkoll.web.service import Commission, OpenId
from interface.web.asserted import Asserted

Json = dict[str, Any]
ORIGIN = "https://idp.example"
CLIENT, SECRET = "benkoll", "client secret"
LOA3 = "http://id.sambi.se/loa/loa3"
CARE, QUALITY = "Vård och behandling", "Kvalitetssäkring"


def commission(hsa_id: str, name: str, purpose: str = CARE) -> Json:
    """A commission as `allCommissions` lists it."""
    return {
        "commissionHsaId": hsa_id,
        "commissionName": name,
        "commissionPurpose": purpose,
        "commissionRight": ["Läsa;alla;SJF"],
        "healthCareUnitHsaId": f"{hsa_id}-U",
        "healthCareProviderHsaId": "SE2321000131-G1",
    }


WARD = commission("SE2321000131-C1", "Frakturkoordinator, ortopeden")
CLINIC = commission("SE2321000131-C2", "Läkare, osteoporosmottagningen")
COUNTS = commission("SE2321000131-C3", "Kvalitetsuppföljning", QUALITY)
STRANGE = commission("SE2321000131-C9", "Uppdrag som inte är inlagt")
GIVEN = (
    Commission("SE2321000131-C1", ("coordinator",), ("SAGO-ORT",), "Sagolunds universitetssjukhus"),  # type: ignore[arg-type]
    Commission("SE2321000131-C2", ("clinic",), ("*",)),  # type: ignore[arg-type]
    Commission("SE2321000131-C3", ("manager", "coordinator"), ("SAGO-ORT",)),  # type: ignore[arg-type]
)


@dataclass
class Person:
    """Somebody with a card."""

    hsa_id: str | None
    given: str
    family: str
    commissions: list[Json] = field(default_factory=list)
    acr: str = LOA3


PEOPLE = {
    "karin": Person("SE2321000131-P1", "Karin", "Koordinator", [WARD]),
    "tove": Person("SE2321000131-P2", "Tove", "Två", [WARD, CLINIC]),
    "nils": Person("SE2321000131-P3", "Nils", "Ingen"),
    "stina": Person("SE2321000131-P4", "Stina", "Främmande", [STRANGE]),
    "kurt": Person("SE2321000131-P5", "Kurt", "Kvalitet", [COUNTS]),
    "lena": Person("SE2321000131-P6", "Lena", "Låg", [WARD], "http://id.sambi.se/loa/loa2"),
    "olof": Person(None, "Olof", "Utan HSA-id", [WARD]),
}


class Provider:
    """`claims`, `header`: what it puts into id tokens instead of the right thing. `key`: what it signs with.

    `asserted`: what it holds the service's assertion against; None: it has a secret from it.
    """

    def __init__(self, origin: str = ORIGIN) -> None:
        self.origin = origin
        self.key = RSAKey.generate_key(2048, {"kid": "idp-1", "use": "sig", "alg": "RS256"})
        self.public = KeySet([self.key])
        self.codes: dict[str, tuple[Json, Person]] = {}
        self.tokens: dict[str, Person] = {}
        self.claims: Json = {}
        self.header: Json = {}
        self.metadata: Json = {}
        self.info: Json = {}
        self.now = 0.0
        self.form: Json = {}
        self.card = ""
        self.asserted: Asserted | None = None

    @property
    def app(self) -> Starlette:
        """Its addresses."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._configuration),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/userinfo", self._userinfo),
                Route("/jwks", self._jwks),
            ]
        )

    def openid(self, **more: Any) -> OpenId:
        """It, as the service's configuration names it."""
        return OpenId(self.origin, CLIENT, **({"secret": SECRET} | more))

    async def _configuration(self, request: Request) -> Response:
        said = {
            "issuer": self.origin,
            "authorization_endpoint": f"{self.origin}/authorize",
            "token_endpoint": f"{self.origin}/token",
            "userinfo_endpoint": f"{self.origin}/userinfo",
            "jwks_uri": f"{self.origin}/jwks",
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return JSONResponse(said | self.metadata)

    async def _jwks(self, request: Request) -> Response:
        return JSONResponse(self.public.as_dict(private=False))

    async def _authorize(self, request: Request) -> Response:
        """Somebody has put their card in: `person` says who, else `card`."""
        asked = dict(request.query_params)
        person = PEOPLE[asked.pop("person", self.card)]
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        essential = json.loads(asked["claims"])["id_token"]
        known = self.known(person)
        if any(rule["essential"] and name not in known for name, rule in essential.items()):
            said = {"error": "access_denied", "error_description": "essential claim"}
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(said | {'state': asked['state']})}", 302)
        code = secrets.token_urlsafe(16)
        self.codes[code] = (asked, person)
        said = {"code": code, "state": asked["state"]}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(said)}", 302)

    def known(self, person: Person) -> Json:
        """What it tells of a person: of several commissions none is chosen."""
        found: Json = {"given_name": person.given, "family_name": person.family}
        found |= {"employeeHsaId": person.hsa_id} if person.hsa_id else {}
        found |= {"allCommissions": person.commissions} if len(person.commissions) > 1 else {}
        return found | (person.commissions[0] if len(person.commissions) == 1 else {})

    async def _token(self, request: Request) -> Response:
        self.form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        expected = None if self.asserted else f"Basic {basic}"
        if request.headers.get("authorization") != expected or (
            self.asserted and not self.asserted.holds(self.form, f"{self.origin}/token")
        ):
            return JSONResponse({"error": "invalid_client"}, 401)
        asked, person = self.codes.pop(self.form.get("code", ""), ({}, None))
        digest = hashlib.sha256(self.form.get("code_verifier", "").encode()).digest()
        if person is None or base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if asked["redirect_uri"] != self.form["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        access = secrets.token_urlsafe(16)
        self.tokens[access] = person
        return JSONResponse({"access_token": access, "token_type": "Bearer", "id_token": self.id_token(asked, person)})

    def id_token(self, asked: Mapping[str, str], person: Person) -> str:
        """Signed; a claim that is None is left out."""
        said = {
            "iss": self.origin,
            "aud": CLIENT,
            "sub": f"sub-{person.given}",
            "iat": int(self.now),
            "exp": int(self.now) + 300,
            "nonce": asked["nonce"],
            "acr": person.acr,
            **({"auth_time": int(self.now)} if "max_age" in asked else {}),
        }
        told = {name: value for name, value in (said | self.claims).items() if value is not None}
        head = {"alg": "RS256", "kid": "idp-1"} | self.header
        return jwt.encode(head, told, self.key, algorithms=[head["alg"]])

    async def _userinfo(self, request: Request) -> Response:
        person = self.tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if person is None:
            return Response(status_code=401)
        return JSONResponse({"sub": f"sub-{person.given}", **self.known(person)} | self.info)
