"""The worker process: its answers are those of the reader itself, within limits, and it is begun anew when it dies."""

import os
import signal
import subprocess
import sys
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
)

from benkoll.errors import BenkollError, InputError
from benkoll.exchange.dicom import parsing, worker
from benkoll.exchange.dicom.density_sr import read_density_sr
from benkoll.exchange.dicom.faults import LIMITS
from benkoll.exchange.dicom.image import read_image
from benkoll.exchange.dicom.worker import Reader
from benkoll.exchange.dicom.write_image import write_image
from interface.dicom.reports import nested, report
from unit.exchange.dicom.encoded import dataset, file_of, waves

IMAGE = file_of(dataset(waves(bits=12), bits=12))
REPORT = report(nested(), "HOLOGIC", "Horizon A")
MB = 1 << 20


def process(reader: Reader) -> int:
    """The id of its process."""
    (one,) = reader._all
    assert one._process is not None
    return one._process.pid


def status(pid: int) -> dict[str, int]:
    """Kilobytes of memory by name, as the kernel counts them."""
    lines = (line.partition(":") for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return {name: int(rest.split()[0]) for name, _, rest in lines if rest.strip().endswith("kB")}


# ANSWERS


def test_an_image_is_that_which_the_reader_itself_reads(reader: Reader) -> None:
    found, own = reader.image(IMAGE), read_image(IMAGE)
    assert (found.pixels == own.pixels).all()
    assert found.pixels.dtype == own.pixels.dtype
    assert (found.window, found.scale, found.about, found.identity, found.notes) == (
        own.window,
        own.scale,
        own.about,
        own.identity,
        own.notes,
    )


def test_a_report_is_that_which_the_reader_itself_reads(reader: Reader) -> None:
    assert reader.density(REPORT, "å.dcm") == read_density_sr(REPORT, "å.dcm")


def test_a_refusal_comes_with_its_words(reader: Reader) -> None:
    with pytest.raises(InputError) as own:
        read_image(REPORT)
    with pytest.raises(InputError) as found:
        reader.image(REPORT)
    assert found.value.problems == own.value.problems
    with pytest.raises(InputError) as found:
        reader.density(b"x", "../../etc/passwd\n.dcm")
    assert found.value.problems[0].file == "../../etc/passwd\n.dcm"


def test_one_process_serves_many_files_from_many_threads(reader: Reader) -> None:
    reader.image(IMAGE)
    before = process(reader)
    with ThreadPoolExecutor(4) as threads:
        found = list(
            threads.map(lambda one: reader.image(IMAGE) if one % 2 else reader.density(REPORT, "x"), range(12))
        )
    assert len(found) == 12
    assert process(reader) == before


def test_several_workers_read_at_the_same_time() -> None:
    with Reader(2) as two, ThreadPoolExecutor(2) as threads:
        list(threads.map(two.image, [IMAGE] * 6))
        assert sum(one._process is not None for one in two._all) == 2


# WHAT IT MAY DO


def test_its_limits(reader: Reader) -> None:
    reader.image(IMAGE)
    lines = Path(f"/proc/{process(reader)}/limits").read_text().splitlines()
    limits = {line[:26].strip(): line[26:47].strip() for line in lines}
    assert limits["Max address space"] == str(512 * MB)
    assert limits["Max file size"] == limits["Max processes"] == limits["Max core file size"] == "0"
    assert int(limits["Max cpu time"]) < 3600


def test_it_knows_nothing_of_its_parents_environment(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENKOLL_SECRET", "key")
    reader.close()
    reader.image(IMAGE)
    told = Path(f"/proc/{process(reader)}/environ").read_bytes()
    assert b"BENKOLL" not in told
    assert b"HOME" not in told


def test_it_ends_with_its_parent() -> None:
    program = (
        "from benkoll.exchange.dicom.worker import Reader\n"
        "reader = Reader()\nreader.start()\nprint(reader._all[0]._process.pid, flush=True)\n"
        "import os; os._exit(0)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    child = Path(f"/proc/{int(told.stdout)}")
    for _ in range(200):
        if not child.exists():
            break
        time.sleep(0.05)
    assert not child.exists()


# WHAT IT SURVIVES


def test_a_worker_that_was_killed_is_begun_anew(reader: Reader) -> None:
    reader.image(IMAGE)
    before = process(reader)
    os.kill(before, signal.SIGKILL)
    assert reader.image(IMAGE).pixels.shape == (70, 50)
    assert process(reader) != before


def test_a_worker_that_is_killed_while_it_reads(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is asked for once more, for the process may have died of an earlier one."""
    reader.image(IMAGE)
    before = process(reader)
    said = worker.send

    def send_and_kill(*args: object) -> None:
        said(*args)  # type: ignore[arg-type]  # as they came
        if process(reader) == before:
            os.kill(before, signal.SIGKILL)

    monkeypatch.setattr(worker, "send", send_and_kill)
    os.kill(before, signal.SIGSTOP)
    assert reader.image(IMAGE).pixels.shape == (70, 50)
    assert process(reader) != before


def test_a_file_that_a_new_worker_dies_of_is_refused(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    said = worker.send

    def send_and_kill(*args: object) -> None:
        os.kill(process(reader), signal.SIGKILL)
        said(*args)  # type: ignore[arg-type]  # as they came

    with monkeypatch.context() as patch:
        patch.setattr(worker, "send", send_and_kill)
        with pytest.raises(InputError, match="stops the decoder"):
            reader.image(IMAGE)
    assert reader.image(IMAGE).pixels.shape == (70, 50)


def test_a_worker_that_does_not_answer_is_ended(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    reader.image(IMAGE)
    before = process(reader)
    os.kill(before, signal.SIGSTOP)
    with monkeypatch.context() as patch:
        patch.setattr(worker, "LIMITS", MappingProxyType({**LIMITS, "wall_seconds": 0.3}))
        with pytest.raises(InputError, match="takes too long"):
            reader.image(IMAGE)
    assert not Path(f"/proc/{before}").exists()
    assert reader.image(IMAGE).pixels.shape == (70, 50)


def test_a_worker_that_reckons_too_long_ends_itself() -> None:
    program = (
        "from types import MappingProxyType\n"
        "from benkoll.exchange.dicom import parsing\n"
        "parsing.LIMITS = MappingProxyType({**parsing.LIMITS, 'cpu_seconds': 0})\n"
        "parsing._more_time()\n"
        "while True: pass"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -signal.SIGXCPU


def test_a_file_that_took_too_much_reckoning_is_refused_as_that(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.image(IMAGE)
    said = worker.send

    def send_and_end(*args: object) -> None:
        os.kill(process(reader), signal.SIGXCPU)
        said(*args)  # type: ignore[arg-type]  # as they came

    with monkeypatch.context() as patch:
        patch.setattr(worker, "send", send_and_end)
        with pytest.raises(InputError, match="takes too long"):
            reader.image(IMAGE)
    assert reader.image(IMAGE).pixels.shape == (70, 50)


@pytest.mark.parametrize("said", [b"x" * 40, b"\0\0\0\2" + bytes(8) + b"[]", b"\0\0\0\2" + bytes(8) + b"{}"])
def test_a_worker_that_says_something_else_is_not_believed(said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        f"import sys; sys.stdout.buffer.write({(len(b'{}')).to_bytes(4, 'big') + bytes(8) + b'{}'!r} + {said!r} * 3)"
    )
    begun = subprocess.Popen

    def begin(command: list[str], **how: object) -> "subprocess.Popen[bytes]":
        return begun([sys.executable, "-c", program], **how)  # type: ignore[call-overload,no-any-return]  # as it came

    monkeypatch.setattr(subprocess, "Popen", begin)
    with Reader() as liar, pytest.raises(InputError, match="stops the decoder"):
        liar.image(IMAGE)


def test_a_worker_that_does_not_start_is_a_fault_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_CHILD", "benkoll.exchange.dicom.nothing")
    with Reader() as none, pytest.raises(BenkollError, match="does not start") as fault:
        none.start()
    assert not isinstance(fault.value, InputError)


def test_a_worker_serves_so_many_files_and_no_more(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    reader.image(IMAGE)
    before = process(reader)
    monkeypatch.setattr(worker, "LIMITS", MappingProxyType({**LIMITS, "files_per_worker": 1}))
    reader.image(IMAGE)
    reader.image(IMAGE)
    monkeypatch.undo()
    reader.image(IMAGE)
    assert process(reader) != before


def test_every_kind_of_file_has_its_door() -> None:
    assert set(parsing.KINDS) == {"image", "density"}


# BOMBS


def bomb(size: int) -> bytes:
    """A deflated file of a few kilobytes that is so large when it is unpacked."""
    found = dataset(waves())
    data = file_of(found, DeflatedExplicitVRLittleEndian)
    start = data.index(b"1.2.840.10008.1.2.1.99") + 22
    start = 132 + 12 + int.from_bytes(data[140:144], "little")
    plain = zlib.decompress(data[start:], -15) + b"\xfc\xff\xfc\xffOB\0\0" + size.to_bytes(4, "little") + bytes(size)
    packed = zlib.compressobj(9, wbits=-15)
    return data[:start] + packed.compress(plain) + packed.flush()


def test_a_deflate_bomb(reader: Reader) -> None:
    data = bomb(100 * MB)
    assert len(data) < MB
    with pytest.raises(InputError, match="grows beyond reason"):
        reader.image(data)
    assert reader.image(IMAGE).pixels.shape == (70, 50)


def huge(syntax: object, *signs: bytes) -> bytes:
    """An image whose compressed stream says that it is as large as its form allows, though its header does not."""
    data = bytearray(file_of(dataset(waves()), syntax))  # type: ignore[arg-type]  # a transfer syntax
    for sign in signs:
        place = data.index(sign)
        data[place : place + len(sign)] = b"\xff" * len(sign)
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        huge(JPEGBaseline8Bit, b"\0\x46\0\x32"),  # rows and columns in the frame header
        huge(JPEGLSLossless, b"\0\x46\0\x32"),
        huge(JPEG2000Lossless, b"\0\0\0\x32\0\0\0\x46"),
        write_image(np.zeros((4000, 5000), np.uint16), None)[:-2],
    ],
)
def test_a_picture_that_lies_about_its_size(reader: Reader, data: bytes) -> None:
    with pytest.raises(InputError):
        reader.image(data)
    assert reader.image(IMAGE).pixels.shape == (70, 50)
    assert status(process(reader))["VmPeak"] <= 512 * 1024


LARGEST = {
    "plain": (4000, 5000, np.uint16, ExplicitVRLittleEndian),
    "colour": (4000, 5000, np.uint8, ExplicitVRLittleEndian),
    "by GDCM": (3000, 4190, np.uint16, JPEGLosslessSV1),
}


@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_picture_is_read_within_the_memory(reader: Reader, name: str) -> None:
    rows, columns, kind, syntax = LARGEST[name]
    shape = (rows, columns, 3) if name == "colour" else (rows, columns)
    found = reader.image(file_of(dataset(np.zeros(shape, kind), "RGB" if name == "colour" else "MONOCHROME1"), syntax))
    assert found.pixels.shape == (rows, columns)
    assert status(process(reader))["VmPeak"] <= 512 * 1024


def test_a_picture_that_is_too_large_for_its_decoder(reader: Reader) -> None:
    data = file_of(dataset(np.zeros((3000, 4200), np.uint16)), JPEGLosslessSV1)
    with pytest.raises(InputError, match="more memory than is allowed"):
        reader.image(data)
