"""How the worker and its parent speak: a frame is two lengths, a JSON header, and plain bytes; nothing is pickled."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from struct import Struct
from types import UnionType
from typing import IO, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

from benkoll.exchange.dicom.spine_image import Pixels, SpineImage

T = TypeVar("T")
_OF_AN_IMAGE = ("window", "scale", "about", "identity", "notes")
_SIZES = {"uint8": 1, "uint16": 2}
_LENGTHS = Struct(">IQ")
LONGEST_HEADER = 1 << 20  # bytes; a header says some hundred texts and numbers


class Broken(Exception):
    """The other side said something that is no frame, or has gone."""


def send(out: IO[bytes], header: Mapping[str, Any], *payload: bytes | memoryview) -> None:
    """Write one frame; OSError where the other side has gone."""
    said = json.dumps(header).encode()
    out.write(_LENGTHS.pack(len(said), sum(len(one) for one in payload)) + said)
    for one in payload:
        out.write(one)
    out.flush()


def receive(source: IO[bytes], longest: int) -> tuple[dict[str, Any], bytes] | None:
    """Read one frame whose bytes are at most `longest`; None where the other side has ended in order."""
    start = source.read(_LENGTHS.size)
    if not start:
        return None
    if len(start) < _LENGTHS.size:
        raise Broken("cut off")
    header, payload = _LENGTHS.unpack(start)
    if header > LONGEST_HEADER or payload > longest:
        raise Broken("too long")
    said, data = source.read(header), source.read(payload)
    if len(data) < payload:
        raise Broken("cut off")
    try:
        read = json.loads(said)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise Broken("no header")
    return read, data


def said_image(image: SpineImage) -> tuple[dict[str, Any], memoryview]:
    """Header and bytes of an image."""
    header = {name: plain(getattr(image, name)) for name in _OF_AN_IMAGE}
    header |= {"shape": list(image.pixels.shape), "type": str(image.pixels.dtype)}
    return header, image.pixels.data.cast("B")


def heard_image(header: Mapping[str, Any], data: bytes) -> SpineImage:
    """The image that was said; Broken where it is none."""
    types = get_type_hints(SpineImage)
    parts = {name: rebuilt(types[name], header.get(name)) for name in _OF_AN_IMAGE}
    rows, columns = rebuilt(tuple[int, int], header.get("shape"))
    told = rebuilt(str, header.get("type"))
    if told not in _SIZES or min(rows, columns) < 1 or rows * columns * _SIZES[told] != len(data):
        raise Broken("no picture")
    pixels: Pixels = np.frombuffer(data, told).reshape(rows, columns)
    return SpineImage(pixels=pixels, **parts)


def plain(value: Any) -> Any:
    """A frozen dataclass, and all that it holds, as JSON can say it; what cannot be said raises TypeError."""
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"cannot be said: {type(value).__name__}")


def rebuilt(kind: type[T], value: Any) -> T:
    """The inverse of `plain`, every part held against its declared type; Broken where it is of another."""
    made: T = _rebuilt(kind, value)
    return made


def _rebuilt(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _one_of(get_args(kind), value)
    if origin is tuple:
        return _tuple(get_args(kind), value)
    if origin is Literal:
        return _taken(value, value in get_args(kind))
    if is_dataclass(kind):
        return _dataclass(kind, value)
    if kind is date:
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise Broken("no day") from None
    if kind is float:
        return float(_taken(value, type(value) in (int, float)))
    return _taken(value, type(value) is kind)


def _taken(value: Any, fits: bool) -> Any:
    if not fits:
        raise Broken("another type")
    return value


def _dataclass(kind: Any, value: Any) -> Any:
    types = get_type_hints(kind)
    if not isinstance(value, dict) or value.keys() != {one.name for one in fields(kind)}:
        raise Broken("other fields")
    return kind(**{name: _rebuilt(types[name], part) for name, part in value.items()})


def _one_of(kinds: tuple[Any, ...], value: Any) -> Any:
    if value is None and type(None) in kinds:
        return None
    for kind in kinds:
        try:
            return _rebuilt(kind, value)
        except Broken:
            continue
    raise Broken("another type")


def _tuple(kinds: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise Broken("no list")
    if kinds[-1] is Ellipsis:
        return tuple(_rebuilt(kinds[0], one) for one in value)
    if len(kinds) != len(value):
        raise Broken("another length")
    return tuple(_rebuilt(kind, one) for kind, one in zip(kinds, value, strict=True))
