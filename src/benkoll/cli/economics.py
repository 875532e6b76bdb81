"""`benkoll economics`: what the guideline would change. Each command calls the room and shows what it gave."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benkoll.cli.arguments import Both, Call, line_error
from benkoll.cli.console import Console
from benkoll.cli.patients import content_of, file_error
from benkoll.cli.population import whole_number
from benkoll.cli.progress import Progress
from benkoll.cli.second import by_second_word
from benkoll.cli.variant import changes_of
from benkoll.errors import DONE, Lang
from benkoll.exchange.rejects import write_whole
from benkoll.letters.phrases import said

if TYPE_CHECKING:
    from benkoll.economics.draws import Drawn
    from benkoll.economics.people import Counts

WORDS: dict[str, dict[Lang, str]] = {
    "progress": {"sv": "{} av {} dragningar, {} per sekund, {} kvar", "en": "{} of {} draws, {} a second, {} left"},
    "written": {"sv": "skrivet till {}", "en": "written to {}"},
    "against": {"sv": "mot {}", "en": "against {}"},
    "unverified": {
        "sv": "{} av {} tal är ur minnet eller ej funna: se benkoll economics parameters",
        "en": "{} of {} numbers are from memory or were not found: see benkoll economics parameters",
    },
}
ENDING: Both = {"sv": "--out {}: namnet ska sluta på .html", "en": "--out {}: the name must end with .html"}


def _run(call: Call, console: Console) -> int:
    from benkoll.economics.draws import Job, run
    from benkoll.economics.reach import reach_of
    from benkoll.economics.report import as_page
    from benkoll.economics.scenarios import scenario

    out = call.get("--out")
    if out is not None and Path(out).suffix.lower() != ".html":
        raise line_error(ENDING, call, out)
    own = dict(changes_of(call))
    if call.get("--reach"):
        name, data = content_of(call["--reach"], console)
        own = {**reach_of(data.decode("utf-8", "replace"), name), **own}
    slots = {"incidence": call.get("--incidence"), "care_home": call.get("--care-home")}
    chosen = {name: value for name, value in slots.items() if value is not None}
    job = Job(
        tuple(scenario(name).over(**chosen) for name in call.all("scenario")),
        _population(call, console),
        whole_number(call, "--years", "20"),
        whole_number(call, "--people", "20000"),
        whole_number(call, "--draws", "100"),
        whole_number(call, "--seed", "1", least=0),
        own,
    )
    drawn = run(job, whole_number(call, "--workers", "1"), Progress(console, WORDS["progress"]).told)
    try:
        _show(drawn, call.get("--format"), console)
    finally:  # also where nobody reads the table to its end
        if out is not None:
            try:
                write_whole(Path(out), as_page(drawn, console.lang).encode())
            except OSError as raised:
                raise file_error(out, raised) from None
            console.warn(said(WORDS, "written", console.lang, out))
    return DONE


def _show(drawn: "Drawn", form: str | None, console: Console) -> None:
    from benkoll.economics.parameters import parameters
    from benkoll.economics.tables import tables
    from benkoll.population.tables import as_lines

    match form:
        case "json":
            _show_json(_as_json(drawn), console)
        case "csv":
            console.out.write(_as_csv(_as_json(drawn)["results"]))
        case _:
            console.show(as_lines(tables(drawn, console.lang)))
            unsure = sum(one.mark == "M" for one in parameters().values())
            console.warn(said(WORDS, "unverified", console.lang, unsure, len(parameters())))


def _population(call: Call, console: Console) -> "Counts":
    from benkoll.economics.people import counts, counts_of

    named = call.get("--population") or "sweden"
    if named in ("sweden", "vgr"):
        return counts(named)
    name, data = content_of(named, console)
    return counts_of(list(csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace")))), name)


def _as_json(drawn: "Drawn") -> dict[str, Any]:
    from benkoll.economics.parameters import parameters
    from benkoll.economics.tables import as_values

    job = drawn.job
    return {
        "years": job.years,
        "people": job.people,
        "draws": job.draws,
        "seed": job.seed,
        "changed": dict(job.changes),
        "unverified": [name for name, one in parameters().items() if one.mark == "M"],
        "results": as_values(drawn),
    }


def _show_json(value: object, console: Console) -> None:
    json.dump(value, console.out, ensure_ascii=False, indent=1)
    console.out.write("\n")


def _as_csv(rows: Sequence[Mapping[str, object]]) -> str:
    text = io.StringIO()
    table = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()


def _scenarios(call: Call, console: Console) -> int:
    from benkoll.economics.scenarios import names, scenario
    from benkoll.letters.lines import Line, hang

    found = [scenario(name) for name in names()]
    if call.get("--format") == "json":
        _show_json(
            [{"name": one.name, "title": one.title, "about": one.about, "against": one.against} for one in found],
            console,
        )
        return DONE
    for one in found:
        console.show([Line(f"{one.name}: {one.title[console.lang]}", "heading")])
        console.show(hang("  ", one.about[console.lang], 2))
        if one.name != one.against:
            console.show([f"  {said(WORDS, 'against', console.lang, one.against)}"])
    return DONE


def _parameters(call: Call, console: Console) -> int:
    from benkoll.economics.parameters import MARKS, parameters
    from benkoll.economics.report import shown_value
    from benkoll.letters.lines import Line, hang

    rows: list[dict[str, object]] = [
        {
            "name": one.name,
            "words": one.words[console.lang],
            "value": one.value,
            "low": one.low,
            "high": one.high,
            "unit": one.unit,
            "distribution": one.distribution,
            "used": one.used,
            "price_year": one.price_year,
            "mark": one.mark,
            "evidence": MARKS[one.mark][console.lang],
            "source": one.source,
        }
        for one in parameters().values()
    ]
    match call.get("--format"):
        case "json":
            _show_json(rows, console)
        case "csv":
            console.out.write(_as_csv(rows))
        case _:
            for one in parameters().values():
                console.show([Line(f"{one.name}: {one.words[console.lang]}", "heading")])
                console.show([f"  {shown_value(one, console.lang)} [{one.mark}: {MARKS[one.mark][console.lang]}]"])
                console.show(hang("  ", one.source, 2))
    return DONE


COMMANDS: dict[str, Callable[[Call, Console], int]] = {
    "run": _run,
    "scenarios": _scenarios,
    "parameters": _parameters,
}
run = by_second_word(COMMANDS)
