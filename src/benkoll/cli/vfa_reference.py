"""`benkoll vfa reference`: a reference of whole vertebrae, from a clinic's own normal readings or from NHANES."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from benkoll.cli.arguments import Both, Call, line_error
from benkoll.cli.console import Console
from benkoll.cli.patients import day_of, file_error
from benkoll.cli.vfa_files import points_of
from benkoll.errors import DONE, SOME_SET_ASIDE, Lang, Problem
from benkoll.exchange.rejects import write_whole
from benkoll.exchange.vfa_points import Placed
from benkoll.letters.lines import Line
from benkoll.letters.phrases import figure, said
from benkoll.measures.vertebra import LEVELS
from benkoll.measures.vertebra_heights import heights_mm, heights_px
from benkoll.population.tables import Table, as_lines

if TYPE_CHECKING:
    from benkoll.imaging.reference import Person, Reference

WORDS: dict[str, dict[Lang, str]] = {
    "female": {"sv": "Kvinnor", "en": "Women"},
    "male": {"sv": "Män", "en": "Men"},
    "any": {"sv": "Båda könen", "en": "Both sexes"},
    "persons": {"sv": "{}, {} personer: medel och standardavvikelse", "en": "{}, {} persons: mean and SD"},
    "level": {"sv": "kota", "en": "level"},
    "number": {"sv": "antal", "en": "number"},
    "wedge": {"sv": "fram/bak", "en": "front/back"},
    "biconcave": {"sv": "mitt/bak", "en": "mid/back"},
    "crush_above": {"sv": "bak/ovanför", "en": "back/above"},
    "left out": {
        "sv": "{}: ingen tabell, för få hela kotor på nivå {}",
        "en": "{}: no table, too few whole vertebrae at level {}",
    },
    "written": {"sv": "skrivet till {}", "en": "written to {}"},
    "aside": {"sv": "avvisat: {}", "en": "set aside: {}"},
}
WRONG: dict[str, Both] = {
    "both": {
        "sv": "ange filer med läsningar eller --nhanes MAPP, det ena av dem",
        "en": "name files of readings or --nhanes FOLDER, one of the two",
    },
}
SHOWN = ("wedge", "biconcave", "crush_above")


def run(call: Call, console: Console) -> int:
    """Build the reference, write it, and show its means."""
    from benkoll.imaging.reference import build
    from benkoll.imaging.reference_file import as_json

    persons, source, problems = _persons(call, console)
    made = build(persons, call.get("--source") or source, day_of(call))
    written = json.dumps(as_json(made), ensure_ascii=False, indent=1)
    try:
        write_whole(Path(call["--out"]), f"{written}\n".encode())
    except OSError as raised:
        raise file_error(call["--out"], raised) from None
    console.show([written] if call.get("--format") == "json" else _lines(made, console.lang))
    console.warn(*(said(WORDS, "aside", console.lang, one.said(console.lang)) for one in problems))
    console.warn(said(WORDS, "written", console.lang, call["--out"]))
    return SOME_SET_ASIDE if problems else DONE


def _persons(call: Call, console: Console) -> "tuple[list[Person], str, list[Problem]]":
    files, folder = call.all("file"), call.get("--nhanes")
    if bool(files) == (folder is not None):
        raise line_error(WRONG["both"], call)
    if folder is not None:
        from benkoll.exchange.nhanes import SOURCE, read_nhanes

        return read_nhanes(Path(folder)), SOURCE, []
    persons: list[Person] = []
    problems = list[Problem]()
    for file in files:
        images, wrong = points_of(file, console)
        persons += [_person(image) for image in images]
        problems += wrong
    return persons, ", ".join(Path(file).name for file in files), problems


def _person(image: Placed) -> "Person":
    """The image's whole vertebrae; the click error counts where it is in the unit of the heights."""
    from benkoll.imaging.reference import Person

    whole = {level: one for level, one in image.vertebrae.items() if image.reader_grades.get(level, "0") == "0"}
    spacing = image.spacing
    heights = {level: heights_px(one) if spacing is None else heights_mm(one, spacing) for level, one in whole.items()}
    told = image.click_error is not None and image.click_unit == ("px" if spacing is None else "mm")
    return Person(heights, image.sex, click_error=image.click_error if told else None)


def _lines(made: "Reference", lang: Lang) -> Iterator[Line]:
    for group, table in made.tables.items():
        title = said(WORDS, "persons", lang, said(WORDS, group, lang), table.persons)
        header = [said(WORDS, key, lang) for key in ("level", "number", *SHOWN)]
        rows = []
        for level in LEVELS:
            spreads = [table.ratios[level].get(name) for name in SHOWN]
            shown = [
                "" if one is None else f"{figure(one.mean, lang, 3)} ± {figure(one.sd, lang, 3)}" for one in spreads
            ]
            rows.append([level, str(table.ratios[level]["wedge"].n), *shown])
        yield from as_lines([Table(title, header, rows)])
    for few, level in made.left_out.items():
        yield Line(said(WORDS, "left out", lang, said(WORDS, few, lang), level))
