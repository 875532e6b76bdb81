"""A small EHR: a FHIR R4 server of one patient with pages, SMART on FHIR's log-in, and signed calls of CDS Hooks."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlencode

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from benkoll.web.service import Issuer, Smart
from interface.web.asserted import Asserted
from interface.web.network import Network

ORIGIN = "https://ehr.example"
FHIR = f"{ORIGIN}/fhir"
JWKS = f"{ORIGIN}/jwks.json"
CLIENT = "benkoll"
Json = dict[str, Any]


class Ehr:
    """`resources`: what it holds of its patient. `page`: how many of them a page of an answer shows."""

    def __init__(self, resources: Sequence[Json] = (), page: int = 20) -> None:
        self.resources = list(resources)
        self.page = page
        self.signing = ECKey.generate_key("P-384", {"kid": "ehr-1", "use": "sig", "alg": "ES384"})
        self.rsa = RSAKey.generate_key(2048, {"kid": "ehr-rsa", "use": "sig"})
        self.keys = KeySet([self.signing, self.rsa])
        self.codes: dict[str, Json] = {}
        self.tokens: set[str] = set()
        self.asserted: Asserted | None = None
        self.written: list[Json] = []
        self.launches: dict[str, str] = {}
        self.patient: str = next((one["id"] for one in resources if one["resourceType"] == "Patient"), "1")
        self.refuses_writing = False
        self.next_link: str | None = None
        self.jwks_asked = 0

    @property
    def app(self) -> Starlette:
        """Its addresses."""
        return Starlette(
            routes=[
                Route("/jwks.json", self._jwks),
                Route("/fhir/.well-known/smart-configuration", self._configuration),
                Route("/auth", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/fhir/{type}/{id}", self._read),
                Route("/fhir/{type}", self._search, methods=["GET"]),
                Route("/fhir/{type}", self._create, methods=["POST"]),
            ]
        )

    def network(self) -> Network:
        """A network in which it is the only other."""
        return Network({ORIGIN: self.app})

    def issuer(self, **more: Any) -> Issuer:
        """It, as the service's configuration names it."""
        return Issuer(ORIGIN, JWKS, (FHIR,), **more)

    def smart(self, secret: str | None = None) -> Smart:
        """It, as an EHR that may start the service."""
        return Smart(FHIR, CLIENT, secret)

    # CDS HOOKS

    def token(
        self, endpoint: str, now: float, key: Any = None, header: Mapping[str, Any] | None = None, **claims: Any
    ) -> str:
        """A signed token; a claim that is None is left out."""
        said = {"iss": ORIGIN, "aud": endpoint, "iat": int(now), "exp": int(now) + 300, "jti": secrets.token_hex(16)}
        told = {name: value for name, value in (said | {"sub": "ehr-user"} | claims).items() if value is not None}
        head = {"typ": "JWT", "alg": "ES384", "kid": "ehr-1"} | dict(header or {})
        return jwt.encode(head, told, key or self.signing, algorithms=[head["alg"]])

    async def _jwks(self, request: Request) -> Response:
        self.jwks_asked += 1
        return JSONResponse(self.keys.as_dict(private=False))

    # SMART ON FHIR

    async def _configuration(self, request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": ORIGIN,
                "authorization_endpoint": f"{ORIGIN}/auth",
                "token_endpoint": f"{ORIGIN}/token",
                "capabilities": ["launch-ehr", "launch-standalone", "client-public", "permission-patient"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _authorize(self, request: Request) -> Response:
        """The user is logged in already, and lets the service in."""
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["aud"] == FHIR
        assert asked["code_challenge_method"] == "S256"
        if "launch" in asked and asked["launch"] not in self.launches:
            return self._back(asked, error="invalid_request")
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return self._back(asked, code=code)

    def _back(self, asked: Mapping[str, str], **said: str) -> Response:
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({**said, 'state': asked['state']})}", 302)

    async def _token(self, request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        if self.asserted and not self.asserted.holds(form, f"{ORIGIN}/token"):
            return JSONResponse({"error": "invalid_client"}, 401)
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if asked is None or asked["redirect_uri"] != form.get("redirect_uri"):
            return JSONResponse({"error": "invalid_grant"}, 400)
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        token = secrets.token_urlsafe(16)
        self.tokens.add(token)
        return JSONResponse(
            {
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": 3600,
                "scope": asked["scope"],
                "patient": self.patient,
            }
        )

    # FHIR

    def _may(self, request: Request) -> bool:
        return request.headers.get("authorization", "").removeprefix("Bearer ") in self.tokens

    async def _read(self, request: Request) -> Response:
        if not self._may(request):
            return Response(status_code=401)
        kind, id = request.path_params["type"], request.path_params["id"]
        found = next((one for one in self.resources if (one["resourceType"], one["id"]) == (kind, id)), None)
        return JSONResponse(found) if found else JSONResponse({"resourceType": "OperationOutcome"}, 404)

    async def _search(self, request: Request) -> Response:
        if not self._may(request):
            return Response(status_code=401)
        kind, start = request.path_params["type"], int(request.query_params.get("_offset", 0))
        of_patient = f"Patient/{request.query_params['patient']}"
        found = [one for one in self.resources if one["resourceType"] == kind and _subject(one) == of_patient]
        shown = found[start : start + self.page]
        bundle: Json = {"resourceType": "Bundle", "type": "searchset", "total": len(found)}
        bundle["entry"] = [{"resource": one, "search": {"mode": "match"}} for one in shown]
        if start + self.page < len(found):
            query = urlencode({"patient": request.query_params["patient"], "_offset": start + self.page})
            bundle["link"] = [{"relation": "next", "url": self.next_link or f"{FHIR}/{kind}?{query}"}]
        return JSONResponse(bundle)

    async def _create(self, request: Request) -> Response:
        if not self._may(request) or self.refuses_writing:
            return JSONResponse({"resourceType": "OperationOutcome"}, 403)
        self.written.append(json.loads(await request.body()))
        return JSONResponse({**self.written[-1], "id": str(len(self.written))}, 201)


def _subject(one: Json) -> str:
    subject = one.get("subject") or one.get("patient") or {}
    return str(subject.get("reference", ""))
