"""`benkoll doctor` on both kinds of database: what is well, and each thing that can be wrong with how it is mended."""

import base64
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from joserfc.jwk import ECKey

from benkoll.audit.log import Act, append, verify
from benkoll.imaging.reference_file import as_json
from benkoll.store.database import Database
from benkoll.store.keys import Keys
from benkoll.store.metadata import database_table
from benkoll.web.checkup import Found, _backups, checkup_program, room_for
from benkoll.web.tokens import make_token
from database.conftest import Made
from database.hospital import actor
from unit.cli.runner import Outcome, benkoll
from unit.imaging.tables import normal

Told = dict[str, dict[str, str]]
KEYS = Keys(bytes(range(32)))
"""As long as a key file's."""


@pytest.fixture
def key(tmp_path: Path, database: Database) -> Path:
    with database.writing() as connection:
        connection.execute(sa.update(database_table).values(key_check=KEYS.check()))
    path = tmp_path / "right.key"
    path.write_bytes(base64.b64encode(KEYS.secret))
    path.chmod(0o600)
    return path


@pytest.fixture
def ask(url: str, key: Path) -> Callable[..., tuple[int, Told]]:
    """Asks the doctor; the exit code, and each part as it was told."""

    def asked(*words: str, **settings: str) -> tuple[int, Told]:
        environ = {"BENKOLL_DATABASE": url, "BENKOLL_KEY_FILE": str(key)} | settings
        done = benkoll("doctor", "--lang", "en", "--format", "json", *words, environ=environ)
        return done.code, {part["part"]: part for part in json.loads(done.out)["parts"]}

    return asked


def test_all_parts_are_told(ask: Callable[..., tuple[int, Told]], database: Database) -> None:
    code, told = ask(BENKOLL_ORIGIN="https://benkoll.example")
    assert {name: part["level"] for name, part in told.items() if part["level"] == "wrong"} == {}
    assert told["database"]["en"] == "answers, of today's form, for patients"
    assert told["configuration"]["mend_en"].startswith("write a configuration file")
    assert ("clock" in told) == ("rights" in told) == database.is_postgresql  # the tests' role owns its database
    assert code == 1


def text(url: str, key: Path, lang: str) -> Outcome:
    return benkoll("doctor", "--lang", lang, environ={"BENKOLL_DATABASE": url, "BENKOLL_KEY_FILE": str(key)})


def test_it_is_said_in_both_languages(url: str, key: Path) -> None:
    swedish, english = text(url, key, "sv"), text(url, key, "en")
    assert "  tidszon " in swedish.out
    assert "gör så här: " in swedish.out
    assert "  time zone " in english.out
    assert "it works, but " in english.out
    assert max(map(len, (swedish.out + english.out).splitlines())) <= 120


def test_a_key_that_others_may_read(ask: Callable[..., tuple[int, Told]], key: Path) -> None:
    key.chmod(0o644)
    code, told = ask()
    assert (code, told["key"]["level"], told["key"]["mend_en"]) == (1, "warning", f"chmod 600 {key}")


@pytest.mark.parametrize("content", [None, base64.b64encode(b"another key that is not the one.."[:32]), b"no key"])
def test_a_key_that_is_not_the_databases(
    ask: Callable[..., tuple[int, Told]], key: Path, content: bytes | None
) -> None:
    key.unlink() if content is None else key.write_bytes(content)
    code, told = ask()
    assert (code, told["key"]["level"]) == (3, "wrong")
    assert "BENKOLL_KEY_FILE" in told["key"]["mend_en"]
    assert "log" not in told


def test_a_database_that_is_not_made(make: Made, ask: Callable[..., tuple[int, Told]]) -> None:
    code, told = ask(BENKOLL_DATABASE=make("empty"))
    assert (code, told["database"]["level"]) == (3, "wrong")
    assert "benkoll chain init" in told["database"]["mend_en"]


