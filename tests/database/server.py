"""A PostgreSQL server of the tests' own: on loopback, in a folder of its own, gone when the tests are."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "deadlock_timeout": "100ms",
    "timezone": "UTC",
}
"""All else as PostgreSQL has it; above all `fsync` and `synchronous_commit`, which the kill tests rely on."""
WAIT_SECONDS = 30


def programs() -> Path | None:
    """The folder of PostgreSQL's programs; Debian keeps them outside PATH, one folder a version."""
    found = shutil.which("initdb")
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return Path(found).resolve().parent if found else kept[-1].parent if kept else None


class Server:
    """`user`: whom it runs as; PostgreSQL does not run as root."""

    def __init__(self, bin_: Path) -> None:
        self.bin = bin_
        self.folder = Path(tempfile.mkdtemp(prefix="benkoll-postgresql-", dir=_fast()))
        self.process: subprocess.Popen[bytes] | None = None
        if os.getuid() == 0:
            shutil.chown(self.folder, *self.account)
        self._run("initdb", "-D", str(self.data), "-U", "benkoll", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
            file.write(f"port = {self.port}\n")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @cached_property
    def port(self) -> int:
        with socket.create_server(("127.0.0.1", 0)) as free:
            return int(free.getsockname()[1])

    @cached_property
    def account(self) -> tuple[str, str]:
        import grp
        import pwd

        name = next(one for one in ("postgres", "nobody") if any(one == known.pw_name for known in pwd.getpwall()))
        return name, grp.getgrgid(pwd.getpwnam(name).pw_gid).gr_name

    def start(self) -> None:
        log = (self.folder / "log").open("ab")
        command = [str(self.bin / "postgres"), "-D", str(self.data)]
        self.process = subprocess.Popen(command, stdout=log, stderr=log, preexec_fn=_end_with_us, **self._as_user)
        log.close()
        end = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                psycopg.connect(self.address("postgres")).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: it breaks off what is under way and ends; SIGQUIT: it ends as after a power cut."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(WAIT_SECONDS)
            self.process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def address(self, database: str) -> str:
        return f"postgresql://benkoll@127.0.0.1:{self.port}/{database}"

    def make(self, name: str, template: str = "template1") -> str:
        """A new database; its URL."""
        self.say(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.address(name)

    def say(self, statement: str) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    @property
    def _as_user(self) -> dict[str, Any]:
        if os.getuid() != 0:
            return {}
        user, group = self.account
        return {"user": user, "group": group, "extra_groups": [], "cwd": self.folder}

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [self.bin / program, *words], capture_output=True, text=True, check=False, **self._as_user
        )
        if done.returncode:
            raise RuntimeError(done.stderr)


def _fast() -> Path | None:
    """A folder in memory, where there is room: what is written outlives a killed process there as on a disk."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 4 * 2**30 else None


def _end_with_us() -> None:
    """On Linux the server is told to end when the tests end in whatever way (PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)
