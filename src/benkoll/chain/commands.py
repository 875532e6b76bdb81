"""What a person does in the chain: one function for each thing, each one transaction, logged in it.

Raises UsageError for what cannot be done now, Conflict where somebody was first, InputError for what is no event.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from benkoll.audit.log import Actor
from benkoll.chain import tables
from benkoll.chain.blocking import visible
from benkoll.chain.book import Book, events_of, together
from benkoll.chain.episode import TAKE_BACK
from benkoll.chain.events import BY_UNIT, EPISODE, FIELDS, Event
from benkoll.chain.identifiers import identifier
from benkoll.errors import Absent, Conflict, UsageError
from benkoll.store.database import Database, again
from benkoll.store.keys import Keys

AFTER_DEATH = ("note", "died", "withdrawn", "excluded", "refuted", "confirmed", "blocked", "unblocked")
"""What may still be said of a dead person's episode."""

FEWEST_SIGNS = 6
"""Of an id, by which an episode or an event can be named."""

_ID = re.compile(f"[0-9a-f]{{{FEWEST_SIGNS},32}}")


@dataclass(frozen=True, slots=True)
class Chain:
    """A hospital's chain as one who works in it holds it: the database, its key, who it is, and what day it is.

    `units`: those whose patients they may see, None for every one. The others' are as if they were not there.
    """

    database: Database
    keys: Keys
    actor: Actor
    day: date
    units: frozenset[str] | None = None

    @contextmanager
    def book(self) -> Iterator[Book]:
        """One transaction; what follows from what was appended is written, and logged, at its end."""
        with self.database.writing() as connection:
            book = Book(connection, self.keys, self.actor, units=self.units)
            yield book
            book.close()


def unknown_episode(episode: str) -> Absent:
    """The same whether it does not exist or may not be seen."""
    return Absent(f"episoden {episode} finns inte", f"there is no episode {episode}")


def episode_row(book: Book, named: str) -> sa.Row[Any]:
    """The episode that a report's id, or the first signs of it, names; Absent where none or several are meant."""
    connection = book.connection
    ids = (
        list(connection.scalars(sa.select(tables.alias.c.id).where(begins(tables.alias.c.id, named)).limit(2)))
        if _ID.fullmatch(named)
        else []
    )
    if len(ids) != 1 and named not in ids:
        raise unknown_episode(named)
    alias = named if named in ids else ids[0]
    chosen = sa.select(tables.alias.c.episode).where(tables.alias.c.id == alias).scalar_subquery()
    asked = sa.select(tables.episode).where(tables.episode.c.id == chosen, book.seen(tables.episode))
    row = connection.execute(asked).one_or_none()
    if row is None:
        raise unknown_episode(named)
    return row


def must_see(chain: Chain, named: str) -> None:
    """Absent where there is no such episode that may be seen. Nothing of it is shown."""
    with chain.database.reading() as connection:
        episode_row(Book(connection, chain.keys, chain.actor, units=chain.units), named)


def shows(book: Book, person: str) -> bool:
    """Whether somebody may be seen: everybody who is in no episode, and who is in one that may be."""
    if book.units is None:
        return True
    identity, episode = tables.identity.c, tables.episode.c
    whose = sa.select(identity.person).where(identity.id == person)
    found = book.connection.scalars(sa.select(book.seen(tables.episode)).where(episode.person.in_(whose))).all()
    return not found or any(found)


def begins(column: sa.ColumnElement[str], signs: str) -> sa.ColumnElement[bool]:
    """Whether an id, which is hexadecimal, begins so; between two limits, for SQLite finds no beginning by an index."""
    return sa.and_(column >= signs, column < f"{signs}g", column.startswith(signs, autoescape=True))


def locked(book: Book, named: str, version: int | None = None) -> sa.Row[Any]:
    """The episode, and nobody else writes of its person before this transaction ends.

    `version`: of the person as it was read; Conflict where somebody has written since.
    """
    row = episode_row(book, named)
    rows = together(book.connection, {row.person}, lock=True)
    if version is not None and rows[row.person].version != version:
        raise Conflict(
            "någon annan har ändrat episoden sedan den lästes: läs den igen",
            "somebody else has changed the episode since it was read: read it again",
        )
    return episode_row(book, named)


@again
def record(chain: Chain, named: str, kind: str, day: date, data: Mapping[str, Any], version: int | None = None) -> str:
    """Something happened in an episode; the event's id."""
    with chain.book() as book:
        return recorded(chain, book, locked(book, named, version), kind, day, data)


