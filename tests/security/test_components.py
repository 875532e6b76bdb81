"""Known holes of others' packages: what is affected, since when, and a list that is old, or is none."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from benkoll.web.checkup import Found
from benkoll.web.checkup_components import components, installed, is_affected
from unit.cli.runner import benkoll

NOW = datetime(2026, 3, 20, tzinfo=UTC)
THERE = {"starlette": "1.10.2", "typing-extensions": "4.15.0", "httpx": "0.28"}


def advisory(name: str = "starlette", **said: Any) -> dict[str, Any]:
    """An entry as OSV writes one; `events` or `versions`: what is affected."""
    package = {"ecosystem": said.pop("ecosystem", "PyPI"), "name": name}
    kind, events = said.pop("kind", "ECOSYSTEM"), said.pop("events", None)
    affected = {"package": package, "versions": said.pop("versions", [])}
    if events is not None:
        affected["ranges"] = [{"type": kind, "events": events}]
    whole = {
        "id": "PYSEC-2026-1",
        "summary": "It tells too much",
        "published": "2026-03-15T10:00:00Z",
        "modified": "2026-03-18T10:00:00Z",
        "affected": [affected],
    }
    return whole | said


def listed(folder: Path, *advisories: dict[str, Any]) -> Path:
    """The list as one file, with one that is about nobody."""
    every = [advisory("other", id="PYSEC-2026-0", versions=["1.10.2"]), *advisories]
    path = folder / "all.zip"
    with ZipFile(path, "w") as archive:
        for place, one in enumerate(every):
            archive.writestr(f"{place}.json", json.dumps(one))
    return path


def told(place: Path) -> list[Found]:
    return list(components(place, THERE, NOW))


FROM_1_9 = [{"introduced": "1.9"}, {"fixed": "1.10.3"}]


@pytest.mark.parametrize(
    ("said", "version", "affected"),
    [
        ({"versions": ["1.10.2"]}, "1.10.2", True),
        ({"versions": ["1.10.1"]}, "1.10.2", False),
        ({"events": FROM_1_9}, "1.8.9", False),
        ({"events": FROM_1_9}, "1.9.0", True),
        ({"events": FROM_1_9}, "1.10.2", True),
        ({"events": FROM_1_9}, "1.10.3", False),
        ({"events": FROM_1_9}, "1.10.3.post1", False),
        ({"events": [{"introduced": "0"}]}, "0.1", True),
        ({"events": [{"introduced": "0"}, {"last_affected": "1.10"}]}, "1.10.0", True),
        ({"events": [{"introduced": "0"}, {"last_affected": "1.10"}]}, "1.10.1", False),
        ({"events": [{"fixed": "1.2"}, {"introduced": "0"}, {"introduced": "1.4"}, {"fixed": "1.6"}]}, "1.3", False),
        ({"events": [{"fixed": "1.2"}, {"introduced": "0"}, {"introduced": "1.4"}, {"fixed": "1.6"}]}, "1.5", True),
        ({"events": [{"introduced": "abc"}], "kind": "GIT"}, "1.5", False),
        ({"versions": ["1.5"], "ecosystem": "npm"}, "1.5", False),
    ],
)
def test_what_is_affected(said: dict[str, Any], version: str, affected: bool) -> None:
    assert is_affected(advisory(**said), "starlette", version) is affected


def test_no_known_hole(tmp_path: Path) -> None:
    (one,) = told(listed(tmp_path, advisory(versions=["1.0"])))
    assert (one.level, one.en) == ("well", "3 packages, no known hole; 2 entries, the last of 2026-03-18")


@pytest.mark.parametrize(
    ("published", "level"), [("2026-03-15T00:00:00Z", "warning"), ("2026-02-10T00:00:00+00:00", "wrong")]
)
def test_a_hole_is_told_and_is_wrong_past_its_time(tmp_path: Path, published: str, level: str) -> None:
    (one,) = told(listed(tmp_path, advisory(versions=["1.10.2"], published=published)))
    assert (one.level, one.en) == (level, f"starlette 1.10.2: PYSEC-2026-1 ({published[:10]}) It tells too much")


def test_names_are_written_in_any_way(tmp_path: Path) -> None:
    (one,) = told(listed(tmp_path, advisory("Typing_Extensions", versions=["4.15.0"])))
    assert one.en.startswith("typing-extensions 4.15.0")


def test_one_that_was_withdrawn_is_none(tmp_path: Path) -> None:
    (one,) = told(listed(tmp_path, advisory(versions=["1.10.2"], withdrawn="2026-03-17T00:00:00Z")))
    assert one.level == "well"


def test_an_old_list_knows_too_little(tmp_path: Path) -> None:
    (one,) = components(listed(tmp_path), THERE, NOW.replace(day=28))
    assert (one.level, one.en) == ("warning", "an old list: 1 entries, the last of 2026-03-18")


def test_a_folder_does_as_well(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(advisory(versions=["1.10.2"])))
    assert [one.level for one in told(tmp_path)] == ["warning"]


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_list(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "all.zip").write_bytes(content)
    (one,) = told(tmp_path / "all.zip")
    assert (one.level, one.mend_en.startswith("fetch the list")) == ("wrong", True)
    assert told(tmp_path / "gone.zip")[0].level == "wrong"


def test_what_is_installed_is_looked_up(tmp_path: Path) -> None:
    """By the command, the packages of this environment."""
    there = installed()
    assert {"starlette", "sqlalchemy", "typing-extensions"} <= there.keys()
    hole = advisory("SQLAlchemy", versions=[there["sqlalchemy"]], modified="2099-01-01T00:00:00Z")
    environ = {"BENKOLL_DATABASE": f"sqlite:///{tmp_path}/none.db"}
    done = benkoll("doctor", "--lang", "en", "--advisories", str(listed(tmp_path, hole)), environ=environ)
    assert f"sqlalchemy {there['sqlalchemy']}: PYSEC-2026-1" in done.out
    assert "known hole" not in done.out
