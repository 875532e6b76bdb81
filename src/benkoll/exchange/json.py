"""JSON and NDJSON: text to numbered objects, each a patient's raw facts or a FHIR resource."""

import json
import re
from collections.abc import Iterator
from math import isfinite
from typing import Any

from benkoll.errors import InputError, Problem
from benkoll.exchange.rows import Reject, reject, unusable
from benkoll.exchange.text import text_of

Object = dict[str, Any]

_LONGEST_INT = 18  # digits: no fact is longer, and Python refuses to read a number of thousands
_CUT_OFF = (
    "filen är avhuggen: den slutar mitt i JSON. Hämta den på nytt",
    "the file is cut off: it ends inside JSON. Fetch it again",
)


class _Repeated(dict[str, Any]):
    """An object in which `names` are written more than once."""

    names: tuple[str, ...] = ()


def read_objects(text: str, of: tuple[str, str] = ("en patient", "a patient")) -> list[tuple[int, Object] | Reject]:
    """The objects of one object, a list or lines of objects, numbered from 1 (in lines: by line).

    `of`: what each is, in Swedish and English.
    What stands in an object's place and is none, or writes a key twice, is set aside; raises InputError where
    the whole is not JSON. NaN and infinity pass as floats: the registry refuses them by fact.
    """
    try:
        whole = _parsed(text)
    except json.JSONDecodeError as error:
        if not _has_lines(text):
            raise _unreadable(text, error) from None
        return list(_lines(text, of))
    return [_object(number, value, of) for number, value in enumerate(whole if isinstance(whole, list) else [whole], 1)]


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


def _lines(text: str, of: tuple[str, str]) -> Iterator[tuple[int, Object] | Reject]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield _object(number, _parsed(line), of)
        except json.JSONDecodeError as error:
            yield reject(
                number,
                f"raden är inte JSON (tecken {error.colno}): ett objekt per rad, {{...}}; är raden avhuggen?",
                f"the line is not JSON (character {error.colno}): one object per line, {{...}}; is the line cut off?",
            )


def _object(number: int, value: object, of: tuple[str, str]) -> tuple[int, Object] | Reject:
    if not isinstance(value, dict):
        return reject(
            number,
            f"här ska stå {of[0]} som ett JSON-objekt: {{...}}",
            f"here must stand {of[1]} as a JSON object: {{...}}",
        )
    repeated = tuple(_repeated(value))
    if repeated:
        return Reject(number, tuple(Problem(*_SEVERAL, fact=name, row=number) for name in repeated))
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


# WHAT A SYSTEM SENDS

_DEEPEST = 64
_HALF = re.compile("[\ud800-\udfff]")
_SEVERAL = ("nyckeln står flera gånger i samma objekt", "the key stands more than once in one object")
_TOO_DEEP = (
    f"det är nästlat för djupt: högst {_DEEPEST} nivåer",
    f"it is nested too deeply: at most {_DEEPEST} levels",
)
_NO_OBJECT = ("ska vara ett JSON-objekt: {...}", "is to be a JSON object: {...}")
_NO_NUMBER = ("inte ett ändligt tal", "not a finite number")
_HALF_A_CHARACTER = ("ett halvt tecken: inte Unicode", "half a character: not Unicode")


def read_strictly(data: bytes) -> Object:
    """The one object that a system sent; InputError, with the field, for anything that another reader could read else.

    Refused: what is not UTF-8 or not JSON, a key twice in an object, NaN and infinity, half characters, and what is
    nested so deeply that it was made to be.
    """
    try:
        value = _parsed(text_of(data))
    except json.JSONDecodeError as error:
        raise unusable(
            f"inte JSON: felet står på rad {error.lineno}, tecken {error.colno}",
            f"not JSON: the fault is on line {error.lineno}, character {error.colno}",
        ) from None
    except RecursionError:
        raise unusable(*_TOO_DEEP) from None
    if not isinstance(value, dict):
        raise unusable(*_NO_OBJECT)
    problems = list(_ambiguous(value))
    if problems:
        raise InputError(problems)
    return value


def _ambiguous(whole: Object) -> Iterator[Problem]:
    """What may not be read. Each is told by its place, and stays unread: what is half a character is not shown."""
    waiting: list[tuple[object, str, int]] = [(whole, "", 1)]
    while waiting:
        value, place, depth = waiting.pop()
        if depth > _DEEPEST:
            yield Problem(*_TOO_DEEP, fact=place[:200])
            return
        if isinstance(value, dict):
            if isinstance(value, _Repeated):
                yield from (Problem(*_SEVERAL, fact=_safe(f"{place}.{name}".lstrip("."))) for name in value.names)
            if any(_HALF.search(name) for name in value):
                yield Problem(*_HALF_A_CHARACTER, fact=place or None)
            waiting += [(inner, _safe(f"{place}.{name}".lstrip(".")), depth + 1) for name, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(inner, f"{place}[{number}]", depth + 1) for number, inner in enumerate(value)]
        elif isinstance(value, str) and _HALF.search(value):
            yield Problem(*_HALF_A_CHARACTER, fact=place)
        elif isinstance(value, float) and not isfinite(value):
            yield Problem(*_NO_NUMBER, fact=place)


def _safe(place: str) -> str:
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", place)[:200]
