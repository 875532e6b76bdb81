"""Letters of the chain: written, kept byte for byte, sent; and stopped, where the person has died.

A letter waits until it is sent. None leaves by itself to a person whose identity is protected: it is sent by its id.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from benkoll.chain import tables
from benkoll.chain.assessing import kept
from benkoll.chain.book import Book
from benkoll.chain.commands import Chain, locked, recorded
from benkoll.chain.reads import Filter, Shown, shown_of, worklist
from benkoll.errors import Absent, BenkollError, Lang, UsageError
from benkoll.exchange.rejects import write_whole
from benkoll.letters.letter import KINDS, Addressee, Kind, Sender, Subject, write_letter
from benkoll.letters.pdf import as_pdf
from benkoll.letters.plain import as_text

EVENTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "invitation": ("invited", {}),
    "reminder": ("reminded", {}),
    "recommendation": ("recommendation_sent", {"to": "primary_care"}),
    "referral": ("recommendation_sent", {"to": "clinic"}),
}
"""What has happened when a letter of this kind is sent; the others are told in the log alone."""


@dataclass(frozen=True, slots=True)
class Post:
    """A letter as it is kept, without its content."""

    id: str
    episode: str
    person_id: str
    kind: str
    lang: str
    status: str
    made_on: date
    sent_on: date | None
    protected: bool
    name: str


@dataclass(frozen=True, slots=True)
class Invited:
    """What a bulk invitation did: letters that left, letters that wait for somebody (protected), and what failed."""

    sent: tuple[Path, ...]
    waiting: tuple[str, ...]
    failed: tuple[tuple[str, BenkollError], ...]


def make(
    chain: Chain, named: str, kind: str, lang: Lang, recipient: str | None = None, templates: Path | None = None
) -> str:
    """Write a letter, which waits; its id."""
    for one in KINDS:
        if one == kind:
            with chain.book() as book:
                return _made(chain, book, locked(book, named), one, lang, recipient, templates)
    raise UsageError(f"{kind}: tillåtet är {', '.join(KINDS)}", f"{kind}: allowed is {', '.join(KINDS)}")


def _made(
    chain: Chain,
    book: Book,
    row: sa.Row[Any],
    kind: Kind,
    lang: Lang,
    recipient: str | None = None,
    templates: Path | None = None,
) -> str:
    shown = shown_of(book, row)
    answer = kept(book, row.id, lang) if kind in ("recommendation", "referral") else None
    to, sender = _addressee(shown), _sender(book, row.unit)
    about = Subject(
        chain.day,
        row.site,
        row.fracture_date,
        None if answer is None else answer.assessment,
        {} if answer is None else answer.facts.facts,
        recipient,
        _appointment(shown),
    )
    letter = write_letter(kind, lang, to, sender, about, templates, consented=True)  # it waits, and is sent by its id
    pdf = as_pdf(letter, to, sender)
    letter_id = uuid4().hex
    book.connection.execute(
        sa.insert(tables.letter),
        {
            "id": letter_id,
            "episode": row.id,
            "person": row.person,
            "kind": kind,
            "lang": lang,
            "template": letter.template,
            "status": "waiting",
            "made_on": chain.day,
            "sent_on": None,
            "text": book.keys.seal(as_text(letter, to, sender).encode()),
            "pdf": book.keys.seal(pdf),
            "digest": sha256(pdf).hexdigest(),
        },
    )
    book.tell("letter", row.person, letter_id, kind)
    return letter_id


def _addressee(shown: Shown) -> Addressee:
    known = shown.known
    return Addressee(
        known.get("name"),
        shown.person_id,
        tuple(known.get("address", ())),
        deceased="died" in known,
        protected=bool(known.get("protected")),
    )


def _sender(book: Book, unit: str | None) -> Sender:
    """The unit as its patients know it."""
    row = book.connection.execute(sa.select(tables.unit).where(tables.unit.c.unit == unit)).one_or_none()
    if row is None:
        return Sender(unit or "-")
    return Sender(row.name, row.phone, None, tuple((row.address or "").split("\n")) if row.address else ())


def _appointment(shown: Shown) -> str | None:
    days = [one.data["appointment"] for one in shown.acts if one.kind == "answered" and one.data.get("appointment")]
    return days[-1] if days else None


# SEND

Put = Callable[[str, bytes], Path]
"""Where a letter goes that leaves: takes its name and its PDF, and says where it is."""


def into(folder: Path) -> Put:
    """Into a folder, each file whole."""

    def put(name: str, pdf: bytes) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / name, pdf)
        return folder / name

    return put


def send(chain: Chain, letters: Sequence[str], to: Path | Put) -> list[Path]:
    """Let waiting letters go to a folder, and record that they are sent; without ids all but the protected ones.

    Each is its own transaction, and its file is whole before it is recorded. Raises UsageError for one that does not
    wait: it was sent already, or the person has died.
    """
    chosen = letters or [one.id for one in post(chain, "waiting") if not one.protected]
    return [_sent(chain, one, into(to) if isinstance(to, Path) else to) for one in chosen]


def _sent(chain: Chain, letter_id: str, put: Put) -> Path:
    table = tables.letter
    with chain.book() as book:
        row = locked(book, _seen_letter(book, letter_id).episode)
        found = book.connection.execute(sa.select(table).where(table.c.id == letter_id)).one()
        if found.status != "waiting":
            raise UsageError(
                f"brevet {letter_id} väntar inte: {status_words(found.status, 'sv')}",
                f"the letter {letter_id} does not wait: {status_words(found.status, 'en')}",
            )
        return _left(chain, book, row, found, put)


def _left(chain: Chain, book: Book, row: sa.Row[Any], letter: sa.Row[Any], put: Put) -> Path:
    """Where the letter went, recorded as sent."""
    table = tables.letter
    event = EVENTS.get(letter.kind)
    if event is not None:
        kind, said = event
        recorded(chain, book, row, kind, chain.day, {**said, "letter": letter.id})
    changed = sa.update(table).where(table.c.id == letter.id).values(status="sent", sent_on=chain.day)
    book.connection.execute(changed)
    book.tell("letter sent", row.person, letter.id, letter.kind)
    return put(file_name(letter), book.keys.open(letter.pdf))


def file_name(letter: sa.Row[Any]) -> str:
    """A letter's file: what it is, and nothing of whom it is to."""
    return f"{letter.kind}-{letter.id}.pdf"


