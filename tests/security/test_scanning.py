"""Files that come in are held against a scanner first: what it finds is not read, nor what it did not look at."""

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile

import httpx
import pytest

from benkoll.web import scanning
from benkoll.web.permissions import Role
from benkoll.web.problems import Refused
from benkoll.web.scanning import scan
from database.hospital import counts
from security.served import Served

BAD, GOOD = b"this is EICAR, as it were", b"person_id,visit_id\n"
PROGRAM = """
import sys
seen = sys.stdin.buffer.read()
sys.exit({code!r} if b"EICAR" in seen else 0)
"""


@pytest.fixture
def scanner(tmp_path: Path) -> Callable[[int], list[str]]:
    """A scanner that ends with this where it finds something."""

    def made(code: int = 1) -> list[str]:
        (tmp_path / "scanner.py").write_text(PROGRAM.format(code=code))
        return [sys.executable, "-S", str(tmp_path / "scanner.py")]

    return made


def sent(served: Served, data: bytes) -> list[httpx.Response]:
    """The file by every way that one comes in."""
    cookie, who = served.logged_in(Role.COORDINATOR)
    headers = {"cookie": cookie, "X-Token": who.token}
    reads, reader = served.logged_in(Role.CLINICIAN)
    image = {"cookie": reads, "X-Token": reader.token}
    ndjson = headers | {"content-type": "application/fhir+ndjson"}
    return [
        served.send("POST", "/chain/refused", headers=headers, files={"file": ("a.csv", data)}),
        served.send("POST", "/api/v1/chain/intake", headers=headers | {"content-type": "text/csv"}, content=data),
        served.send("POST", "/bulk/import", headers=ndjson, content=data),
        served.send("POST", "/bulk/import", headers=headers, files={"file": ("a.ndjson", data)}),
        served.send("POST", f"/vfa/upload/{served.episode('own')}", headers=image, files={"file": ("a.dcm", data)}),
        served.send("POST", f"/density/file/{served.episode('own')}", headers=image, files={"file": ("a.txt", data)}),
    ]


def test_what_is_found_is_not_read(served: Served, scanner: Callable[[int], list[str]]) -> None:
    object.__setattr__(served.service, "scan", tuple(scanner(1)))
    before = counts(served.database)
    assert [one.status_code for one in sent(served, BAD)] == [422] * 6
    after = counts(served.database)
    assert {name for name in before if before[name] != after[name]} <= {"web_session", "web_person", "audit_entry"}
    assert all(one.status_code < 500 and "virus" not in one.text for one in sent(served, GOOD))


@pytest.mark.parametrize("command", [["/no/such/scanner"], None])
def test_without_a_scanner_that_looks_nothing_is_read(
    served: Served, scanner: Callable[[int], list[str]], command: list[str] | None
) -> None:
    """It cannot be begun, or ends as one that could not look (clamdscan: 2)."""
    object.__setattr__(served.service, "scan", tuple(command or scanner(2)))
    before = counts(served.database)
    assert [one.status_code for one in sent(served, BAD)] == [503] * 6
    assert counts(served.database)["chain_refused"] == before["chain_refused"]


def test_where_none_is_set_nothing_is_scanned(served: Served) -> None:
    assert served.service.scan == ()
    assert 503 not in [one.status_code for one in sent(served, BAD)]


def test_a_large_file_is_read_again_from_its_beginning(scanner: Callable[[int], list[str]]) -> None:
    with SpooledTemporaryFile(1024) as file:
        file.write(b"x" * 3_000_000)
        file.seek(0)
        scan(scanner(1), file)  # type: ignore[arg-type]
        assert len(file.read()) == 3_000_000


def test_one_that_has_seen_enough() -> None:
    """It ends before it has read all."""
    with pytest.raises(Refused) as raised:
        scan(["false"], BytesIO(b"x" * 3_000_000))
    assert raised.value.status == 422


def test_one_that_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "SECONDS", 0.05)
    with pytest.raises(Refused) as raised:
        scan(["sleep", "60"], b"x" * 300_000)
    assert raised.value.status == 503
