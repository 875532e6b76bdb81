"""One worker for each file of tests."""

from collections.abc import Iterator

import pytest

from benkoll.exchange.dicom.worker import Reader


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as one:
        yield one