def pdf_of(chain: Chain, letter_id: str) -> tuple[str, bytes]:
    """A letter as it was made, with the name of its file; Absent where there is none that may be seen."""
    with chain.book() as book:
        found = _seen_letter(book, letter_id)
        book.tell("letter read", found.person, found.id, found.kind)
        return file_name(found), book.keys.open(found.pdf)


def _seen_letter(book: Book, letter_id: str) -> sa.Row[Any]:
    table = tables.letter
    asked = sa.select(table).where(table.c.id == letter_id, _may_be_seen(book))
    found = book.connection.execute(asked).one_or_none()
    if found is None:
        raise Absent(f"brevet {letter_id} finns inte", f"there is no letter {letter_id}")
    return found


def _may_be_seen(book: Book) -> sa.ColumnElement[bool]:
    """Letters of the episodes that may be seen; where every unit may be, those of episodes that are no more, unless
    something of the person's is blocked."""
    letter, alias, episode = tables.letter.c, tables.alias.c, tables.episode.c
    theirs = sa.select(alias.id).join(tables.episode, episode.id == alias.episode)
    seen = letter.episode.in_(theirs.where(book.seen(tables.episode)))
    if book.units is not None:
        return seen
    one, other, event = tables.identity.alias(), tables.identity.alias(), tables.event.c
    blocked = sa.select(event.id).join(one, one.c.id == event.person).join(other, other.c.person == one.c.person)
    blocked = blocked.where(other.c.id == letter.person, event.kind == "blocked")
    return sa.or_(seen, sa.and_(letter.episode.not_in(sa.select(alias.id)), ~blocked.exists()))


STATUS: Mapping[str, tuple[str, str]] = {
    "waiting": ("väntar", "waiting"),
    "sent": ("skickat", "sent"),
    "stopped": ("stoppat", "stopped"),
}


def status_words(status: str, lang: Lang) -> str:
    """Whether a letter waits, was sent, or was stopped."""
    return STATUS[status][lang == "en"]


def invite(
    chain: Chain, named: Sequence[str], lang: Lang, to: Path | Put, chosen: Filter, templates: Path | None = None
) -> Invited:
    """Invite these episodes, or all that are to be invited today; one that cannot be is told, and the rest go on."""
    due = named or [one.episode for one in worklist(chain, Filter(chosen.hospital, chosen.unit, step="invite"))]
    sent, waiting, failed = list[Path](), list[str](), list[tuple[str, BenkollError]]()
    for one in due:
        try:
            letter = make(chain, one, "invitation", lang, templates=templates)
            if _is_protected(chain, letter):
                waiting.append(letter)
            else:
                sent += send(chain, [letter], to)
        except BenkollError as error:
            failed.append((one, error))
    return Invited(tuple(sent), tuple(waiting), tuple(failed))


def _is_protected(chain: Chain, letter: str) -> bool:
    return next(one.protected for one in post(chain, letter=letter))


def post(chain: Chain, status: str | None = None, letter: str | None = None, episode: str | None = None) -> list[Post]:
    """The letters, the latest first; of one status, one alone, or those of an episode."""
    table, identity = tables.letter, tables.identity
    columns = [table.c[name] for name in ("id", "episode", "person", "kind", "lang", "status", "made_on", "sent_on")]
    asked = sa.select(*columns, identity.c.number, identity.c.known).join(identity, identity.c.id == table.c.person)
    if status is not None:
        asked = asked.where(table.c.status == status)
    if letter is not None:
        asked = asked.where(table.c.id == letter)
    if episode is not None:
        same = sa.select(tables.alias.c.id).where(tables.alias.c.episode == episode)
        asked = asked.where(table.c.episode.in_(same))
    with chain.book() as book:
        asked = asked.where(_may_be_seen(book))
        rows = book.connection.execute(asked.order_by(table.c.made_on.desc(), table.c.id)).all()
        for person in dict.fromkeys(row.person for row in rows):
            book.tell("letters", person)
    known = [chain.keys.open_json(row.known) if row.known else {} for row in rows]
    return [
        Post(
            row.id,
            row.episode,
            chain.keys.open(row.number).decode(),
            row.kind,
            row.lang,
            row.status,
            row.made_on,
            row.sent_on,
            bool(one.get("protected")),
            str(one.get("name") or ""),
        )
        for row, one in zip(rows, known, strict=True)
    ]
