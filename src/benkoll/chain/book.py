"""The book of events in the database: append to it, and write what follows from it, in the transaction that appends.

Persons are locked as they are read (PostgreSQL; SQLite has one writer at a time), in one order, so that two who write
of one person do so one after the other.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from itertools import islice
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from benkoll.audit.log import Act, Actor, append
from benkoll.chain import tables
from benkoll.chain.blocking import views
from benkoll.chain.claims import owners, snoozes
from benkoll.chain.episode import Episode
from benkoll.chain.events import LAST_DAY, Event, check
from benkoll.chain.identifiers import Identifier
from benkoll.chain.persons import known_of, merged
from benkoll.store.keys import Keys

Row = dict[str, Any]


@dataclass
class Book:
    """One transaction's hand on the events. Nothing is written, derived or logged before `close`: it does all at once.

    `identities`, `events`, `acts`: what it will write, in the order in which it was told. `units`: those whose patients
    the one who writes may see; None is every one.
    """

    connection: sa.Connection
    keys: Keys
    actor: Actor
    identities: dict[str, Row] = field(default_factory=dict)
    events: list[Row] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    acts: list[Act] = field(default_factory=list)
    units: frozenset[str] | None = None

    @property
    def own(self) -> frozenset[str]:
        """The units that they work for, whose blocked information they see: those that are named, else their own."""
        return self.actor.own(self.units)

    def opened(self, table: sa.Table) -> sa.ColumnElement[bool]:
        """That an episode, or an item, is not blocked from them."""
        return sa.or_(table.c.blocked.is_(sa.false()), table.c.unit.in_(sorted(self.own)))

    def seen(self, table: sa.Table) -> sa.ColumnElement[bool]:
        """That they may see an episode, or an item."""
        opened = self.opened(table)
        return opened if self.units is None else sa.and_(opened, table.c.unit.in_(sorted(self.units)))

    def identity(self, who: Identifier) -> str:
        """The digest of the identity, which is there when the book is closed."""
        digest = self.keys.digest("person", who.number)
        if digest not in self.identities:
            number = self.keys.seal(who.number.encode())
            self.identities[digest] = {
                "id": digest,
                "type": who.type,
                "number": number,
                "person": digest,
                "version": 0,
            }
        return digest

    def append(self, person: str, kind: str, day: date, data: Mapping[str, Any], event_id: str | None = None) -> str:
        """Append an event to an identity's; its id. Raises InputError where it is no event that there can be."""
        check(kind, day, data)
        event_id = event_id or uuid4().hex
        self.touched |= {person, data["other"]} if kind == "merged" else {person}
        self.events.append(
            {
                "id": event_id,
                "person": person,
                "kind": kind,
                "day": day,
                "data": self.keys.seal_json(dict(data)),
                "actor": self.actor.id,
                "at": self.actor.now(),
            }
        )
        return event_id

    def tell(self, action: str, person: str | None, object_: str | None = None, reason: str | None = None) -> None:
        """Have the log say it."""
        self.acts.append(Act(action, person, object_, reason=reason))

    def keep(self) -> "Kept":
        """How far it has come."""
        return len(self.identities), len(self.events), len(self.acts)

    def back(self, kept: "Kept") -> None:
        """Forget what it was told since."""
        identities, events, acts = kept
        self.identities = dict(islice(self.identities.items(), identities))
        del self.events[events:], self.acts[acts:]

    def close(self) -> None:
        """Write the events and what follows from them, and log what was done."""
        if self.identities:  # in one order, so that two who add the same ones do not wait for each other
            rows = [self.identities[one] for one in sorted(self.identities)]
            self.connection.execute(_unless_there(self.connection, tables.identity), rows)
        if self.events:
            self.connection.execute(sa.insert(tables.event), self.events)
            derive(self.connection, self.keys, self.touched)
        append(self.connection, self.actor, self.keys, self.acts)
        self.identities, self.events, self.touched, self.acts = {}, [], set(), []


Kept = tuple[int, int, int]


def _unless_there(connection: sa.Connection, table: sa.Table) -> Any:
    # the one that the connection uses is loaded; both would take a tenth of the service's start
    dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
    return dialect.insert(table).on_conflict_do_nothing()


# READ


def events_of(connection: sa.Connection, keys: Keys, identities: Collection[str]) -> list[Event]:
    """Every event of these identities, in the order of the book."""
    found = list[Event]()
    for some in _portions(sorted(identities)):
        rows = connection.execute(sa.select(tables.event).where(tables.event.c.person.in_(some)))
        found += [_event(row, keys) for row in rows]
    return sorted(found, key=lambda one: one.seq)


def _event(row: sa.Row[Any], keys: Keys) -> Event:
    return Event(row.id, row.kind, row.day, json.loads(keys.open(row.data)), row.seq, row.person, row.actor, row.at)


def _portions(values: Sequence[str], size: int = 500) -> Iterable[Sequence[str]]:
    return (values[start : start + size] for start in range(0, len(values), size))


