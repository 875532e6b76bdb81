"""Log-in by OpenID Connect: Inera's identity provider for SITHS, or one that behaves so.

The authorization code flow with PKCE. Who has several commissions chooses one; what a commission gives is said by the
configuration. Every attempt is logged as an act, without what the tokens hold.
"""

import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from benkoll.audit.log import Act, append
from benkoll.web.kept import keep, take
from benkoll.web.launches import after_log_in
from benkoll.web.outward import Unreachable, is_safe
from benkoll.web.own_key import shown
from benkoll.web.permissions import NOBODY, Permission, Role, Who
from benkoll.web.problems import Forbidden, Refused
from benkoll.web.rings import SECONDS, BadToken
from benkoll.web.routes import Door, who_asks
from benkoll.web.security_log import told
from benkoll.web.service import Commission, OpenId, Service, service_of
from benkoll.web.sessions import log_in
from benkoll.web.signed import SKEW, claims_of, in_time
from benkoll.web.staff import NotLet
from benkoll.web.views import Words, render

WORDS: Words = {
    "title": {"sv": "Välj uppdrag", "en": "Choose a commission"},
    "choose": {
        "sv": "Du har flera uppdrag. Välj det som du arbetar i nu: det avgör vad du får se.",
        "en": "You have several commissions. Choose the one you work in now: it decides what you may see.",
    },
    "cancel": {"sv": "Avbryt", "en": "Cancel"},
}
SCOPES = "openid commission authorization_scope"
ESSENTIAL = ("employeeHsaId",)
"""Claims without which there is no log-in: a provider that cannot give them refuses."""
LOA3 = ("http://id.sambi.se/loa/loa3", "http://id.sambi.se/loa/loa4")
"""How surely the person must be known, where the configuration does not say."""
CARE = "Vård och behandling"
CARE_ROLES = frozenset({Role.CLINICIAN, Role.COORDINATOR, Role.CLINIC})
"""Roles that see patients: only in a commission whose purpose is care."""
WAIT = timedelta(minutes=10)
"""How long a log-in may take."""
CALLBACK = "/login/openid/callback"
AGAIN = {"sessions": "/sessions", "administration": "/administration"}
"""Where somebody goes on who had to log in again first."""
door = Door()


@dataclass(frozen=True, slots=True)
class Assignment:
    """A commission as the provider tells it."""

    hsa_id: str
    name: str
    purpose: str
    unit: str

    @property
    def is_care(self) -> bool:
        """Whether its purpose is to care for patients."""
        return self.purpose.strip().lower() == CARE.lower()


class _NotIn(Exception):
    """A log-in that fails: why in a word for the log, and in words for the person."""

    def __init__(self, why: str, sv: str, en: str, who: str = "") -> None:
        super().__init__(why)
        self.why, self.sv, self.en, self.who = why, sv, en, who


NO_COMMISSION = (
    "ditt uppdrag ger ingen behörighet här: be verksamheten lägga till det",
    "your commission gives no access here: ask your organisation to add it",
)
NOT_LET: Mapping[str, tuple[str, str]] = {
    "barred": (
        "du är avstängd härifrån: fråga den som administrerar Benkoll i din verksamhet",
        "you are barred here: ask whoever administers Benkoll in your organisation",
    ),
    "sub": (
        "ditt HSA-id hör här till en annan inloggning: fråga den som administrerar Benkoll i din verksamhet",
        "your HSA-id belongs to another log-in here: ask whoever administers Benkoll in your organisation",
    ),
}
GO_ON = "go on"
"""Beside the claims: where they go from here, if not to their first page. No claim has such a name."""
NOT_VALID = (
    "inloggningen gick inte att godkänna: börja om från inloggningen",
    "the log-in could not be accepted: begin again from the log-in",
)


