"""A guideline with some of its terms changed: a planted fault, a mutant."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from benkoll.guideline.build import Guideline, load
from benkoll.logic import term as t
from benkoll.logic.rewrite import rewrite

Change = Callable[[t.Term], t.Term | None]
Part = TypeVar("Part")


def by_frax_alone() -> Guideline:
    """Without our estimate, which yields to a FRAX that comes: then what is definite may turn round."""
    return load(changes=(("estimate.may_decide", 0.0),))


def changed(guideline: Guideline, change: Change) -> Guideline:
    """The guideline with `change` made to its nodes, as `logic.rewrite` makes it; what is untouched stays the same."""
    old = list(t.walk(*guideline.roots()))
    new = {id(before): after for before, after in zip(old, rewrite(old, change), strict=True) if before is not after}
    return _renewed(guideline, new)


def _renewed(part: Any, new: Mapping[int, t.Term]) -> Any:
    match part:
        case t.Term():
            return new.get(id(part), part)
        case Mapping():
            renewed = {key: _renewed(inner, new) for key, inner in part.items()}
            return renewed if any(renewed[key] is not inner for key, inner in part.items()) else part
        case tuple():
            items = tuple(_renewed(inner, new) for inner in part)
            return items if any(after is not before for after, before in zip(items, part, strict=True)) else part
        case _ if is_dataclass(part) and not isinstance(part, type):
            held = {field.name: getattr(part, field.name) for field in fields(part)}
            renewed = {name: _renewed(inner, new) for name, inner in held.items()}
            return replace(part, **renewed) if any(renewed[name] is not held[name] for name in held) else part
        case _:
            return part