def together(connection: sa.Connection, identities: Collection[str], lock: bool = False) -> dict[str, sa.Row[Any]]:
    """The rows of these identities, and of all that are one person with any of them."""
    found = dict[str, sa.Row[Any]]()
    wanted = set(identities)
    while wanted:
        rows = list[sa.Row[Any]]()
        for some in _portions(sorted(wanted)):
            persons = sa.select(tables.identity.c.person).where(tables.identity.c.id.in_(some))
            chosen = sa.or_(tables.identity.c.id.in_(some), tables.identity.c.person.in_(persons))
            asked = sa.select(tables.identity).where(chosen).order_by(tables.identity.c.id)
            # key_share: who appends an event holds its identity's row by the foreign key, and need not be waited for
            rows += connection.execute(asked.with_for_update(key_share=True) if lock else asked)
        found |= {row.id: row for row in rows}
        wanted = {row.person for row in rows} - found.keys()
    return found


# DERIVE


def derive(connection: sa.Connection, keys: Keys, identities: Collection[str]) -> None:
    """Write anew what follows from the events of these identities, and of all that are, or were, one with them."""
    wanted, rows = set(identities), dict[str, sa.Row[Any]]()
    while True:
        rows = together(connection, wanted, lock=True)
        told = events_of(connection, keys, rows)
        more = {one.data["other"] for one in told if one.kind == "merged"} - rows.keys()
        if not more:
            break
        wanted = {*rows, *more}
    person_of = merged(told, rows)
    of_person = defaultdict[str, list[Event]](list)
    for event in told:
        of_person[person_of[event.person]].append(event)
    _write_identities(connection, keys, rows, person_of, of_person)
    _write_episodes(connection, list(rows), of_person)
    _stop_letters(connection, [one for one, told in of_person.items() if "died" in known_of(told, one)], person_of)


def _write_identities(
    connection: sa.Connection,
    keys: Keys,
    rows: Mapping[str, sa.Row[Any]],
    person_of: Mapping[str, str],
    of_person: Mapping[str, Sequence[Event]],
) -> None:
    table = tables.identity
    changes = [
        {
            "its_id": one,
            "person": person_of[one],
            "version": row.version + 1,
            "known": keys.seal_json(known_of(of_person.get(one, ()), one)) if person_of[one] == one else None,
        }
        for one, row in rows.items()
    ]
    connection.execute(sa.update(table).where(table.c.id == sa.bindparam("its_id")), changes)


def _write_episodes(
    connection: sa.Connection, identities: Sequence[str], of_person: Mapping[str, Sequence[Event]]
) -> None:
    episode_rows, item_rows = list[Row](), list[Row]()
    aliases = dict[str, str]()
    for person, events in of_person.items():
        for one, seen, blocked in sorted(views(events), key=lambda view: view[2]):
            episode_rows.append(episode_row(one, person, blocked))
            item_rows += item_rows_of(one, seen, blocked)
            for report in one.fracture.ids:
                aliases.setdefault(report, one.id)
            aliases[one.id] = one.id
    alias_rows = [{"id": report, "episode": episode} for report, episode in sorted(aliases.items())]
    for some in _portions(identities):
        old = sa.select(tables.episode.c.id).where(tables.episode.c.person.in_(some))
        connection.execute(sa.delete(tables.item).where(tables.item.c.episode.in_(old)))
        connection.execute(sa.delete(tables.alias).where(tables.alias.c.episode.in_(old)))
        connection.execute(sa.delete(tables.episode).where(tables.episode.c.person.in_(some)))
    for table, made in ((tables.episode, episode_rows), (tables.alias, alias_rows), (tables.item, item_rows)):
        if made:
            connection.execute(sa.insert(table), made)


def _stop_letters(connection: sa.Connection, dead: Collection[str], person_of: Mapping[str, str]) -> None:
    """No letter to a dead person: those that have not left yet never do."""
    gone = [one for one, person in person_of.items() if person in dead]
    if gone:
        table = tables.letter
        waiting = sa.and_(table.c.person.in_(gone), table.c.status == "waiting")
        connection.execute(sa.update(table).where(waiting).values(status="stopped"))


def episode_row(one: Episode, person: str, blocked: bool = False) -> Row:
    """The episode as its table holds it; `blocked`: for its unit alone."""
    return {
        "id": one.id,
        "person": person,
        "fracture_date": one.fracture.day,
        "site": one.fracture.site,
        "side": one.fracture.side,
        "state": one.state,
        "why": one.why,
        "unit": one.told("unit"),
        "ward": one.told("ward"),
        "started_on": one.started_on,
        "closed_on": one.closed_on,
        "blocked": blocked,
    }


def item_rows_of(one: Episode, events: Sequence[Event], blocked: bool = False) -> list[Row]:
    """What is to be done as the table holds it: with who has claimed it, and not before it was put off to."""
    owner_of, until_of = owners(one, events), snoozes(one, events)
    return [
        {
            "episode": one.id,
            "key": item.key,
            "step": item.step,
            "shows": max(item.shows, until_of.get(item.key, item.shows)),
            "until": item.until or LAST_DAY,
            "due": item.due,
            "weight": item.weight,
            "role": item.role,
            "why": item.why,
            "owner": owner_of.get(item.key),
            "unit": one.told("unit"),
            "blocked": blocked,
        }
        for item in one.items
    ]


def rebuild(connection: sa.Connection, keys: Keys) -> int:
    """Forget all that is derived and write it anew from the events; how many identities there are."""
    for table in (tables.item, tables.alias, tables.episode):
        connection.execute(sa.delete(table))
    connection.execute(sa.update(tables.identity).values(person=tables.identity.c.id))
    everyone = list(connection.scalars(sa.select(tables.identity.c.id).order_by(tables.identity.c.id)))
    for some in _portions(everyone):
        derive(connection, keys, some)
    return len(everyone)
