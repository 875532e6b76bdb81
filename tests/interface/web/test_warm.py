"""What the first who asks would wait for is made when the service begins."""

import subprocess
import sys
from pathlib import Path

import pytest

from benkoll.assess import prepared
from benkoll.exchange.cds_hooks.answer import answer
from benkoll.exchange.cds_hooks.example import example
from benkoll.exchange.cds_hooks.services import SERVICES
from benkoll.facts import repeated
from benkoll.guideline.build import load
from benkoll.web.warm import OLDER, TURN_SECONDS, YOUNG, warm
from database.hospital import DAY
from interface.web.ehr import Ehr
from security.served import Served, opened


def test_afterwards_nothing_is_made_for_a_call(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = opened(template, tmp_path)
    served = Served(plain.database, issuers=(Ehr().issuer(complete=("drugs", "conditions")),))
    warm(served.service)

    def made(*_: object) -> None:
        raise AssertionError("a function is made while somebody waits")

    monkeypatch.setattr(prepared, "compile_nodes", made)
    monkeypatch.setattr(repeated, "compile_patient", made)
    for hook in SERVICES.values():
        for complete in ((), ("drugs", "conditions")):
            answer(example(hook, DAY), DAY, load(), complete, "sv", "")
    served.close()
    plain.runner.close()


def test_the_example_is_a_patient_of_each_hook() -> None:
    found = {hook.hook: answer(example(hook, DAY), DAY, load(), (), "en", "")["cards"] for hook in SERVICES.values()}
    assert [hook for hook, cards in found.items() if cards] == ["patient-view", "order-select", "order-sign"]


def test_a_process_of_its_own_is_left_alone() -> None:
    program = """
import gc, sys
from benkoll.web.warm import leave_alone
leave_alone()
print(gc.get_freeze_count() > 1000, *gc.get_threshold(), sys.getswitchinterval())
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert said == ["True", str(YOUNG), str(OLDER), str(OLDER), str(TURN_SECONDS)]