def test_a_database_that_does_not_answer(key: Path) -> None:
    done = benkoll("doctor", environ={"BENKOLL_DATABASE": "postgresql://a:secret@127.0.0.1:1/b"})
    assert done.code == 3
    assert "databas måste lagas" in done.out
    assert "secret" not in done.out


def logged(database: Database, count: int) -> None:
    with database.writing() as connection:
        append(connection, actor(), KEYS, [Act("seen", object=str(number)) for number in range(count)])


def test_a_log_that_is_broken(ask: Callable[..., tuple[int, Told]], database: Database) -> None:
    logged(database, 30)
    assert ask("--links", "10")[1]["log"]["en"] == "the last 10 links hold"
    assert ask("--links", "500")[1]["log"]["en"] == "the last 30 links hold"
    changed(database, "UPDATE audit_entry SET actor = 'x' WHERE seq = 15")
    assert ask("--links", "10")[1]["log"]["level"] == "well"
    code, told = ask("--links", "20")
    assert (code, told["log"]["en"]) == (3, "BROKEN at link 15")


@pytest.mark.parametrize(
    "statement", ["DELETE FROM audit_entry WHERE seq = 25", "DELETE FROM audit_entry WHERE seq = 20"]
)
def test_a_link_that_is_missing_among_the_last(database: Database, statement: str) -> None:
    logged(database, 30)
    changed(database, statement)
    with database.reading() as connection:
        assert verify(connection, KEYS, links=10).broken is not None


@pytest.mark.parametrize("links", [1, 29, 30, 31])
def test_the_last_links_of_a_whole_log(database: Database, links: int) -> None:
    logged(database, 30)
    with database.reading() as connection:
        found = verify(connection, KEYS, links=links)
    assert (found.broken, found.count) == (None, min(links, 30))


def changed(database: Database, statement: str) -> None:
    """Past the triggers, as somebody who owns the database could."""
    with database.engine.begin() as connection:
        if database.is_postgresql:
            connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        else:
            names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
            for name in names:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(statement)


# THE CONFIGURATION


