"""An installation looked over, part by part: what is well, what is not, and how it is mended."""

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from benkoll.errors import BenkollError, Lang

if TYPE_CHECKING:
    from benkoll.store.database import Database
    from benkoll.store.keys import Keys
    from benkoll.web.own_key import Client
    from benkoll.web.service import Service
    from benkoll.web.signed import Signer

Level = Literal["well", "warning", "wrong"]
PYTHON = (3, 11)
EXTRAS = ("table", "letters", "chain", "web")
"""What the service needs; the others (population, spark) are for those who use them."""
LINKS = 1000
ROOM_TIMES, ROOM_LEAST = 4, 2**30
"""Free space: so many times the database, and so many bytes at least: a backup and a migration need room."""
BACKUP_HOURS = 26
CLOCK_SECONDS = 5.0
IDENTITY_SECONDS = 5.0
_PACKAGE = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?>=([0-9.]+)\s*;\s*extra == ['\"](\w+)['\"]")


@dataclass(frozen=True, slots=True)
class Found:
    """One part looked at: how it is, what was seen, and (where it is not well) what to do, in both languages."""

    part: str
    level: Level
    sv: str
    en: str
    mend_sv: str = ""
    mend_en: str = ""

    def said(self, lang: Lang) -> tuple[str, str]:
        """What was seen, and what to do."""
        return (self.sv, self.mend_sv) if lang == "sv" else (self.en, self.mend_en)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked over: the database at the `url` and its key (`key_command` says it, else the `key_file` holds it),
    the configuration `web_file`, the address that browsers use, the folder of backups, known holes of components
    (`advisories`); how many `links` of the log are verified; and the time.
    """

    url: str
    key_file: Path
    web_file: str | None
    origin: str | None
    backups: Path | None
    links: int
    clock: Callable[[], datetime]
    key_command: str | None = None
    advisories: Path | None = None


def checkup_program() -> Iterator[Found]:
    """The program itself and what it needs; where any of it is wrong, nothing else can be looked at."""
    yield _python()
    yield from _packages()
    yield _time_zone()


def checkup(asked: Asked) -> Iterator[Found]:
    """Every other part, what others stand on first; a part that breaks down is told as wrong."""
    yield _guarded("letters", _letters)
    if asked.advisories is not None:
        from benkoll.web.checkup_components import components, installed

        yield from components(asked.advisories, installed(), asked.clock())
    yield from _database(asked)
    if asked.backups is not None:
        yield _backups(asked.backups, asked.clock())


def _guarded(part: str, look: Callable[[], Found]) -> Found:
    try:
        return look()
    except BenkollError as error:
        return Found(part, "wrong", error.said("sv"), error.said("en"))
    except Exception as error:  # whatever breaks down here is what the reader wants to know of
        said = f"{type(error).__name__}: {error}"
        return Found(part, "wrong", said, said, "installera Benkoll på nytt", "install Benkoll anew")


# THE PROGRAM


def _python() -> Found:
    said = "Python " + ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= PYTHON:
        return Found("python", "well", said, said)
    wanted = ".".join(map(str, PYTHON))
    mend = f"installera Python {wanted} eller senare", f"install Python {wanted} or later"
    return Found("python", "wrong", said, said, *mend)


def _packages() -> Iterator[Found]:
    """Whether each extra's packages are installed, as new as they must be."""
    wanted: dict[str, list[tuple[str, str]]] = {extra: [] for extra in EXTRAS}
    for line in requires("benkoll") or ():
        found = _PACKAGE.match(line)
        if found and found[3] in wanted and found[1] != "benkoll":
            wanted[found[3]].append((found[1], found[2]))
    for extra, packages in wanted.items():
        lacking = [said for name, least in packages if (said := _lacks(name, least))]
        words = ", ".join(lacking)
        if lacking:
            mend = f"pip install --upgrade 'benkoll[{extra}]'"
            yield Found(f"packages {extra}", "wrong", f"saknas: {words}", f"missing: {words}", mend, mend)
        else:
            words = ", ".join(name for name, _ in packages)
            yield Found(f"packages {extra}", "well", words, words)


