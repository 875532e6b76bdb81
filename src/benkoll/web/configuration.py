"""The service's configuration: one YAML file that names who may log in and call. What it does not name, nobody may.

openid: {issuer: https://..., client_id: ..., secret_file: openid.secret, acr_values: [...]}
                                    # secret_command instead of secret_file: the words of a program that says it
                                    # key_file or key_command instead: a private key (PEM), see /jwks.json
commissions:                        # what a commission (medarbetaruppdrag) gives; unit: the name it is shown by
  - {hsa_id: SE2321000131-E000000000001, roles: [coordinator], units: [SAGO-ORT], unit: Sagolunds sjukhus}
hooks:                              # EHRs that call CDS Hooks; complete: their sources whose silence is no
  - iss: https://ehr.example
    jwks: https://ehr.example/jwks.json
    fhir_servers: [https://ehr.example/fhir]
    complete: [drugs]
smart: [{iss: https://ehr.example/fhir, client_id: benkoll, key_file: smart.pem}]  # EHRs that start the service
systems:                            # that call the interfaces with tokens that they sign
  - {name: rapport, iss: https://report.example, jwks: https://report.example/jwks.json, roles: [manager], units: ["*"]}
callers: [https://ehr.example]      # origins whose pages may call CDS Hooks
frames: [https://ehr.example]       # origins that may show the pages in a frame
proxies: [10.1.2.3, 10.9.0.0/24]    # what may say whom it was called by (X-Forwarded-For)
scan: [clamdscan, --no-summary, "-"]             # a command that files are held against, each on its standard input
vfa_reference: our-reference.json   # whole vertebrae (benkoll vfa reference), by which readings are graded
"""

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benkoll.errors import InputError, Problem
from benkoll.exchange.cds_hooks.services import SAYS
from benkoll.facts.numbers import yaml_of
from benkoll.store.database import Database
from benkoll.store.keys import Keys
from benkoll.store.secrets import said_by
from benkoll.web.outward import is_safe
from benkoll.web.own_key import OwnKey, own_key
from benkoll.web.permissions import Role
from benkoll.web.service import Commission, Issuer, OpenId, Service, Smart, System
from benkoll.web.tokens import ROLES as TOKEN_ROLES
from benkoll.web.vfa_reference import reference_in

if TYPE_CHECKING:
    from benkoll.imaging.reference import Reference

Check = Callable[[Any], bool]
Form = Mapping[str, tuple[Check, str, str]]
"""Name -> what its value must be: as a check, and in words."""

ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?|https?://\[[0-9a-f:]+\](?::[0-9]{1,5})?")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_list(of: Check, least: int = 0) -> Check:
    return lambda value: isinstance(value, list) and len(value) >= least and all(map(of, value))


def _is_address(value: Any) -> bool:
    return _is_text(value) and is_safe(value)


def _is_origin(value: Any) -> bool:
    return _is_address(value) and ORIGIN.fullmatch(value) is not None


def _is_network(value: Any) -> bool:
    try:
        return _is_text(value) and bool(ipaddress.ip_network(value, strict=False))
    except ValueError:
        return False


def _is_role(value: Any) -> bool:
    return value in [role.value for role in Role]


def _is_system_role(value: Any) -> bool:
    return value in TOKEN_ROLES


_ROLES = ", ".join(Role)
TEXT = (_is_text, "en text", "a text")
TEXTS = (_is_list(_is_text), "en lista av texter", "a list of texts")
WORDS = (_is_list(_is_text, 1), "en lista: programmet och dess ord", "a list: the program and its words")
ADDRESS = (_is_address, "en adress med https://, utan # och @", "an address with https://, without # and @")
ADDRESSES = (_is_list(_is_address), "en lista av adresser med https://", "a list of addresses with https://")
ORIGINS = (_is_list(_is_origin), "en lista av https://värd utan sökväg", "a list of https://host without a path")
NETWORKS = (_is_list(_is_network), "en lista av adresser eller nät", "a list of addresses or networks")
FLAG = (lambda value: isinstance(value, bool), "true eller false", "true or false")
ROLES = (_is_list(_is_role, 1), f"en lista av roller: {_ROLES}", f"a list of roles: {_ROLES}")
SYSTEM_ROLES = (
    _is_list(_is_system_role, 1),
    f"en lista av roller: {', '.join(TOKEN_ROLES)}",
    f"a list of roles: {', '.join(TOKEN_ROLES)}",
)
KINDS = (_is_list(lambda one: one in SAYS), f"en lista av {', '.join(SAYS)}", f"a list of {', '.join(SAYS)}")

