"""What deploy/ holds works: the Dockerfile's commands in a clean folder, the rights, the unit, what compose names."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import yaml

from benkoll.errors import UsageError
from benkoll.store.database import engine_of, open_database
from benkoll.store.migrate import migrate
from benkoll.web.configuration import ALLOWED
from database.hospital import KEYS
from database.server import Server, programs
from house.test_core_install import OFFLINE
from house.tree import ROOT

DEPLOY = ROOT / "deploy"
FOLDERS = ("/opt/benkoll", "/src")
"""The places of the image that the test has in a folder of its own."""


def steps() -> list[tuple[str, str]]:
    """The Dockerfile's lines as instruction and words."""
    lines = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    return [(one.split()[0], one.partition(" ")[2]) for one in lines if one and not one.startswith("#")]


def ignored(path: str) -> bool:
    """Whether the build does not see the path of the project."""
    allowed = [one[1:] for one in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if one[:1] == "!"]
    return path.split("/")[0] not in allowed


class Image:
    """The Dockerfile's steps, done in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.at = folder
        (folder / "bin").mkdir()
        (folder / "bin" / "python").symlink_to(sys.executable)
        self.environment = {"PATH": f"{folder / 'bin'}:/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}
        self.environment |= {
            name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "SSL_"))
        }

    def inside(self, words: str) -> str:
        for place in FOLDERS:
            words = re.sub(rf"(?<![\w.]){place}\b", f"{self.folder}{place}", words)
        return words

    def do(self, instruction: str, words: str) -> None:
        if instruction == "WORKDIR":
            self.at = Path(self.inside(words))
            self.at.mkdir(parents=True, exist_ok=True)
        elif instruction == "COPY" and not words.startswith("--from"):
            *sources, target = words.split()
            for source in sources:
                assert not ignored(source), f"{source} is not in Dockerfile.dockerignore"
                self._copy(ROOT / source, self.at / target)
        elif instruction == "RUN":
            self._run(self.inside(words))

    def _copy(self, source: Path, target: Path) -> None:
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)

    def _run(self, command: str) -> None:
        done = subprocess.run(
            ["sh", "-ec", command], cwd=self.at, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode and any(sign in done.stderr for sign in (*OFFLINE, "No matching distribution")):
            pytest.skip("the package registry cannot be reached: the Dockerfile's commands did not run")
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    made = Image(tmp_path_factory.mktemp("image"))
    for instruction, words in steps():
        made.do(instruction, words)
    return made


def test_the_commands_of_the_dockerfile_make_what_serves(image: Image) -> None:
    """No tool is left in it, it needs nothing of the folder that it was built in, and the doctor finds all packages."""
    shutil.rmtree(image.folder / "src")
    benkoll = image.folder / "opt" / "benkoll" / "bin" / "benkoll"
    assert not benkoll.with_name("uv").exists()
    done = subprocess.run(
        [benkoll, "doctor", "--format", "json"], cwd=image.folder, capture_output=True, text=True, check=False
    )
    parts = {one["part"]: one["level"] for one in json.loads(done.stdout)["parts"]}
    assert {name: level for name, level in parts.items() if level != "well"} == {"database": "wrong"}
    database = ["--database", f"sqlite:///{image.folder}/a.db"]
    for words in (["chain", "init", *database], ["doctor", *database], ["serve", "--help"]):
        assert subprocess.run([benkoll, *words], cwd=image.folder, capture_output=True, check=False).returncode in (
            0,
            1,
        )


def test_what_the_container_runs_is_a_command_that_there_is() -> None:
    (command,) = [json.loads(words) for instruction, words in steps() if instruction == "CMD"]
    from benkoll.cli.arguments import parse
    from benkoll.cli.commands import COMMANDS

    parse(command[1:], COMMANDS)
    for instruction, words in steps():
        if instruction == "COPY" and words.startswith("--from=build"):
            assert words.split()[1] == words.split()[2]  # programs of an environment know their own place


def test_compose_names_what_there_is() -> None:
    said = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = said["services"]
    assert set(services) == {"db", "init", "rights", "web"}
    for one in services.values():
        for volume in one.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in said["volumes"] or (DEPLOY / source).exists()
        assert set(one.get("secrets", ())) <= set(said["secrets"])
        for name in re.findall(r"BENKOLL_[A-Z_]+", json.dumps(one.get("environment", {}))):
            assert f'"{name}"' in (ROOT / "src/benkoll/settings.py").read_text()
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert services["web"]["read_only"]


def test_compose_reaches_the_database_by_a_socket() -> None:
    """Which is let; a service's name on the containers' network would be refused."""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert (services["db"]["network_mode"], services["db"]["command"][-1]) == ("none", "listen_addresses=")
    for name in ("init", "web"):
        engine_of(services[name]["environment"]["BENKOLL_DATABASE"]).dispose()
        with pytest.raises(UsageError, match="TLS that is verified"):
            engine_of("postgresql://benkoll_app@db/benkoll")
    for one in services.values():
        assert "socket:/var/run/postgresql" in one["volumes"]


def test_the_example_configuration_has_names_that_are_known() -> None:
    said = yaml.safe_load((DEPLOY / "web.yaml").read_text())
    assert set(said) <= set(ALLOWED)


# SYSTEMD


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, with a program that is there."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed: the unit was not verified")
    text = (DEPLOY / "benkoll.service").read_text()
    path = tmp_path / "benkoll.service"
    path.write_text(text.replace("/opt/benkoll/bin/benkoll", str(Path(sys.executable).with_name("benkoll"))))
    return path


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


def test_systemd_accepts_the_unit(unit: Path) -> None:
    done = analyze("verify", "--man=no", "--recursive-errors=no", str(unit))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("fault", ["ProtectSystem=strongly", "ExecStart=/no/such/program", "Bogus=1"])
def test_systemd_refuses_a_unit_with_a_fault(unit: Path, fault: str) -> None:
    name = fault.partition("=")[0]
    text = re.sub(rf"^{name}=.*\n", "", unit.read_text(), flags=re.MULTILINE)
    unit.write_text(text.replace("[Service]\n", f"[Service]\n{fault}\n"))
    done = analyze("verify", "--man=no", "--recursive-errors=no", str(unit))
    assert done.returncode or done.stderr


def test_the_unit_may_do_little(unit: Path) -> None:
    """Of systemd's own score, 0 (nothing) to 10 (everything)."""
    done = analyze("security", "--offline=true", "--threshold=20", "--no-pager", str(unit))
    assert done.returncode == 0, done.stdout[-400:]


