"""The import contracts hold, and break where they should."""

import ast
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from house.tree import ROOT, SOURCE, python_files, tree

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())
DISTRIBUTION = {  # where it is not called as what it holds
    "yaml": "pyyaml",
    "pydantic_core": "pydantic",
    "openjpeg": "pylibjpeg-openjpeg",
    "gdcm": "python-gdcm",
}
CONTRACTS = SETTINGS["tool"]["importlinter"]["contracts"]


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=root, env={"PYTHONPATH": "src"}, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(SOURCE, tmp_path / "src" / "benkoll", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_no_contract_has_exceptions() -> None:
    assert [contract["name"] for contract in CONTRACTS if "ignore_imports" in contract] == []


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("logic/term.py", "import benkoll.facts.leaves", "benkoll.logic is not allowed to import benkoll.facts"),
        ("guideline/form.py", "import benkoll.assess.answer", "benkoll.guideline is not allowed to import"),
        ("exchange/planted.py", "import benkoll.letters", "benkoll.exchange is not allowed to import benkoll.letters"),
        ("measures/body.py", "import benkoll.settings", "benkoll.measures.body -> benkoll.settings"),
        ("assess/planted.py", "def f():\n    import polars", "benkoll.assess.planted -> polars"),
        ("utils/__init__.py", "", "- benkoll.utils"),
    ],
)
def test_a_planted_fault_breaks_a_contract(copy: Path, file: str, line: str, said: str) -> None:
    place = copy / "src" / "benkoll" / file
    place.parent.mkdir(exist_ok=True)
    with place.open("a") as text:
        text.write(f"\n{line}\n")
    found = lint(copy)
    assert found.returncode == 1
    assert said in found.stdout


def outside_packages() -> set[str]:
    """What the project imports that is neither its own nor Python's."""
    found = set()
    for path in python_files():
        if path.is_relative_to(SOURCE):
            for node in ast.walk(tree(path)):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                found |= {name.partition(".")[0] for name in names}
    return found - {"benkoll"} - sys.stdlib_module_names


def test_every_outside_package_has_its_contract() -> None:
    guests = {
        name for contract in CONTRACTS if contract["type"] == "protected" for name in contract["protected_modules"]
    }
    assert outside_packages() == guests - {"benkoll.settings"}


def test_every_outside_package_is_declared() -> None:
    project = SETTINGS["project"]
    extras = [one for extra in project["optional-dependencies"].values() for one in extra]
    wanted = {one.partition(">")[0] for one in (*project["dependencies"], *extras) if not one.startswith("benkoll[")}
    demanded = {"psycopg[binary]", "python-multipart"}  # by sqlalchemy and starlette for themselves
    demanded |= {"pyjpegls"}  # by pydicom
    assert {DISTRIBUTION.get(name, name) for name in outside_packages()} == wanted - demanded


def test_the_package_offers_only_these() -> None:
    """Everything else is a module of its own, and loaded when asked for."""
    import benkoll

    assert {name for name in vars(benkoll) if not name.startswith("_")} >= set(benkoll.__all__)
    assert benkoll.__all__ == ["assess", "assess_table", "explain"]
