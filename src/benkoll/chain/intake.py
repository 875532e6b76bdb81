"""Messages into the book: each once, in any order, however often it comes.

Messages are taken in together, so many to a transaction, and are acknowledged together: nothing is written before all
have been read. One that cannot be used is set aside with its reasons, and can be taken in when it has been mended.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

import sqlalchemy as sa

from benkoll.audit.log import Actor
from benkoll.chain import tables
from benkoll.chain.book import Book
from benkoll.chain.events import FIRST_DAY
from benkoll.chain.fractures import old_enough
from benkoll.chain.identifiers import Identifier, identifier
from benkoll.errors import InputError, Problem
from benkoll.exchange.visits.visit import Message, Refused
from benkoll.store.database import Database, again
from benkoll.store.fields import is_text
from benkoll.store.keys import Keys

BATCH = 200
"""Messages to a transaction."""

DEMO_SOURCE = "demo"


@dataclass(frozen=True, slots=True)
class Taken:
    """How many messages were new, came again, or were set aside; of the new ones, how many may concern the chain."""

    new: int = 0
    concern: int = 0
    again: int = 0
    problems: tuple[Problem, ...] = ()
    refused: int = 0

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(
            self.new + other.new,
            self.concern + other.concern,
            self.again + other.again,
            self.problems + other.problems,
            self.refused + other.refused,
        )


def take_in(
    database: Database, keys: Keys, actor: Actor, messages: Iterable[Message | Refused], file: str
) -> Iterator[Taken]:
    """Take the messages in; after each transaction, what it did: from then on it is kept."""
    stream = iter(messages)
    while batch := list(islice(stream, BATCH)):
        yield _taken(database, keys, actor, batch, file)


def id_of_message(keys: Keys, source: str, message_id: str) -> str:
    """By what a message is known that was taken in."""
    return keys.digest("message", f"{source}\0{message_id}")[:32]


def id_of_refused(keys: Keys, raw: bytes) -> str:
    """By what a message is known that was set aside, as it came."""
    return keys.digest("refused", raw.hex())[:32]


@again
def _taken(database: Database, keys: Keys, actor: Actor, batch: Sequence[Message | Refused], file: str) -> Taken:
    """One transaction."""
    with database.writing() as connection:
        return _Batch(Book(connection, keys, actor), database.kind == "demo", file).take(batch)


class _Batch:
    def __init__(self, book: Book, demo: bool, file: str) -> None:
        self.book = book
        self.demo = demo
        self.file = file
        self.seen: dict[str, str] = {}
        self.rows = list[dict[str, Any]]()

    def take(self, batch: Sequence[Message | Refused]) -> Taken:
        ids = [self._id(one) for one in batch if isinstance(one, Message)]
        known = sa.select(tables.message.c.id, tables.message.c.content).where(tables.message.c.id.in_(ids))
        self.seen = {row.id: row.content for row in self.book.connection.execute(known)}
        taken = sum((self._one(one) for one in batch), Taken())
        if self.rows:
            self.book.connection.execute(sa.insert(tables.message), self.rows)
        self.book.close()
        return taken

    def _one(self, one: Message | Refused) -> Taken:
        if isinstance(one, Refused):
            return self._set_aside(one)
        kept = self.book.keep()
        try:
            return self._message(one)
        except InputError as error:
            self.book.back(kept)
            raw = json.dumps(asdict(one), default=str, ensure_ascii=False).encode("utf-8", "surrogatepass")
            named = (replace(problem, file=self.file, row=one.row) for problem in error.problems)
            return self._set_aside(Refused(tuple(named), one.raw or raw), self._id(one))

    def _set_aside(self, one: Refused, message: str | None = None) -> Taken:
        """Keep it, once; with the message's id where it has one, so that the mended one takes its place."""
        keys, connection = self.book.keys, self.book.connection
        key = id_of_refused(keys, one.raw)
        if connection.scalar(sa.select(tables.refused.c.id).where(tables.refused.c.id == key)) is None:
            problems = [asdict(problem) for problem in one.problems]
            row = {
                "id": key,
                "message": message,
                "file": self.file[-400:],
                "raw": keys.seal(one.raw),
                "why": keys.seal_json(problems),
                "at": self.book.actor.now(),
                "unit": self.book.actor.unit,
            }
            connection.execute(sa.insert(tables.refused), row)
        return Taken(refused=1, problems=one.problems)

    # ONE MESSAGE

    def _id(self, one: Message) -> str:
        return id_of_message(self.book.keys, one.source, one.message_id)

    def _message(self, one: Message) -> Taken:
        key = self._id(one)
        contents = self.book.keys.every("content", _content(one))
        if key in self.seen:
            if self.seen[key] not in contents:
                raise _wrong(
                    "message_id",
                    one.message_id,
                    "ett annat meddelande har redan detta id: ge det ett eget",
                    "another message has this id already: give it one of its own",
                )
            return Taken(again=1)
        who = self._person(one)
        concerns = self._write(one, who, key)
        self.rows.append(
            {
                "id": key,
                "source": one.source,
                "message_id": one.message_id,
                "content": contents[0],
                "at": self.book.actor.now(),
            }
        )
        self.seen[key] = contents[0]
        return Taken(new=1, concern=int(concerns))

    def _person(self, one: Message) -> Identifier:
        for name, value in (("source", one.source), ("message_id", one.message_id)):
            if not (0 < len(value) <= 200 and is_text(value)):
                raise _wrong(name, None, "1-200 tecken", "1-200 signs")
        if not self.demo and one.source == DEMO_SOURCE:
            raise _wrong(
                "source", one.source, "databasen är för riktiga patienter", "the database is for real patients"
            )
        return self._allowed(identifier(one.person.person_id), one)

    def _allowed(self, who: Identifier, one: Message) -> Identifier:
        if self.demo and one.source != DEMO_SOURCE and not who.test:
            raise _wrong(
                "person_id",
                None,
                "databasen är en demonstration: använd Skatteverkets testnummer",
                "the database is a demonstration: use the tax agency's test numbers",
            )
        return who

    def _write(self, one: Message, who: Identifier, key: str) -> bool:
        """The events of the message; whether there are any."""
        told = [*_visits(one), *_others(one)]
        if not told and one.visits:  # a visit that is none of the chain's: nothing of it is kept
            return False
        born = one.person.birth_date or who.birth_date
        if told and all(kind in ("fracture", "finding") for kind, _, _ in told) and _too_young(born, told):
            return False
        day = max((day for _, day, _ in told), default=one.sent or FIRST_DAY)
        person = self.book.identity(who)
        told = [("person", one.sent or day, {"known": _known(one, who, born)}), *told]
        for number in _also(one):
            other = self.book.identity(self._allowed(number, one))
            if other != person:
                told.append(("merged", day, {"other": other}))
        for place, (kind, on, data) in enumerate(told):
            event_id = self.book.keys.digest("event", f"{key}\0{place}")[:32]
            self.book.append(person, kind, on, data, event_id)
        self.book.tell("intake", person, key)
        return True


