"""The guideline as one object: every rule with the numbers of one variant, its words filled with them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar, cast

from benkoll.guideline import findings as found
from benkoll.guideline.borderline import Borderline, borderlines
from benkoll.guideline.current_drug import EXCLUSIONS
from benkoll.guideline.doubt import EXCLUDED_FOR_SURE
from benkoll.guideline.drug_choice import Line
from benkoll.guideline.exclusions import Exclusion
from benkoll.guideline.first_choice import LINES
from benkoll.guideline.form import TEMPLATES, Recommendation
from benkoll.guideline.parameters import ParameterInfo, parameters
from benkoll.guideline.recommend import follow, investigate, refer, self_care, supplement, suspect, treat, warn
from benkoll.guideline.statements import Statement, statements
from benkoll.guideline.variants import DEFAULT, Variant, changed, read_variant
from benkoll.guideline.words import fill
from benkoll.logic.rewrite import rewrite
from benkoll.logic.term import Named, Parameter, Term, walk

NAME = "RMR Osteoporos, Västra Götaland"
VERSION = "2026.1"
ORDER = (warn, treat, refer, suspect, investigate, supplement, follow, self_care)
Part = TypeVar("Part")
KEPT = 64
"""Guidelines that are kept, with the changes that were asked for: a service is asked for any."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Guideline:
    """All rules, numbers and texts of one variant. Terms that were one object are one object still.

    `criteria`: every named term by its name; `recommendations`: code -> form, what matters most first; `findings`: the
    contract's findings; `exclusions`, `lines`, `excluded_for_sure`: what the choice of a drug is made of.
    """

    name: str
    variant: str
    version: str
    parameters: Mapping[str, ParameterInfo]
    statements: Mapping[str, Statement]
    criteria: Mapping[str, Named]
    recommendations: Mapping[str, Recommendation]
    findings: found.Findings
    exclusions: Mapping[str, tuple[Exclusion, ...]]
    lines: tuple[Line, ...]
    excluded_for_sure: Mapping[str, Term]
    borderlines: tuple[Borderline, ...]

    def roots(self) -> tuple[Term, ...]:
        """Every term of the guideline from which all others can be reached."""
        return tuple(
            dict.fromkeys(
                _terms((self.recommendations, self.findings, self.exclusions, self.lines, self.excluded_for_sure))
            )
        )


@lru_cache(KEPT)
def load(variant: str = DEFAULT, changes: tuple[tuple[str, float], ...] = ()) -> Guideline:
    """The guideline in a variant, with single parameters changed on top of it (name, value).

    Raises UsageError for a variant or parameter that does not exist.
    """
    read = read_variant(variant)
    return _build(read, changed(parameters(), read, dict(changes)))


def _build(variant: Variant, numbers: Mapping[str, ParameterInfo]) -> Guideline:
    recommendations = tuple(one for module in ORDER for one in module.RECOMMENDATIONS)
    parts = (recommendations, found.FINDINGS, EXCLUSIONS, LINES, EXCLUDED_FOR_SURE)
    old = list(dict.fromkeys(_terms(parts)))

    def change(node: Term) -> Term | None:
        match node:
            case Parameter():
                return numbers[node.name].parameter
            case Named() if node.name in TEMPLATES:
                sv, en = TEMPLATES[node.name]
                words = {"sv": fill(sv, numbers, "sv"), "en": fill(en, numbers, "en")}
                return Named(node.name, node.term, **words, stands_on=node.stands_on, asks=node.asks)
            case _:
                return None

    as_written = numbers == parameters()  # then every term stands as it was made
    new = dict(zip(old, old if as_written else rewrite(old, change), strict=True))
    recommendations, findings, exclusions, lines, for_sure = _renewed(parts, new, numbers)
    criteria = _by_name(new.values())
    return Guideline(
        name=NAME,
        variant=variant.name,
        version=VERSION,
        parameters=numbers,
        statements=statements(),
        criteria=criteria,
        recommendations={one.code: one for one in recommendations},
        findings=findings,
        exclusions=exclusions,
        lines=lines,
        excluded_for_sure=for_sure,
        borderlines=borderlines(criteria, numbers),
    )


def _by_name(roots: Any) -> Mapping[str, Named]:
    by_name: dict[str, Named] = {}
    for node in walk(*roots):
        if isinstance(node, Named) and by_name.setdefault(node.name, node) is not node:
            raise ValueError(f"two criteria are called {node.name}: name one of them otherwise")
    return by_name


# THE TERMS IN A FORM, wherever they stand in it


def _terms(part: Any) -> Iterator[Term]:
    if isinstance(part, Term):
        yield part
    else:
        for inner in _inside(part):
            yield from _terms(inner)


def _inside(part: Any) -> Iterator[Any]:
    if isinstance(part, Mapping):
        yield from part.values()
    elif isinstance(part, tuple):
        yield from part
    elif is_dataclass(part):
        yield from (getattr(part, field.name) for field in fields(part))


def _renewed(part: Part, new: Mapping[Term, Term], numbers: Mapping[str, ParameterInfo]) -> Part:
    """The form with each term renewed, and each text filled: `*_sv` or `sv` in Swedish, else as a pair in a tuple."""

    def renew(one: Any, lang: str) -> Any:
        match one:
            case Term():
                return new[one]
            case str():
                return fill(one, numbers, lang)
            case Mapping():
                return {key: renew(inner, lang) for key, inner in one.items()}
            case (Term() as condition, str() as sv, str() as en):
                return new[condition], fill(sv, numbers, "sv"), fill(en, numbers, "en")
            case tuple():
                return tuple(renew(inner, lang) for inner in one)
            case _ if is_dataclass(one) and not isinstance(one, type):
                changes = {
                    field.name: renew(getattr(one, field.name), "en" if field.name.endswith("en") else "sv")
                    for field in fields(one)
                }
                return replace(one, **changes)
            case _:
                return one

    return cast(Part, renew(part, "sv"))
