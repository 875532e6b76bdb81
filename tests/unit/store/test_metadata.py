"""Each column that the key has made says so: what a new key must make anew is found by that alone."""

import pytest
import sqlalchemy as sa

import benkoll.audit.tables
import benkoll.chain.tables
import benkoll.readings.tables
import benkoll.web.accounts
from benkoll.store.metadata import METADATA, ROLE, SEALED
from benkoll.store.rekey import made_by_key

ROOMS = (benkoll.audit.tables, benkoll.chain.tables, benkoll.readings.tables, benkoll.web.accounts)
ROLES = {"sealed", "person", "digest", "named", "ends"}
COLUMNS = [column for table in METADATA.sorted_tables for column in table.c]


def test_bytes_are_sealed() -> None:
    """No bytes lie open in the database."""
    assert ROOMS
    bare = [str(one) for one in COLUMNS if isinstance(one.type, sa.LargeBinary) and one.info.get(ROLE) != "sealed"]
    assert bare == []


def test_who_names_an_identity_says_so() -> None:
    named = [str(one) for one in COLUMNS for key in one.foreign_keys if key.target_fullname == "chain_identity.id"]
    assert named
    assert [str(one) for one in COLUMNS if str(one) in named and one.info.get(ROLE) != "person"] == []


def test_digests_are_declared() -> None:
    """Text of a digest's length, whole or half, is something that the key has made, or is known to be no such thing."""
    known = {
        "benkoll_database.key_check",  # written by `rekey` itself
        "audit_entry.hash",
        "audit_head.hash",
        "audit_head.first_previous",  # links of the log, which `relink` makes anew
        "chain_letter.digest",  # of the PDF, without the key
        "web_session.token",  # random, of a table whose rows end
        "web_feedback.service",
        "web_feedback.card",
        "web_feedback.reason",  # words of ours
    }
    bare = {str(one) for one in COLUMNS if getattr(one.type, "length", 0) == 64 and one.info.get(ROLE) is None}
    assert {one for one in bare if not one.startswith(("web_session.", "web_kept."))} == known - {"web_session.token"}


def test_roles_are_known() -> None:
    assert {one.info[ROLE] for one in COLUMNS if ROLE in one.info} == ROLES - {"ends"}
    assert {table.info[ROLE] for table in METADATA.sorted_tables if ROLE in table.info} == {"ends"}
    for column in COLUMNS:
        if "of" in column.info:
            assert column.table.c[column.info["of"]].info == SEALED


@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=str)
def test_every_table_has_a_key_to_be_found_by(table: sa.Table) -> None:
    assert list(table.primary_key.columns)
    assert set(made_by_key(table)) <= set(table.c)
