"""The database looked over: its key, its settings, its clock, the room it has, and the log's last links."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from benkoll.audit.log import Verified, verify
from benkoll.errors import BenkollError, UsageError
from benkoll.store.database import Database
from benkoll.store.health import Health, health
from benkoll.store.keys import Keys, keys_said_by, open_to_others, read_keys
from benkoll.store.migrate import check_key
from benkoll.web.checkup import CLOCK_SECONDS, Asked, Found, room_for


def looked_over(asked: Asked, database: Database, keys: list[Keys]) -> Iterator[Found]:
    """Each part of it; `keys` holds the keys afterwards, where they are the database's."""
    try:
        with database.reading() as connection:
            seen = health(connection)
            yield from _settings(seen)
            yield from _clock(seen, asked.clock())
            yield from _connection(database)
            yield room_for(seen.file.resolve().parent if seen.file else Path.cwd(), seen.bytes)
            said = keys_said_by(asked.key_command) if asked.key_command else read_keys(asked.key_file)
            found = check_key(connection, said)
            keys.append(found)
            yield _key(None if asked.key_command else asked.key_file, found)
            yield _log(verify(connection, found, links=asked.links))
    except UsageError as error:
        mend = (
            "lägg tillbaka nyckelfilen från kopian och sätt BENKOLL_KEY_FILE till den",
            "put the key file back from its copy and set BENKOLL_KEY_FILE to it",
        )
        yield Found("key", "wrong", error.said("sv"), error.said("en"), *mend)
    except BenkollError as error:
        yield Found("database", "wrong", error.said("sv"), error.said("en"), "se databasens logg", "see its own log")


def _settings(seen: Health) -> Iterator[Found]:
    said = seen.version if seen.journal is None else f"{seen.version}, journal {seen.journal}"
    if seen.lax:
        names = ", ".join(seen.lax)
        yield Found(
            "settings",
            "wrong",
            f"{said}: {names} är av, det som är kvitterat kan gå förlorat",
            f"{said}: {names} is off, what was acknowledged can be lost",
            f"slå på {names}",
            f"turn on {names}",
        )
    elif seen.old:
        yield Found(
            "settings",
            "warning",
            f"{said}: säker, men en lång läsning låter skrivare vänta",
            f"{said}: safe, but a long read makes writers wait",
            "en Python med SQLite 3.51.3 eller senare använder WAL; PostgreSQL för ett sjukhus",
            "a Python with SQLite 3.51.3 or later uses WAL; PostgreSQL for a hospital",
        )
    else:
        yield Found("settings", "well", said, said)
    if seen.rights:
        may = ", ".join(seen.rights)
        yield Found(
            "rights",
            "warning",
            f"rollen får {may}",
            f"the role may {may}",
            "låt en annan roll än databasens ägare göra det dagliga arbetet (docs/operating.md)",
            "let another role than the database's owner do the daily work (docs/operating.md)",
        )


def _connection(database: Database) -> Iterator[Found]:
    """How PostgreSQL is reached, and by what it knows us."""
    if not database.is_postgresql:
        return
    url = database.engine.url
    host = url.host or "socket"
    if url.password is not None:
        yield Found(
            "connection",
            "warning",
            "lösenordet står i adressen: det syns i datorns lista över processer",
            "the password stands in the URL: it is seen in the machine's list of processes",
            "använd en socket, ett certifikat (sslcert, sslkey) eller ~/.pgpass (docs/operating.md)",
            "use a socket, a certificate (sslcert, sslkey) or ~/.pgpass (docs/operating.md)",
        )
    elif "sslcert" in url.query:
        yield Found("connection", "well", f"{host}, med eget certifikat", f"{host}, by a certificate of our own")
    else:
        yield Found("connection", "well", host, host)


def _clock(seen: Health, now: datetime) -> Iterator[Found]:
    if seen.clock is None:
        return
    apart = abs((now - datetime.fromisoformat(seen.clock)).total_seconds())
    said = f"databasens klocka går {apart:.0f} s fel mot datorns", f"the database's clock is {apart:.0f} s from ours"
    if apart <= CLOCK_SECONDS:
        yield Found("clock", "well", *said)
    else:
        yield Found("clock", "warning", *said, "slå på tidssynkronisering (NTP)", "turn on time synchronisation (NTP)")


def _key(path: Path | None, keys: Keys) -> Found:
    if path is None:
        return Found("key", "well", f"databasens, {keys.path} säger den", f"the database's, {keys.path} says it")
    if open_to_others(path):
        seen = f"{path}: får läsas av andra", f"{path}: others may read it"
        return Found("key", "warning", *seen, f"chmod 600 {path}", f"chmod 600 {path}")
    seen = f"{path}: databasens, bara ägaren får läsa den", f"{path}: the database's, its owner alone may read it"
    return Found("key", "well", *seen)


def _log(found: Verified) -> Found:
    if found.broken is None:
        said = f"de sista {found.count} länkarna håller", f"the last {found.count} links hold"
        return Found("log", "well", *said)
    seq = found.broken.seq
    return Found(
        "log",
        "wrong",
        f"BRUTEN vid länk {seq}",
        f"BROKEN at link {seq}",
        "rör ingenting: benkoll audit verify --anchors FIL, och anmäl händelsen",
        "touch nothing: benkoll audit verify --anchors FILE, and report the incident",
    )
