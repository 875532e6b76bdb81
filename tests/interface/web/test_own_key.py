"""The service shows itself by a key of its own: nothing that lasts is sent, and the provider holds no secret of it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from benkoll.web import rings
from benkoll.web.own_key import LIVES, OwnKey, own_key, shown
from benkoll.web.service import Smart
from interface.web.asserted import Asserted
from interface.web.browser import AT_HOME, Browser
from interface.web.ehr import CLIENT, FHIR, Ehr
from interface.web.launched import RESOURCES, User
from interface.web.network import Network
from interface.web.provider import GIVEN, Provider
from interface.web.provider import ORIGIN as IDP
from security.served import Served, opened

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ENDPOINT = "https://idp.example/token"


def made(kind: str = "P-384") -> OwnKey:
    return own_key(pem(kind))


def pem(kind: str) -> bytes:
    key = RSAKey.generate_key(2048) if kind == "RSA" else ECKey.generate_key(kind)
    return key.as_pem(private=True)


@pytest.mark.parametrize(("kind", "algorithm"), [("P-384", "ES384"), ("P-256", "ES256"), ("RSA", "RS384")])
def test_what_others_may_know_of_it_is_enough_to_check(kind: str, algorithm: str) -> None:
    key = made(kind)
    public = key.public()
    assert (public["alg"], public["use"]) == (algorithm, "sig")
    assert not {"d", "p", "q", "dp", "dq", "qi"} & public.keys()
    assert str(public["kid"]) not in repr(key)
    token = jwt.decode(key.assertion("benkoll", ENDPOINT, NOW), KeySet.import_key_set({"keys": [public]}), [algorithm])
    claims = dict(token.claims)
    assert (token.header["alg"], token.header["kid"]) == (algorithm, public["kid"])
    assert len(claims.pop("jti")) >= 32
    at = int(NOW.timestamp())
    end = at + int(LIVES.total_seconds())
    assert claims == {"iss": "benkoll", "sub": "benkoll", "aud": ENDPOINT, "iat": at, "exp": end}


def test_no_two_assertions_are_alike() -> None:
    key = made()
    assert len({key.assertion("benkoll", ENDPOINT, NOW) for _ in range(20)}) == 20


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"secret",
        b"-----BEGIN PRIVATE KEY-----",
        ECKey.generate_key("P-384").as_pem(private=False),
        ECKey.generate_key("P-521").as_pem(private=True),
        ECKey.generate_key("secp256k1").as_pem(private=True),
        ECKey.generate_key("P-384").as_pem(private=True, password="x"),
    ],
)
def test_what_is_no_key_that_may_be_used(content: bytes) -> None:
    with pytest.raises(ValueError, match="no private key that may be used"):
        own_key(content)


@pytest.mark.filterwarnings("ignore:Key size should be")
def test_a_key_that_is_too_short() -> None:
    with pytest.raises(ValueError, match="no private key that may be used"):
        own_key(RSAKey.generate_key(1024).as_pem(private=True))


def test_by_a_key_a_secret_or_neither() -> None:
    form = {"grant_type": "authorization_code"}
    assert shown(Smart(FHIR, "b"), form, ENDPOINT, NOW) == ({**form, "client_id": "b"}, None)
    assert shown(Smart(FHIR, "b", "s"), form, ENDPOINT, NOW) == (form, ("b", "s"))
    told, basic = shown(Smart(FHIR, "b", None, made()), form, ENDPOINT, NOW)
    assert basic is None
    assert told.keys() == {"grant_type", "client_id", "client_assertion", "client_assertion_type"}


# AT AN IDENTITY PROVIDER, AND AT AN EHR: EACH HAS THE PUBLIC PART FROM THE SERVICE


Serve = Callable[..., Served]


@pytest.fixture
def serve(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Makes the service, with what its configuration says."""
    monkeypatch.setattr(rings, "RETRY", 0.0)
    here = [opened(template, tmp_path)]

    def serve(**more: Any) -> Served:
        here.append(Served(here[0].database, AT_HOME, **more))
        return here[-1]

    yield serve
    for one in here[1:]:
        one.runner.close()
    here[0].close()


def test_log_in(serve: Serve) -> None:
    idp = Provider()
    network = Network({IDP: idp.app})
    more: Any = {"openid": idp.openid(secret=None, key=made()), "commissions": GIVEN, "outward": network.outward()}
    here = serve(**more)
    idp.asserted = Asserted("benkoll", here.get("/jwks.json").json())
    for _ in range(2):
        browser = Browser(here, idp)
        assert browser.log_in("karin").status_code == 303
        assert browser.lands() == "/chain"
    assert len(idp.asserted.jtis) == 2
    idp.asserted = Asserted("benkoll", {"keys": [made().public()]})  # it knows another key
    stranger = Browser(here, idp)
    assert stranger.log_in("karin").status_code == 503
    assert stranger.lands() == "/login"


def test_started_from_an_ehr(serve: Serve) -> None:
    ehr = Ehr(RESOURCES)
    ehr.launches["xyz"] = ehr.patient
    smart = (Smart(FHIR, CLIENT, None, made("RSA")),)
    here = serve(smart=smart, outward=ehr.network().outward())
    ehr.asserted = Asserted(CLIENT, here.get("/jwks.json").json())
    assert User(here, ehr).started().status_code == 303
    assert len(ehr.asserted.jtis) == 1


def test_a_key_that_serves_for_two_is_published_once(serve: Serve) -> None:
    key = made()
    smart = (Smart(FHIR, "a", None, key), Smart(f"{FHIR}/b", "b", None, key), Smart(f"{FHIR}/c", "c", "secret"))
    assert serve(smart=smart).get("/jwks.json").json() == {"keys": [key.public()]}
    assert serve(smart=smart[2:]).get("/jwks.json").json() == {"keys": []}
