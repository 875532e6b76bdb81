"""A FHIR bulk export into the chain: by the door of every other message, each once, however often it comes."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO

import sqlalchemy as sa

from benkoll.chain import tables
from benkoll.chain.commands import Chain
from benkoll.chain.identifiers import identifier
from benkoll.chain.intake import Taken, take_in
from benkoll.errors import InputError
from benkoll.exchange.fhir.bulk import Sorted, lines_of
from benkoll.exchange.visits import bulk
from benkoll.exchange.visits.visit import Message, Refused

FILE = "bulk"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an export: its messages, how many resources were read, and of which types none are."""

    taken: Taken = field(default_factory=Taken)
    read: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)


def import_export(chain: Chain, files: Iterable[tuple[str, IO[bytes]]], sender: str = bulk.SENDER) -> Imported:
    """Take in the files of an export. Messages are kept so many at a time: broken off, it is sent again."""
    with Sorted() as export:
        stream = _known(chain, _messages(export, files, sender))
        taken = sum(take_in(chain.database, chain.keys, chain.actor, stream, FILE), Taken())
        return Imported(taken, export.read, export.passed)


def _messages(export: Sorted, files: Iterable[tuple[str, IO[bytes]]], sender: str) -> Iterator[Message | Refused]:
    for name, file in files:
        yield from map(bulk.refused, export.add(name, lines_of(file)))
    yield from bulk.messages(export, sender)


def _known(chain: Chain, messages: Iterable[Message | Refused]) -> Iterator[Message | Refused]:
    """The messages without those that only tell of persons who are not in the chain."""
    for one in messages:
        if isinstance(one, Refused) or one.visits or one.cancels is not None or _is_known(chain, one):
            yield one


def _is_known(chain: Chain, one: Message) -> bool:
    numbers = (one.person.person_id, *one.person.other_ids, *(merge.other_id for merge in one.merges))
    digests = [digest for number in numbers if (digest := _digest(chain, number))]
    there = sa.select(tables.identity.c.id).where(tables.identity.c.id.in_(digests)).limit(1)
    with chain.database.reading() as connection:
        return connection.scalar(there) is not None


def _digest(chain: Chain, number: str) -> str | None:
    try:
        return chain.keys.digest("person", identifier(number).number)
    except InputError:
        return None
