"""`benkoll population`: many patients. Each command calls one function of the room and shows what it gave."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from benkoll.cli.arguments import Both, Call, LineError, line_error
from benkoll.cli.console import Console
from benkoll.cli.patients import complete_of, day_of, file_error
from benkoll.cli.progress import Progress
from benkoll.cli.second import by_second_word
from benkoll.cli.variant import changes_of, guideline_of
from benkoll.errors import DONE, SOME_SET_ASIDE, Lang, Problem
from benkoll.exchange.rejects import write_whole
from benkoll.guideline.build import Guideline, load
from benkoll.guideline.variants import DEFAULT
from benkoll.letters.phrases import said
from benkoll.population.tables import count

if TYPE_CHECKING:
    from benkoll.population.answers import Source
    from benkoll.population.worklist import Purpose
    from benkoll.population.written import Rows

WORDS: dict[str, dict[Lang, str]] = {
    "done": {"sv": "{} patienter bedömda i {}", "en": "{} patients assessed in {}"},
    "aside": {
        "sv": "{} rader avvisade: varför står i {}",
        "en": "{} rows set aside: why is told in {}",
    },
    "rejected": {"sv": "{} rader avvisade, de första:", "en": "{} rows set aside, the first:"},
    "progress": {"sv": "{} av {} rader, {} per sekund, {} kvar", "en": "{} of {} rows, {} a second, {} left"},
    "listed": {"sv": "{} på listan, skriven till {}", "en": "{} on the list, written to {}"},
    "written": {"sv": "skrivet till {}", "en": "written to {}"},
    "sampled": {"sv": "{} patienter skrivna till {}", "en": "{} patients written to {}"},
}
WRONG: dict[str, Both] = {
    "count": {"sv": "ANTAL {}: skriv ett heltal från {}", "en": "NUMBER {}: write a whole number from {}"},
    "number": {"sv": "{} {}: skriv ett heltal från {}", "en": "{} {}: write a whole number from {}"},
    "ending": {"sv": "--out {}: namnet ska sluta på {}", "en": "--out {}: the name must end with {}"},
    "spark": {
        "sv": "{} finns inte med --engine spark: utelämna den ena flaggan",
        "en": "{} is not there with --engine spark: leave one of the two out",
    },
    "variants": {"sv": "ange två varianter, eller en och --set", "en": "name two variants, or one and --set"},
}
FIRST = 5
"""Rejects that are shown where there is no file for them."""


def _assess(call: Call, console: Console) -> int:
    if call.get("--engine") == "spark":
        return _by_spark(call, console)
    from benkoll.population.folder import day_of_broken_run
    from benkoll.population.run import EXPLAINED_PER_PART, ROWS_PER_PART, Job
    from benkoll.population.run import run as assess

    job = Job(
        inputs=call.all("input"),
        out=Path(call["--out"]),
        day=(day_of_broken_run(Path(call["--out"])) if call.get("--date") is None else None) or day_of(call),
        variant=call.get("--variant") or DEFAULT,
        changes=changes_of(call),
        complete=complete_of(call),
        columns=_split(call, "--columns") or None,
        beside=_split(call, "--keep"),
        explain=call.get("--explain") is not None,
        rows_per_part=EXPLAINED_PER_PART if call.get("--explain") is not None else ROWS_PER_PART,
        lang=console.lang,
    )
    done = assess(job, whole_number(call, "--workers", "1"), Progress(console, WORDS["progress"]).told)
    return _assessed(done["assessed"], done["rejected"], str(job.out), str(job.out / "rejects"), console)


def _by_spark(call: Call, console: Console) -> int:
    for option in ("--explain", "--workers"):
        if call.get(option) is not None:
            raise line_error(WRONG["spark"], call, option)
    from benkoll.population.spark import assess_files

    done = assess_files(
        call.all("input"),
        call["--out"],
        call.get("--variant") or DEFAULT,
        changes_of(call),
        day=day_of(call),
        complete=complete_of(call),
        columns=_split(call, "--columns") or None,
        beside=_split(call, "--keep"),
    )
    return _assessed(done.assessed, done.rejected, call["--out"], "rejected", console)


def _assessed(assessed: int, rejected: int, out: str, reasons: str, console: Console) -> int:
    console.show([said(WORDS, "done", console.lang, count(assessed, console.lang), out)])
    if rejected:
        console.warn(said(WORDS, "aside", console.lang, count(rejected, console.lang), reasons))
    return SOME_SET_ASIDE if rejected else DONE


def _list(call: Call, console: Console) -> int:
    from benkoll.population.answers import answers
    from benkoll.population.worklist import NEEDS, in_words, reasons, worklist

    guideline, purpose = guideline_of(call), cast("Purpose", call["--for"])
    found = answers(_source(call), guideline, NEEDS[purpose], reasons(guideline, purpose))
    listed = in_words(worklist(found.frame, purpose, guideline, console.lang), console.lang)
    _write_rows(listed, call, console)
    return _told(found.problems, console)


def _summary(call: Call, console: Console) -> int:
    from benkoll.population.answers import answers
    from benkoll.population.chart import as_page, as_svg, gap_chart
    from benkoll.population.summary import needs, summary, tables
    from benkoll.population.tables import as_lines

    guideline, by = guideline_of(call), call.get("--by")
    out = _out(call, ".html", ".svg")
    found = answers(_source(call, by), guideline, needs(guideline))
    counted = summary(found.frame, guideline, by)
    console.show(as_lines(tables(counted, guideline, console.lang)))
    if out is not None:
        page = out.suffix == ".html"
        text = (
            as_page(counted, guideline, console.lang)
            if page
            else as_svg(gap_chart(counted, console.lang), console.lang)
        )
        _write(out, text.encode(), console)
    return _told(found.problems, console)


def _compare(call: Call, console: Console) -> int:
    from benkoll.population.answers import answers, columns_of_terms, guidelines_of
    from benkoll.population.compare import CODES, NEEDS, compare, in_words, of_answers, tables, terms
    from benkoll.population.tables import as_lines

    by, source, folders = call.get("--by"), _source(call, call.get("--by")), guidelines_of(call.all("input"))
    if folders is None:
        before, after = _two_guidelines(call)
        found = columns_of_terms(source, terms(before, after))
    else:
        before, after = folders
        one, other = (replace(source, inputs=(name,)) for name in call.all("input"))
        found = answers(other, after, (*NEEDS, *CODES))
        found = found._replace(frame=of_answers(answers(replace(one, beside=()), before, CODES).frame, found.frame))
    compared = compare(found.frame, before, after, by)
    console.show(as_lines(tables(compared, by, console.lang)))
    if call.get("--out") is not None:
        _write_rows(in_words(compared.changed, after, console.lang), call, console)
    return _told(found.problems, console)


def _two_guidelines(call: Call) -> tuple[Guideline, Guideline]:
    """Two variants, or the one named (else vgr) and the same with `--set`; with both, the second is changed."""
    named, changes = call.all("--variant"), changes_of(call)
    first, *second = named or (DEFAULT,)
    if len(second) > 1 or not (changes or (second and second[0] != first)):
        raise LineError(WRONG["variants"]["sv"], WRONG["variants"]["en"], call.command)
    return load(first), load(second[0] if second else first, changes)


def _sample(call: Call, console: Console) -> int:
    from benkoll.population.sample import write_sample

    many = whole_number(call, "count", "0", least=1)
    try:
        write_sample(Path(call["--out"]), many, whole_number(call, "--seed", "1", least=0), day_of(call))
    except OSError as raised:
        raise file_error(call["--out"], raised) from None
    console.show([said(WORDS, "sampled", console.lang, count(many, console.lang), call["--out"])])
    return DONE


def _from_fhir(call: Call, console: Console) -> int:
    from benkoll.exchange import rejects
    from benkoll.population.from_fhir import write_facts

    found = list[Problem]()
    named = call.get("--rejects")
    try:
        files = [Path(one) for one in call.all("file")]
        many = write_facts(Path(call["--out"]), files, day_of(call), found.append)
        if named is not None:
            rejects.write(Path(named), found, console.lang)
    except OSError as raised:
        raise file_error(str(raised.filename or call["--out"]), raised) from None
    if named is None:
        console.warn(*(problem.said(console.lang) for problem in found))
    console.show([said(WORDS, "sampled", console.lang, count(many, console.lang), call["--out"])])
    return SOME_SET_ASIDE if found else DONE


COMMANDS: dict[str, Callable[[Call, Console], int]] = {
    "assess": _assess,
    "list": _list,
    "summary": _summary,
    "compare": _compare,
    "sample": _sample,
    "from-fhir": _from_fhir,
}


# WHAT THE LINE SAYS


def _source(call: Call, *beside: str | None) -> "Source":
    from benkoll.population.answers import Source

    kept = dict.fromkeys((*_split(call, "--keep"), *(name for name in beside if name)))
    return Source(call.all("input"), day_of(call), complete_of(call), tuple(kept))


def _split(call: Call, name: str) -> tuple[str, ...]:
    return tuple(one.strip() for given in call.all(name) for one in given.split(",") if one.strip())


def whole_number(call: Call, name: str, otherwise: str, least: int = 1) -> int:
    """What an option or argument gives, or what stands for it; LineError where it is no whole number from `least`."""
    text = call.get(name) or otherwise
    plain = text.replace(" ", "").replace("_", "")
    if not plain.isdecimal() or int(plain) < least:
        raise (
            line_error(WRONG["count"], call, text, str(least))
            if name == "count"
            else line_error(WRONG["number"], call, name, text, str(least))
        )
    return int(plain)


def _out(call: Call, *endings: str) -> Path | None:
    given = call.get("--out")
    if given is None:
        return None
    if Path(given).suffix.lower() not in endings:
        raise line_error(WRONG["ending"], call, given, ", ".join(endings))
    return Path(given)


# WHAT IS SHOWN AND WRITTEN


def _write_rows(rows: "Rows", call: Call, console: Console) -> None:
    from benkoll.population.written import as_csv, as_excel

    out = _out(call, ".csv", ".xlsx")
    if out is None:
        console.out.write(as_csv(rows, console.lang).decode("utf-8-sig"))
        return
    _write(out, as_excel(rows) if out.suffix.lower() == ".xlsx" else as_csv(rows, console.lang), console)


def _write(path: Path, content: bytes, console: Console) -> None:
    try:
        write_whole(path, content)
    except OSError as raised:
        raise file_error(str(path), raised) from None
    console.warn(said(WORDS, "written", console.lang, str(path)))


def _told(problems: Sequence[Problem], console: Console) -> int:
    if not problems:
        return DONE
    rows = len({(problem.file, problem.row) for problem in problems})
    console.warn(said(WORDS, "rejected", console.lang, count(rows, console.lang)))
    console.warn(*(problem.said(console.lang) for problem in problems[:FIRST]))
    return SOME_SET_ASIDE


run = by_second_word(COMMANDS)
