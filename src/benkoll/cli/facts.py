"""`benkoll facts`: what can be told about a patient: names, units, allowed values, and what absence means."""

from collections.abc import Iterable, Iterator

from benkoll.cli.arguments import Both, Call, LineError, with_nearest
from benkoll.cli.console import Console
from benkoll.errors import DONE, Lang
from benkoll.facts.registry import FactInfo, registry
from benkoll.letters.lines import Line, hang
from benkoll.letters.phrases import OR, figure, joined, said

INDENT = 36
WORDS: dict[str, dict[Lang, str]] = {
    "bool": {"sv": "ja eller nej", "en": "yes or no"},
    "int": {"sv": "heltal", "en": "whole number"},
    "float": {"sv": "tal", "en": "number"},
    "date": {"sv": "dag, ÅÅÅÅ-MM-DD", "en": "day, YYYY-MM-DD"},
    "str": {"sv": "text", "en": "text"},
    "range": {"sv": "{} {}–{}", "en": "{} {}–{}"},
    "group": {"sv": "grupp", "en": "group"},
    "values": {"sv": "värden", "en": "values"},
    "means": {"sv": "betyder", "en": "means"},
    "absent": {"sv": "om den saknas", "en": "where absent"},
    "unknown": {"sv": "okänt", "en": "unknown"},
    "follows": {"sv": "följer av", "en": "follows from"},
    "complete": {"sv": "nej vid", "en": "no with"},
}
NO_SUCH: Both = {"sv": "okänd uppgift: {}", "en": "unknown fact: {}"}


def run(call: Call, console: Console) -> int:
    """Print every fact on a line, the facts of one group, or one fact in full."""
    name = call.get("name")
    infos = registry()
    if name is not None and name in infos:
        console.show(_in_full(infos[name], console.lang))
        return DONE
    groups = dict.fromkeys(info.group for info in infos.values())
    if name is not None and name not in groups:
        wrong = LineError(NO_SUCH["sv"].format(name), NO_SUCH["en"].format(name), call.command)
        raise with_nearest(wrong, name, [*infos, *groups], count=3)
    for number, group in enumerate([name] if name else groups):
        console.show([""] * (number > 0))
        console.show(_group(group, (info for info in infos.values() if info.group == group), console.lang))
    return DONE


def values(info: FactInfo, lang: Lang) -> str:
    """What the fact may be: its texts with their words, or its kind, unit and range."""
    if info.choices:
        return joined([f"{text} ({info.value_label(text, lang)})" for text in info.choices], lang, OR)
    kind = said(WORDS, info.type, lang)
    if info.low is not None and info.high is not None:
        kind = said(WORDS, "range", lang, kind, figure(info.low, lang), figure(info.high, lang))
    return f"{kind} {info.unit_label(lang) or ''}".rstrip()


def _group(group: str, infos: Iterable[FactInfo], lang: Lang) -> Iterator[Line]:
    yield Line(group, "heading")
    for info in infos:
        words = f"{info.label(lang)}: {', '.join(info.choices) or values(info, lang)}"
        lead = f"  {info.name}".ljust(INDENT)
        if len(info.name) + 4 > INDENT:
            yield Line(f"  {info.name}")
            lead = " " * INDENT
        for line in hang(lead, words):
            yield Line(line)


def _in_full(info: FactInfo, lang: Lang) -> Iterator[Line]:
    yield Line(f"{info.name}: {info.label(lang)}", "title")
    rows = (
        ("means", info.gist(lang)),
        ("values", values(info, lang)),
        ("absent", info.when_absent(lang) or said(WORDS, "unknown", lang)),
        ("follows", info.follows_from(lang)),
        ("complete", info.complete and f"--complete {info.complete}"),
        ("group", info.group),
    )
    for key, words in rows:
        if words:
            for line in hang(f"  {said(WORDS, key, lang)}".ljust(18), words):
                yield Line(line)