def _also(one: Message) -> Iterator[Identifier]:
    """The person's other identity numbers. A hospital's own numbers are passed by, unless nothing else is merged."""
    merges, others = (
        [found for number in numbers if (found := _identity_number(number)) is not None]
        for numbers in ([merge.other_id for merge in one.merges], one.person.other_ids)
    )
    if one.merges and not merges:
        identifier(one.merges[0].other_id)  # says what is wrong with it
    yield from dict.fromkeys((*merges, *others))


def _identity_number(text: str) -> Identifier | None:
    try:
        return identifier(text)
    except InputError:
        return None


_Told = tuple[str, date, dict[str, Any]]


def _content(one: Message) -> str:
    """What a message says, wherever it stood: a place in a file is none of it, and neither is what is not said."""
    return json.dumps(_said(asdict(replace(one, raw=b"", row=None))), default=str)


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _said(one) for name, one in value.items() if one is not None and one not in ("", b"", ())}
    return [_said(one) for one in value] if isinstance(value, tuple) else value


def _visits(one: Message) -> Iterator[_Told]:
    """The fractures, the unclear codes and the findings of the message's visits."""
    for visit in one.visits:
        common = _without_nothing({"unit": visit.unit, "visit": _visit(one, visit.number)})
        stay = common | _without_nothing({"ward": visit.ward, "discharged": _iso(visit.discharged)})
        for coded in visit.fractures:
            said = {
                "site": coded.site,
                "side": coded.side,
                "code": coded.code,
                "low_energy": coded.low_energy,
                "tumour": coded.tumour or None,
                "femur_shaft": coded.femur_shaft or None,
            }
            yield "fracture", visit.date, _without_nothing(said) | stay
        if visit.unclear and not visit.fractures:
            yield "fracture", visit.date, {"unclear": list(visit.unclear)} | stay
        if visit.finding:
            yield "finding", visit.date, {"text": visit.finding[:20_000]} | common


def _others(one: Message) -> Iterator[_Told]:
    if one.person.deceased is not None:
        yield "died", one.person.deceased, {}
    elif one.person.dead:  # no day is said: no letter after the day of the message
        yield "died", one.sent or max((visit.date for visit in one.visits), default=FIRST_DAY), {}
    if one.cancels is not None:
        yield "cancelled", one.sent or FIRST_DAY, {"visit": _visit(one, one.cancels)}


def _visit(one: Message, number: str | None) -> str | None:
    return None if number is None else f"{one.source} {number}"


def _known(one: Message, who: Identifier, born: date | None) -> dict[str, Any]:
    """What the message, and the number itself, say of the person."""
    person = one.person
    return _without_nothing(
        {
            "name": person.name,
            "sex": person.sex or who.sex,
            "birth_date": _iso(born),
            "address": list(person.address) or None,
            "protected": True if person.protected else None,
        }
    )


def _too_young(born: date | None, told: Sequence[_Told]) -> bool:
    """Whether the person is certainly too young on every one of the days: then nothing of it is kept."""
    return all(old_enough(born, day) is False for _, day, _ in told)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _without_nothing(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not None}


def _wrong(fact: str, value: str | None, sv: str, en: str) -> InputError:
    return InputError([Problem(sv, en, fact=fact, value=value)])
