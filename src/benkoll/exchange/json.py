"""JSON and NDJSON: text to numbered objects, each a patient's raw facts or a FHIR resource."""

import json
from collections.abc import Iterator
from typing import Any

from benkoll.errors import InputError, Problem
from benkoll.exchange.rows import Reject, reject, unusable

Object = dict[str, Any]

_LONGEST_INT = 18  # digits: no fact is longer, and Python refuses to read a number of thousands
_CUT_OFF = (
    "filen är avhuggen: den slutar mitt i JSON. Hämta den på nytt",
    "the file is cut off: it ends inside JSON. Fetch it again",
)


class _Repeated(dict[str, Any]):
    """An object in which `names` are written more than once."""

    names: tuple[str, ...] = ()


def read_objects(text: str) -> list[tuple[int, Object] | Reject]:
    """The objects of one object, a list or lines of objects, numbered from 1 (in lines: by line).

    What stands in an object's place and is none, or writes a key twice, is set aside; raises InputError where
    the whole is not JSON. NaN and infinity pass as floats: the registry refuses them by fact.
    """
    try:
        whole = _parsed(text)
    except json.JSONDecodeError as error:
        if not _has_lines(text):
            raise _unreadable(text, error) from None
        return list(_lines(text))
    return [_object(number, value) for number, value in enumerate(whole if isinstance(whole, list) else [whole], 1)]


def _has_lines(text: str) -> bool:
    """Whether the first or the second line is an object by itself: then one bad line spoils no other."""
    lines = [line for line in text.split("\n") if line.strip()]
    return lines[0].lstrip().startswith("{") and any(_is_json(line) for line in lines[:2])


def _is_json(line: str) -> bool:
    try:
        _parsed(line)
    except json.JSONDecodeError:
        return False
    return True


def _lines(text: str) -> Iterator[tuple[int, Object] | Reject]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield _object(number, _parsed(line))
        except json.JSONDecodeError as error:
            yield reject(
                number,
                f"raden är inte JSON (tecken {error.colno}): ett objekt per rad, {{...}}; är raden avhuggen?",
                f"the line is not JSON (character {error.colno}): one object per line, {{...}}; is the line cut off?",
            )


def _object(number: int, value: object) -> tuple[int, Object] | Reject:
    if not isinstance(value, dict):
        return reject(
            number,
            "här ska stå en patient som ett JSON-objekt: {...}",
            "here must stand a patient as a JSON object: {...}",
        )
    repeated = tuple(_repeated(value))
    if repeated:
        sv, en = "nyckeln står flera gånger i samma objekt", "the key stands more than once in one object"
        return Reject(number, tuple(Problem(sv, en, fact=name, row=number) for name in repeated))
    return number, value


def _repeated(value: object) -> Iterator[str]:
    if isinstance(value, _Repeated):
        yield from value.names
    if isinstance(value, dict):
        for inner in value.values():
            yield from _repeated(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _repeated(inner)


def _parsed(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_pairs, parse_int=_integer)


def _pairs(pairs: list[tuple[str, Any]]) -> Object:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = [name for name, _ in pairs]
    repeated = _Repeated(found)
    repeated.names = tuple(name for name in found if names.count(name) > 1)
    return repeated


def _integer(digits: str) -> float:
    return int(digits) if len(digits) <= _LONGEST_INT else float(digits)


def _unreadable(text: str, error: json.JSONDecodeError) -> InputError:
    end = text.rstrip()
    if not end.endswith(("}", "]")) or error.pos >= len(end):
        return unusable(*_CUT_OFF)
    return unusable(
        f"filen är inte JSON: felet står på filens rad {error.lineno}, tecken {error.colno}",
        f"the file is not JSON: the fault is on line {error.lineno} of the file, character {error.colno}",
    )