@door.get("/login/openid", Permission.PUBLIC)
def begin(request: Request) -> Response:
    """Off to the identity provider."""
    from authlib.common.security import generate_token
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    service, openid = _asked(request)
    metadata = _metadata(service, openid)
    again = AGAIN.get(request.query_params.get("again", ""), "")
    state, nonce, verifier, browser = (generate_token(48) for _ in range(4))
    now = service.clock()
    about = {"nonce": nonce, "verifier": verifier, "browser": browser, "issuer": openid.issuer, "again": again}
    keep(service.database, service.keys, f"openid {state}", about, now, now + WAIT)
    claims = {"id_token": {name: {"essential": True} for name in ESSENTIAL}}
    query = {
        "response_type": "code",
        "client_id": openid.client_id,
        "redirect_uri": service.origin + CALLBACK,
        "scope": SCOPES,
        "state": state,
        "nonce": nonce,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
        "acr_values": " ".join(openid.acr_values or LOA3),
        "claims": json.dumps(claims),
    }
    if again:  # whoever sits there shows their card once more, whatever the provider remembers
        query |= {"prompt": "login", "max_age": "0"}
    endpoint = metadata["authorization_endpoint"]
    answer = RedirectResponse(f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}", 303)
    _remember(service, answer, browser)
    return answer


@door.get(CALLBACK, Permission.PUBLIC)
def back(request: Request) -> Response:
    """Back from the identity provider."""
    service, openid = _asked(request)
    try:
        claims = _claims(request, service, openid)
        found = assignments(claims)
        if len(found) > 1:
            return _to_choose(request, service, claims, found)
        return _entered(request, service, claims, found[0] if found else None)
    except _NotIn as error:
        raise _refused(request, service, error) from None


@door.get("/jwks.json", Permission.PUBLIC)
def own_keys(request: Request) -> Response:
    """The public part of the keys that the service shows itself by, for identity providers and EHRs."""
    service = service_of(request)
    clients = (*((service.openid,) if service.openid else ()), *service.smart)
    by_kid = {one["kid"]: one for client in clients if client.key for one in (client.key.public(),)}
    return JSONResponse({"keys": list(by_kid.values())})


@door.post("/login/commission", Permission.PUBLIC)
async def chosen(request: Request) -> Response:
    """The commission that was chosen."""
    service, _ = _asked(request)
    form = await request.form()
    key, hsa_id = (value if isinstance(value := form.get(name), str) else "" for name in ("key", "commission"))
    try:
        kept = take(service.database, service.keys, f"commission {key}", service.clock())
        if kept is None or not _same_browser(service, request, kept["browser"]):
            raise _NotIn("choice", *NOT_VALID)
        found = next((one for one in assignments(kept["claims"]) if one.hsa_id == hsa_id), None)
        return _entered(request, service, kept["claims"], found)
    except _NotIn as error:
        raise _refused(request, service, error) from None


def _asked(request: Request) -> tuple[Service, OpenId]:
    service = service_of(request)
    if service.openid is None:
        raise Forbidden
    return service, service.openid


# THE PROVIDER


def _metadata(service: Service, openid: OpenId) -> Mapping[str, Any]:
    """What the provider says of itself, which must be the one that was configured; 503 where it does not answer."""
    url = openid.issuer.rstrip("/") + "/.well-known/openid-configuration"
    found = _called(lambda: service.outward.get(url))
    named = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if not isinstance(found, dict) or found.get("issuer") != openid.issuer:
        raise _gone()
    if not all(isinstance(found.get(name), str) and is_safe(found[name]) for name in named):
        raise _gone()
    return found


def _called(call: Any) -> Any:
    try:
        return call()
    except Unreachable:
        raise _gone() from None


def _gone() -> Refused:
    return Refused(
        503,
        "identitetstjänsten svarar inte: försök igen om en stund. Den som redan är inloggad kan arbeta vidare.",
        "the identity provider does not answer: try again in a while. Whoever is logged in can go on working.",
        {"Retry-After": "30"},
    )


