"""`benkoll serve`: the web service in the foreground, until ctrl-C."""

import socket
from datetime import UTC, datetime

from benkoll.cli.arguments import Call, LineError
from benkoll.cli.chain_door import keys_of, url_of
from benkoll.cli.console import Console
from benkoll.errors import DONE, Lang, UsageError
from benkoll.letters.phrases import said
from benkoll.store.database import open_database
from benkoll.store.migrate import check_key

HOST, PORT = "127.0.0.1", 8000
LOOPBACK = ("127.0.0.1", "localhost", "::1")
WORDS: dict[str, dict[Lang, str]] = {
    "ready": {"sv": "Benkoll svarar på {}", "en": "Benkoll answers at {}"},
    "demo": {
        "sv": "Benkoll svarar på {}: logga in genom att välja en av åtta påhittade personer (ctrl-C avslutar)",
        "en": "Benkoll answers at {}: log in by picking one of eight invented persons (ctrl-C ends it)",
    },
}


def run(call: Call, console: Console) -> int:
    """Serve until it is interrupted, and end with 0."""
    import uvicorn

    from benkoll.web.app import make_app
    from benkoll.web.configuration import service_from

    host, port = call.get("--host") or HOST, _port(call, console)
    demo = call.get("--demo") is not None
    database = open_database(url_of(call, console), kind="demo" if demo else None)
    if database.kind == "demo" and host not in LOOPBACK:
        raise UsageError(
            f"--host {host}: en demonstration svarar bara på den här datorn ({HOST})",
            f"--host {host}: a demonstration answers on this machine only ({HOST})",
        )
    keys = keys_of(call, console)
    with database.reading() as connection:
        check_key(connection, keys)
    origin = console.settings.origin or f"http://{host}:{port}"
    app = make_app(service_from(console.settings.web_file, database, keys, lambda: datetime.now(UTC), origin))
    listening = _listening(host, port)
    words = "demo" if database.kind == "demo" else "ready"

    class Told(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            console.show([said(WORDS, words, console.lang, origin)])
            console.out.flush()

    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )
    try:
        Told(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        database.close()
    return DONE


def _port(call: Call, console: Console) -> int:
    given = call.get("--port") or console.settings.port or str(PORT)
    if not given.isascii() or not given.isdigit() or not 0 < int(given) < 65_536:
        sv, en = f"--port {given}: skriv ett tal 1-65535", f"--port {given}: write a number 1-65535"
        raise LineError(sv, en, call.command)
    return int(given)


def _listening(host: str, port: int) -> socket.socket:
    """The socket; UsageError where somebody has the port already."""
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