SECRET: Form = {"secret_file": TEXT, "secret_command": WORDS, "key_file": TEXT, "key_command": WORDS}
"""By what another knows us, one of the four: a secret, or a key of ours; it lies in a file, or a command says it."""
OPENID: Form = {"issuer": ADDRESS, "client_id": TEXT, **SECRET, "acr_values": TEXTS, "sub_changes": FLAG}
COMMISSION: Form = {"hsa_id": TEXT, "roles": ROLES, "units": TEXTS, "unit": TEXT}
HOOK: Form = {"iss": TEXT, "jwks": ADDRESS, "fhir_servers": ADDRESSES, "complete": KINDS}
SMART: Form = {"iss": ADDRESS, "client_id": TEXT, **SECRET}
SYSTEM: Form = {"name": TEXT, "iss": TEXT, "jwks": ADDRESS, "roles": SYSTEM_ROLES, "units": TEXTS, "unit": TEXT}
LISTS: Mapping[str, tuple[Form, tuple[str, ...]]] = {
    "commissions": (COMMISSION, ("hsa_id", "roles", "units")),
    "hooks": (HOOK, ("iss", "jwks")),
    "smart": (SMART, ("iss", "client_id")),
    "systems": (SYSTEM, ("name", "iss", "jwks", "roles", "units")),
}
"""Lists of mappings: their form, and what each of them must have."""
PLAIN: Form = {"callers": ORIGINS, "frames": ORIGINS, "proxies": NETWORKS, "scan": WORDS, "vfa_reference": TEXT}
ALLOWED = ("openid", *LISTS, *PLAIN)


KEY = (
    "ska vara en privat nyckel utan lösenord i PEM: EC P-384 eller P-256, eller RSA med minst 2048 bitar",
    "must be a private key without a password in PEM: EC P-384 or P-256, or RSA of at least 2048 bits",
)


def service_from(
    file: str | None, database: Database, keys: Keys, clock: Callable[[], datetime], origin: str
) -> Service:
    """The service as the file has it; without a file nobody logs in, but in a demonstration.

    Raises InputError, with every problem of the file, where it cannot be used.
    """
    path = Path(file or "")
    said = {} if file is None else _read(path)
    lists: dict[str, list[dict[str, Any]]] = {name: said.get(name) or [] for name in LISTS}
    return Service(
        database,
        keys,
        clock,
        origin.rstrip("/"),
        openid=_openid(said["openid"], path) if said.get("openid") else None,
        issuers=tuple(
            Issuer(
                one["iss"],
                one["jwks"],
                tuple(server.rstrip("/") for server in one.get("fhir_servers", ())),
                tuple(one.get("complete", ())),
            )
            for one in lists["hooks"]
        ),
        callers=tuple(said.get("callers") or ()),
        frames=tuple(said.get("frames") or ()),
        commissions=tuple(
            Commission(one["hsa_id"], tuple(map(Role, one["roles"])), tuple(one["units"]), one.get("unit", ""))
            for one in lists["commissions"]
        ),
        proxies=tuple(said.get("proxies") or ()),
        scan=tuple(said.get("scan") or ()),
        vfa_reference=_reference(said, path),
        smart=tuple(
            Smart(one["iss"].rstrip("/"), one["client_id"], _secret(one, path), _key(one, path))
            for one in lists["smart"]
        ),
        systems=tuple(
            System(
                one["name"],
                one["iss"],
                one["jwks"],
                tuple(map(Role, one["roles"])),
                tuple(one["units"]),
                one.get("unit", ""),
            )
            for one in lists["systems"]
        ),
    )


def _read(path: Path) -> Mapping[str, Any]:
    try:
        said = yaml_of(path.read_bytes())
    except OSError as error:
        raise _wrong(path, None, None, *_unreadable(error)) from None
    except ValueError as error:
        raise _wrong(path, None, None, f"ingen YAML: {error}", f"no YAML: {error}") from None
    if not isinstance(said, dict):
        raise _wrong(path, None, None, "filen ska innehålla namn och värden", "the file is to hold names and values")
    problems = list(_problems(said))
    if problems:
        raise InputError(Problem(sv, en, fact=name, file=str(path)) for name, sv, en in problems)
    return said


