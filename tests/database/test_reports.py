"""Indicators, an indicator's list and the export read both kinds of database."""

from datetime import date

from benkoll.chain.export import disguise_of, export
from benkoll.chain.indicator_reads import Asked, counted, listed
from benkoll.store.database import Database
from database.hospital import chain, hip_of, people, taken


def test_counts_list_and_export(database: Database) -> None:
    taken(database, [hip_of(number, person, date(2025, 1, 10)) for number, person in enumerate(people(8))])
    mine = chain(database, day=date(2025, 12, 1))
    found = counted(mine, Asked(by="unit", every="quarter"))
    assert [(row.row[1], row.counts["of"]) for row in found.rows["UK-04"]] == [("", 8), ("ORT", 8), ("2025 Q1", 8)]
    assert [one.answer for one in listed(mine, Asked(since=date(2025, 1, 10)), "UK-04")] == ["no"] * 8
    assert export(mine, None, disguise_of(mine, None, shift=True), facts=True).patients == 8
