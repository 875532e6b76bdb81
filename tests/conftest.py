"""What all tests share: one scale for everything that can be run longer, and the modules that several tests use."""

import os
import sys
from pathlib import Path

from hypothesis import settings

sys.path.append(str(Path(__file__).parent))  # `from terms.truth import ...`: tests are files, not a package

settings.register_profile("ci", max_examples=300, derandomize=True, deadline=None)
settings.register_profile("night", max_examples=10_000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("BENKOLL_TEST_SCALE", "ci"))