def _lacks(name: str, least: str) -> str | None:
    try:
        there = version(name)
    except PackageNotFoundError:
        return name
    return None if _numbers(there) >= _numbers(least) else f"{name} {there} < {least}"


def _numbers(said: str) -> list[int]:
    return [int(one) for one in re.findall(r"\d+", said)[:3]]


def _time_zone() -> Found:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo("Europe/Stockholm")
    except ZoneInfoNotFoundError:
        mend = "installera systemets paket tzdata, eller pip install tzdata"
        return Found(
            "time zone",
            "wrong",
            "Europe/Stockholm är okänd: dagen i Sverige går inte att räkna ut",
            "Europe/Stockholm is unknown: the day in Sweden cannot be told",
            mend,
            "install the system's package tzdata, or pip install tzdata",
        )
    return Found("time zone", "well", "Europe/Stockholm är känd", "Europe/Stockholm is known")


def _letters() -> Found:
    from benkoll.letters.pdf import tried

    size = tried()
    return Found("letters", "well", f"ett prov blev PDF, {size} byte", f"a sample became PDF, {size} bytes")


# THE DATABASE


def _database(asked: Asked) -> Iterator[Found]:
    from benkoll.store.database import open_database

    try:
        database = open_database(asked.url)
    except BenkollError as error:
        yield Found(
            "database",
            "wrong",
            error.said("sv"),
            error.said("en"),
            "benkoll chain init gör den eller för den till dagens form; svarar den inte: starta den, se adressen",
            "benkoll chain init makes it or brings it to today's form; where it does not answer: start it, see its URL",
        )
        return
    try:
        kind = ("en demonstration", "a demonstration") if database.kind == "demo" else ("riktiga patienter", "patients")
        form = ("svarar, av dagens form, för", "answers, of today's form, for")
        yield Found("database", "well", f"{form[0]} {kind[0]}", f"{form[1]} {kind[1]}")
        from benkoll.web.checkup_database import looked_over

        keys: list[Keys] = []
        yield from looked_over(asked, database, keys)
        if keys:
            yield from _service(asked, database, keys[0])
    finally:
        database.close()


# THE SERVICE


def _service(asked: Asked, database: "Database", keys: "Keys") -> Iterator[Found]:
    """The configuration file, and whether those that it names answer."""
    from benkoll.web.configuration import service_from

    origin = asked.origin or "http://127.0.0.1:8000"
    try:
        service = service_from(asked.web_file, database, keys, asked.clock, origin)
    except BenkollError as error:
        mend = (
            "rätta filen som BENKOLL_WEB namnger, eller den som den namnger",
            "mend the file that BENKOLL_WEB names, or one that it names",
        )
        yield Found("configuration", "wrong", error.said("sv"), error.said("en"), *mend)
        return
    if asked.web_file is not None:
        yield Found("configuration", "well", f"{asked.web_file}: går att använda", f"{asked.web_file}: can be used")
    elif not service.demo:
        yield Found(
            "configuration",
            "warning",
            "BENKOLL_WEB är inte satt: ingen kan logga in",
            "BENKOLL_WEB is not set: nobody can log in",
            "skriv en konfigurationsfil (docs/installing.md) och sätt BENKOLL_WEB till den",
            "write a configuration file (docs/installing.md) and set BENKOLL_WEB to it",
        )
    if service.vfa_reference is not None:
        name, day = service.vfa_reference.source, service.vfa_reference.made_on
        yield Found(
            "vfa reference", "well", f"{name}, gjord {day}: går att använda", f"{name}, made {day}: can be used"
        )
    if not service.demo:
        yield _origin(asked.origin)
        yield _credentials(service)
    yield from _reachable(service)


def _origin(origin: str | None) -> Found:
    if origin is not None and origin.startswith("https://"):
        return Found("address", "well", origin, origin)
    return Found(
        "address",
        "warning",
        f"BENKOLL_ORIGIN är {origin or 'inte satt'}: riktiga patienter ska nås med HTTPS",
        f"BENKOLL_ORIGIN is {origin or 'not set'}: real patients are to be reached by HTTPS",
        "sätt BENKOLL_ORIGIN till https://..., med en omvänd proxy framför (docs/installing.md)",
        "set BENKOLL_ORIGIN to https://..., with a reverse proxy before it (docs/installing.md)",
    )


