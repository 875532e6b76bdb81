"""Whose something is that another room keeps by the key of an identity: who they are, and their episodes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from benkoll.chain import tables
from benkoll.chain.book import together
from benkoll.chain.commands import Chain
from benkoll.chain.reads import Shown, shown_all


@dataclass(frozen=True, slots=True)
class Theirs:
    """Somebody's episodes that may be seen, the latest fracture first; never none.

    `identities`: every key that they go, or went, by.
    """

    identities: tuple[str, ...]
    episodes: tuple[Shown, ...]


def people_of(chain: Chain, identities: Collection[str]) -> Mapping[str, Theirs]:
    """Identity -> whose it is. Those with no episode that may be seen are left out; whoever is shown is logged."""
    found = dict[str, Theirs]()
    with chain.book() as book:
        rows = together(book.connection, identities) if identities else {}
        table = tables.episode
        persons = sorted({row.person for row in rows.values()})
        asked = sa.select(table).where(table.c.person.in_(persons), book.seen(table))
        asked = asked.order_by(table.c.fracture_date.desc(), table.c.id)
        episodes = shown_all(book, book.connection.execute(asked).all()) if persons else []
        for identity in identities:
            person = rows[identity].person if identity in rows else None
            theirs = tuple(one for one in episodes if one.row["person"] == person)
            if theirs:
                keys = tuple(sorted(key for key, row in rows.items() if row.person == person))
                found[identity] = Theirs(keys, theirs)
        for person in dict.fromkeys(one.row["person"] for one in episodes):
            book.tell("episodes", person)
    return found
