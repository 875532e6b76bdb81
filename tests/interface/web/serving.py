"""The service as its own process, as `benkoll serve` starts it, with its database and key in a folder."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from benkoll.store.keys import make_keys
from benkoll.store.metadata import Kind
from benkoll.store.migrate import migrate

BENKOLL = Path(sys.executable).with_name("benkoll")
WAIT_SECONDS = 60
"""For a machine that is busy with all other tests."""


def made(folder: Path, kind: Kind) -> str:
    """A migrated database with its key in the folder; its URL."""
    url = f"sqlite:///{folder}/benkoll.db"
    migrate(url, kind, make_keys(folder / "benkoll.db.key"))[0].close()
    return url


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """Ours without what the developer has set for the command."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("BENKOLL_")}
    return plain | {"BENKOLL_LANG": "en", **more}


class Serving:
    """A service that answers; `ready`: the line that it said then, `after` how many seconds."""

    def __init__(self, words: list[str], settings: Mapping[str, str], port: int) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self._began = time.monotonic()
        self.process = subprocess.Popen(
            [str(BENKOLL), "serve", "--port", str(port), *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(settings),
        )
        assert self.process.stdout is not None
        self.ready = self.process.stdout.readline().strip()
        self.after = time.monotonic() - self._began

    def end(self, how: signal.Signals) -> tuple[int, str, str]:
        """The exit code, and what else it said on its two streams."""
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=WAIT_SECONDS)
        return self.process.returncode, out, err

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.origin + path, timeout=WAIT_SECONDS)


@contextmanager
def serving(url: str, *words: str, settings: Mapping[str, str] = {}, port: int | None = None) -> Iterator[Serving]:
    """The service, ended with the test in any case."""
    one = Serving(["--database", url, *words], settings, port or free_port())
    try:
        yield one
    finally:
        one.process.kill()
        with one.process:  # its streams are closed
            pass


def said(url: str, *words: str, settings: Mapping[str, str] = {}) -> tuple[int, str]:
    """The exit code and the error of a service that does not start."""
    command = [str(BENKOLL), "serve", "--database", url, *words]
    done = subprocess.run(
        command, env=environment(settings), capture_output=True, text=True, timeout=WAIT_SECONDS, check=False
    )
    assert done.stdout == ""
    return done.returncode, done.stderr