def _credentials(service: "Service") -> Found:
    """Whether anything that lasts is sent to show who somebody is, where a key that never leaves its owner would do."""
    from benkoll.web.tokens import tokens

    now = service.clock().isoformat()
    clients: list[Client] = [*([service.openid] if service.openid else []), *service.smart]
    lasting = [one.client_id for one in clients if one.secret is not None]
    lasting += [f"system:{one.who.name}" for one in tokens(service.database, service.keys) if one.ends_at > now]
    if not lasting:
        said = "ingen hemlighet eller nyckel som varar skickas", "no secret or token that lasts is sent"
        return Found("credentials", "well", *said)
    words = ", ".join(lasting)
    return Found(
        "credentials",
        "warning",
        f"visar vem de är med en hemlighet som varar: {words}",
        f"show who they are by a secret that lasts: {words}",
        "låt dem som kan signera: key_file i stället för secret_file, systems i stället för serve-token",
        "let those who can sign: key_file in place of secret_file, systems in place of serve-token",
    )


def _reachable(service: "Service") -> Iterator[Found]:
    """The identity provider and the keys of those who may call."""
    from benkoll.web.outward import Unreachable

    asked = []
    if service.openid is not None:
        asked.append(("identity provider", f"{service.openid.issuer.rstrip('/')}/.well-known/openid-configuration"))
    signers: list[Signer] = [*service.issuers, *service.systems]
    asked += [(f"keys of {one.iss}", one.jwks) for one in signers]
    for part, url in asked:
        try:
            service.outward.get(url, seconds=IDENTITY_SECONDS)
        except Unreachable as error:
            mend = "se adressen, namnservern, brandväggen och certifikaten", "see its URL, DNS, firewall, certificates"
            yield Found(part, "wrong", f"svarar inte: {error}", f"does not answer: {error}", *mend)
        else:
            yield Found(part, "well", f"{url} svarar", f"{url} answers")


# BACKUPS


def _backups(folder: Path, now: datetime) -> Found:
    try:
        files = sorted(folder.glob("*.benkoll"), key=lambda one: one.stat().st_mtime)
    except OSError as error:
        files, said = [], f"{folder}: {error.strerror}"
    else:
        said = str(folder)
    mend = "ta en i natt: benkoll chain backup -o FIL (docs/operating.md)", "take one tonight: benkoll chain backup"
    if not files:
        return Found("backups", "wrong", f"{said}: ingen säkerhetskopia (*.benkoll)", f"{said}: no backup", *mend)
    newest = files[-1]
    age = now - datetime.fromtimestamp(newest.stat().st_mtime, now.tzinfo)
    hours = age / timedelta(hours=1)
    seen = f"{newest.name}: {hours:.0f} timmar gammal", f"{newest.name}: {hours:.0f} hours old"
    if hours > BACKUP_HOURS:
        return Found("backups", "wrong", *seen, *mend)
    if len(files) > 1 and newest.stat().st_size < files[-2].stat().st_size / 2:
        small = f"{seen[0]}, och mycket mindre än den förra", f"{seen[1]}, and much smaller than the one before"
        return Found("backups", "warning", *small, "läs in den på prov", "restore it as a trial")
    return Found("backups", "well", *seen)


def room_for(folder: Path, size: int) -> Found:
    """Whether the disk has room for what a database of that size needs."""
    free = shutil.disk_usage(folder).free
    said = f"{free / 2**30:.1f} GB lediga i {folder}", f"{free / 2**30:.1f} GB free in {folder}"
    if free >= max(ROOM_TIMES * size, ROOM_LEAST):
        return Found("disk", "well", *said)
    mend = "gör plats: minst fyra gånger databasen", "make room: four times the database at least"
    return Found("disk", "warning", *said, *mend)
