"""`benkoll serve`: the web service in the foreground, until ctrl-C or SIGTERM."""

import ipaddress
import signal
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from benkoll.cli.arguments import Call, number_in
from benkoll.cli.chain_door import keys_of, url_of
from benkoll.cli.console import Console
from benkoll.cli.workers import can_fork, run_workers
from benkoll.errors import DONE, Lang, UsageError
from benkoll.letters.phrases import said
from benkoll.store.database import Database, open_database
from benkoll.store.migrate import check_key

if TYPE_CHECKING:
    from benkoll.web.app import App

HOST, PORT = "127.0.0.1", 8000
GRACE_SECONDS = 5
"""What is under way may take so long when the service is told to end."""
KEEP_SECONDS = 75
"""A connection that is not used is kept so long: longer than a proxy keeps it, so that the proxy is who ends it."""
MOST_WORKERS = 64
WORDS: dict[str, dict[Lang, str]] = {
    "ready": {"sv": "Benkoll svarar på {}", "en": "Benkoll answers at {}"},
    "demo": {
        "sv": "Benkoll svarar på {}: logga in genom att välja en av åtta påhittade personer (ctrl-C avslutar)",
        "en": "Benkoll answers at {}: log in by picking one of eight invented persons (ctrl-C ends it)",
    },
}


def run(call: Call, console: Console) -> int:
    """Serve until it is interrupted, and end with 0."""
    try:
        signal.signal(signal.SIGTERM, _interrupted)
        return _run(call, console)
    except KeyboardInterrupt:
        return DONE


def _run(call: Call, console: Console) -> int:
    host, port = call.get("--host") or HOST, number_in(call, "--port", console.settings.port or str(PORT), 65_535)
    workers = number_in(call, "--workers", "1", MOST_WORKERS)
    if workers > 1 and not can_fork():
        raise UsageError("--workers: här går bara en process", "--workers: one process is all that goes here")
    at = _bound(host, port)  # first, for it is what goes wrong most often
    database = open_database(url_of(call, console), kind="demo" if call.get("--demo") is not None else None)
    try:
        app, serve, line = _prepared(host, port, database, call, console)
        database.close()  # a process does not share its connections with those that it makes

        def told() -> None:
            console.show([line])
            console.out.flush()

        if workers == 1:
            serve(at, told)
            return DONE
        _warm(app)  # once for all of them, who share it
        return run_workers(at, workers, serve, told)
    finally:
        database.close()


Serve = Callable[[socket.socket, Callable[[], None]], None]
"""Serves at a socket until it is told to end; calls back when it is ready."""


def _warm(app: "App") -> None:
    from benkoll.web.warm import leave_alone, warm

    warm(app.state.service)
    leave_alone()


def _prepared(host: str, port: int, database: Database, call: Call, console: Console) -> tuple["App", Serve, str]:
    """What serves and how, and what is said when it does."""
    import uvicorn

    from benkoll.web.app import make_app
    from benkoll.web.configuration import service_from

    demo, near = database.kind == "demo", _is_loopback(host)
    if demo and not near:
        raise UsageError(
            f"--host {host}: en demonstration svarar bara på den här datorn ({HOST})",
            f"--host {host}: a demonstration answers on this machine only ({HOST})",
        )
    if not near and console.settings.origin is None:
        raise UsageError(
            f"--host {host}: sätt BENKOLL_ORIGIN till adressen som webbläsare använder, t.ex. https://benkoll.example",
            f"--host {host}: set BENKOLL_ORIGIN to the address that browsers use, such as https://benkoll.example",
        )
    if not demo:
        _refuse_open(console.settings.origin)
    if not demo or console.settings.security_log:  # else it would stand between the lines of whoever tries it
        _open_security_log(console.settings.security_log)
    with database.reading() as connection:
        keys = check_key(connection, keys_of(call, console))
    shown = f"[{host}]" if ":" in host else host
    origin = console.settings.origin or f"http://{shown}:{port}"
    service = service_from(console.settings.web_file, database, keys, lambda: datetime.now(UTC), origin)
    app = make_app(service, alone=True)

    def serve(listening: socket.socket, ready: Callable[[], None]) -> None:
        class Told(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                ready()

        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            timeout_keep_alive=KEEP_SECONDS,
        )
        Told(config).run(sockets=[listening])

    return app, serve, said(WORDS, "demo" if demo else "ready", console.lang, origin)


def _refuse_open(origin: str | None) -> None:
    """Refuse (UsageError) real patients at an address that a network reaches without HTTPS."""
    host = urlsplit(origin or "").hostname or ""
    if origin is not None and not origin.startswith("https://") and not _is_loopback(host):
        raise UsageError(
            f"BENKOLL_ORIGIN {origin}: riktiga patienter visas bara över HTTPS: https://... med en proxy framför",
            f"BENKOLL_ORIGIN {origin}: real patients are shown by HTTPS alone: https://... with a proxy before it",
        )


def _open_security_log(path: str | None) -> None:
    from benkoll.web.security_log import to_file

    try:
        to_file(path)
    except OSError as error:
        raise UsageError(
            f"BENKOLL_SECURITY_LOG {path}: kan inte skrivas ({error.strerror})",
            f"BENKOLL_SECURITY_LOG {path}: cannot be written ({error.strerror})",
        ) from None


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# THE SOCKET


def _bound(host: str, port: int) -> socket.socket:
    """A socket at the port; UsageError where somebody has the port already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
    except OSError as error:
        found.close()
        raise UsageError(
            f"porten {port} på {host} är upptagen ({error.strerror}): ange en annan med --port eller BENKOLL_PORT",
            f"the port {port} on {host} is taken ({error.strerror}): name another with --port or BENKOLL_PORT",
        ) from None
    return found