def _claims(request: Request, service: Service, openid: OpenId) -> dict[str, Any]:
    """What the provider claims of the person, after everything was held against what was asked."""
    said = request.query_params
    kept = take(service.database, service.keys, f"openid {said.get('state', '')}", service.clock())
    if kept is None or kept["issuer"] != openid.issuer or not _same_browser(service, request, kept["browser"]):
        raise _NotIn("state", *NOT_VALID)
    if said.get("iss", openid.issuer) != openid.issuer:  # RFC 9207: another provider's answer
        raise _NotIn("iss", *NOT_VALID)
    if "error" in said or not said.get("code"):
        raise _NotIn(
            "provider",
            "identitetstjänsten släppte inte in dig: kontrollera kortet och ditt uppdrag, och försök igen",
            "the identity provider did not let you in: check your card and your commission, and try again",
        )
    metadata = _metadata(service, openid)
    if metadata.get("authorization_response_iss_parameter_supported") and "iss" not in said:
        raise _NotIn("iss", *NOT_VALID)
    form = {
        "grant_type": "authorization_code",
        "code": said["code"],
        "redirect_uri": service.origin + CALLBACK,
        "code_verifier": kept["verifier"],
    }
    endpoint = metadata["token_endpoint"]
    told, basic = shown(openid, form, endpoint, service.clock())
    tokens = _called(lambda: service.outward.post_form(endpoint, told, basic))
    if not isinstance(tokens, dict) or not isinstance(tokens.get("id_token"), str):
        raise _NotIn("id_token", *NOT_VALID)
    claims = _checked(service, openid, metadata["jwks_uri"], tokens["id_token"], kept["nonce"])
    if kept["again"]:
        _just_now(service, claims)
    return {**_user_info(service, metadata, tokens, claims), **claims, GO_ON: kept["again"]}


def _just_now(service: Service, claims: Mapping[str, Any]) -> None:
    """_NotIn where the provider does not say that they logged in there just now, as it was asked to see to."""
    at, now = claims.get("auth_time"), service.clock().timestamp()
    if isinstance(at, bool) or not isinstance(at, int | float) or abs(now - at) > (WAIT + SKEW).total_seconds():
        raise _NotIn("auth_time", *NOT_VALID)


def _checked(service: Service, openid: OpenId, jwks: str, token: str, nonce: str) -> Mapping[str, Any]:
    """The id token's claims; _NotIn where anything is not as it was asked for."""
    try:
        claims = claims_of(token, service, jwks, SECONDS)
        in_time(claims, service.clock())
    except BadToken as error:
        raise _NotIn(f"id_token: {error}", *NOT_VALID) from None
    audience = claims.get("aud")
    several = audience if isinstance(audience, list) else [audience]
    right = {
        "iss": claims.get("iss") == openid.issuer,
        "aud": openid.client_id in several,
        "azp": claims.get("azp", openid.client_id if len(several) == 1 else None) == openid.client_id,
        "nonce": isinstance(claims.get("nonce"), str) and hmac.compare_digest(claims["nonce"].encode(), nonce.encode()),
        "sub": isinstance(claims.get("sub"), str) and bool(claims["sub"]),
        "acr": claims.get("acr") in (openid.acr_values or LOA3),
    }
    wrong = [name for name, holds in right.items() if not holds]
    if wrong:
        raise _NotIn(f"id_token: {wrong[0]}", *NOT_VALID)
    return claims


def _user_info(
    service: Service, metadata: Mapping[str, Any], tokens: Mapping[str, Any], claims: Mapping[str, Any]
) -> Mapping[str, Any]:
    """What more the provider tells of the same person."""
    endpoint, access = metadata.get("userinfo_endpoint"), tokens.get("access_token")
    if not isinstance(endpoint, str) or not isinstance(access, str) or not is_safe(endpoint):
        return {}
    found = _called(lambda: service.outward.get(endpoint, access))
    if not isinstance(found, dict) or found.get("sub") != claims["sub"]:
        raise _NotIn("userinfo", *NOT_VALID)
    return found


# WHO IT IS


