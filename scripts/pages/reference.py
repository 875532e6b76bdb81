"""docs/: what goes in (facts), what can come out (recommendations), the numbers, the statements and where they live."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from benkoll.facts.registry import FactInfo, registry
from benkoll.guideline.build import Guideline, load
from benkoll.guideline.form import Detail, DrugIf, Due, Recommendation
from benkoll.guideline.matrix import Line, matrix, waiting
from benkoll.guideline.parameters import ParameterInfo
from benkoll.logic.words import number
from pages.markdown import anchor, code, codes, page, table


def pages() -> dict[str, str]:
    """Path within the project -> text."""
    guideline = load()
    return {
        "docs/facts.md": _facts(),
        "docs/recommendations.md": _recommendations(guideline),
        "docs/parameters.md": _parameters(guideline),
        "docs/statements.md": _statements(guideline),
    }


# FACTS


def _facts() -> str:
    blocks: list[list[str]] = [
        [
            "What Benkoll reads about a patient: the names of JSON keys, CSV and Parquet columns. Every fact but age "
            "(or date of birth) may be absent, and absent is unknown, not no. Where absence counts as something, or a "
            "fact follows from another, it says so; each such assumption is listed in the answer. A source that is "
            "`complete` in a kind (`--complete KIND`) answers no by its silence. Outside its range a value is refused."
        ]
    ]
    for group, facts in groupby(registry().values(), key=lambda fact: fact.group):
        blocks.append([f"## {group.replace('_', ' ').capitalize()}"])
        header = ["name", "English", "svenska", "type", "allowed", "where absent, what settles it"]
        blocks.append(table(header, [_fact(fact) for fact in facts]))
    return page("Facts about a patient", *blocks)


def _fact(fact: FactInfo) -> list[str]:
    gist = fact.gist("en")
    label = f"{fact.label('en')}: {gist}" if gist else fact.label("en")
    return [code(fact.name), label, fact.label("sv"), fact.type, _allowed(fact), "; ".join(_absence(fact))]


def _allowed(fact: FactInfo) -> str:
    if fact.choices:
        return codes(fact.choices)
    if fact.low is None or fact.high is None:
        return ""
    return f"{number(fact.low, 'en')} to {number(fact.high, 'en')} {fact.unit or ''}".strip()


def _absence(fact: FactInfo) -> Iterator[str]:
    if absent := fact.when_absent("en"):
        yield f"absent: {absent}"
    if follows := fact.follows_from("en"):
        yield f"follows: {follows}"
    if fact.complete:
        yield f"complete: {code(fact.complete)}"


# RECOMMENDATIONS


def _recommendations(guideline: Guideline) -> str:
    introduction = (
        "What Benkoll can recommend, in order of weight for the reader. `possible`: what is unknown decides, and "
        "`missing` names it. Where the guideline leaves room, the reading says how we read it."
    )
    rows = [_recommendation(one, guideline) for one in guideline.recommendations.values()]
    header = ["code", "English", "svenska", "stands on", "reading", "details"]
    return page("Recommendations", [introduction], table(header, rows))


def _recommendation(one: Recommendation, guideline: Guideline) -> list[str]:
    details = codes(dict.fromkeys(_key(detail) for detail in one.details))
    return [code(one.code), one.en, one.sv, _links(one.stands_on, guideline), one.reading_en or "", details]


def _key(detail: Detail) -> str:
    return getattr(detail, "key", {DrugIf: "drug_if", Due: "due"}.get(type(detail), "words"))


def _links(keys: Iterable[str], guideline: Guideline) -> str:
    return ", ".join(f"[{key}](statements.md#{anchor(key)})" if key in guideline.statements else key for key in keys)


# NUMBERS


def _parameters(guideline: Guideline) -> str:
    introduction = (
        "Every number that a rule holds a patient against. `word`: the guideline's own; `smpc`: the product "
        "information's; `reading`: ours, and shown as such. `--set NAME=VALUE` changes one, a variant is a file of "
        "changed ones."
    )
    rows = [_parameter(name, info, guideline) for name, info in guideline.parameters.items()]
    header = ["name", "value", "unit", "source", "by", "last checked"]
    return page("Parameters", [introduction], table(header, rows))


def _parameter(name: str, info: ParameterInfo, guideline: Guideline) -> list[str]:
    value = f"{info.parameter.comparison or ''} {number(info.parameter.value, 'en')}".strip()
    source = _links(info.source.split("; "), guideline)
    return [code(name), value, info.unit, source, info.by, info.last_checked.isoformat()]


# STATEMENTS


def _statements(guideline: Guideline) -> str:
    blocks: list[list[str]] = [
        [
            "What the guideline says, statement by statement in our own words, and where each of them lives. A rule is "
            "used by a criterion, a recommendation or a parameter; an info is a text that a rule shows. Waiting for "
            f"the care chain or for a model that can be held against them: {', '.join(waiting(guideline)) or 'none'}."
        ]
    ]
    for line in matrix(guideline):
        statement = guideline.statements[line["id"]]
        blocks.append([f"## {line['id']}"])
        blocks.append([f"{statement.en} *{statement.sv}*"])
        if statement.reading_en:
            blocks.append([f"Our reading: {statement.reading_en}"])
        blocks.append([f"- {name}: {said}" for name, said in _where(line) if said])
    return page("Statements", *blocks)


def _where(line: Line) -> Iterator[tuple[str, str]]:
    yield "kind", line["kind"]
    yield "criteria", codes(line["criteria"])
    yield "recommendations", codes(line["recommendations"])
    yield "parameters", codes(line["parameters"])
    yield "indicators", codes(line["indicators"])
    yield "texts", codes(line["texts"])
    yield "tests", ", ".join(_test(test) for test in line["tests"])


def _test(test: str) -> str:
    file, _, name = test.partition("::")
    return f"[{name}](../{file})"
