"""The service, made anew on a copy of one small demonstration for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from security.served import Served, fill, opened


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("served"))


@pytest.fixture
def served(template: Path, tmp_path: Path) -> Iterator[Served]:
    made = opened(template, tmp_path)
    yield made
    made.close()
