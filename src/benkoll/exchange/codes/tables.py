"""The code tables: which system an address names, and the rows that a code finds in a table."""

import csv
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

Row = Mapping[str, str]

HIERARCHIES = ("icd10", "atc", "kva")
"""Systems in which a longer code says more of the same: the longest row that begins the code is found."""

_OID = re.compile(r"[0-2](\.[0-9]+)+")
_DECORATION = re.compile(r"[\s.+*†-]")


class Code(NamedTuple):
    """A code as the tables write it: hierarchies in capitals and without punctuation."""

    system: str
    code: str


@cache
def rows(table: str) -> tuple[Row, ...]:
    """The rows of `<table>.csv`, in order; FileNotFoundError where there is none."""
    text = files("benkoll.exchange").joinpath("codes", f"{table}.csv").read_text("utf-8")
    return tuple(MappingProxyType(row) for row in csv.DictReader(text.splitlines()))


@lru_cache(4096)  # a record says the same few codes again and again
def code_of(address: str, code: str) -> Code | None:
    """The code in the system that the address (URI, OID, with or without a version) names; None for another system."""
    system = _systems().get(_plain(address))
    if system is None or not code.strip():
        return None
    return Code(system, _DECORATION.sub("", code).upper() if system in HIERARCHIES else code.strip())


@lru_cache(4096)
def found(table: str, code: Code) -> tuple[Row, ...]:
    """The rows of the table for the code; none where the table does not know it."""
    index = _index(table)
    if code.system not in HIERARCHIES:
        return index.get(code, ())
    lengths = range(len(code.code), 0, -1)
    return next((index[key] for length in lengths if (key := Code(code.system, code.code[:length])) in index), ())


@cache
def _index(table: str) -> Mapping[Code, tuple[Row, ...]]:
    index: dict[Code, tuple[Row, ...]] = {}
    for row in rows(table):
        key = Code(row["system"], row["code"])
        index[key] = (*index.get(key, ()), row)
    return index


@cache
def _systems() -> Mapping[str, str]:
    return {_plain(row["uri"]): row["system"] for row in rows("systems")}


def _plain(address: str) -> str:
    """The address without version, scheme and last slash: they are written in many ways."""
    address = address.strip().partition("|")[0].rstrip("/").lower()
    address = address.removeprefix("https://").removeprefix("http://")
    if address.startswith("snomed.info/sct/"):
        return "snomed.info/sct"
    return f"urn:oid:{address}" if _OID.fullmatch(address) else address
