"""The form of a consultation, made from the registry of facts: its sections, what was written in it, what is wrong."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from benkoll.errors import Lang, Problem
from benkoll.facts.messages import wrong_value
from benkoll.facts.registry import FactInfo, blockable, registry
from benkoll.guideline.variants import DEFAULT, variant_names
from benkoll.letters.phrases import capital
from benkoll.logic.term import Value
from benkoll.logic.words import number

FIRST = (
    *("age", "birth_date", "sex", "weight_kg", "height_cm"),
    *("prior_hip_fracture", "prior_vertebral_fracture", "prior_other_fragility_fracture"),
    *("latest_fracture_site", "latest_fracture_date"),
    *("parent_hip_fracture", "current_smoker", "glucocorticoid_mg_day", "frax_major_percent"),
    *("t_score_femoral_neck", "t_score_total_hip", "t_score_lumbar_spine"),
    *("osteoporosis_drug", "drug_start_date", "last_dose_date"),
)
"""What is asked before all else, in this order; the other facts stand in their groups."""

BLOCKABLE = tuple(dict.fromkeys(registry()[name].group for name in registry() if name in blockable()))
YES, NO = "yes", "no"
BLOCKED, VARIANT, EPISODE, WHY, FILLED, FROM = "blocked", "variant", "episode", "why", "filled", "from"
WITHHELD = "withheld"
"""The form's fields that are no facts. FILLED: the form itself was sent, not another page's button."""

NAMED = re.compile(r"\b([a-z][a-z_0-9]*)(?: = ([^\s,;:]+))?(?![a-z_0-9])")
QUOTED = re.compile(
    r",? (?:utan citattecken|without quotation marks|inom citattecken i JSON|in quotation marks in JSON)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What was written. `texts`: by fact, as it stood; `blocked`: groups that may not be seen; `withheld`: there is
    more, of whatever kind, that is blocked.

    `known`: the values that can be used; `problems`: what could not be read at all. `record`: the key of the EHR's
    record that the form was filled in from.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, object] = field(default_factory=dict)
    blocked: tuple[str, ...] = ()
    variant: str = DEFAULT
    episode: str = ""
    why: str = ""
    record: str = ""
    problems: tuple[Problem, ...] = ()
    withheld: bool = False

    def blocked_facts(self) -> frozenset[str]:
        """The facts of the blocked groups."""
        return frozenset(one.name for one in registry().values() if one.group in self.blocked)

    def unseen(self) -> frozenset[str]:
        """The facts of which nothing is assumed."""
        return self.blocked_facts() | (blockable() - self.texts.keys() if self.withheld else frozenset())


def entry(form: Mapping[str, list[str]]) -> Entry:
    """What a form holds; of a blocked group nothing, whatever was sent."""
    blocked = tuple(group for group in BLOCKABLE if group in form.get(BLOCKED, ()))
    texts = {
        one.name: form[one.name][0] for one in registry().values() if one.name in form and one.group not in blocked
    }
    read = {name: _read(registry()[name], text) for name, text in texts.items()}
    variant = _first(form, VARIANT)
    return Entry(
        texts=texts,
        known={name: value for name, value in read.items() if not isinstance(value, Problem)},
        blocked=blocked,
        variant=variant if variant in variant_names() else DEFAULT,
        episode=_first(form, EPISODE),
        why=_first(form, WHY),
        record=_first(form, FROM),
        withheld=WITHHELD in form,
        problems=tuple(value for value in read.values() if isinstance(value, Problem)),
    )


def entry_of(
    facts: Mapping[str, Value],
    lang: Lang,
    blocked: tuple[str, ...] = (),
    *,
    episode: str = "",
    record: str = "",
    withheld: bool = False,
) -> Entry:
    """The form filled in beforehand: from an episode, or from a record that another system holds."""
    shown = {name: facts[name] for name in registry() if name in facts and registry()[name].group not in blocked}
    return Entry(
        texts={name: _written(value, lang) for name, value in shown.items()},
        known=shown,
        blocked=blocked,
        episode=episode,
        record=record,
        withheld=withheld,
    )


def _first(form: Mapping[str, list[str]], name: str) -> str:
    return form.get(name, [""])[0]


def _written(value: Value, lang: Lang) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return number(value, lang) if isinstance(value, int | float) else str(value)


def _read(info: FactInfo, text: str) -> object:
    """The value that the text says, or what is wrong with it. What `facts.patient` refuses is left to it."""
    if info.type == "bool":
        return {YES: True, NO: False}.get(text, text)
    if info.type not in ("int", "float"):
        return text
    try:
        value = float(re.sub(r"\s", "", text).replace("−", "-").replace(",", "."))
    except ValueError:
        return wrong_value(info, text, "no number")
    return int(value) if value.is_integer() and info.type == "int" else value


# WHAT IS WRONG, IN THE WORDS OF THE FORM


@dataclass(frozen=True, slots=True)
class Wrong:
    """One problem: the field, what it is called, the value as it stood, and what is wrong and allowed."""

    fact: str
    label: str
    value: str
    words: str


def wrong(found: Problem, lang: Lang) -> Wrong:
    """The problem with the names of facts as the form has them."""
    info = registry().get(found.fact or "")
    said = found.sv if lang == "sv" else found.en
    words = _labelled(QUOTED.sub("", said), lang)
    return Wrong(
        fact=info.name if info else "",
        label=capital(info.label(lang)) if info else found.fact or "",
        value="" if info is None or found.value is None else _value(info, found.value, lang),
        words=capital(words),
    )


def _labelled(said: str, lang: Lang) -> str:
    """The words with facts called as the form calls them."""
    return NAMED.sub(lambda place: _named(place, lang), said)


def _in_words(info: FactInfo, said: str, lang: Lang) -> str:
    """A hint with the choices, too, called as the form calls them: `none: known to have none`."""
    for value in info.choices:
        said = re.sub(rf"\b{value}: ", f"{info.value_label(value, lang)}: ", said)
    return _labelled(said, lang)


def _named(place: re.Match[str], lang: Lang) -> str:
    """`latest_fracture_site = hip` as «lokal för senaste fragilitetsfrakturen: höft»; other words as they are."""
    info = registry().get(place[1])
    if info is None or ("_" not in place[1] and place[1] != "age"):
        return place[0]
    named = info.label(lang)
    return named if place[2] is None else f"{named}: {_value(info, place[2], lang)}"


def _value(info: FactInfo, text: str, lang: Lang) -> str:
    if info.type == "bool" and text in ("true", "false"):
        return info.said(text == "true", lang)
    return info.value_label(text, lang)


# SECTIONS AND FIELDS


@dataclass(frozen=True, slots=True)
class Field:
    """One fact as it is asked for. `choices`: (value, words), with the empty one for "not known" first."""

    name: str
    type: str
    label: str
    unit: str
    hint: str
    text: str
    choices: tuple[tuple[str, str], ...]
    blocked: bool
    wrong: str


@dataclass(frozen=True, slots=True)
class Section:
    """Facts that are asked for together; `is_open`: it holds a value or an error."""

    key: str
    fields: tuple[Field, ...]
    is_open: bool


def sections(entered: Entry, problems: Mapping[str, str], words: Mapping[str, str], lang: Lang) -> list[Section]:
    """The form: what comes first, then the other facts by group. `problems`: by fact; `words`: unknown, absent."""
    groups: dict[str, list[str]] = {"first": list(FIRST)}
    for info in registry().values():
        if info.name not in FIRST:
            groups.setdefault(info.group, []).append(info.name)
    made = {key: fields_of(names, entered, problems, words, lang) for key, names in groups.items()}
    return [Section(key, several, any(one.text or one.wrong for one in several)) for key, several in made.items()]


def fields_of(
    names: Iterable[str], entered: Entry, problems: Mapping[str, str], words: Mapping[str, str], lang: Lang
) -> tuple[Field, ...]:
    """These facts, as they are asked for."""
    return tuple(_field(registry()[name], entered, problems.get(name, ""), words, lang) for name in names)


def _field(info: FactInfo, entered: Entry, said: str, words: Mapping[str, str], lang: Lang) -> Field:
    absent = info.when_absent(lang)
    gist, assumed = (None if said is None else _in_words(info, said, lang) for said in (info.gist(lang), absent))
    hint = [gist, words["absent"].format(assumed) if assumed else None]
    values: dict[str, str] = {}
    if info.type == "bool":
        values = {YES: info.said(True, lang), NO: info.said(False, lang)}
    elif info.choices:
        values = {value: info.value_label(value, lang) for value in info.choices}
    return Field(
        name=info.name,
        type=info.type,
        label=capital(info.label(lang)),
        unit=info.unit_label(lang) or "",
        hint=capital(". ".join(part for part in hint if part)),
        text=entered.texts.get(info.name, ""),
        choices=(("", words["unknown"]), *values.items()) if values else (),
        blocked=info.group in entered.blocked,
        wrong=said,
    )


def first_wrong(found: Iterable[Wrong]) -> dict[str, str]:
    """What is said at each field: the first thing that is wrong with it."""
    said: dict[str, str] = {}
    for one in found:
        said.setdefault(one.fact, one.words)
    return said
