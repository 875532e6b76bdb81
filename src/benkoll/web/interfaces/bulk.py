"""A FHIR bulk export taken in: NDJSON as one body, or several files of a form; read line by line from disk."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated, cast

from fastapi import Depends
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from benkoll.chain.bulk import import_export
from benkoll.exchange.visits.bulk import SENDER
from benkoll.web.interfaces.answers import answer, fields_of
from benkoll.web.interfaces.api_chain import REASONS, chain_of
from benkoll.web.interfaces.asked import query_of, taken_from
from benkoll.web.permissions import Permission
from benkoll.web.problems import Refused
from benkoll.web.routes import Door
from benkoll.web.security import largest

FORMS = ("application/fhir+ndjson", "application/x-ndjson", "multipart/form-data")
IN_MEMORY = 1024 * 1024
MOST_FILES = 200

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
        if form == FORMS[-1]:
            fields = await request.form(max_files=MOST_FILES, max_fields=10)
            sent = [one for _, one in fields.multi_items() if isinstance(one, UploadFile)]
            return [Sent((one.filename or "?")[-200:], cast(IO[bytes], one.file)) for one in sent]
        file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed by `import_`, in another thread
        async for chunk in request.stream():
            file.write(chunk)
        file.seek(0)
        return [Sent("request.ndjson", cast(IO[bytes], file))]
    except ClientDisconnect:
        most = largest(request.url.path)
        raise Refused(413, f"högst {most} byte", f"at most {most} bytes") from None
    except MultiPartException as error:
        raise Refused(
            400, f"ingen multipart/form-data: {error.message}", f"no multipart/form-data: {error.message}"
        ) from None


@door.post("/import", Permission.INTAKE)
def import_(request: Request, files: Annotated[Sequence[Sent], Depends(files_of)]) -> Response:
    """The visits of an export taken into the chain, each once; bad lines are set aside with file, line and reason."""
    asked = query_of(request, "source", "lang")
    source, lang = asked.text("source") or SENDER, asked.lang()
    asked.done()
    try:
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
