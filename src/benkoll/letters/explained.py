"""What a key of the guideline stands for: statement, advice, criterion, number, drug or fact, with all that uses it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from benkoll.errors import Lang
from benkoll.facts.registry import label, registry, value_label
from benkoll.guideline.build import Guideline
from benkoll.guideline.drugs import drugs
from benkoll.guideline.matrix import matrix
from benkoll.guideline.statements import section_name
from benkoll.guideline.words import phrase
from benkoll.letters.phrases import capital, figure
from benkoll.logic import words
from benkoll.logic.term import Fact, Named, Parameter, Term, children, walk

Explained = Mapping[str, Any]
KINDS: dict[str, dict[Lang, str]] = {
    "rule": {"sv": "regel", "en": "rule"},
    "process": {"sv": "process", "en": "process"},
    "info": {"sv": "upplysning", "en": "info"},
    "figure": {"sv": "siffra", "en": "figure"},
    "recommendation": {"sv": "råd", "en": "advice"},
    "criterion": {"sv": "kriterium", "en": "criterion"},
    "parameter": {"sv": "parameter", "en": "parameter"},
    "drug": {"sv": "läkemedel", "en": "drug"},
    "fact": {"sv": "uppgift", "en": "fact"},
    "word": {"sv": "riktlinjens", "en": "the guideline's"},
    "smpc": {"sv": "produktresuméns (SmPC)", "en": "the product information (SmPC)"},
    "reading": {"sv": "vår tolkning", "en": "our reading"},
}


def explained(key: str, guideline: Guideline, lang: Lang) -> Explained | None:
    """What the key stands for, whatever it is a key of; None where it is none. Large and small letters are alike."""
    for known, explain in EXPLAINED:
        found = {one.lower(): one for one in known(guideline)}
        if key.lower() in found:
            return explain(found[key.lower()], guideline, lang)
    return None


def words_of(key: str, guideline: Guideline, lang: Lang) -> str | None:
    """What a statement, advice, criterion, number or fact says, in a line; None for what is none of them."""
    if key in guideline.statements:
        return statement_words(guideline, key, lang)
    if key in guideline.parameters:
        return phrase(guideline.parameters[key], lang)
    rule = guideline.recommendations.get(key) or guideline.criteria.get(key)
    if rule is not None:
        return capital(rule.sv if lang == "sv" else rule.en)
    return registry()[key].label(lang) if key in registry() else None


def keys(guideline: Guideline) -> Iterator[str]:
    """Every key that there is."""
    for known, _ in EXPLAINED:
        yield from known(guideline)


def statement_words(guideline: Guideline, key: str, lang: Lang) -> str:
    """The statement in our words."""
    statement = guideline.statements[key]
    return statement.sv if lang == "sv" else statement.en


def _statement(key: str, guideline: Guideline, lang: Lang) -> Explained:
    statement = guideline.statements[key]
    line = next(line for line in matrix(guideline) if line["id"] == key)
    return {
        **line,
        "words": statement_words(guideline, key, lang),
        "section": _section(statement.section, lang),
        "reading": statement.reading_sv if lang == "sv" else statement.reading_en,
        "figures": [_figure(one.name, one.low, one.high, one.unit, lang) for one in statement.figures],
    }


def _section(original: str, lang: Lang) -> str:
    """The heading in the language, and as the guideline has it, where the original is to be looked up."""
    name = section_name(original, lang)
    return name if name == original else f"{name} ({original})"


def _figure(name: str, low: float | None, high: float | None, unit: str, lang: Lang) -> str:
    ends = ["…" if end is None else figure(end, lang) for end in (low, high)]
    return f"{name.replace('_', ' ')}: {ends[0] if low == high else '–'.join(ends)} {unit}"


def _recommendation(key: str, guideline: Guideline, lang: Lang) -> Explained:
    one = guideline.recommendations[key]
    return {
        "id": key,
        "kind": "recommendation",
        "words": one.sv if lang == "sv" else one.en,
        "reading": one.reading_sv if lang == "sv" else one.reading_en,
        **_rule(one.when, lang),
        "statements": list(one.stands_on),
    }


def _criterion(key: str, guideline: Guideline, lang: Lang) -> Explained:
    named = guideline.criteria[key]
    return {
        "id": key,
        "kind": "criterion",
        "words": capital(named.sv if lang == "sv" else named.en),
        **_rule(named.term, lang),
        "statements": list(named.stands_on),
        "recommendations": _users(lambda node: node is named, guideline)["recommendations"],
    }


def _rule(term: Term, lang: Lang) -> dict[str, Any]:
    """The rule in words, one level deep, and everything that it reads."""
    nodes = list(walk(term))
    return {
        "rule": words.say(term, lang, label, value_label),
        "criteria": sorted(one.name for one in _own(term) if isinstance(one, Named)),
        "parameters": sorted({one.name for one in nodes if isinstance(one, Parameter)}),
        "facts": sorted({one.name for one in nodes if isinstance(one, Fact)}),
    }


def _own(rule: Term) -> list[Term]:
    """The nodes of a rule itself, each once, not those of the criteria that it is made of."""
    found: dict[int, Term] = {}
    waiting = [rule]
    while waiting:
        node = waiting.pop()
        if id(node) not in found:
            found[id(node)] = node
            waiting += () if isinstance(node, Named) else children(node)
    return list(found.values())


def _users(used: Callable[[Term], bool], guideline: Guideline) -> dict[str, list[str]]:
    """The criteria that use it themselves, and the recommendations that hang on it at all."""
    return {
        "criteria": [name for name, one in guideline.criteria.items() if any(used(node) for node in _own(one.term))],
        "recommendations": [
            code for code, one in guideline.recommendations.items() if any(used(node) for node in walk(one.when))
        ],
    }


def _parameter(key: str, guideline: Guideline, lang: Lang) -> Explained:
    info = guideline.parameters[key]
    return {
        "id": key,
        "kind": "parameter",
        "value": phrase(info, lang),
        "source": info.source,
        "by": KINDS[info.by][lang],
        "last_checked": info.last_checked.isoformat(),
        **_users(lambda node: node is info.parameter, guideline),
    }


def _drug(key: str, guideline: Guideline, lang: Lang) -> Explained:
    drug = drugs()[key]
    return {
        "id": key,
        "kind": "drug",
        "words": drug[lang],
        "dose": " ".join(drug[f"{part}_{lang}"] for part in ("dose", "route", "interval")),
        "source": drug["source"],
        "excluded_by": [
            f"{named.sv if lang == 'sv' else named.en} [{source}]"
            for named, source in guideline.exclusions.get(key, ())
        ],
    }


def _fact(key: str, guideline: Guideline, lang: Lang) -> Explained:
    return {
        "id": key,
        "kind": "fact",
        "words": registry()[key].label(lang),
        **_users(lambda node: isinstance(node, Fact) and node.name == key, guideline),
    }


EXPLAINED: tuple[tuple[Callable[[Guideline], Mapping[str, Any]], Callable[[str, Guideline, Lang], Explained]], ...] = (
    (lambda guideline: guideline.statements, _statement),
    (lambda guideline: guideline.recommendations, _recommendation),
    (lambda guideline: guideline.parameters, _parameter),
    (lambda guideline: guideline.criteria, _criterion),
    (lambda guideline: drugs(), _drug),
    (lambda guideline: registry(), _fact),
)
