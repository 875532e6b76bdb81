"""The measures mutated by cosmic-ray, on a copy of the project, and found or not by their unit tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).parents[2]
CONFIG = """
[cosmic-ray]
module-path = "src/benkoll/measures"
timeout = 60.0
excluded-modules = ["src/benkoll/measures/__init__.py"]
test-command = "{python} -m pytest -x -q -p no:cacheprovider tests/unit/measures"

[cosmic-ray.distributor]
name = "local"
"""


def main() -> int:
    """Print every mutant that no test finds, and the share that is found."""
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        for part in ("src", "tests", "pyproject.toml", "README.md"):
            source = PROJECT / part
            (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / part)
        (copy / "measures.toml").write_text(CONFIG.format(python=sys.executable), encoding="utf-8")
        environment = os.environ | {"PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}

        def run(*words: str) -> str:
            command = [str(Path(sys.executable).with_name(words[0])), *words[1:]]
            return subprocess.run(
                command, cwd=copy, env=environment, check=True, text=True, stdout=subprocess.PIPE
            ).stdout

        run("cosmic-ray", "init", "measures.toml", "measures.sqlite")
        run("cosmic-ray", "exec", "measures.toml", "measures.sqlite")
        print(run("cr-report", "--show-diff", "--surviving-only", "measures.sqlite"))
        print("measures, not found:", run("cr-rate", "measures.sqlite").strip(), "%")
    return 0


if __name__ == "__main__":
    sys.exit(main())