Said = tuple[str, str, str]


def _problems(said: Mapping[str, Any]) -> Iterator[Said]:
    """Everything that is wrong: the place, and in words."""
    yield from _strange("", said, ALLOWED)
    if said.get("openid"):
        yield from _of_form("openid", said["openid"], OPENID, ("issuer", "client_id"))
        if isinstance(said["openid"], dict) and not SECRET.keys() & said["openid"].keys():
            others = ", ".join(name for name in SECRET if name != "secret_file")
            yield "openid.secret_file", f"saknas (eller: {others})", f"is missing (or: {others})"
    for name, (form, needed) in LISTS.items():
        listed = said.get(name) or []
        if not isinstance(listed, list):
            yield name, "ska vara en lista", "must be a list"
            continue
        for number, one in enumerate(listed):
            yield from _of_form(f"{name}.{number}", one, form, needed)
    yield from _values("", {name: value for name, value in said.items() if value is not None}, PLAIN)


def _of_form(place: str, one: Any, form: Form, needed: tuple[str, ...]) -> Iterator[Said]:
    if not isinstance(one, dict):
        yield place, "ska vara namn och värden", "must be names and values"
        return
    yield from _strange(place, one, tuple(form))
    yield from _values(place, one, form)
    first, *more = [name for name in SECRET if name in one] or [""]
    for name in more:
        yield f"{place}.{name}", f"finns redan som {first}", f"is there as {first} already"
    for name in needed:
        if name not in one:
            yield f"{place}.{name}", "saknas", "is missing"


def _values(place: str, said: Mapping[str, Any], form: Form) -> Iterator[Said]:
    for name, (check, sv, en) in form.items():
        if name in said and not check(said[name]):
            yield f"{place}.{name}".lstrip("."), f"ska vara {sv}", f"must be {en}"


def _strange(place: str, said: Mapping[str, Any], allowed: tuple[str, ...]) -> Iterator[Said]:
    names = ", ".join(allowed)
    for name in said:
        if name not in allowed:
            yield f"{place}.{name}".lstrip("."), f"okänt; tillåtet: {names}", f"unknown; allowed: {names}"


def _openid(said: Mapping[str, Any], beside: Path) -> OpenId:
    secret, key = _secret(said, beside), _key(said, beside)
    acr_values = tuple(said.get("acr_values", ()))
    return OpenId(said["issuer"], said["client_id"], secret, acr_values, said.get("sub_changes", False), key)


def _secret(said: Mapping[str, Any], beside: Path) -> str | None:
    """By what we are known, where that is a secret."""
    found = _handed_over(said, "secret", beside)
    return None if found is None else found.decode().strip()


def _key(said: Mapping[str, Any], beside: Path) -> OwnKey | None:
    """By what we are known, where that is a key of ours."""
    found = _handed_over(said, "key", beside)
    if found is None:
        return None
    try:
        return own_key(found)
    except ValueError:
        file = "key_file" in said
        raise _wrong(beside, "key_file" if file else "key_command", said.get("key_file"), *KEY) from None


def _handed_over(said: Mapping[str, Any], what: str, beside: Path) -> bytes | None:
    """What the command says, or the file holds, which lies beside the configuration unless its path is whole."""
    if f"{what}_command" in said:
        return said_by(said[f"{what}_command"]).encode()
    if f"{what}_file" not in said:
        return None
    file = beside.parent / str(said[f"{what}_file"])
    try:
        return file.read_bytes()
    except OSError as error:
        raise _wrong(beside, f"{what}_file", str(file), *_unreadable(error)) from None


def _reference(said: Mapping[str, Any], beside: Path) -> "Reference | None":
    """The reference in the file that is named, which lies beside the configuration unless its path is whole."""
    if said.get("vfa_reference") is None:
        return None
    file = beside.parent / said["vfa_reference"]
    try:
        return reference_in(file)
    except OSError as error:
        raise _wrong(beside, "vfa_reference", str(file), *_unreadable(error)) from None


def _unreadable(error: OSError) -> tuple[str, str]:
    return f"filen kan inte läsas ({error.strerror})", f"cannot be read ({error.strerror})"


def _wrong(path: Path, fact: str | None, value: str | None, sv: str, en: str) -> InputError:
    return InputError([Problem(sv, en, fact=fact, value=value, file=str(path))])
