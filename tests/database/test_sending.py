"""The log sent to another system: each entry once and in order, whatever broke it off; what was sent shows a change."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from benkoll.audit.log import Act, append, entries
from benkoll.audit.sending import SENT, send
from benkoll.audit.tables import entry
from benkoll.errors import InputError
from benkoll.store.database import Database
from database.hospital import KEYS, actor
from database.test_audit import LINKS, log, tampering
from unit.cli.runner import benkoll

__all__ = ["log"]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def more(database: Database) -> None:
    with database.writing() as connection:
        append(connection, actor(), KEYS, [Act("episode", None, 'åäö\n"')])


def test_each_entry_once(log: Database, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    assert send(log, KEYS, actor(), path) == LINKS
    assert send(log, KEYS, actor(), path) == 1  # that it was sent
    assert send(log, KEYS, actor(), path) == 0
    more(log)
    assert send(log, KEYS, actor(), path) == 1
    found = lines(path)
    assert [one["seq"] for one in found] == list(range(1, LINKS + 3))
    with log.reading() as connection:
        told = {one.seq: one for one in entries(connection)}
    assert all(one["hash"] == told[one["seq"]].hash and one["actor"] == told[one["seq"]].actor for one in found)
    assert [one.object for one in told.values() if one.action == SENT] == [str(LINKS), str(LINKS + 2)]


@pytest.mark.parametrize("cut", [1, 5, 30, 200])
def test_a_line_that_was_broken_off_is_written_anew(log: Database, tmp_path: Path, cut: int) -> None:
    path = tmp_path / "log.jsonl"
    send(log, KEYS, actor(), path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    send(log, KEYS, actor(), path)
    assert path.read_bytes().startswith(whole)
    assert [one["seq"] for one in lines(path)] == list(range(1, LINKS + 2))


@pytest.mark.parametrize("content", [b"something else\n", b"no line", b'{"a": 1}\n', b"[1]\n", b"1\n"])
def test_another_file_is_left_alone(log: Database, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(InputError, match="the file holds something else than the log's lines"):
        send(log, KEYS, actor(), path)
    assert path.read_bytes() == content


def test_what_was_sent_shows_what_was_changed_since(
    log: Database,
    tmp_path: Path,
) -> None:
    """By who has the database and the key: each line that lies elsewhere is an anchor."""
    from benkoll.audit.log import link, verify
    from benkoll.cli.audit import anchors_in

    path = tmp_path / "log.jsonl"
    send(log, KEYS, actor(), path)
    anchors = anchors_in(str(path))
    assert len(anchors) == LINKS
    with tampering(log) as connection:
        assert verify(connection, KEYS, anchors).broken is None
        rows = [row._asdict() for row in connection.execute(sa.select(entry).order_by(entry.c.seq))]
        previous = "0" * 64
        for row in rows:  # the whole chain made anew, as only the key can
            row["actor"] = "nobody" if row["seq"] == 3 else row["actor"]
            row["hash"] = previous = link(KEYS, row, previous)
            connection.execute(sa.update(entry).where(entry.c.seq == row["seq"]).values(row))
        found = verify(connection, KEYS, anchors).broken
        assert (found.seq, found.why) == (3, "changed") if found else pytest.fail("not found")


def test_on_the_command_line(tmp_path: Path) -> None:
    environ = {"BENKOLL_DATABASE": f"sqlite:///{tmp_path}/a.db", "BENKOLL_LANG": "en", "BENKOLL_USER": "ada"}
    assert benkoll("chain", "init", "--kind", "demo", environ=environ).code == 0
    assert benkoll("audit", "log", environ=environ).code == 0
    path = tmp_path / "log.jsonl"
    done = benkoll("audit", "send", "--out", str(path), environ=environ)
    assert (done.code, done.out) == (0, f"{path}: 1 new lines\n")
    assert benkoll("audit", "verify", "--anchors", str(path), environ=environ).code == 0
    assert benkoll("audit", "send", "--out", str(tmp_path / "no" / "such"), environ=environ).code == 3
