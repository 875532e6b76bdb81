"""Who may call CDS Hooks: a signed token of a configured issuer, for this address, now, once; else a bare 401."""

import base64
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey

from benkoll.audit.log import entries, verify
from benkoll.store.database import open_database
from benkoll.web import rings
from database.hospital import KEYS
from interface.web.calls import call, patient
from interface.web.ehr import ORIGIN as EHR
from interface.web.ehr import Ehr
from interface.web.network import Network
from security.served import Served, opened

VIEW = "/cds-services/benkoll-patient-view"
BODY = json.dumps(call("patient-view", patient()))
AT_HOME = "https://benkoll.example"


@pytest.fixture
def ehr() -> Ehr:
    return Ehr()


@pytest.fixture
def hooks(template: Path, tmp_path: Path, ehr: Ehr, network: Network) -> Iterator[Served]:
    plain = opened(template, tmp_path)
    made = Served(plain.database, AT_HOME, issuers=(ehr.issuer(),), outward=network.outward())
    yield made
    made.close()
    plain.runner.close()


def sent(
    hooks: Served, token: str | None, path: str = VIEW, scheme: str = "Bearer", body: str = BODY, **more: Any
) -> Any:
    """The answer to a call with the token."""
    brought = {"authorization": f"{scheme} {token}".encode("latin-1")} if token else {}
    headers = {"content-type": b"application/json", **brought}
    return hooks.send("POST", path, headers=headers, content=body, address="192.0.2.1", **more)


def now(hooks: Served) -> float:
    return hooks.clock.at.timestamp()


def test_a_good_token(hooks: Served, ehr: Ehr) -> None:
    assert sent(hooks, ehr.token(AT_HOME + VIEW, now(hooks))).json() == {"cards": []}


def test_rsa_and_a_list_of_audiences(hooks: Served, ehr: Ehr) -> None:
    header = {"alg": "RS384", "kid": "ehr-rsa"}
    token = ehr.token("x", now(hooks), ehr.rsa, header, aud=["https://other.example", AT_HOME + VIEW])
    assert sent(hooks, token).status_code == 200


Change = Callable[[float], dict[str, Any]]
WRONG: dict[str, Change] = {
    "another issuer": lambda at: {"iss": "https://evil.example"},
    "no issuer": lambda at: {"iss": None},
    "an issuer with a slash more": lambda at: {"iss": EHR + "/"},
    "another audience": lambda at: {"aud": "https://benkoll.example"},
    "another service": lambda at: {"aud": AT_HOME + "/cds-services/benkoll-order-sign"},
    "an audience that begins so": lambda at: {"aud": AT_HOME + VIEW + "/"},
    "no audience": lambda at: {"aud": None},
    "ended": lambda at: {"iat": int(at) - 600, "exp": int(at) - 61},
    "no end": lambda at: {"exp": None},
    "an end as text": lambda at: {"exp": str(int(at) + 300)},
    "an end that is true": lambda at: {"exp": True},
    "longer than an hour": lambda at: {"exp": int(at) + 3601},
    "an hour from long ago": lambda at: {"iat": int(at) - 7200, "exp": int(at) + 60},
    "made in time to come": lambda at: {"iat": int(at) + 120},
    "not made": lambda at: {"iat": None},
    "not yet": lambda at: {"nbf": int(at) + 120},
    "no jti": lambda at: {"jti": None},
    "an empty jti": lambda at: {"jti": ""},
    "a jti that is a number": lambda at: {"jti": 1},
    "a long jti": lambda at: {"jti": "x" * 501},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_claim(hooks: Served, ehr: Ehr, wrong: str) -> None:
    token = ehr.token(AT_HOME + VIEW, now(hooks), **WRONG[wrong](now(hooks)))
    is_bare(sent(hooks, token))


def is_bare(answer: Any) -> None:
    """A 401 that does not say why."""
    assert answer.status_code == 401
    assert set(answer.json()) == {"type", "title", "status"}
    assert answer.headers["www-authenticate"] == "Bearer"


def test_used_twice(hooks: Served, ehr: Ehr) -> None:
    token = ehr.token(AT_HOME + VIEW, now(hooks))
    assert sent(hooks, token).status_code == 200
    is_bare(sent(hooks, token))
    again = ehr.token(AT_HOME + VIEW, now(hooks), jti="the same")
    assert sent(hooks, again).status_code == 200
    is_bare(sent(hooks, ehr.token(AT_HOME + VIEW, now(hooks), jti="the same")))


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (VIEW, "{", 400),
        (VIEW, "[]", 422),
        (VIEW, BODY.replace("patient-view", "order-sign"), 422),
        ("/cds-services/another", BODY, 404),
        (VIEW + "/feedback", "{}", 422),
        (VIEW + "/feedback", BODY, 422),
    ],
)
def test_a_call_that_is_refused_uses_it_up(hooks: Served, ehr: Ehr, path: str, body: str, status: int) -> None:
    token = ehr.token("x", now(hooks), aud=[AT_HOME + path, AT_HOME + VIEW])
    assert sent(hooks, token, path, body=body).status_code == status
    is_bare(sent(hooks, token, path, body=body))
    is_bare(sent(hooks, token))


