"""The chain's letters: those that wait, were sent, or were stopped; sent, downloaded as they are kept; invitations."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from benkoll.chain.post import Post, invite, pdf_of, post, send, status_words
from benkoll.chain.reads import Filter
from benkoll.errors import Lang, UsageError
from benkoll.web.pages.chain_forms import Form, download, formed, zipped
from benkoll.web.permissions import Permission
from benkoll.web.problems import Refused
from benkoll.web.routes import Door, chain_of, who_asks
from benkoll.web.views import Words, lang_of, render

LETTER_WORDS: Words = {
    "letter invitation": {"sv": "Kallelse", "en": "Invitation"},
    "letter reminder": {"sv": "Påminnelse", "en": "Reminder"},
    "letter recommendation": {"sv": "Rekommendation till vårdcentral", "en": "Recommendation to primary care"},
    "letter referral": {"sv": "Remiss till osteoporosmottagning", "en": "Referral to the osteoporosis clinic"},
    "letter self_care": {"sv": "Egenvård", "en": "Self care"},
    "letter before_denosumab": {"sv": "Inför denosumab", "en": "Before denosumab"},
    "letter": {"sv": "Brev", "en": "Letter"},
    "status": {"sv": "Läge", "en": "Status"},
    "made": {"sv": "Skrivet", "en": "Written"},
    "sent on": {"sv": "Skickat", "en": "Sent"},
    "download": {"sv": "PDF", "en": "PDF"},
    "send": {"sv": "Skicka", "en": "Send"},
    "letters caption": {"sv": "Brev, det senaste först", "en": "Letters, the latest first"},
    "no letters": {"sv": "Inga brev.", "en": "No letters."},
    "sure": {
        "sv": "Jag har sett till att brevet kan nå personen utan att adressen röjs",
        "en": "I have made sure that the letter can reach the person without giving the address away",
    },
}
WORDS: Words = {
    **LETTER_WORDS,
    "title": {"sv": "Brev", "en": "Letters"},
    "waiting": {"sv": "Väntar", "en": "Waiting"},
    "sent": {"sv": "Skickade", "en": "Sent"},
    "stopped": {"sv": "Stoppade", "en": "Stopped"},
    "which": {"sv": "Vilka brev", "en": "Which letters"},
    "person": {"sv": "Patient", "en": "Patient"},
    "protected": {"sv": "Skyddade personuppgifter", "en": "Protected identity"},
    "acts": {"sv": "Gör", "en": "Act"},
    "send all": {"sv": "Skicka alla utom skyddade, som ZIP", "en": "Send all but the protected, as ZIP"},
    "send hint": {
        "sv": "Att skicka antecknas i patientens episod. Filen skrivs sedan ut, eller lämnas till en brevtjänst.",
        "en": "Sending is recorded in the patient's episode. The file is then printed, or handed to a mail service.",
    },
    "stopped hint": {
        "sv": "Stoppade brev går inte: personen är avliden.",
        "en": "Stopped letters do not go: the person has died.",
    },
    "invited": {"sv": "Kallelser", "en": "Invitations"},
    "sent count": {"sv": "Skickade: {}", "en": "Sent: {}"},
    "zip": {"sv": "Ladda ner alla som ZIP", "en": "Download all as ZIP"},
    "waits count": {"sv": "Väntar, skyddade personuppgifter: {}", "en": "Waiting, protected identity: {}"},
    "waits hint": {
        "sv": "De skickas var för sig från brevlistan när någon har bestämt hur.",
        "en": "Each is sent by itself from the list of letters, when somebody has decided how.",
    },
    "failed count": {"sv": "Gick inte: {}", "en": "Did not go: {}"},
    "open": {"sv": "Öppna episoden", "en": "Open the episode"},
    "one": {"sv": "Kallelse {}", "en": "Invitation {}"},
    "to letters": {"sv": "Till brevlistan", "en": "To the list of letters"},
    "back": {"sv": "Till dagens lista", "en": "To today's list"},
    "nameless": {"sv": "(namn saknas)", "en": "(no name)"},
}
STATUSES = ("waiting", "sent", "stopped")
MOST = 200
"""Letters to one request: each is set in half a second."""

PDF, ZIP = "application/pdf", "application/zip"
door = Door()


@dataclass
class InHand:
    """Letters that leave to the one who asks: their names and PDFs, in memory alone."""

    files: list[tuple[str, bytes]] = field(default_factory=list)

    def put(self, name: str, pdf: bytes) -> Path:
        """Take one."""
        self.files.append((name, pdf))
        return Path(name)


def letter_row(one: Post, lang: Lang) -> dict[str, Any]:
    """A letter in words."""
    return {
        "id": one.id,
        "episode": one.episode,
        "name": one.name,
        "person_id": one.person_id,
        "kind": LETTER_WORDS[f"letter {one.kind}"][lang],
        "lang": one.lang,
        "status": one.status,
        "status_words": status_words(one.status, lang),
        "made_on": one.made_on,
        "sent_on": one.sent_on or "",
        "protected": one.protected,
    }


@door.get("/chain/letters", Permission.CHAIN_READ)
def page(request: Request) -> Response:
    """The letters of one status."""
    lang, status = lang_of(request), request.query_params.get("status", STATUSES[0])
    if status not in STATUSES:
        status = STATUSES[0]
    rows = [letter_row(one, lang) for one in post(chain_of(request), status)]
    writes = who_asks(request).may(Permission.CHAIN_WRITE)
    return render(request, "letters.html", WORDS, rows=rows, chosen=status, statuses=STATUSES, writes=writes)


@door.get("/chain/letter/{letter}", Permission.CHAIN_READ)
def pdf(request: Request, letter: str) -> Response:
    """A letter exactly as it is kept."""
    return download(*pdf_of(chain_of(request), letter), PDF)


@door.post("/chain/letters/send", Permission.CHAIN_WRITE)
@formed
def sent(request: Request, form: Form) -> Response:
    """One letter sent by its id, then to be downloaded; one whose identity is protected needs a word."""
    chain, letter = chain_of(request), form.needed("letter")
    there = post(chain, letter=letter)
    if there and there[0].protected and form.get("sure") is None:
        raise UsageError(
            "personen har skyddade personuppgifter: bekräfta att brevet kan nå personen utan att adressen röjs",
            "the person's identity is protected: confirm that the letter reaches them without giving the address away",
        )
    send(chain, [letter], InHand().put)
    episode = form.get("episode")
    return RedirectResponse(f"/chain/episode/{episode}" if episode else "/chain/letters?status=sent", 303)


@door.post("/chain/letters/all", Permission.CHAIN_WRITE)
@formed
def all_sent(request: Request, form: Form) -> Response:
    """All that wait but the protected ones, sent, as one ZIP; at most so many at a time."""
    chain, hand = chain_of(request), InHand()
    waiting = [one.id for one in post(chain, "waiting") if not one.protected][:MOST]
    if not waiting:
        raise UsageError("inget brev väntar", "no letter waits")
    send(chain, waiting, hand.put)
    return download(f"letters-{chain.day}.zip", zipped(hand.files), ZIP)


@door.post("/chain/letters/zip", Permission.CHAIN_READ)
@formed
def together(request: Request, form: Form) -> Response:
    """Letters as they are kept, as one ZIP."""
    chain = chain_of(request)
    files = [pdf_of(chain, letter) for letter in _few(form.fields.get("letter", ()))]
    return download(f"letters-{chain.day}.zip", zipped(files), ZIP)


@door.post("/chain/invite", Permission.CHAIN_WRITE)
@formed
def invited(request: Request, form: Form) -> Response:
    """Invite those chosen: who got a letter, who must wait, and what did not go."""
    chain, lang = chain_of(request), lang_of(request)
    chosen = _few(form.fields.get("episode", ()))
    if not chosen:
        raise UsageError("välj minst en patient", "choose at least one patient")
    hand = InHand()
    done = invite(chain, chosen, lang, hand.put, Filter())
    return render(
        request,
        "invited.html",
        WORDS,
        letters=[path.stem.partition("-")[2] for path in done.sent],
        waiting=len(done.waiting),
        failed=[(episode, error.said(lang)) for episode, error in done.failed],
    )


def _few(named: Sequence[str]) -> list[str]:
    if len(named) > MOST:
        raise Refused(422, f"högst {MOST} åt gången", f"at most {MOST} at a time")
    return list(dict.fromkeys(named))
