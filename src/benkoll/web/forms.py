"""Forms: what a person sent, after its token was held against the session's."""

import hmac
from collections.abc import Mapping

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from benkoll.exchange.fhir.shapes import text_of
from benkoll.web.permissions import Who
from benkoll.web.problems import Refused

TOKEN = "token"
HEADER = "X-Token"


async def form_of(request: Request, who: Who) -> Mapping[str, list[str]]:
    """The form's fields with their values, empty ones left out; Refused (403) where the token is not the session's."""
    form = await request.form(max_files=5, max_fields=1000)
    try:
        held(who, request.headers.get(HEADER) or text_of(form.get(TOKEN)))
    except Refused:
        await form.close()
        raise
    found: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if name != TOKEN and isinstance(value, str) and value.strip():
            found.setdefault(name, []).append(value.strip())
    return found


async def files_of(request: Request) -> list[tuple[str, bytes]]:
    """The files of a form that `form_of` has read: the name as the browser says it, and the content."""
    form: FormData = await request.form()
    files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
    found = [(file.filename or "", await file.read()) for file in files if file.size]
    await form.close()
    return found


def held(who: Who, token: str) -> None:
    """Refuse a form whose token is not the session's."""
    if not who.token or not hmac.compare_digest(who.token.encode(), token.encode()):
        raise Refused(
            403,
            "formuläret hör inte till din inloggning: ladda om sidan och försök igen",
            "the form does not belong to your log-in: load the page again and retry",
        )
