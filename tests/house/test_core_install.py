"""The core alone, without extras, installed from the lock: small, and enough to assess one patient."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from house.tree import ROOT

MOST_MEGABYTES = 80
OFFLINE = ("dns error", "Failed to fetch", "Connection refused", "client error (Connect)", "Could not connect")


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of an environment with the core in it and nothing else."""
    place = tmp_path_factory.mktemp("core") / "venv"
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "sync", "--locked", "--no-dev", "--no-editable", "--python", sys.executable]
    environment = os.environ | {"UV_PROJECT_ENVIRONMENT": str(place), "UV_PYTHON_DOWNLOADS": "never"}
    found = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if found.returncode and any(sign in found.stderr for sign in OFFLINE):
        pytest.skip("the package registry cannot be reached")
    assert found.returncode == 0, found.stderr
    return place


def test_the_core_is_small(core: Path) -> None:
    size = sum(path.stat().st_size for path in core.rglob("*") if path.is_file() and not path.is_symlink())
    assert size <= MOST_MEGABYTES * 1_000_000
    assert not list(core.rglob("site-packages/polars"))


def test_the_core_assesses_one_patient(core: Path) -> None:
    command = [str(core / "bin" / "benkoll"), "assess", str(ROOT / "examples" / "one-patient.json"), "--format", "json"]
    found = subprocess.run(command, cwd=core, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    (answer,) = json.loads(found.stdout)
    assert answer["recommendations"]
