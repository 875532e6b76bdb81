"""`benkoll guideline`: the matrix of statements, rules and tests; or one statement, rule, number, drug or fact."""

import json
from collections.abc import Iterator

from benkoll.cli.arguments import Both, Call, LineError, with_nearest
from benkoll.cli.console import Console
from benkoll.cli.variant import guideline_of
from benkoll.errors import DONE, Lang
from benkoll.guideline.build import Guideline
from benkoll.guideline.matrix import matrix
from benkoll.letters.explained import KINDS, Explained, explained, keys, statement_words
from benkoll.letters.lines import Line, hang

INDENT = 16
ON_LINES = ("tests", "excluded_by", "figures")
SHOWING = "tests/spec/guideline/"  # where the tests lie that show a statement
LABELS: dict[str, dict[Lang, str]] = {
    "words": {"sv": "Innebörd", "en": "Meaning"},
    "section": {"sv": "Avsnitt", "en": "Section"},
    "reading": {"sv": "Vår läsning", "en": "Our reading"},
    "figures": {"sv": "Tal", "en": "Figures"},
    "rule": {"sv": "Regel", "en": "Rule"},
    "value": {"sv": "Värde", "en": "Value"},
    "source": {"sv": "Källa", "en": "Source"},
    "by": {"sv": "Vems ord", "en": "Whose word"},
    "last_checked": {"sv": "Kontrollerad", "en": "Last checked"},
    "excluded_by": {"sv": "Utesluts av", "en": "Excluded by"},
    "dose": {"sv": "Dos", "en": "Dose"},
    "statements": {"sv": "Påståenden", "en": "Statements"},
    "criteria": {"sv": "Kriterier", "en": "Criteria"},
    "recommendations": {"sv": "Råd", "en": "Advice"},
    "parameters": {"sv": "Parametrar", "en": "Parameters"},
    "indicators": {"sv": "Indikatorer", "en": "Indicators"},
    "texts": {"sv": "Texter", "en": "Texts"},
    "tests": {"sv": "Prov", "en": "Tests"},
    "facts": {"sv": "Uppgifter", "en": "Facts"},
}
NO_SUCH: Both = {"sv": "okänd nyckel: {}", "en": "unknown key: {}"}


def run(call: Call, console: Console) -> int:
    """Print the matrix, or what the key stands for."""
    guideline, key, lang = guideline_of(call), call.get("key"), console.lang
    lines = list(matrix(guideline))
    as_json = call.get("--format") == "json"
    if key is not None:
        explained = _explain(key, guideline, lang, call)
        console.show([json.dumps(explained, ensure_ascii=False, indent=1)] if as_json else _shown(explained, lang))
    elif as_json:
        console.show([json.dumps(lines, ensure_ascii=False, indent=1)])
    else:
        for line in lines:
            told = {"words": statement_words(guideline, line["id"], lang), "tests": str(len(line["tests"]))}
            console.show([*_shown({**line, **told}, lang), ""])
    return DONE


def _shown(explained: Explained, lang: Lang) -> Iterator[Line]:
    """What is there, row by row."""
    yield Line(f"{explained['id']} ({KINDS[explained['kind']][lang]})", "title")
    for key, heading in LABELS.items():
        content = explained.get(key)
        if content:
            lead = f"  {heading[lang]}".ljust(INDENT)
            for told in [content] if isinstance(content, str) else content if key in ON_LINES else [", ".join(content)]:
                yield from map(Line, hang(lead, told.removeprefix(SHOWING)))
                lead = " " * INDENT


def _explain(key: str, guideline: Guideline, lang: Lang, call: Call) -> Explained:
    found = explained(key, guideline, lang)
    if found is None:
        wrong = LineError(NO_SUCH["sv"].format(key), NO_SUCH["en"].format(key), call.command)
        raise with_nearest(wrong, key, list(keys(guideline)), count=3)
    return found