def test_a_configuration_file_that_cannot_be_used(ask: Callable[..., tuple[int, Told]], tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text("opemid: {}\n")
    code, told = ask(BENKOLL_WEB=str(tmp_path / "web.yaml"))
    assert (code, told["configuration"]["level"]) == (3, "wrong")
    assert "opemid: unknown; allowed: openid" in told["configuration"]["en"]


def test_a_reference_of_vertebrae(ask: Callable[..., tuple[int, Told]], tmp_path: Path) -> None:
    (tmp_path / "web.yaml").write_text("vfa_reference: normal.json\n")
    (tmp_path / "normal.json").write_text(json.dumps(as_json(normal())))
    told = ask(BENKOLL_WEB=str(tmp_path / "web.yaml"))[1]
    assert told["vfa reference"]["en"] == "våra normala, made 2026-01-05: can be used"
    (tmp_path / "normal.json").write_text(json.dumps(as_json(normal(T8=95.0))))
    code, told = ask(BENKOLL_WEB=str(tmp_path / "web.yaml"))
    assert (code, told["configuration"]["level"]) == (3, "wrong")
    assert "normal.json" in told["configuration"]["en"]
    assert "tables.any.ratios.T8.wedge.mean" in told["configuration"]["en"]


def test_an_identity_provider_that_does_not_answer(ask: Callable[..., tuple[int, Told]], tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s")
    (tmp_path / "web.yaml").write_text(
        "openid: {issuer: 'http://127.0.0.1:1', client_id: a, secret_file: secret}\n"
        "hooks: [{iss: 'https://ehr.example', jwks: 'http://127.0.0.1:1/jwks'}]\n"
    )
    code, told = ask(BENKOLL_WEB=str(tmp_path / "web.yaml"))
    assert code == 3
    assert told["configuration"]["level"] == "well"
    assert told["identity provider"]["en"] == "does not answer: 127.0.0.1: ConnectError"
    assert told["keys of https://ehr.example"]["level"] == "wrong"


def test_what_lasts_is_named(ask: Callable[..., tuple[int, Told]], database: Database, tmp_path: Path) -> None:
    """A secret at the provider, and a token that an administrator made: a key of one's own is better than either."""
    (tmp_path / "secret").write_text("s")
    (tmp_path / "own.pem").write_bytes(ECKey.generate_key("P-384").as_pem(private=True))
    file = tmp_path / "web.yaml"
    openid = "openid: {issuer: 'http://127.0.0.1:1', client_id: a, %s}\n"
    file.write_text(openid % "key_file: own.pem")
    assert ask(BENKOLL_WEB=str(file))[1]["credentials"]["level"] == "well"
    file.write_text(openid % "secret_file: secret")
    told = ask(BENKOLL_WEB=str(file))[1]["credentials"]
    assert (told["level"], told["en"]) == ("warning", "show who they are by a secret that lasts: a")
    make_token(database, KEYS, actor(), "Melior", ["system"], [], "IT", 730)
    assert ask(BENKOLL_WEB=str(file))[1]["credentials"]["en"].endswith(": a, system:Melior")


def test_an_address_without_https(ask: Callable[..., tuple[int, Told]]) -> None:
    assert ask(BENKOLL_ORIGIN="http://benkoll.example")[1]["address"]["level"] == "warning"


# WHAT NEEDS NO DATABASE

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def kept(folder: Path, name: str, size: int, hours: float) -> None:
    (folder / name).write_bytes(b"x" * size)
    at = (NOW - timedelta(hours=hours)).timestamp()
    os.utime(folder / name, (at, at))


@pytest.mark.parametrize(
    ("files", "level"),
    [
        ([], "wrong"),
        ([("a.benkoll", 100, 25)], "well"),
        ([("a.benkoll", 100, 27)], "wrong"),
        ([("a.benkoll", 100, 30), ("b.benkoll", 60, 6)], "well"),
        ([("a.benkoll", 100, 30), ("b.benkoll", 40, 6)], "warning"),
        ([("a.txt", 100, 1)], "wrong"),
    ],
)
def test_backups(tmp_path: Path, files: list[tuple[str, int, float]], level: str) -> None:
    for one in files:
        kept(tmp_path, *one)
    assert _backups(tmp_path, NOW).level == level
    assert _backups(tmp_path / "none", NOW).level == "wrong"


def test_room_on_the_disk(tmp_path: Path) -> None:
    assert room_for(tmp_path, 0).level == "well"
    assert room_for(tmp_path, 2**60).level == "warning"


def packages_missing(monkeypatch: pytest.MonkeyPatch, there: Callable[[str], Any]) -> list[Found]:
    monkeypatch.setattr("benkoll.web.checkup.version", there)
    return [one for one in checkup_program() if one.level == "wrong"]


def test_packages_that_are_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    found = packages_missing(monkeypatch, lambda name: "0.1")
    assert {one.part for one in found} == {"packages table", "packages letters", "packages chain", "packages web"}
    (web,) = [one for one in found if one.part == "packages web"]
    assert "fastapi 0.1 < " in web.en
    assert web.mend_en == "pip install --upgrade 'benkoll[web]'"
    done = benkoll("doctor", "--lang", "en")
    assert done.code == 3
    assert "database" not in done.out  # without them nothing of it can be looked at


def test_a_python_without_time_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "zoneinfo.ZoneInfo", lambda name: (_ for _ in ()).throw(__import__("zoneinfo").ZoneInfoNotFoundError)
    )
    (found,) = [one for one in checkup_program() if one.level == "wrong"]
    assert found.part == "time zone"


def test_letters_that_cannot_be_set(url: str, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benkoll.letters.pdf.FONTS", Path("/no/such/fonts"))
    monkeypatch.setattr("benkoll.letters.pdf.PAPER", Path("/no/such/paper.typ"))
    done = text(url, key, "en")
    assert done.code == 3
    assert "X letters" in done.out
