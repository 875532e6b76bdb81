"""The configuration file: what it names may log in and call; everything that is wrong with it is told at once."""

import json
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey

from benkoll.errors import InputError, UsageError
from benkoll.imaging.reference_file import as_json
from benkoll.web.configuration import service_from
from benkoll.web.own_key import own_key
from benkoll.web.permissions import Role
from benkoll.web.service import Commission, Issuer, Service, Smart, System
from database.hospital import KEYS, Clock
from unit.imaging.tables import normal

WHOLE = """
openid: {issuer: https://idp.example, client_id: benkoll, secret_file: secret, acr_values: [loa3]}
commissions:
  - {hsa_id: SE1-C1, roles: [coordinator, clinician], units: [SAGO-ORT], unit: Sagolund}
hooks:
  - iss: https://ehr.example
    jwks: https://ehr.example/jwks
    fhir_servers: [https://ehr.example/fhir/]
    complete: [drugs]
smart: [{iss: https://ehr.example/fhir/, client_id: benkoll, secret_file: secret}]
callers: [https://ehr.example]
frames: ["https://ehr.example:8443"]
"""
NONE: Any = None


def made(folder: Path, text: str) -> Service:
    (folder / "secret").write_text("hemlig\n")
    (folder / "web.yaml").write_text(text)
    return service_from(str(folder / "web.yaml"), NONE, KEYS, Clock(), "https://benkoll.example/")


def wrong(folder: Path, text: str) -> dict[str | None, str]:
    with pytest.raises(InputError) as raised:
        made(folder, text)
    return {problem.fact: problem.en for problem in raised.value.problems}


def test_the_whole_of_it(tmp_path: Path) -> None:
    service = made(tmp_path, WHOLE)
    assert service.openid is not None
    assert (service.openid.secret, service.openid.acr_values) == ("hemlig", ("loa3",))
    assert service.commissions == (Commission("SE1-C1", (Role.COORDINATOR, Role.CLINICIAN), ("SAGO-ORT",), "Sagolund"),)
    ehr = Issuer("https://ehr.example", "https://ehr.example/jwks", ("https://ehr.example/fhir",), ("drugs",))
    assert service.issuers == (ehr,)
    assert service.smart == (Smart("https://ehr.example/fhir", "benkoll", "hemlig"),)
    assert (service.callers, service.frames) == (("https://ehr.example",), ("https://ehr.example:8443",))
    assert "hemlig" not in repr(service)


@pytest.mark.parametrize("text", ["{}", "hooks:\nsmart:\ncommissions:\ncallers:\nframes:\nopenid:\n", "hooks: []"])
def test_what_is_not_named_is_nobody(tmp_path: Path, text: str) -> None:
    service = made(tmp_path, text)
    assert service.openid is None
    assert (service.commissions, service.issuers, service.smart, service.callers, service.frames) == ((),) * 5


def test_a_command_says_a_secret(tmp_path: Path) -> None:
    """As a vault's program does: it lies in no file of ours."""
    text = WHOLE.replace("secret_file: secret", 'secret_command: [printf, "%s\n", från valvet]')
    service = made(tmp_path, text)
    assert service.openid is not None
    assert (service.openid.secret, service.smart[0].secret) == ("från valvet", "från valvet")
    with pytest.raises(UsageError, match="false: the secret did not come"):
        made(tmp_path, "smart: [{iss: https://a, client_id: b, secret_command: ['false']}]")


def test_a_key_of_our_own(tmp_path: Path) -> None:
    """In a file, or said by a vault's program; nothing that others gave us is needed then."""
    pem = ECKey.generate_key("P-384").as_pem(private=True)
    (tmp_path / "own.pem").write_bytes(pem)
    file, command = "key_file: own.pem", f"key_command: [cat, {tmp_path}/own.pem]"
    for text in (WHOLE.replace("secret_file: secret", how) for how in (file, command)):
        service = made(tmp_path, text)
        assert service.openid is not None
        for one in (service.openid, service.smart[0]):
            assert one.secret is None
            assert one.key is not None
            assert one.key.public() == own_key(pem).public()
    for content in (b"hemlig", ECKey.generate_key("P-384").as_pem(private=False)):
        (tmp_path / "own.pem").write_bytes(content)
        told = wrong(tmp_path, WHOLE.replace("secret_file: secret", file))
        assert list(told) == ["key_file"]
        assert told["key_file"].startswith("must be a private key without a password in PEM")
        assert list(wrong(tmp_path, WHOLE.replace("secret_file: secret", command))) == ["key_command"]
    assert list(wrong(tmp_path, WHOLE.replace("secret_file: secret", "key_file: none"))) == ["key_file"]


def test_systems_that_sign(tmp_path: Path) -> None:
    one = "name: rapport, iss: https://r.example, jwks: https://r.example/jwks, roles: [manager], units: ['*']"
    (system,) = made(tmp_path, f"systems: [{{{one}}}]").systems
    assert system == System("rapport", "https://r.example", "https://r.example/jwks", (Role.MANAGER,), ("*",))
    told = wrong(tmp_path, f"systems: [{{{one.replace('manager', 'administrator')}}}]")
    assert list(told) == ["systems.0.roles"]
    assert "administrator" not in told["systems.0.roles"]


