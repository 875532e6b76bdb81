"""What a service has begun ends with it."""

import os
from pathlib import Path

import pytest

from security.served import opened
from unit.exchange.dicom.encoded import dataset, file_of, waves


@pytest.mark.parametrize("fails", [False, True])
def test_the_process_that_reads_images_is_gone_when_the_service_has_ended(
    template: Path, tmp_path: Path, fails: bool
) -> None:
    served = opened(template, tmp_path)

    async def lived() -> int:
        async with served.app.router.lifespan_context(served.app):
            served.service.images.read(file_of(dataset(waves(bits=12), bits=12)))
            reader = served.service.images._reader
            assert reader is not None
            (one,) = reader._all
            assert one._process is not None
            os.kill(one._process.pid, 0)
            if fails:
                found.append(one._process.pid)
                raise RuntimeError("the server broke down")
            return one._process.pid

    found = list[int]()
    try:
        found.append(served.runner.run(lived()))
    except RuntimeError:
        assert fails
    assert [Path(f"/proc/{pid}").exists() for pid in found] == [False]
    served.close()
