"""The log as those read it who review it, and as a patient gets it: who saw or changed what of them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from benkoll.audit.log import Act, Entry, append, entries, patient_digest
from benkoll.audit.review import Period, Signal, document, documented, sample, signals
from benkoll.chain import tables
from benkoll.chain.book import Book, together
from benkoll.chain.commands import Chain, shows
from benkoll.chain.identifiers import identifier
from benkoll.chain.words import KINDS
from benkoll.errors import Absent, Lang

ACTIONS: Mapping[str, Mapping[Lang, str]] = {
    "worklist": {"sv": "visad i arbetslistan", "en": "shown in the worklist"},
    "episodes": {"sv": "visad i en lista eller sökning", "en": "shown in a list or search"},
    "episode": {"sv": "uppgifterna visade", "en": "information shown"},
    "letters": {"sv": "visad i brevlistan", "en": "shown in the list of letters"},
    "letter": {"sv": "brev skrivet", "en": "letter written"},
    "letter sent": {"sv": "brev skickat", "en": "letter sent"},
    "letter read": {"sv": "brev läst", "en": "letter read"},
    "indicator": {"sv": "visad i ett måtts patientlista", "en": "shown in the list of an indicator"},
    "intake": {"sv": "uppgifter mottagna", "en": "information received"},
    "export": {"sv": "med i pseudonymiserat uttag", "en": "in a pseudonymised export"},
    "log extract": {"sv": "loggutdrag framtaget", "en": "log extract made"},
    "emergency opening": {"sv": "spärrade uppgifter nödöppnade", "en": "blocked information opened in emergency"},
    "blocked told": {"sv": "visat att spärrade uppgifter finns", "en": "shown that blocked information exists"},
    "image stored": {"sv": "bild av ryggen sparad", "en": "image of the spine stored"},
    "image opened": {"sv": "bild av ryggen visad", "en": "image of the spine shown"},
    "image withdrawn": {"sv": "bild av ryggen borttagen", "en": "image of the spine withdrawn"},
    "image pruned": {"sv": "ogranskad bild av ryggen gallrad", "en": "unread image of the spine deleted"},
    "readings waiting": {"sv": "visad i listan över bilder att granska", "en": "shown in the list of images to read"},
    "readings listed": {"sv": "bilder och granskningar visade i lista", "en": "images and readings shown in a list"},
    "reading started": {"sv": "granskning av bild påbörjad", "en": "reading of an image begun"},
    "reading changed": {"sv": "granskning av bild ändrad", "en": "reading of an image changed"},
    "reading opened": {"sv": "granskning av bild visad", "en": "reading of an image shown"},
    "reading shown": {"sv": "resultat av granskning visat", "en": "result of a reading shown"},
    "reading compared": {"sv": "granskning jämförd med en annan", "en": "reading compared with another"},
    "reading taken over": {"sv": "granskning övertagen av annan", "en": "reading taken over by another"},
    "reading signed": {"sv": "granskning av bild signerad", "en": "reading of an image signed"},
    "reading reopened": {"sv": "signerad granskning öppnad för rättelse", "en": "signed reading opened for correction"},
    "density received": {"sv": "svar på bentäthetsmätning mottaget", "en": "bone density report received"},
    "density opened": {"sv": "svar på bentäthetsmätning visat", "en": "bone density report shown"},
    "density withdrawn": {"sv": "svar på bentäthetsmätning borttaget", "en": "bone density report withdrawn"},
    "densities listed": {"sv": "bentäthetsmätningar visade i lista", "en": "bone density reports shown in a list"},
    **KINDS,
}


@dataclass(frozen=True, slots=True)
class Review:
    """A sample of a period, what it signals, and the reviews that were signed before."""

    sample: list[Entry]
    signals: list[Signal]
    signed: list[Entry]


def action_words(action: str, lang: Lang) -> str:
    """What was done, in words; an act that has none is said as the log has it."""
    words = ACTIONS.get(action)
    return action if words is None else words[lang]


def of_units(chain: Chain) -> frozenset[str] | None:
    """For whose work the log is reviewed: that of one's own units."""
    return None if chain.units is None else chain.units | {chain.actor.unit}


def review(chain: Chain, since: date, until: date, count: int, seed: str) -> Review:
    """Draw a sample and look for signals; that the log was read is logged."""
    units = of_units(chain)
    period = Period(since, until, units)
    with chain.book() as book:
        found = Review(
            sample(book.connection, period, count, seed),
            signals(book.connection, period, _units_of(book)),
            documented(book.connection, units),
        )
        book.tell("log", None, drawn(since, until, count, seed))
    return found


def signed(chain: Chain) -> list[Entry]:
    """The reviews that were signed before."""
    with chain.database.reading() as connection:
        return documented(connection, of_units(chain))


def drawn(since: date, until: date, count: int, seed: str) -> str:
    """How a sample is named, so that it can be drawn again."""
    return f"{since} {until} {count} {seed[:60]}"


def sign(chain: Chain, sample_of: str, outcome: str, words: str) -> None:
    """Sign what came of the review of a sample."""
    with chain.database.writing() as connection:
        document(connection, chain.actor, chain.keys, sample_of, outcome, words)


def _units_of(book: Book) -> dict[str, frozenset[str]]:
    """Every identity -> the units, and their hospitals, that its person has an episode at."""
    identity, episode, unit = tables.identity.c, tables.episode.c, tables.unit.c
    asked = sa.select(identity.id, episode.unit, unit.hospital)
    asked = asked.join(tables.episode, episode.person == identity.person)
    asked = asked.join(tables.unit, unit.unit == episode.unit, isouter=True).where(episode.unit.is_not(None))
    found = defaultdict[str, set[str]](set)
    for row in book.connection.execute(asked):
        found[row.id] |= {row.unit, row.hospital or row.unit}
    return {one: frozenset(units) for one, units in found.items()}


def extract(chain: Chain, person_id: str) -> list[Entry]:
    """Everything that the log holds of a person, whichever of their numbers it was told of; logged."""
    with chain.book() as book:
        digest = patient_digest(book.keys, identifier(person_id).number)
        if not shows(book, digest):
            raise Absent("personen finns inte i kedjan", "the person is not in the chain")
        rows = together(book.connection, {digest})
        numbers = {book.keys.open(row.number).decode() for row in rows.values()}
        before = {one for number in numbers for one in book.keys.every("person", number)}  # not in the chain, then
        whose = {digest, *rows, *before}
        every = [one for patient in sorted(whose) for one in entries(book.connection, patient=patient)]
        append(book.connection, chain.actor, book.keys, [Act("log extract", digest)])
    return sorted(every, key=lambda one: one.seq)