def test_without_a_file() -> None:
    assert service_from(None, NONE, KEYS, Clock(), "http://127.0.0.1").issuers == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("opemid: {}", "opemid"),
        ("openid: {issuer: https://a.example, client_id: b}", "openid.secret_file"),
        ("openid: {issuer: http://a.example, client_id: b, secret_file: secret}", "openid.issuer"),
        ("openid: {issuer: https://a.example, client_id: 1, secret_file: secret}", "openid.client_id"),
        ("openid: x", "openid"),
        ("openid: {issuer: https://a.example, client_id: b, secret_command: cat}", "openid.secret_command"),
        ("openid: {issuer: https://a.example, client_id: b, secret_command: []}", "openid.secret_command"),
        ("smart: [{iss: https://a, client_id: b, secret_file: s, secret_command: [a]}]", "smart.0.secret_command"),
        ("smart: [{iss: https://a, client_id: b, secret_file: s, key_file: k}]", "smart.0.key_file"),
        ("systems: [{iss: a, jwks: https://b, roles: [system], units: []}]", "systems.0.name"),
        ("systems: [{name: a, iss: a, jwks: https://b, roles: [], units: []}]", "systems.0.roles"),
        ("systems: [{name: a, iss: a, jwks: b, roles: [system], units: []}]", "systems.0.jwks"),
        ("hooks: {iss: a}", "hooks"),
        ("hooks: [x]", "hooks.0"),
        ("hooks: [{iss: a}]", "hooks.0.jwks"),
        ("hooks: [{iss: a, jwks: 'ftp://b'}]", "hooks.0.jwks"),
        ("hooks: [{iss: a, jwks: https://b, fhir_servers: https://c}]", "hooks.0.fhir_servers"),
        ("hooks: [{iss: a, jwks: https://b, fhir_servers: ['*']}]", "hooks.0.fhir_servers"),
        ("hooks: [{iss: a, jwks: https://b, complete: [all]}]", "hooks.0.complete"),
        ("hooks: [{iss: a, jwks: https://b, key: c}]", "hooks.0.key"),
        ("commissions: [{hsa_id: a, roles: [], units: []}]", "commissions.0.roles"),
        ("commissions: [{hsa_id: a, roles: [boss], units: []}]", "commissions.0.roles"),
        ("commissions: [{hsa_id: a, roles: [clinic], units: SAGO}]", "commissions.0.units"),
        ("commissions: [{roles: [clinic], units: []}]", "commissions.0.hsa_id"),
        ("smart: [{iss: https://a@b, client_id: c}]", "smart.0.iss"),
        ("callers: ['*']", "callers"),
        ("callers: ['null']", "callers"),
        ("callers: ['https://a.example/path']", "callers"),
        ('frames: ["https://a.example; script-src *"]', "frames"),
        ("frames: ['https://*.example']", "frames"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, place: str) -> None:
    assert list(wrong(tmp_path, text)) == [place]


def test_everything_that_is_wrong_at_once(tmp_path: Path) -> None:
    found = wrong(tmp_path, "openid: {issuer: x}\ncallers: [x]\nhooks: [{}, {}]\n")
    assert len(found) == 8


@pytest.mark.parametrize("text", ["[]", "x", "a: [", "\x00"])
def test_no_mapping(tmp_path: Path, text: str) -> None:
    assert wrong(tmp_path, text).keys() == {None}


def test_a_secret_that_is_not_there(tmp_path: Path) -> None:
    assert wrong(tmp_path, WHOLE.replace("secret_file: secret", "secret_file: another")).keys() == {"secret_file"}


def test_a_reference_of_the_clinics_own(tmp_path: Path) -> None:
    """It lies beside the configuration, and is tried before anybody is graded by it."""
    (tmp_path / "normal.json").write_text(json.dumps(as_json(normal())))
    service = made(tmp_path, "vfa_reference: normal.json")
    assert service.vfa_reference == normal()
    assert made(tmp_path, "vfa_reference:").vfa_reference is None


def test_a_reference_that_cannot_be_used_is_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "normal.json"
    said = "vfa_reference: normal.json"
    assert wrong(tmp_path, said) == {"vfa_reference": "cannot be read (No such file or directory)"}
    assert wrong(tmp_path, "vfa_reference: []") == {"vfa_reference": "must be a text"}
    whole = as_json(normal())
    for content, place in (
        ({}, "form"),
        (whole | {"tables": {}}, "tables"),
        (whole | {"source": ""}, "source"),
        (whole | {"source": "a\nb"}, "source"),
        (as_json(normal(T8=95.0)), "tables.any.ratios.T8.wedge.mean"),
    ):
        file.write_text(json.dumps(content))
        with pytest.raises(InputError) as raised:
            made(tmp_path, said)
        assert {(one.file, one.fact) for one in raised.value.problems} == {(str(file), place)}
    file.write_text("{")
    assert wrong(tmp_path, said).keys() == {None}


def test_the_machine_itself_may_be_plain(tmp_path: Path) -> None:
    """A provider on the machine itself, for a trial."""
    text = "openid: {issuer: 'http://127.0.0.1:9000', client_id: a, secret_file: secret}"
    assert made(tmp_path, text).openid is not None
