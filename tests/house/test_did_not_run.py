"""A suite that cannot run is told of, and is a failure where all is required."""

import subprocess
import sys
from pathlib import Path

import pytest

from house.tree import ROOT

SKIPPED = {
    "test": "import pytest\n\n\ndef test_a():\n    pytest.skip('no network')\n\n\ndef test_b():\n    pass\n",
    "module": "import pytest\n\npytest.skip('no network', allow_module_level=True)\n",
}


def run(tmp_path: Path, suite: str, required: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "test_planted.py").write_text(SKIPPED[suite])
    command = [sys.executable, "-m", "pytest", "-p", "did_not_run", "-p", "no:cacheprovider", str(tmp_path)]
    environment = {"BENKOLL_REQUIRE_ALL": required, "PYTHONPATH": str(ROOT / "tests")}
    return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("suite", SKIPPED)
def test_it_is_said_loudly(tmp_path: Path, suite: str) -> None:
    found = run(tmp_path, suite, "0")
    assert "!!! DID NOT RUN !!!" in found.stdout
    assert "no network" in found.stdout.partition("DID NOT RUN")[2]
    assert found.returncode in (0, 5)  # 5: no test was left


@pytest.mark.parametrize("suite", SKIPPED)
def test_it_fails_where_all_is_required(tmp_path: Path, suite: str) -> None:
    found = run(tmp_path, suite, "1")
    assert found.returncode in (1, 2)
    assert "did not run, and all is required" in found.stdout
