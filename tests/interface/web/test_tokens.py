"""`benkoll serve-token`: made and shown once, listed without what they hold, revoked; each act in the log."""

import json
from pathlib import Path

import pytest

from unit.cli.runner import Outcome, benkoll


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    found = {"BENKOLL_DATABASE": f"sqlite:///{tmp_path}/a.db", "BENKOLL_KEY_FILE": "", "BENKOLL_USER": "ada"}
    assert benkoll("chain", "init", "--kind", "demo", environ=found).code == 0
    return found


def run(environ: dict[str, str], *words: str) -> Outcome:
    return benkoll("serve-token", *words, environ=environ)


def listed(environ: dict[str, str]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run(environ, "list", "--format", "json").out)
    return found


def test_made_listed_revoked(environ: dict[str, str]) -> None:
    made = run(environ, "make", "Melior", "--unit", "ORT", "--unit", "MED", "--role", "clinician", "--for", "SU")
    assert made.code == 0
    secret = made.out.strip()
    assert secret.startswith("benkoll_")
    (one,) = listed(environ)
    assert (one["name"], one["roles"], one["units"], one["for"]) == ("Melior", ["clinician"], ["MED", "ORT"], "SU")
    assert secret not in run(environ, "list").out + json.dumps(one)
    again = run(environ, "make", "Melior")
    assert again.code == 2
    log = benkoll("audit", "log", "--format", "json", environ=environ).out
    assert secret not in log
    assert run(environ, "revoke", str(one["id"])[:8]).code == 0
    assert listed(environ) == []
    acts = [entry["action"] for entry in json.loads(benkoll("audit", "log", "--format", "json", environ=environ).out)]
    assert {"token made", "token revoked"} <= set(acts)


@pytest.mark.parametrize(
    "words",
    [
        ("make", "x", "--days", "0"),
        ("make", "x", "--days", "many"),
        ("make", "x", "--days", "9999"),
        ("make", "x", "--role", "administrator"),
        ("make", "x", "--unit", "A", "--all-units"),
        ("make", ""),
        ("revoke", "nobody"),
    ],
)
def test_what_cannot_be(environ: dict[str, str], words: tuple[str, ...]) -> None:
    assert run(environ, *words).code == 2
    assert listed(environ) == []
