"""What all tests share: one scale for everything that can be run longer, and word of what did not run."""

import os

from hypothesis import settings

pytest_plugins = ["did_not_run"]

settings.register_profile("ci", max_examples=300, derandomize=True, deadline=None)
settings.register_profile("night", max_examples=10_000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("BENKOLL_TEST_SCALE", "ci"))
