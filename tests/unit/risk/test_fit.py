"""The fitted numbers come out of the figures again, by the one command that made them."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def test_the_fit_gives_the_numbers_that_stand() -> None:
    pytest.importorskip("scipy")
    command = [sys.executable, str(ROOT / "scripts" / "fit_risk.py"), "--check"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