def test_the_unit_starts_a_command_that_there_is() -> None:
    from benkoll.cli.arguments import parse
    from benkoll.cli.commands import COMMANDS

    (line,) = re.findall(r"^ExecStart=(.*)$", (DEPLOY / "benkoll.service").read_text(), re.MULTILINE)
    parse(shlex.split(line)[1:], COMMANDS)


# THE RIGHTS


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    found = programs()
    if found is None or not (found / "psql").exists():
        pytest.skip("PostgreSQL not found (psql): the rights of the daily role were not tried")
    made = Server(found)
    try:
        made.start()
        yield made
    finally:
        made.remove()


def test_the_daily_role_can_work_and_cannot_change_what_stays(server: Server) -> None:
    owner = server.make("daily")
    migrate(owner, "real", KEYS)[0].close()
    for _ in range(2):  # and again after each migration
        command = [
            server.bin / "psql",
            owner,
            "-v",
            "ON_ERROR_STOP=1",
            "-v",
            "password=secret",
            "-f",
            DEPLOY / "rights.sql",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    daily = owner.replace("benkoll@", "benkoll_app@")
    open_database(daily).close()
    with psycopg.connect(daily) as connection:
        connection.execute("SELECT count(*) FROM chain_event")
        for forbidden in (
            "UPDATE chain_event SET id = id",
            "DELETE FROM chain_event",
            "UPDATE audit_entry SET seq = seq",
            "UPDATE reading_change SET seq = seq",
            "DELETE FROM reading_density",
            "UPDATE benkoll_database SET kind = 'demo'",
            "DELETE FROM benkoll_retired",
            "CREATE TABLE mine (a int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(forbidden)  # type: ignore[call-overload]