def recorded(chain: Chain, book: Book, row: sa.Row[Any], kind: str, day: date, data: Mapping[str, Any]) -> str:
    """`record` within a transaction, of an episode that is locked."""
    if day > chain.day:
        raise _to_come(day)
    if row.state == "died" and kind not in AFTER_DEATH:
        raise UsageError(
            "patienten är avliden: inget mer ska göras", "the patient has died: nothing more is to be done"
        )
    if kind in ("blocked", "unblocked") and data.get("unit") != row.unit:
        raise UsageError(
            "en enhet spärras, och spärren hävs, i en episod som är dess egen",
            "a unit is blocked, and its block lifted, in an episode of its own",
        )
    # of the identity that the fracture came under: where a merge is undone, each takes what is theirs along
    whose = book.connection.execute(sa.select(tables.event.c.person).where(tables.event.c.id == row.id)).scalar_one()
    event = book.append(whose, kind, day, {**_beside(kind, row), **data})
    book.tell(kind, row.person, row.id)
    return event


def _to_come(day: date) -> UsageError:
    return UsageError(f"{day} har inte varit än", f"{day} has not come yet")


def _beside(kind: str, row: sa.Row[Any]) -> dict[str, Any]:
    """What an event says besides, by its kind: of which episode it is, or by which unit it is told."""
    fields = FIELDS.get(kind, {})
    said = {EPISODE: row.id} if EPISODE in fields else {}
    return said | ({BY_UNIT: row.unit} if BY_UNIT in fields and row.unit else {})


# THE LIST


@again
def claim(chain: Chain, named: str, step: str, owner: str | None = None) -> None:
    """Take on a step, or hand it to another `owner`; Conflict where another than the one who asks has it."""
    with chain.book() as book:
        row = locked(book, named)
        item = _item(book, row, step)
        if item.owner not in (None, chain.actor.id):
            raise Conflict(f"{item.owner} har redan tagit steget", f"{item.owner} has taken the step already")
        recorded(chain, book, row, "claimed", chain.day, {"step": item.key, "owner": owner or chain.actor.id})


@again
def release(chain: Chain, named: str, step: str, reason: str | None = None) -> None:
    """Give a step back, one's own or (with the reason) another's."""
    with chain.book() as book:
        row = locked(book, named)
        item = _item(book, row, step)
        if item.owner is None:
            raise UsageError("ingen har tagit steget", "nobody has taken the step")
        if item.owner != chain.actor.id and not reason:
            raise UsageError(
                f"{item.owner} har steget: ange skälet med --reason",
                f"{item.owner} has the step: say why with --reason",
            )
        said = {"step": item.key} | ({"reason": reason} if reason else {})
        recorded(chain, book, row, "released", chain.day, said)


@again
def snooze(chain: Chain, named: str, step: str, until: date, reason: str) -> None:
    """Put a step off until a day, for a reason. A denosumab dose that is late is never put off."""
    with chain.book() as book:
        row = locked(book, named)
        item = _item(book, row, step)
        if until <= chain.day:
            raise UsageError(f"{until}: ange en kommande dag", f"{until}: name a day to come")
        if item.weight == 0 and until > item.due:
            raise UsageError(
                f"denosumab får inte skjutas upp förbi {item.due} (DMAB-3)",
                f"denosumab may not be put off past {item.due} (DMAB-3)",
            )
        if until > item.until:
            raise UsageError(
                f"steget kan bara skjutas upp till {item.until}", f"the step can be put off until {item.until} at most"
            )
        said = {"step": item.key, "until": until.isoformat(), "reason": reason}
        recorded(chain, book, row, "snoozed", chain.day, said)


def _item(book: Book, row: sa.Row[Any], step: str) -> sa.Row[Any]:
    """The item of a step, named by its key or by the step itself."""
    table = tables.item
    rows = book.connection.execute(sa.select(table).where(table.c.episode == row.id).order_by(table.c.key)).all()
    found = [one for one in rows if step in (one.key, one.step)]
    if not found:
        there = ", ".join(one.key for one in rows) or "-"
        raise UsageError(
            f"{step}: det steget väntar inte; det som väntar: {there}",
            f"{step}: no such step waits; those that do: {there}",
        )
    return found[0]


# BLOCKED INFORMATION


@again
def block(chain: Chain, named: str) -> str:
    """Block what comes from the episode's unit from all others, as the patient wants it; the event's id."""
    with chain.book() as book:
        row = locked(book, named)
        if row.unit is None:
            raise UsageError("episoden har ingen enhet att spärra", "the episode has no unit to block")
        if row.blocked:
            raise UsageError("uppgifterna är redan spärrade", "the information is blocked already")
        return recorded(chain, book, row, "blocked", chain.day, {"unit": row.unit})


