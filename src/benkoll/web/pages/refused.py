"""Messages taken in from a file that is sent here, and those set aside with their reasons until they are mended."""

from pathlib import PurePath
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from benkoll.chain.aside import Aside, mended, one_aside, refused
from benkoll.chain.commands import Chain
from benkoll.chain.intake import Taken, take_in
from benkoll.errors import InputError, Lang, Problem
from benkoll.exchange.visits.read import from_sender, ignored_columns, read_messages
from benkoll.web.pages.chain_forms import Form, download, formed
from benkoll.web.permissions import Permission
from benkoll.web.routes import Door, chain_of
from benkoll.web.views import Words, lang_of, render

WORDS: Words = {
    "title": {"sv": "Läs in besök", "en": "Take in visits"},
    "intro": {
        "sv": "CSV, HL7 v2 eller FHIR, högst 10 MB. Samma fil kan läsas in hur många gånger som helst: ett meddelande "
        "räknas en gång.",
        "en": "CSV, HL7 v2 or FHIR, at most 10 MB. The same file can be taken in any number of times: a message counts "
        "once.",
    },
    "file": {"sv": "Fil", "en": "File"},
    "source": {"sv": "Avsändare (för CSV)", "en": "Sender (of a CSV)"},
    "take": {"sv": "Läs in", "en": "Take in"},
    "taken": {
        "sv": "{}: {} nya meddelanden, varav {} för frakturkedjan; {} hade redan kommit; {} lagda åt sidan",
        "en": "{}: {} new messages, {} of them for the chain; {} had come already; {} set aside",
    },
    "ignored": {"sv": "Kolumner som inte läses: {}", "en": "Columns that are not read: {}"},
    "problems": {"sv": "Lades åt sidan", "en": "Set aside"},
    "more": {"sv": "och {} till", "en": "and {} more"},
    "aside": {"sv": "Lagda åt sidan", "en": "Set aside"},
    "aside hint": {
        "sv": "Ladda ner meddelandet, rätta det och läs in det igen: då försvinner det härifrån. Här visas det som "
        "lästs in för din enhet.",
        "en": "Download the message, mend it and take it in again: then it leaves this list. What is shown was "
        "taken in for your unit.",
    },
    "none": {"sv": "Inget meddelande är lagt åt sidan.", "en": "No message is set aside."},
    "of": {"sv": "Ur {}, {}", "en": "Of {}, {}"},
    "download": {"sv": "Ladda ner", "en": "Download"},
    "mended": {"sv": "Rättad fil", "en": "Mended file"},
    "replay": {"sv": "Läs in den rättade", "en": "Take in the mended one"},
    "back": {"sv": "Till dagens lista", "en": "To today's list"},
}
SHOWN = 50
"""Problems of a file that are shown at once."""

door = Door()


@door.get("/chain/refused", Permission.INTAKE)
def page(request: Request) -> Response:
    """The form, and what is set aside."""
    return _page(request)


def _page(request: Request, said: str = "", problems: tuple[str, ...] = (), ignored: str = "") -> Response:
    lang = lang_of(request)
    rows = [_row(one, lang) for one in refused(chain_of(request))]
    return render(
        request,
        "refused.html",
        WORDS,
        rows=rows,
        said=said,
        problems=problems[:SHOWN],
        left=max(0, len(problems) - SHOWN),
        ignored=ignored,
    )


def _row(one: Aside, lang: Lang) -> dict[str, Any]:
    reasons = [problem.said(lang) for problem in one.problems]
    return {"id": one.id, "file": one.file, "at": one.at[:16].replace("T", " "), "reasons": reasons}


@door.post("/chain/refused/message", Permission.INTAKE)
@formed
def raw(request: Request, form: Form) -> Response:
    """A message set aside, as it came."""
    one = one_aside(chain_of(request), form.needed("aside"))
    return download(f"{one.id}{one.ending}", one.raw, "application/octet-stream")


@door.post("/chain/refused", Permission.INTAKE)
@formed
def taken(request: Request, form: Form) -> Response:
    """Take the file in; a message that it mends leaves the list."""
    chain, lang = chain_of(request), lang_of(request)
    if not form.files:
        raise InputError([Problem("välj en fil", "choose a file", fact="file")])
    (name, data), aside = form.files[0], form.get("aside")
    name = PurePath(name.replace("\\", "/")).name[:200] or "-"
    done = _take(chain, name, data, form.get("source"))
    if aside is not None and not done.refused:
        mended(chain, aside)
    said = WORDS["taken"][lang].format(name, done.new, done.concern, done.again, done.refused)
    ignored = ", ".join(ignored_columns(data, name))
    return _page(request, said, tuple(problem.said(lang) for problem in done.problems), ignored)


def _take(chain: Chain, name: str, data: bytes, source: str | None) -> Taken:
    messages = from_sender(read_messages(data, name), source)
    return sum(take_in(chain.database, chain.keys, chain.actor, messages, name), Taken())
