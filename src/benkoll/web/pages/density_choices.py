"""What a reader says of a bone density report: vertebrae, what is unreadable, what to compare with, and precision."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.requests import Request

from benkoll.chain.reads import episode
from benkoll.errors import Absent, InputError, Problem
from benkoll.logic.term import Value
from benkoll.measures.density_change import Change, changes
from benkoll.measures.density_facts import DensityFacts, Unreadable, as_facts, change_as_facts
from benkoll.measures.density_references import DIAGNOSTIC
from benkoll.measures.density_report import DensityReport
from benkoll.measures.density_words import Said
from benkoll.measures.examination import examinations, together
from benkoll.measures.lumbar import LUMBAR
from benkoll.measures.precision import Precision, sd_limits
from benkoll.measures.spine_density import Spine, spine_of
from benkoll.readings.densities import Density, densities
from benkoll.readings.desk import Desk
from benkoll.web.pages.chain_forms import Form
from benkoll.web.pages.vfa import keys_of
from benkoll.web.permissions import Permission
from benkoll.web.problems import Forbidden
from benkoll.web.reading_room import desk_of
from benkoll.web.routes import chain_of, who_asks

Unusable = Literal["not_assessable", "fractured"]
UNUSABLE: tuple[Unusable, ...] = ("not_assessable", "fractured")
KEEP = "keep"
UNREADABLE: tuple[Unreadable, ...] = ("hip", "lumbar_spine")
NOTHING = "none"
"""Compared with no other examination."""
EXAMINATION = "density"
"""The form's field that names the examination, by the id of its first report."""


@dataclass(frozen=True, slots=True)
class Examination:
    """Reports of one examination, and what they say together. `id`: that of the first."""

    id: str
    parts: tuple[Density, ...]
    report: DensityReport


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form says. `against`: the id of an earlier examination, NOTHING, or empty: the latest before it.

    `precisions`: the clinic's own, as stated; `same_day`: measured on one day. `texts`: as they stood in the form.
    """

    unusable: Mapping[str, Unusable] = field(default_factory=dict)
    keep: tuple[str, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    against: str = ""
    precisions: tuple[Precision, ...] = ()
    same_day: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """What an examination comes to with those choices. `earlier`: what it was compared with."""

    examination: Examination
    spine: Spine | None
    facts: DensityFacts
    earlier: Examination | None = None
    changed: Sequence[Change] = ()
    refused: Sequence[Said] = ()

    @property
    def change_facts(self) -> DensityFacts:
        """The facts of the change."""
        return change_as_facts(self.changed)

    def to_assess(self) -> dict[str, Value]:
        """All facts, days as text, as a consultation begins with them."""
        found = {**self.facts.facts, **self.change_facts.facts}
        return {name: value if isinstance(value, str | int | float) else str(value) for name, value in found.items()}


def examinations_of(desk: Desk, keys: Collection[str]) -> list[Examination]:
    """A patient's examinations, the latest first; whoever is shown is logged. `keys`: all that they go, or went, by."""
    found = densities(desk, keys)
    groups = examinations([one.report for one in found])
    parts = [tuple(found[place] for place in group) for group in groups]
    return [Examination(group[0].id, group, together([one.report for one in group])) for group in parts]


def chosen(found: Sequence[Examination], named: str) -> Examination:
    """The examination that has that report; Absent where there is none."""
    for one in found:
        if named in (part.id for part in one.parts):
            return one
    raise Absent("mätningen finns inte", "there is no such examination")


def choices_of(form: Form) -> Choices:
    """What the form says; InputError, with every field that cannot be used."""
    texts = {name: value for name in FIELDS if (value := form.get(name)) is not None}
    problems = list[Problem]()
    said: dict[str, Any] = {one: texts.get(f"vertebra_{one}") for one in LUMBAR}
    allowed = (*UNUSABLE, KEEP)
    problems += [
        Problem(f"tillåtet: {', '.join(allowed)}", f"allowed: {', '.join(allowed)}", f"vertebra_{one}", value[:40])
        for one, value in said.items()
        if value is not None and value not in allowed
    ]
    precisions = list[Precision]()
    for region in DIAGNOSTIC:
        text = texts.get(f"sd_{region}")
        if text is not None:
            made = _precision(text)
            whole = LUMBAR if region == "lumbar_spine" else ()
            if made is None:
                problems.append(_no_precision(f"sd_{region}", text))
            else:
                precisions.append(Precision(region, whole, made))
    if problems:
        raise InputError(problems)
    return Choices(
        unusable={one: why for one, value in said.items() for why in UNUSABLE if value == why},
        keep=tuple(one for one, value in said.items() if value == KEEP),
        unreadable=tuple(one for one in UNREADABLE if one in form.fields.get("unreadable", ())),
        against=texts.get("against", ""),
        precisions=tuple(precisions),
        same_day="same_day" in texts,
        texts=texts,
    )


def read(found: Sequence[Examination], one: Examination, said: Choices) -> Read:
    """What the examination comes to; Absent where the one that it is to be compared with is not there."""
    spine = spine_of(one.report, said.unusable, said.keep)
    facts = as_facts(one.report, spine, said.unreadable)
    earlier = _earlier(found, one, said.against)
    if earlier is None:
        return Read(one, spine, facts)
    spines = spine_of(earlier.report, said.unusable, said.keep), spine
    changed, refused = changes(earlier.report, one.report, said.precisions, spines, said.same_day)
    return Read(one, spine, facts, earlier, changed, refused)


def found_in_densities(request: Request, named: str, form: Form) -> dict[str, Value]:
    """The facts of the examination that the form names, as a consultation of the episode begins with them.

    Nothing where it names none. Raises Forbidden, Absent, InputError.
    """
    if form.get(EXAMINATION) is None:
        return {}
    if not who_asks(request).may(Permission.IMAGES_READ):
        raise Forbidden
    chain = chain_of(request)
    found = examinations_of(desk_of(request), keys_of(chain, episode(chain, named)))
    return read(found, chosen(found, form.needed(EXAMINATION)), choices_of(form)).to_assess()


def others(found: Sequence[Examination], one: Examination) -> list[Examination]:
    """What it can be compared with: the examinations before it, the latest first."""
    day = one.report.measured_on
    return [other for other in found if day and other.report.measured_on and other.report.measured_on < day]


def _earlier(found: Sequence[Examination], one: Examination, against: str) -> Examination | None:
    if against == NOTHING:
        return None
    before = others(found, one)
    return chosen(before, against) if against else next(iter(before), None)


def _precision(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    low, high = sd_limits()
    return value if low <= value <= high else None


def _no_precision(name: str, text: str) -> Problem:
    low, high = (f"{limit:.{decimals}f}" for limit, decimals in zip(sd_limits(), (4, 3), strict=True))
    return Problem(
        f"skriv precisionen (RMS SD) i g/cm2, {low} till {high}, som 0,010",
        f"write the precision (RMS SD) in g/cm2, {low} to {high}, such as 0.010",
        name,
        text[:40],
    )


FIELDS = (
    *(f"vertebra_{one}" for one in LUMBAR),
    *(f"sd_{region}" for region in DIAGNOSTIC),
    "against",
    "same_day",
)
"""The form's fields with one value each."""