@again
def unblock(chain: Chain, named: str, reason: str) -> str:
    """Lift the block of the episode's unit; the event's id."""
    with chain.book() as book:
        row = locked(book, named)
        if not row.blocked:
            raise UsageError("uppgifterna är inte spärrade", "the information is not blocked")
        return recorded(chain, book, row, "unblocked", chain.day, {"unit": row.unit, "reason": reason})


# WHAT SOMEBODY MUST TELL


@again
def judge(chain: Chain, named: str, confirmed: bool, site: str | None = None, reason: str | None = None) -> None:
    """Confirm or refute what waits for it: a possible vertebral or atypical fracture, an unclear code or age."""
    with chain.book() as book:
        row = locked(book, named)
        if row.state != "to_confirm":
            raise UsageError(f"episoden {row.id} väntar inte på svar", f"episode {row.id} waits for no answer")
        if confirmed and row.why == "check_site" and site is None:
            raise UsageError("ange vilken fraktur det är med --site", "say which fracture it is with --site")
        said = {"about": row.id}
        said |= {"site": site} if confirmed and site else {}
        said |= {"reason": reason} if reason else {}
        recorded(chain, book, row, "confirmed" if confirmed else "refuted", chain.day, said)


@again
def withdraw(chain: Chain, event_id: str, reason: str) -> None:
    """Take back an event that was wrong; the right one is recorded beside it."""
    with chain.book() as book:
        one = _event(book, event_id)
        if one.kind in TAKE_BACK:
            raise UsageError(
                "det som är återtaget kommer inte tillbaka: registrera det på nytt",
                "what was taken back does not come back: record it anew",
            )
        kind = "unmerged" if one.kind == "merged" else "withdrawn"
        said = {"about": one.id} | ({"reason": reason} if kind == "withdrawn" else {})
        book.append(one.person, kind, chain.day, said)
        book.tell(kind, one.person, one.id, reason)


def _event(book: Book, event_id: str) -> Event:
    """The event of this id, or of its first signs."""
    table = tables.event.c
    asked = sa.select(table.id, table.person).where(begins(table.id, event_id)).limit(2)
    rows = book.connection.execute(asked).all() if _ID.fullmatch(event_id) else []
    if len(rows) != 1 or not shows(book, rows[0].person):
        raise _no_event(event_id)
    (row,) = rows
    told = events_of(book.connection, book.keys, together(book.connection, {row.person}))
    found = next((one for one in _seen(book, told) if one.id == row.id), None)
    if found is None:
        raise _no_event(event_id)
    return found


def _seen(book: Book, events: Sequence[Event]) -> list[Event]:
    """Those of a person's events that may be seen, of whatever episode."""
    return [one for unit in (None, *sorted(book.own)) for one in visible(events, unit)]


def _no_event(event_id: str) -> Absent:
    return Absent(f"händelsen {event_id} finns inte", f"there is no event {event_id}")


@again
def merge(chain: Chain, survivor: str, other: str) -> str:
    """Two identity numbers are one person, who goes by the first; the event's id, by which it can be undone."""
    with chain.book() as book:
        one, two = (_identity(chain, book, number) for number in (survivor, other))
        if one == two:
            raise UsageError("samma nummer två gånger", "the same number twice")
        event = book.append(one, "merged", chain.day, {"other": two})
        book.tell("merged", one, two)
        return event


def _identity(chain: Chain, book: Book, number: str) -> str:
    """The identity of a number; UsageError for one that is new and may be somebody's, in a demonstration."""
    who = identifier(number)
    digest = chain.keys.digest("person", who.number)
    there = sa.select(tables.identity.c.id).where(tables.identity.c.id == digest)
    if not shows(book, digest):
        raise Absent("personen finns inte i kedjan", "the person is not in the chain")
    if chain.database.kind == "demo" and not who.test and book.connection.scalar(there) is None:
        raise UsageError(
            "databasen är en demonstration: använd Skatteverkets testnummer",
            "the database is a demonstration: use the tax agency's test numbers",
        )
    return book.identity(who)


@again
def died(chain: Chain, number: str, day: date) -> None:
    """Somebody died, whether or not they are in the chain: what is under way stops."""
    if day > chain.day:
        raise _to_come(day)
    with chain.book() as book:
        person = _identity(chain, book, number)
        book.append(person, "died", day, {})
        book.tell("died", person)


def known_of_rows(keys: Keys, rows: Sequence[sa.Row[Any]]) -> dict[str, dict[str, Any]]:
    """Person -> what is known of them, with `person_id`, the number that they go by."""
    return {
        row.id: {"person_id": keys.open(row.number).decode(), **(keys.open_json(row.known) if row.known else {})}
        for row in rows
    }
