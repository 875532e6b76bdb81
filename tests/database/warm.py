"""Loads, once, what the other processes need; they are forked from the one that has imported this."""

import psycopg

from benkoll.chain.commands import claim
from benkoll.store.database import engine_of
from benkoll.store.migrate import migrate
from database import workers
from database.hospital import KEYS, chain, episode_ids, taken

assert psycopg
engine_of("postgresql://benkoll@127.0.0.1/benkoll").dispose()
_database, _ = migrate("sqlite://", "real", KEYS)
taken(_database, workers.FILE)
claim(chain(_database), episode_ids(_database)[0], "invite")
_database.close()
