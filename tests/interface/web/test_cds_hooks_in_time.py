"""CDS Hooks in time: whose turn comes too late, whose token or whose keys take too long."""

import json
import threading
import time
from typing import Any

import pytest

from benkoll.web.interfaces import cds_hooks
from interface.web.calls import call
from interface.web.ehr import Ehr
from interface.web.test_cds_hooks import AT_HOME, KNOWN, ehr, feedback, hooks, logged, sent, service
from security.served import Served

__all__ = ["ehr", "hooks"]


def test_what_nobody_waits_for_is_not_worked_out(hooks: Served, ehr: Ehr, monkeypatch: pytest.MonkeyPatch) -> None:
    """One answer is worked out at a time; whose turn comes too late has been sent without cards, and is logged."""
    worked_out, gone = list[object](), threading.Event()

    class Turn:
        """What the service takes its turns by; it says when a turn is over."""

        def __enter__(self) -> None:
            turn.acquire()

        def __exit__(self, *_: object) -> None:
            turn.release()
            gone.set()

    turn = threading.Lock()
    assert sent(hooks, ehr, call("patient-view", KNOWN)).status_code == 200
    monkeypatch.setattr(cds_hooks, "_turn", Turn())
    monkeypatch.setattr(cds_hooks, "answer", lambda *about: worked_out.append(about))
    monkeypatch.setattr(cds_hooks, "BUDGET", 1.0)
    with turn:
        assert sent(hooks, ehr, call("patient-view", KNOWN)).json() == {"cards": []}
    assert gone.wait(30)
    assert worked_out == []
    assert len(logged(hooks.database)) == 2


def test_one_that_is_used_too_late_was_not_used_before(
    hooks: Served, ehr: Ehr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the call began uses it up when the answer has gone: the EHR is told that it was late, and nothing else."""
    from benkoll.web.together import Together

    assert sent(hooks, ehr, call("patient-view", KNOWN)).status_code == 200
    tells = Together.tell

    def slow(*about: Any) -> bool:
        told = tells(*about)
        time.sleep(1.0)
        return told

    monkeypatch.setattr(Together, "tell", slow)
    monkeypatch.setattr(cds_hooks, "BUDGET", 0.4)
    monkeypatch.setattr("benkoll.web.signed.SOON", 10.0)
    assert sent(hooks, ehr, call("patient-view", KNOWN)).status_code == 503


@pytest.mark.parametrize("path", [service("patient-view"), service("patient-view") + "/feedback"])
@pytest.mark.parametrize("what", ["together.first_use", "kept.first_use"])
def test_a_token_that_cannot_be_checked_in_time(
    hooks: Served, ehr: Ehr, path: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: object) -> bool:
        time.sleep(3.0)
        return True

    slow_here = (what == "kept.first_use") is path.endswith("feedback")
    body = {**call("patient-view", KNOWN), **feedback()}
    assert sent(hooks, ehr, body, path).status_code == 200
    monkeypatch.setattr(f"benkoll.web.{what}", slow)
    monkeypatch.setattr("benkoll.web.signed.SOON", 0.35)
    monkeypatch.setattr(cds_hooks, "BUDGET", 0.4)
    began = time.monotonic()
    assert sent(hooks, ehr, body, path).status_code == (503 if slow_here else 200)
    assert time.monotonic() - began < 2.5


def test_keys_that_are_long_in_coming(hooks: Served, ehr: Ehr, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are waited for beside what else is done, and not for ever."""
    from benkoll.web import rings, signed

    path, began, came = service("patient-view"), threading.Event(), threading.Event()
    assert sent(hooks, ehr, call("patient-view", KNOWN)).status_code == 200

    def slow(*_: object) -> None:
        began.set()
        assert came.wait(30)

    monkeypatch.setattr(rings, "RETRY", 0.0)
    monkeypatch.setattr(rings, "_fetch", slow)
    monkeypatch.setattr(signed, "WAIT", 30.0)
    monkeypatch.setattr(signed, "SOON", 0.2)
    token = ehr.token(AT_HOME + path, hooks.clock.at.timestamp(), header={"kid": "new"})
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    try:
        answer = hooks.send(
            "POST", path, headers=headers, content=json.dumps(call("patient-view", KNOWN)), address="::2"
        )
        assert began.is_set()
        assert answer.status_code == 503
        assert sent(hooks, ehr, call("patient-view", KNOWN)).status_code == 200  # the known key needs no other
    finally:
        came.set()
