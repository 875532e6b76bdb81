"""The pictures of one service: read in its worker, kept for a while, refused in words, and gone once it is closed."""

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from benkoll.errors import InputError, UsageError
from benkoll.exchange.dicom import worker
from benkoll.web.images import Images
from benkoll.web.problems import Refused, status_of
from unit.exchange.dicom.encoded import dataset, file_of, waves

IMAGE = file_of(dataset(waves(bits=12), bits=12))
SHAPE = (70, 50)


@pytest.fixture
def images() -> Iterator[Images]:
    one = Images()
    yield one
    one.close()


def process(images: Images) -> int:
    """The id of its process."""
    assert images._reader is not None
    (one,) = images._reader._all
    assert one._process is not None
    return one._process.pid


def is_there(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_nothing_is_begun_before_the_first_file() -> None:
    one = Images()
    assert one._reader is None
    one.close()


def test_a_good_image_is_read(images: Images) -> None:
    assert images.read(IMAGE).pixels.shape == SHAPE
    assert is_there(process(images))


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "no DICOM file"), (b"x" * 400, "no DICOM file"), (IMAGE[: len(IMAGE) // 2], "damaged")],
)
def test_a_broken_one_is_refused_in_words_and_the_next_is_read(images: Images, content: bytes, words: str) -> None:
    with pytest.raises(InputError) as told:
        images.read(content)
    assert words in told.value.said("en")
    assert all(one.sv for one in told.value.problems)
    assert images.read(IMAGE).pixels.shape == SHAPE


def test_a_broken_report_is_refused_under_its_name(images: Images) -> None:
    with pytest.raises(InputError) as told:
        images.density(b"x" * 400, "rapport.dcm")
    assert {one.file for one in told.value.problems} == {"rapport.dcm"}


def test_a_worker_that_was_killed_is_begun_anew(images: Images) -> None:
    images.read(IMAGE)
    before = process(images)
    os.kill(before, signal.SIGKILL)
    assert images.read(IMAGE).pixels.shape == SHAPE
    assert process(images) != before


def test_what_is_kept_is_not_read_again(images: Images) -> None:
    found = images.of("a", IMAGE)
    assert images.of("a", b"") is found
    assert images.kept("a") is found
    assert images.kept("b") is None


def test_the_picture_that_was_asked_for_longest_ago_goes_first() -> None:
    one = images_of_two()
    one.kept("a")
    one.keep("c", one.read(IMAGE))
    assert [name for name in "abc" if one.kept(name)] == ["a", "c"]
    one.close()


def images_of_two() -> Images:
    """Room for two pictures, a and b, which are in it."""
    size = SHAPE[0] * SHAPE[1] * 2
    one = Images(kept_bytes=2 * size)
    for name in "ab":
        assert one.of(name, IMAGE).pixels.nbytes == size
    return one


def test_once_closed_its_process_and_pictures_are_gone(images: Images) -> None:
    images.of("a", IMAGE)
    before = process(images)
    images.close()
    assert not is_there(before)
    assert images.kept("a") is None


def test_once_closed_it_says_so_and_begins_nothing(images: Images) -> None:
    images.close()
    images.close()
    for ask in (lambda: images.read(IMAGE), lambda: images.of("a", IMAGE), lambda: images.density(IMAGE, "a")):
        with pytest.raises(Refused, match="the service is shutting down") as told:
            ask()
        assert status_of(told.value) == 503
        assert "tjänsten stängs" in told.value.sv
    assert images._reader is None


def test_a_file_that_is_read_while_it_is_closed_leaves_no_process(
    images: Images, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process is ended under it; whether or not another gives the answer, none is left."""
    images.read(IMAGE)
    before, under_way, closed = process(images), Event(), Event()
    begun, said = list[int](), worker.send

    def wait_and_send(*args: object) -> None:
        if not under_way.is_set():
            under_way.set()
            assert closed.wait(30)
        begun.extend(one._process.pid for one in reader._all if one._process is not None)
        said(*args)  # type: ignore[arg-type]  # as they came

    assert images._reader is not None
    reader = images._reader
    monkeypatch.setattr(worker, "send", wait_and_send)
    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(images.read, IMAGE)
        assert under_way.wait(30)
        images.close()
        closed.set()
        error = reading.exception()
    assert error is None or (isinstance(error, Refused) and error.status == 503)
    assert not any(is_there(pid) for pid in (before, *begun))
    assert all(one._process is None for one in reader._all)


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "benkoll.exchange.dicom.worker", None)
    with pytest.raises(UsageError, match=r"install benkoll\[imaging\]"):
        Images().read(IMAGE)