def test_a_fault_of_ours_uses_it_up(hooks: Served, ehr: Ehr, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OSError("no such file")

    token = ehr.token(AT_HOME + VIEW, now(hooks))
    with monkeypatch.context() as patched:
        patched.setattr("benkoll.web.interfaces.cds_hooks.read_call", fails)
        assert sent(hooks, token).status_code == 500
    is_bare(sent(hooks, token))


def test_a_token_that_was_used_is_in_no_entry_of_the_log(hooks: Served, ehr: Ehr) -> None:
    token = ehr.token(AT_HOME + VIEW, now(hooks))
    for _ in range(3):
        sent(hooks, token)
    with hooks.database.reading() as connection:
        told = [one for one in entries(connection) if one.action.startswith("CDS Hooks")]
        assert verify(connection, KEYS).broken is None
    assert len(told) == 1


def test_an_endpoint_that_does_not_use_it_up_does_not_answer(
    hooks: Served, ehr: Ehr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who forgets to use it up has a fault, and nothing is said."""
    monkeypatch.setattr("benkoll.web.interfaces.cds_hooks._answered", lambda *_: {"cards": []})
    answer = sent(hooks, ehr.token(AT_HOME + VIEW, now(hooks)))
    assert answer.status_code == 500
    assert "cards" not in answer.text


def test_clocks_may_differ_by_a_minute(hooks: Served, ehr: Ehr) -> None:
    at = int(now(hooks))
    for claims in ({"iat": at + 50}, {"iat": at - 300, "exp": at - 50}, {"nbf": at + 50}):
        assert sent(hooks, ehr.token(AT_HOME + VIEW, at, **claims)).status_code == 200


def test_another_key_under_the_same_name(hooks: Served, ehr: Ehr) -> None:
    other = ECKey.generate_key("P-384", {"kid": "ehr-1"})
    is_bare(sent(hooks, ehr.token(AT_HOME + VIEW, now(hooks), other)))


def test_an_unknown_key(hooks: Served, ehr: Ehr) -> None:
    is_bare(sent(hooks, ehr.token(AT_HOME + VIEW, now(hooks), header={"kid": "unknown"})))


def test_the_public_key_as_a_secret(hooks: Served, ehr: Ehr) -> None:
    """The known confusion: signed by HMAC with what everybody can read."""
    secret = OctKey.import_key(json.dumps(ehr.signing.as_dict(private=False)))
    token = ehr.token(AT_HOME + VIEW, now(hooks), secret, {"alg": "HS256"})
    is_bare(sent(hooks, token))


@pytest.mark.parametrize("name", ["none", "None", "nOnE", "", "HS256", "ES512", "PS256"])
def test_other_algorithms(hooks: Served, ehr: Ehr, name: str) -> None:
    _, claims, signature = ehr.token(AT_HOME + VIEW, now(hooks)).split(".")
    header = base64.urlsafe_b64encode(json.dumps({"alg": name, "kid": "ehr-1"}).encode()).rstrip(b"=").decode()
    for end in (signature, ""):
        is_bare(sent(hooks, f"{header}.{claims}.{end}"))


@pytest.mark.parametrize("name", ["jku", "jwk", "x5u", "x5c"])
def test_a_token_does_not_say_where_its_keys_are(hooks: Served, ehr: Ehr, network: Network, name: str) -> None:
    value: Any = {"jku": "https://evil.example/jwks", "x5u": "https://evil.example/x"}.get(name)
    if value is None:
        value = ehr.signing.as_dict(private=False) if name == "jwk" else ["MIIB"]
    is_bare(sent(hooks, ehr.token(AT_HOME + VIEW, now(hooks), header={name: value})))
    assert not any("evil" in one for one in network.asked)


@pytest.mark.parametrize("token", [None, "", "x", "a.b.c", "....", "{}", "e30.e30.e30", "x" * 9000, "ÅÄÖ.å.ö"])
def test_no_token(hooks: Served, token: str | None) -> None:
    is_bare(sent(hooks, token))


def test_another_scheme(hooks: Served, ehr: Ehr) -> None:
    is_bare(sent(hooks, ehr.token(AT_HOME + VIEW, now(hooks)), scheme="Basic"))


def test_an_empty_list_is_nobody(template: Path, tmp_path: Path, ehr: Ehr, network: Network) -> None:
    plain = opened(template, tmp_path)
    nobody = Served(plain.database, AT_HOME, outward=network.outward())
    is_bare(sent(nobody, ehr.token(AT_HOME + VIEW, now(nobody))))
    assert network.asked == []
    nobody.close()
    plain.runner.close()


def test_keys_are_fetched_once(hooks: Served, ehr: Ehr) -> None:
    for _ in range(3):
        assert sent(hooks, ehr.token(AT_HOME + VIEW, now(hooks))).status_code == 200
    assert ehr.jwks_asked == 1


def test_the_ehr_changes_its_key(hooks: Served, ehr: Ehr, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new `kid` has the keys fetched again, but not for each of many unknown ones."""
    assert sent(hooks, ehr.token(AT_HOME + VIEW, now(hooks))).status_code == 200
    new = ECKey.generate_key("P-384", {"kid": "ehr-2", "use": "sig"})
    ehr.keys.keys.append(new)
    for _ in range(5):
        is_bare(sent(hooks, ehr.token(AT_HOME + VIEW, now(hooks), header={"kid": "unknown"})))
    assert ehr.jwks_asked == 1
    monkeypatch.setattr(rings, "RETRY", 0.0)
    assert sent(hooks, ehr.token(AT_HOME + VIEW, now(hooks), new, {"kid": "ehr-2"})).status_code == 200
    assert ehr.jwks_asked == 2


def test_the_keys_cannot_be_had(hooks: Served, ehr: Ehr, network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """Known keys still count; without any nobody comes in, and it recovers by itself."""
    network.gone.add(EHR)
    is_bare(sent(hooks, ehr.token(AT_HOME + VIEW, now(hooks))))
    network.gone.clear()
    monkeypatch.setattr(rings, "RETRY", 0.0)
    assert sent(hooks, ehr.token(AT_HOME + VIEW, now(hooks))).status_code == 200
    network.gone.add(EHR)
    monkeypatch.setattr(rings, "FRESH", -1.0)
    assert sent(hooks, ehr.token(AT_HOME + VIEW, now(hooks))).status_code == 200
    monkeypatch.setattr(rings, "STALE", -1.0)
    is_bare(sent(hooks, ehr.token(AT_HOME + VIEW, now(hooks))))


def test_no_token_is_stored_or_logged(
    hooks: Served, ehr: Ehr, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    good = ehr.token(AT_HOME + VIEW, now(hooks))
    bad = ehr.token(AT_HOME + VIEW, now(hooks), aud="x")
    for token in (good, bad):
        sent(hooks, token)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    for token in (good, bad):
        for part in token.split(".")[1:]:
            assert part.encode() not in stored
            assert part not in caplog.text


@pytest.mark.parametrize(
    ("address", "more", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.1", {}, 401),
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.1"}, 401),
        ("127.0.0.1", {"forwarded": "for=192.0.2.1"}, 401),
        ("127.0.0.1", {"authorization": "Bearer x"}, 401),
    ],
)
def test_in_a_demonstration(served: Served, address: str, more: dict[str, str], status: int) -> None:
    """The machine itself needs no token; one that is brought must be good."""
    answer = served.send(
        "POST", VIEW, headers={"content-type": "application/json", **more}, content=BODY, address=address
    )
    assert answer.status_code == status


def test_with_real_patients_the_machine_itself_needs_a_token(template: Path, tmp_path: Path) -> None:
    plain = opened(template, tmp_path)
    database = open_database(f"sqlite:///{tmp_path}/copy.db")
    database.kind = "real"
    real = Served(database)
    answer = real.send("POST", VIEW, headers={"content-type": "application/json"}, content=BODY)
    assert answer.status_code == 401
    real.close()
    plain.close()
