"""`benkoll ask`: asks for what is missing, the weightiest first, and assesses; the questions go to standard error."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from benkoll.assess.ask import Question
from benkoll.assess.interview import Interview
from benkoll.cli.arguments import Both, Call, LineError
from benkoll.cli.console import Console
from benkoll.cli.facts import values
from benkoll.cli.patients import complete_of, file_error, one_record
from benkoll.cli.variant import guideline_of
from benkoll.errors import DONE, FactsError, Lang
from benkoll.facts.registry import FactInfo, registry
from benkoll.letters.lines import hang
from benkoll.letters.phrases import capital, joined, said
from benkoll.letters.screen import screen, topics
from benkoll.logic.term import Value

WORDS: dict[str, dict[Lang, str]] = {
    "start": {
        "sv": "Svara, eller tryck Enter om du inte vet. ? förklarar, tillbaka ångrar, klar avslutar.",
        "en": "Answer, or press Enter where you do not know. ? explains, back undoes, done ends.",
    },
    "left": {"sv": "({} kvar)", "en": "({} left)"},
    "could change": {"sv": "kan ändra {}", "en": "could change {}"},
    "first": {"sv": "Detta är den första frågan.", "en": "This is the first question."},
    "yes or no": {"sv": "svara ja eller nej", "en": "answer yes or no"},
    "a number": {"sv": "svara med ett tal, till exempel 2,5", "en": "answer with a number, such as 2.5"},
    "one of": {"sv": "svara med ett nummer eller ett av orden", "en": "answer with a number or one of the words"},
    "a day": {"sv": "svara med en dag som 2026-03-02", "en": "answer with a day such as 2026-03-02"},
    "absent": {"sv": "Om den saknas: {}.", "en": "Where absent: {}."},
    "yes/no": {"sv": "ja/nej", "en": "yes/no"},
    "nothing": {"sv": "Inga frågor kvar.", "en": "No question is left."},
}
STDIN: Both = {
    "sv": "svaren läses från standard in: ange en fil",
    "en": "the answers are read from standard input: name a file",
}
YES = ("ja", "j", "yes", "y", "true", "1")
NO = ("nej", "n", "no", "false", "0")
SKIP = ("", "vet ej", "vet inte", "okänt", "unknown", "don't know", "-")
BACK = ("tillbaka", "back", "b")
END = ("klar", "slut", "done", "quit", "q")


def run(call: Call, console: Console) -> int:
    """Ask until nothing more can change the answer, or no one answers; then print the assessment."""
    if call["file"] == "-":
        raise LineError(STDIN["sv"], STDIN["en"], call.command)
    record = one_record(call, console)
    interview = Interview(record.patient, guideline_of(call), console.lang, complete_of(call))
    _tell(console, said(WORDS, "start", console.lang))
    while questions := interview.questions():
        if _ask(questions[0], len(questions), interview, console) == "end":
            break
    else:
        _tell(console, "", said(WORDS, "nothing", console.lang))
    _tell(console, "")
    console.show(screen(interview.assessment, interview.patient.facts, console.lang))
    path = call.get("--save")
    if path is not None:
        _save(interview, path)
    return DONE


def _save(interview: Interview, path: str) -> None:
    stated = {name: value.isoformat() if isinstance(value, date) else value for name, value in interview.stated.items()}
    try:
        Path(path).write_text(json.dumps(stated, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as raised:
        raise file_error(path, raised) from None


def _tell(console: Console, *lines: str) -> None:
    for line in lines:
        console.err.write(line + "\n")
    console.err.flush()


def _ask(question: Question, left: int, interview: Interview, console: Console) -> Literal["next", "end"]:
    """Ask until the answer can be used."""
    info = registry()[question.fact]
    _tell(console, "", *_question(question, info, left, console.lang))
    while True:
        console.err.write("> ")
        console.err.flush()
        line = console.stdin.readline()
        answer = line.decode("utf-8", "replace").strip().lower()
        if not line or answer in END:
            return "end"
        if answer == "?":
            _tell(console, *_explanation(info, console.lang))
        elif answer in BACK:
            if interview.back():
                return "next"
            _tell(console, said(WORDS, "first", console.lang))
        elif answer in SKIP:
            interview.skip(info.name)
            return "next"
        elif _taken(info, answer, interview, console):
            return "next"


def _question(question: Question, info: FactInfo, left: int, lang: Lang) -> Iterator[str]:
    wanted = said(WORDS, "yes/no", lang) if info.type == "bool" else "" if info.choices else values(info, lang)
    asked = (f"{capital(info.label(lang))}?", wanted, said(WORDS, "left", lang, left))
    yield from hang("", " ".join(part for part in asked if part), 2)
    for number, text in enumerate(info.choices, 1):
        yield f"  {number:2} {info.value_label(text, lang)}"
    about = topics(question, lang)
    if about:
        yield from hang("  ", said(WORDS, "could change", lang, joined(about, lang)))


def _explanation(info: FactInfo, lang: Lang) -> Iterator[str]:
    absent = info.when_absent(lang)
    parts = [info.name, info.gist(lang), values(info, lang), absent and said(WORDS, "absent", lang, absent)]
    for part in parts:
        if part:
            yield from hang("  ", part)


def _taken(info: FactInfo, answer: str, interview: Interview, console: Console) -> bool:
    """Whether the answer could be used; if not, it is said why."""
    value = understood(info, answer)
    if value is None:
        wanted = {"bool": "yes or no", "int": "a number", "float": "a number", "date": "a day"}
        _tell(console, "  " + said(WORDS, wanted.get(info.type, "one of"), console.lang))
        return False
    try:
        interview.tell(info.name, value)
    except FactsError as error:
        _tell(console, *(line for problem in error.problems for line in hang("  ", problem.said(console.lang))))
        return False
    return True


def understood(info: FactInfo, answer: str) -> Value | None:
    """The value that the answer (in small letters) says for the fact; None where it says none."""
    if info.type == "bool":
        return True if answer in YES else False if answer in NO else None
    if info.choices:
        return _choice(info, answer)
    try:
        if info.type in ("int", "float"):
            number = float(answer.replace(",", "."))
            return int(number) if number.is_integer() else number
        if info.type == "date":
            return date.fromisoformat(answer)
    except ValueError:
        return None
    return answer


def _choice(info: FactInfo, answer: str) -> str | None:
    if answer.isdecimal() and 1 <= int(answer) <= len(info.choices):
        return info.choices[int(answer) - 1]
    for text in info.choices:
        if answer in (text, info.value_label(text, "sv").lower(), info.value_label(text, "en").lower()):
            return text
    return None
