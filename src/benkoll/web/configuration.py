"""The service's configuration: one YAML file that names who may log in and call. What it does not name, nobody may.

openid: {issuer: https://..., client_id: ..., secret_file: /etc/benkoll/openid.secret, acr_values: [...]}
hooks: [{iss: https://ehr.example, jwks: https://ehr.example/jwks.json, fhir_servers: [https://ehr.example/fhir]}]
callers: [https://ehr.example]      # origins whose pages may call CDS Hooks
frames: [https://ehr.example]       # origins that may show the pages in a frame
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from benkoll.errors import InputError, Problem
from benkoll.facts.numbers import yaml_of
from benkoll.store.database import Database
from benkoll.store.keys import Keys
from benkoll.web.service import Issuer, OpenId, Service

ALLOWED = ("openid", "hooks", "callers", "frames")
OPENID = ("issuer", "client_id", "secret_file", "acr_values")
HOOKS = ("iss", "jwks", "fhir_servers")


def service_from(
    file: str | None, database: Database, keys: Keys, clock: Callable[[], datetime], origin: str
) -> Service:
    """The service as the file has it; without a file nobody logs in, but in a demonstration.

    Raises InputError, with every problem of the file, where it cannot be used.
    """
    said = {} if file is None else _read(Path(file))
    openid = None if "openid" not in said else _openid(said["openid"], Path(file or ""))
    issuers = tuple(
        Issuer(one["iss"], one["jwks"], tuple(one.get("fhir_servers", ()))) for one in said.get("hooks", ())
    )
    callers, frames = (tuple(said.get(name, ())) for name in ("callers", "frames"))
    return Service(database, keys, clock, origin.rstrip("/"), openid, issuers, callers, frames)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        said = yaml_of(path.read_bytes())
    except OSError as error:
        raise _wrong(
            path, None, None, f"filen kan inte läsas ({error.strerror})", f"cannot be read ({error.strerror})"
        ) from None
    except ValueError as error:
        raise _wrong(path, None, None, f"ingen YAML: {error}", f"no YAML: {error}") from None
    if not isinstance(said, dict):
        raise _wrong(path, None, None, "filen ska innehålla namn och värden", "the file is to hold names and values")
    problems = [*_strange(said, ALLOWED), *_strange(said.get("openid") or {}, OPENID)]
    problems += [problem for one in said.get("hooks") or () for problem in _strange(one, HOOKS)]
    needed: list[tuple[Any, tuple[str, ...]]] = [(said["openid"], OPENID[:3])] if "openid" in said else []
    needed += [(one, HOOKS[:2]) for one in said.get("hooks") or ()]
    for mapping, names in needed:
        problems += [(name, "saknas", "is missing") for name in names if not (mapping or {}).get(name)]
    if problems:
        raise InputError(Problem(sv, en, fact=name, file=str(path)) for name, sv, en in problems)
    return said


def _strange(said: Mapping[str, Any], allowed: tuple[str, ...]) -> list[tuple[str, str, str]]:
    names = ", ".join(allowed)
    return [(name, f"okänt; tillåtet: {names}", f"unknown; allowed: {names}") for name in said if name not in allowed]


def _openid(said: Mapping[str, Any], beside: Path) -> OpenId:
    secret = beside.parent / said["secret_file"]
    try:
        text = secret.read_text("utf-8").strip()
    except OSError as error:
        raise _wrong(
            beside,
            "secret_file",
            str(secret),
            f"filen kan inte läsas ({error.strerror})",
            f"cannot be read ({error.strerror})",
        ) from None
    return OpenId(said["issuer"], said["client_id"], text, tuple(said.get("acr_values", ())))


def _wrong(path: Path, fact: str | None, value: str | None, sv: str, en: str) -> InputError:
    return InputError([Problem(sv, en, fact=fact, value=value, file=str(path))])
