"""The service's configuration: one YAML file that names who may log in and call. What it does not name, nobody may.

openid: {issuer: https://..., client_id: ..., secret_file: openid.secret, acr_values: [...]}
                                    # secret_command instead of secret_file: the words of a program that says it
commissions:                        # what a commission (medarbetaruppdrag) gives; unit: the name it is shown by
  - {hsa_id: SE2321000131-E000000000001, roles: [coordinator], units: [SAGO-ORT], unit: Sagolunds sjukhus}
hooks:                              # EHRs that call CDS Hooks; complete: their sources whose silence is no
  - iss: https://ehr.example
    jwks: https://ehr.example/jwks.json
    fhir_servers: [https://ehr.example/fhir]
    complete: [drugs]
smart: [{iss: https://ehr.example/fhir, client_id: benkoll, secret_file: smart.secret}]  # EHRs that start the service
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
from benkoll.web.permissions import Role
from benkoll.web.service import Commission, Issuer, OpenId, Service, Smart
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
KINDS = (_is_list(lambda one: one in SAYS), f"en lista av {', '.join(SAYS)}", f"a list of {', '.join(SAYS)}")

SECRET: Form = {"secret_file": TEXT, "secret_command": WORDS}
"""A secret lies in a file, or a command says it: one of the two."""
OPENID: Form = {"issuer": ADDRESS, "client_id": TEXT, **SECRET, "acr_values": TEXTS, "sub_changes": FLAG}
COMMISSION: Form = {"hsa_id": TEXT, "roles": ROLES, "units": TEXTS, "unit": TEXT}
HOOK: Form = {"iss": TEXT, "jwks": ADDRESS, "fhir_servers": ADDRESSES, "complete": KINDS}
SMART: Form = {"iss": ADDRESS, "client_id": TEXT, **SECRET}
LISTS: Mapping[str, tuple[Form, tuple[str, ...]]] = {
    "commissions": (COMMISSION, ("hsa_id", "roles", "units")),
    "hooks": (HOOK, ("iss", "jwks")),
    "smart": (SMART, ("iss", "client_id")),
}
"""Lists of mappings: their form, and what each of them must have."""
PLAIN: Form = {"callers": ORIGINS, "frames": ORIGINS, "proxies": NETWORKS, "scan": WORDS, "vfa_reference": TEXT}
ALLOWED = ("openid", *LISTS, *PLAIN)


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
        smart=tuple(Smart(one["iss"].rstrip("/"), one["client_id"], _secret(one, path)) for one in lists["smart"]),
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
            yield "openid.secret_file", "saknas", "is missing"
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
    if SECRET.keys() <= one.keys():
        yield f"{place}.secret_command", "finns redan som secret_file", "is there as secret_file already"
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
    secret = _secret(said, beside)
    assert secret is not None
    acr_values = tuple(said.get("acr_values", ()))
    return OpenId(said["issuer"], said["client_id"], secret, acr_values, said.get("sub_changes", False))


def _secret(said: Mapping[str, Any], beside: Path) -> str | None:
    """What the command says, or the secret file holds, which lies beside the configuration unless its path is whole."""
    if "secret_command" in said:
        return said_by(said["secret_command"])
    if "secret_file" not in said:
        return None
    secret = beside.parent / str(said["secret_file"])
    try:
        return secret.read_text("utf-8").strip()
    except OSError as error:
        raise _wrong(beside, "secret_file", str(secret), *_unreadable(error)) from None


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
