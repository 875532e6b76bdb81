"""`benkoll serve` as a process: it is ready, answers, ends when it is told to, and refuses what it must."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from benkoll.cli.shares import GAP
from benkoll.cli.workers import SOON_SECONDS
from benkoll.errors import FAULT
from interface.web.serving import WAIT_SECONDS, environment, free_port, made, said, serving

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> str:
    return made(tmp_path_factory.mktemp("demo"), "demo")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> str:
    return made(tmp_path_factory.mktemp("real"), "real")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("workers", ["1", "3"])
def test_it_says_that_it_is_ready_answers_and_ends(demo: str, workers: str, how: signal.Signals) -> None:
    with serving(demo, "--demo", "--workers", workers) as one:
        assert one.ready == (
            f"Benkoll answers at {one.origin}: log in by picking one of eight invented persons (ctrl-C ends it)"
        )
        assert one.get("/health").json() == {"status": "ok"}
        assert "Karin Koordinator" in one.get("/login").text
        assert one.end(how) == (0, "", "")
        with pytest.raises(httpx.ConnectError):
            one.get("/health")


def test_a_request_under_way_is_answered_before_it_ends(demo: str) -> None:
    with serving(demo) as one, socket.create_connection(("127.0.0.1", int(one.origin.rpartition(":")[2]))) as client:
        body = b"person=karin"
        head = f"POST /login/demo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {len(body)}\r\n"
        client.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode() + body[:3])
        time.sleep(0.3)
        one.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        client.sendall(body[3:])
        assert client.recv(65_536).startswith(b"HTTP/1.1 303 ")
        assert one.process.wait(WAIT_SECONDS) == 0


def test_a_process_that_breaks_down_is_begun_anew(demo: str) -> None:
    with serving(demo, "--workers", "2") as one:
        there = children(one.process.pid)
        assert len(there) == 2
        time.sleep(SOON_SECONDS + 0.5)  # it has worked for a while: sooner all would end
        os.kill(min(there), signal.SIGKILL)
        end = time.monotonic() + WAIT_SECONDS
        while len(children(one.process.pid) - {min(there)}) < 2:
            assert time.monotonic() < end
            time.sleep(0.05)
        for _ in range(20):
            assert one.get("/health").status_code == 200
        assert one.end(signal.SIGTERM)[0] == 0


def test_what_breaks_down_at_once_is_not_begun_again_and_again(demo: str) -> None:
    with serving(demo, "--workers", "2") as one:
        os.kill(min(children(one.process.pid)), signal.SIGKILL)
        assert one.process.wait(WAIT_SECONDS) == FAULT


def test_none_is_left_when_the_first_process_is_killed(demo: str) -> None:
    with serving(demo, "--workers", "2") as one:
        there = children(one.process.pid)
        one.process.kill()
        end = time.monotonic() + WAIT_SECONDS
        while any(Path(f"/proc/{child}").exists() for child in there):
            assert time.monotonic() < end
            time.sleep(0.05)


def test_connections_are_shared_out_and_who_hangs_holds_nobody_up(demo: str) -> None:
    with serving(demo, "--workers", "2") as one:
        there = children(one.process.pid)
        before = {child: sockets(child) for child in there}
        clients = [httpx.Client(base_url=one.origin, timeout=WAIT_SECONDS) for _ in range(20)]
        for client in clients:
            assert client.get("/health").status_code == 200
        found = [sockets(child) - before[child] for child in there]
        assert sum(found) == 20
        assert max(found) - min(found) <= GAP
        os.kill(min(there), signal.SIGSTOP)
        clients += [httpx.Client(base_url=one.origin, timeout=WAIT_SECONDS) for _ in range(5)]
        for client in clients[20:]:
            assert client.get("/health").status_code == 200
        os.kill(min(there), signal.SIGCONT)
        for client in clients:
            client.close()
        assert one.end(signal.SIGTERM)[0] == 0


def test_each_process_keeps_to_its_share_of_the_cores(demo: str) -> None:
    if sys.platform != "linux":
        pytest.skip("processes choose their cores on Linux alone")
    cores = os.sched_getaffinity(0)
    for workers in (2, len(cores) + 1):
        with serving(demo, "--workers", str(workers)) as one:
            kept = [os.sched_getaffinity(child) for child in children(one.process.pid)]
            assert one.end(signal.SIGTERM)[0] == 0
        assert set.union(*kept) == cores
        assert sum(map(len, kept)) == (len(cores) if workers <= len(cores) else workers * len(cores))


def sockets(process: int) -> int:
    """How many it has open."""
    return sum(os.readlink(one).startswith("socket:") for one in Path(f"/proc/{process}/fd").iterdir())


def children(parent: int) -> set[int]:
    path = Path(f"/proc/{parent}/task/{parent}/children")
    if not path.exists():
        pytest.skip("no /proc here: the processes of a service were not counted")
    return {int(one) for one in path.read_text().split()}


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_port_that_is_taken_is_named(demo: str, workers: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        code, error = said(demo, "--workers", workers, settings={"BENKOLL_PORT": port})
    assert (code, error) == (
        2,
        f"benkoll: the port {port} on 127.0.0.1 is taken (Address already in use): "
        "name another with --port or BENKOLL_PORT\n",
    )


@pytest.mark.parametrize("workers", ["1", "2"])
def test_two_services_do_not_share_a_port(demo: str, workers: str) -> None:
    with serving(demo, "--workers", "2") as one:
        port = one.origin.rpartition(":")[2]
        code, error = said(demo, "--workers", workers, "--port", port)
        assert (code, f"the port {port} on 127.0.0.1 is taken" in error) == (2, True)


def test_a_real_database_is_no_demonstration(real: str) -> None:
    code, error = said(real, "--demo", "--port", str(free_port()))
    assert code == 2
    assert "the database is for real patients, not for a demonstration" in error


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_a_demonstration_answers_on_this_machine_only(demo: str, host: str) -> None:
    code, error = said(demo, "--host", host, "--port", str(free_port()))
    assert (code, error) == (
        2,
        f"benkoll: --host {host}: a demonstration answers on this machine only (127.0.0.1)\n",
    )


def test_who_answers_others_says_at_what_address(real: str) -> None:
    code, error = said(real, "--host", "0.0.0.0", "--port", str(free_port()))
    assert (code, "set BENKOLL_ORIGIN" in error) == (2, True)
    with serving(real, "--host", "0.0.0.0", settings={"BENKOLL_ORIGIN": "https://benkoll.example"}) as one:
        assert one.ready == "Benkoll answers at https://benkoll.example"
        page = one.get("/login")
        assert "No identity provider is set: nobody can log in." in page.text or "Ingen identitetstjänst" in page.text
        assert page.headers["strict-transport-security"].startswith("max-age=")


@pytest.mark.parametrize("origin", ["http://benkoll.example", "http://127.0.0.1.example:8000"])
def test_real_patients_need_https(real: str, origin: str) -> None:
    """At an address that a network reaches; on the machine itself nothing goes past one."""
    code, error = said(real, "--port", str(free_port()), settings={"BENKOLL_ORIGIN": origin})
    assert (code, f"BENKOLL_ORIGIN {origin}: real patients are shown by HTTPS alone" in error) == (2, True)


def test_the_security_log_is_on_standard_error_or_in_its_file(real: str, tmp_path: Path) -> None:
    """A line is there as soon as it was told; a file that cannot be written is an error at the start."""
    path = tmp_path / "security.log"
    for settings in ({}, {"BENKOLL_SECURITY_LOG": str(path)}):
        with serving(real, settings=settings) as one:
            assert httpx.get(f"{one.origin}/chain", headers={"Cookie": "benkoll=forged"}).status_code == 303
            _, _, error = one.end(signal.SIGTERM)
        text = path.read_text() if settings else error
        (line,) = [json.loads(one) for one in text.splitlines()]
        assert (line["event"], line["why"], line["route"]) == ("permission refused", "no session", "/chain")
        assert (error == "") == bool(settings)
    code, error = said(real, "--port", str(free_port()), settings={"BENKOLL_SECURITY_LOG": f"{tmp_path}/no/such"})
    assert (code, "cannot be written (No such file or directory)" in error) == (2, True)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (["--port", "0"], "--port 0: write a number 1-65535"),
        (["--port", "65536"], "--port 65536: write a number 1-65535"),
        (["--port", "http"], "--port http: write a number 1-65535"),
        (["--workers", "0"], "--workers 0: write a number 1-64"),
        (["--workers", "²"], "--workers ²: write a number 1-64"),
    ],
)
def test_a_number_that_is_none(demo: str, words: list[str], wrong: str) -> None:
    code, error = said(demo, *words)
    assert (code, wrong in error) == (2, True)


def test_another_key_than_the_database_was_made_with(demo: str, tmp_path: Path) -> None:
    made(tmp_path, "demo")
    code, error = said(
        demo, "--port", str(free_port()), settings={"BENKOLL_KEY_FILE": str(tmp_path / "benkoll.db.key")}
    )
    assert (code, "key" in error) == (2, True)


def test_a_database_that_is_not_made(tmp_path: Path) -> None:
    code, error = said(f"sqlite:///{tmp_path}/none.db", "--port", str(free_port()))
    assert (code, "run benkoll chain init" in error) == (2, True)


def test_what_runs_in_the_foreground_is_told_what_its_runner_is_told() -> None:
    """`make run` ends with the service's own code: ctrl-C reaches the service alone."""
    script, program = ROOT / "scripts" / "foreground.py", "import time; print('on', flush=True); time.sleep(60)"
    python = os.environ.get("PYTHON", "python3")
    caught = f"import signal, sys; signal.signal(signal.SIGINT, lambda *_: sys.exit(7)); {program}"
    with subprocess.Popen(
        [python, script, python, "-c", caught], stdout=subprocess.PIPE, text=True, env=environment({})
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "on\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(WAIT_SECONDS) == 7
