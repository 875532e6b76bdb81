"""The pages of docs/ that are made from the project itself."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests"))  # `from spec.ascii_table import ...`: tests are files, not a package
