"""A FHIR bulk export taken in: NDJSON as one body, or several files of a form; read line by line from disk."""

import re
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated, cast

from fastapi import Depends
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from benkoll.chain.bulk import import_export
from benkoll.exchange.visits.bulk import SENDER
from benkoll.web.interfaces.answers import answer, fields_of
from benkoll.web.interfaces.api_chain import REASONS
from benkoll.web.interfaces.asked import query_of, taken_from
from benkoll.web.permissions import Permission
from benkoll.web.problems import Refused
from benkoll.web.routes import Door, chain_of
from benkoll.web.scanning import scan
from benkoll.web.security import largest
from benkoll.web.service import service_of

FORMS = ("application/fhir+ndjson", "application/x-ndjson", "multipart/form-data")
IN_MEMORY = 1024 * 1024
MOST_FILES = 200
_BOUNDARY = re.compile(r'boundary="?([^";,\s]{1,200})', re.IGNORECASE)

door = Door("/bulk")


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was sent, as it is called and where it is read."""

    name: str
    file: IO[bytes]


async def files_of(request: Request) -> Sequence[Sent]:
    """A dependency: the files of a request, on disk where they are not small; gone when the answer is given."""
    form = taken_from(request, FORMS)
    try:
        return await _parts(request) if form == FORMS[-1] else [await _spooled(request)]
    except ClientDisconnect:
        most = largest(request.url.path)
        raise Refused(413, f"högst {most} byte", f"at most {most} bytes") from None
    except MultiPartException as error:
        raise _no_form(error.message) from None


def _no_form(why: str) -> Refused:
    return Refused(400, f"ingen hel {FORMS[-1]}: {why}", f"no whole {FORMS[-1]}: {why}")


async def _parts(request: Request) -> Sequence[Sent]:
    """The files of a form, whose end must be there: of one that is cut off, the last file would be passed by."""
    boundary = _BOUNDARY.search(request.headers["content-type"])
    if boundary is None:
        raise _no_form("boundary")
    end, tail = f"--{boundary[1]}--".encode("latin-1"), b""

    async def watched() -> AsyncGenerator[bytes]:
        nonlocal tail
        async for chunk in request.stream():
            tail = (tail + chunk)[-len(end) - 4 :]
            yield chunk

    parser = MultiPartParser(request.headers, watched(), max_files=MOST_FILES, max_fields=10)
    try:
        fields = await parser.parse()
        if end not in tail:
            raise _no_form(end.decode("latin-1"))
    except BaseException:
        for file in parser._files_to_close_on_error:  # the part that was cut off is in no form
            file.close()
        raise
    sent = [one for _, one in fields.multi_items() if isinstance(one, UploadFile)]
    return [Sent((one.filename or "?")[-200:], cast(IO[bytes], one.file)) for one in sent]


async def _spooled(request: Request) -> Sent:
    """The body, written to disk as it comes."""
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed when the answer is made, in another thread
    try:
        async for chunk in request.stream():
            file.write(chunk)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return Sent("request.ndjson", cast(IO[bytes], file))


@door.post("/import", Permission.INTAKE)
def import_(request: Request, files: Annotated[Sequence[Sent], Depends(files_of)]) -> Response:
    """The visits of an export taken into the chain, each once; bad lines are set aside with file, line and reason."""
    try:
        asked = query_of(request, "source", "lang")
        source, lang = asked.text("source") or SENDER, asked.lang()
        asked.done()
        for one in files:
            scan(service_of(request).scan, one.file)
        found = import_export(chain_of(request), _opened(files), source)
    finally:
        for one in files:
            one.file.close()
    taken = found.taken
    return answer(
        {
            "files": [one.name for one in files],
            "read": dict(found.read),
            "not_read": dict(found.passed),
            "new": taken.new,
            "for_the_chain": taken.concern,
            "again": taken.again,
            "set_aside": taken.refused,
            "reasons": fields_of(taken.problems[:REASONS], lang),
        }
    )


def _opened(files: Sequence[Sent]) -> Iterator[tuple[str, IO[bytes]]]:
    for one in files:
        yield one.name, one.file
