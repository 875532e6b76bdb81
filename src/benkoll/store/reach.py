"""How PostgreSQL is reached: by a socket, on the machine itself, or by TLS that is verified. Nothing else is let."""

import ipaddress
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from benkoll.errors import UsageError

VERIFIED = "verify-full"
"""libpq's `sslmode` by which the server's certificate, and its name in it, are held against a root that is trusted."""


def refuse_open(url: sa.URL) -> None:
    """Refuse (UsageError) a URL that names another machine without TLS that is verified: before anything is sent.

    And one with a password among its words, for messages say those.
    """
    if "password" in url.query:
        raise UsageError(
            "adressen ska inte ha något lösenord efter ?: lägg det i ~/.pgpass, eller använd ett certifikat",
            "the URL is to have no password after the ?: put it in ~/.pgpass, or use a certificate",
        )
    if not all(map(is_near, _hosts(url))) and url.query.get("sslmode") != VERIFIED:
        raise _refused()


def held(connection: Any) -> None:
    """Refuse (UsageError) a connection of psycopg that is not as it should be, whatever told it where to go.

    The URL need not say it: a variable of the environment, or a service file, can.
    """
    said = {one.keyword: one.val for one in connection.pgconn.info}
    mode = (said.get(b"sslmode") or b"").decode()
    if not is_near(connection.info.host) and mode != VERIFIED:
        connection.close()
        raise _refused()


def is_near(host: str) -> bool:
    """Whether it is this machine: a socket, by its folder, or an address of its own."""
    if not host or host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _hosts(url: sa.URL) -> Iterator[str]:
    yield url.host or ""
    for name in ("host", "hostaddr"):
        value = url.query.get(name, "")
        for one in (value,) if isinstance(value, str) else value:
            yield from one.split(",")


def _refused() -> UsageError:
    return UsageError(
        f"PostgreSQL på en annan dator nås bara med TLS som är kontrollerad: skriv ?sslmode={VERIFIED}&sslrootcert=FIL "
        "sist i adressen (docs/operating.md)",
        f"PostgreSQL on another machine is reached by TLS that is verified, and not else: write ?sslmode={VERIFIED}&"
        "sslrootcert=FILE at the end of the URL (docs/operating.md)",
    )