def assignments(claims: Mapping[str, Any]) -> list[Assignment]:
    """The commission that the person chose at the provider, else all that they have."""
    if _text(claims, "commissionHsaId"):
        return [_assignment(claims)]
    listed = claims.get("allCommissions")
    if isinstance(listed, str):
        try:
            listed = json.loads(listed)
        except ValueError:
            listed = None
    found = [_assignment(one) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return [one for one in found if one.hsa_id]


def _assignment(said: Mapping[str, Any]) -> Assignment:
    names = ("commissionHsaId", "commissionName", "commissionPurpose", "healthCareUnitHsaId")
    return Assignment(*(_text(said, name) for name in names))


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    return value.strip()[:200] if isinstance(value, str) else ""


def _entered(request: Request, service: Service, claims: Mapping[str, Any], found: Assignment | None) -> Response:
    """A new session in the commission; a session that the browser had ends."""
    person = _text(claims, "employeeHsaId")
    if not person:
        raise _NotIn("employeeHsaId", *NOT_VALID)
    given = next((one for one in service.commissions if found and one.hsa_id == found.hsa_id), None)
    if found is None or given is None:
        raise _NotIn("commission", *NO_COMMISSION, who=person)
    roles = roles_of(given, found)
    if not roles:
        raise _NotIn("purpose", *NO_COMMISSION, who=person)
    name = " ".join(filter(None, (_text(claims, "given_name"), _text(claims, "family_name")))) or person
    unit = given.unit or found.unit or found.hsa_id
    who = Who(person, name, roles, unit, found.hsa_id, frozenset(given.units))
    answer = RedirectResponse(_text(claims, GO_ON) or after_log_in(request), 303)
    assert service.openid is not None
    try:
        log_in(service, who, answer, before=who_asks(request), subject=f"{service.openid.issuer}\0{claims['sub']}")
    except NotLet as error:
        raise _NotIn(str(error), *NOT_LET[str(error)], who=person) from None
    told(request, "log in", "openid", who=who, status=303)
    _forget(service, answer)
    return answer


def roles_of(given: Commission, found: Assignment) -> frozenset[Role]:
    """What the configuration gives, without the roles that its purpose does not allow."""
    return frozenset(role for role in given.roles if found.is_care or role not in CARE_ROLES)


def _to_choose(request: Request, service: Service, claims: Mapping[str, Any], found: Sequence[Assignment]) -> Response:
    key, browser, now = secrets.token_urlsafe(32), secrets.token_urlsafe(32), service.clock()
    known = ("sub", "employeeHsaId", "given_name", "family_name", "allCommissions", GO_ON)
    about = {"browser": browser, "claims": {name: claims[name] for name in known if name in claims}}
    keep(service.database, service.keys, f"commission {key}", about, now, now + WAIT)
    answer = render(request, "commission.html", WORDS, found=found, key=key)
    _remember(service, answer, browser)
    return answer


def _refused(request: Request, service: Service, error: _NotIn) -> Refused:
    """Told to the person plainly, and to the log without what the tokens hold."""
    act = Act("log in", outcome="refused", reason=error.why[:100])
    who = Who(error.who, "", frozenset(), "", "", frozenset()) if error.who else NOBODY
    with service.database.writing() as connection:
        append(connection, service.actor(who), service.keys, [act])
    told(request, "log in refused", error.why[:100], who=who, status=403)
    request.state.told = True
    return Refused(403, error.sv, error.en)


# THE BROWSER THAT BEGAN


def _cookie(service: Service) -> str:
    return "__Host-benkoll-login" if service.secure else "benkoll-login"


def _remember(service: Service, answer: Response, browser: str) -> None:
    answer.set_cookie(
        _cookie(service),
        browser,
        max_age=int(WAIT.total_seconds()),
        path="/",
        secure=service.secure,
        httponly=True,
        samesite="lax",
    )


def _forget(service: Service, answer: Response) -> None:
    answer.delete_cookie(_cookie(service), path="/", secure=service.secure, httponly=True, samesite="lax")


def _same_browser(service: Service, request: Request, browser: str) -> bool:
    return hmac.compare_digest(request.cookies.get(_cookie(service), "").encode(), browser.encode())
