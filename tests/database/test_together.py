"""Several who work at the same time: nothing is done twice, nothing is lost, and whoever is late is told."""

import sqlalchemy as sa

from benkoll.audit.log import entries, verify
from benkoll.chain import tables
from benkoll.chain.book import rebuild
from benkoll.store.database import Database, open_database
from database import workers
from database.crew import together
from database.hospital import ANNA, BERIT, KEYS, chain, counts, derived, episode_ids, hip_of, people, taken

ITEMS, CREW = 400, 8


def test_each_item_is_claimed_once(url: str, database: Database) -> None:
    taken(database, [hip_of(number, person) for number, person in enumerate(people(ITEMS))])
    items = episode_ids(database)
    assert len(items) == ITEMS
    found = together(workers.claim_all, [(url, place, items) for place in range(CREW)])
    assert sorted(one for got, _ in found for one in got) == sorted(items)
    assert sum(late for _, late in found) == ITEMS * (CREW // 2 - 1)
    with database.reading() as connection:
        asked = sa.select(tables.item.c.episode, tables.item.c.owner)
        owners = {row.episode: row.owner for row in connection.execute(asked)}
        assert verify(connection, KEYS).broken is None
    for place, (got, _) in enumerate(found):
        assert {owners[one] for one in got} <= {f"nurse {place}"}


def test_two_who_read_the_same_version(url: str, database: Database) -> None:
    from benkoll.chain.reads import episode

    taken(database, [hip_of(1)])
    (one,) = episode_ids(database)
    for _ in range(10):
        version = episode(chain(database), one).version
        found = together(workers.record_once, [(url, f"nurse {place}", one, version) for place in range(2)])
        assert found.count("conflict") == 1


def test_who_waits_for_whom_is_not_the_users_concern(url: str, database: Database) -> None:
    """Merges that cross, of the same persons, beside messages about them."""
    taken(database, [hip_of(1, ANNA), hip_of(2, BERIT)])
    crossing = [(url, f"nurse {place}", *((ANNA, BERIT) if place % 2 else (BERIT, ANNA)), 8) for place in range(4)]
    together(workers.merge_and_undo, crossing)
    stood = derived(database)
    assert {row[3] for row in stood["identity"]} == {row[0] for row in stood["identity"]}
    with database.writing() as connection:
        rebuild(connection, KEYS)
    assert derived(database) == stood


def test_the_same_messages_from_several_are_taken_in_once(url: str, database: Database) -> None:
    found = together(workers.take_all, [(url, f"intake {seed}", seed) for seed in range(4)])
    assert sum(new for new, _, _ in found) == len(workers.FILE)
    assert {sum(one) for one in found} == {len(workers.FILE)}
    assert counts(database)["chain_message"] == len(workers.FILE)
    stood = derived(database)
    with database.writing() as connection:
        rebuild(connection, KEYS)
    assert derived(database) == stood
    with database.reading() as connection:
        assert verify(connection, KEYS).broken is None


def test_many_who_write_at_once_make_one_chain(url: str) -> None:
    together(workers.append_many, [(url, f"p{one}", 25) for one in range(4)])
    database = open_database(url)
    with database.reading() as connection:
        found = verify(connection, KEYS)
        assert (found.count, found.broken) == (200, None)
        of_one = [one.object for one in entries(connection) if one.actor == "p0"]
        assert of_one == [str(number) for number in range(25) for _ in range(2)]
    database.close()
