"""`benkoll vfa agreement`: two readers' readings of the same images, or one reader's first and second."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from benkoll.cli.arguments import Both, Call, line_error
from benkoll.cli.console import Console
from benkoll.cli.patients import file_error
from benkoll.cli.vfa_files import Grading, points_of
from benkoll.errors import DONE, SOME_SET_ASIDE, InputError, Lang, Problem
from benkoll.exchange.rejects import write_whole
from benkoll.exchange.vfa_points import Placed
from benkoll.letters.lines import Line, hang
from benkoll.letters.phrases import figure, said
from benkoll.population.tables import Table, as_lines

if TYPE_CHECKING:
    from benkoll.imaging.agreement import Agreed, Interval, Kappa, Reading

WORDS: dict[str, dict[Lang, str]] = {
    "title": {"sv": "{} mot {}; bilder: {}, kotor: {}", "en": "{} against {}; images: {}, vertebrae: {}"},
    "grades": {"sv": "Samstämmighet om grad", "en": "Agreement on the grade"},
    "question": {"sv": "fråga", "en": "question"},
    "count": {"sv": "antal", "en": "number"},
    "agreed": {"sv": "ense %", "en": "agreed %"},
    "kappa": {"sv": "kappa (95 %)", "en": "kappa (95 %)"},
    "vertebra_any": {"sv": "kota: grad 1 eller mer", "en": "vertebra: grade 1 or more"},
    "vertebra_moderate": {"sv": "kota: grad 2 eller mer", "en": "vertebra: grade 2 or more"},
    "vertebra_grade": {"sv": "kota: grad 0-3", "en": "vertebra: grade 0-3"},
    "vertebra_weighted": {"sv": "kota: grad 0-3, viktad", "en": "vertebra: grade 0-3, weighted"},
    "patient_any": {"sv": "patient: någon grad 1 eller mer", "en": "patient: any grade 1 or more"},
    "undefined": {"sv": "ej definierad", "en": "undefined"},
    "heights": {"sv": "Höjder, {} minus {}, mm (Bland-Altman)", "en": "Heights, {} minus {}, mm (Bland-Altman)"},
    "height": {"sv": "höjd", "en": "height"},
    "anterior": {"sv": "fram", "en": "front"},
    "middle": {"sv": "mitt", "en": "middle"},
    "posterior": {"sv": "bak", "en": "back"},
    "all": {"sv": "alla", "en": "all"},
    "bias": {"sv": "medel (95 %)", "en": "bias (95 %)"},
    "lower": {"sv": "undre gräns (95 %)", "en": "lower limit (95 %)"},
    "upper": {"sv": "övre gräns (95 %)", "en": "upper limit (95 %)"},
    "range": {"sv": "{} ({} till {})", "en": "{} ({} to {})"},
    "few": {"sv": "för få höjder i mm för Bland-Altman", "en": "too few heights in mm for Bland-Altman"},
    "points": {
        "sv": "Klickfel (standardavvikelse för en koordinat, hälften var): {} mm ({} till {}), {} kotor. Som "
        "click_error_mm när samma läsare har läst två gånger.",
        "en": "Click error (standard deviation of one coordinate, half of it each): {} mm ({} to {}), {} vertebrae. As "
        "click_error_mm where one reader read twice.",
    },
    "whose": {
        "sv": "Graden är läsarens egen där den är angiven, annars den beräknade. Kotor från samma patient räknas som "
        "oberoende; det gör intervallen något för snäva.",
        "en": "The grade is the reader's own where it is told, else the computed one. Vertebrae of one patient count "
        "as independent; that makes the intervals somewhat too narrow.",
    },
    "unpaired": {"sv": "bild {} har bara en läsning", "en": "image {} has one reading only"},
    "aside": {"sv": "avvisat: {}", "en": "set aside: {}"},
    "written": {"sv": "skrivet till {}", "en": "written to {}"},
}
WRONG: dict[str, Both] = {
    "ending": {"sv": "--out {}: namnet ska sluta på .svg", "en": "--out {}: the name must end with .svg"},
}


def run(call: Call, console: Console) -> int:
    """Compare the two files, print how well they agree, and draw the heights."""
    from benkoll.imaging.agreement import compare

    out = plot_of(call)
    (one, first), (other, second) = (points_of(call[slot], console) for slot in ("one", "other"))
    pairs, alone = _paired(one, other, call)
    grading = Grading(call, console)
    found = compare(
        [(_read(mine, grading), _read(theirs, grading)) for mine, theirs in pairs], _names(call, one, other)
    )
    show(found, call, console)
    console.warn(*(said(WORDS, "aside", console.lang, problem.said(console.lang)) for problem in (*first, *second)))
    console.warn(*(said(WORDS, "unpaired", console.lang, name) for name in alone))
    if out is not None:
        draw(found, out, console)
    return SOME_SET_ASIDE if first or second or alone else DONE


def plot_of(call: Call) -> Path | None:
    """Where the plot goes, None: nowhere. LineError for a name that is no SVG's."""
    out = call.get("--out")
    if out is not None and Path(out).suffix.lower() != ".svg":
        raise line_error(WRONG["ending"], call, out)
    return None if out is None else Path(out)


def show(found: "Agreed", call: Call, console: Console) -> None:
    """Print how well they agree, as `--format` says."""
    if call.get("--format") == "json":
        shown = asdict(found)
        del shown["pairs"]
        console.show([json.dumps(shown, ensure_ascii=False, indent=1)])
    else:
        console.show(_lines(found, console.lang))


def _paired(
    one: Sequence[Placed], other: Sequence[Placed], call: Call
) -> tuple[list[tuple[Placed, Placed]], list[str]]:
    """The readings of the same images, by the images' names; two files of one image each need none."""
    if len(one) == len(other) == 1 and None in (one[0].image, other[0].image):
        return [(one[0], other[0])], []
    by_name = []
    for slot, images in (("one", one), ("other", other)):
        named = {image.image: image for image in images}
        if None in named or len(named) < len(images):
            sv = "varje läsning ska ha image, bildens namn, och samma bild bara en gång"
            en = "each reading must have image, the image's name, and the same image only once"
            raise InputError([Problem(sv, en, file=call[slot], fact="image")])
        by_name.append({str(name): image for name, image in named.items()})
    mine, theirs = by_name
    pairs = [(mine[name], theirs[name]) for name in mine if name in theirs]
    if not pairs:
        sv, en = "ingen bild finns i båda filerna", "no image is in both files"
        raise InputError([Problem(sv, en, file=call["other"], fact="image")])
    return pairs, [name for name in (*mine, *theirs) if (name in mine) != (name in theirs)]


def _names(call: Call, one: Sequence[Placed], other: Sequence[Placed]) -> tuple[str, str]:
    """The readers' names as the files say them, else the files' names."""
    names = []
    for slot, images in (("one", one), ("other", other)):
        told = {image.reader for image in images}
        names.append(told.pop() if len(told) == 1 and None not in told else None)
        names[-1] = names[-1] or Path(call[slot]).stem
    return str(names[0]), str(names[1])


def _read(image: Placed, grading: Grading) -> "Reading":
    """A reading with Genant's grade of each vertebra: the reader's, 0.5 as 0, else the computed one."""
    from benkoll.imaging.agreement import Reading

    told = {level: int(float(grade)) for level, grade in image.reader_grades.items() if level in image.vertebrae}
    if len(told) < len(image.vertebrae):
        computed = grading.graded(image).vertebrae
        told = {level: told.get(level, one.finding.grade or 0) for level, one in computed.items()}
    return Reading(image.vertebrae, image.spacing, told)


def draw(found: "Agreed", out: Path, console: Console) -> None:
    """Write the plot of the heights, where there are enough."""
    from benkoll.imaging.agreement_chart import as_svg

    whole = found.heights.get("all")
    if whole is None:
        console.warn(said(WORDS, "few", console.lang))
        return
    try:
        write_whole(out, as_svg(found.pairs, whole, found.readers, "mm", console.lang).encode())
    except OSError as raised:
        raise file_error(str(out), raised) from None
    console.warn(said(WORDS, "written", console.lang, out))


def _lines(found: "Agreed", lang: Lang) -> Iterator[Line]:
    yield Line(said(WORDS, "title", lang, *found.readers, found.images, found.vertebrae), "title")
    header = [said(WORDS, key, lang) for key in ("question", "count", "agreed", "kappa")]
    rows = [[said(WORDS, name, lang), *_kappa(one, lang)] for name, one in found.grades.items()]
    yield from as_lines([Table(said(WORDS, "grades", lang), header, rows)])
    header = [said(WORDS, key, lang) for key in ("height", "count", "bias", "lower", "upper")]
    rows = [
        [said(WORDS, name, lang), str(one.count), *(_interval(part, lang) for part in (one.bias, one.lower, one.upper))]
        for name, one in found.heights.items()
    ]
    title = said(WORDS, "heights", lang, *found.readers)
    yield from as_lines([Table(title, header, rows)]) if rows else [Line(said(WORDS, "few", lang))]
    notes = [said(WORDS, "whose", lang)]
    if found.points is not None:
        error = found.points.error
        parts = (figure(part, lang, 2) for part in (error.value, error.low, error.high))
        notes.insert(0, said(WORDS, "points", lang, *parts, found.points.vertebrae))
    for note in notes:
        yield from (Line(line) for line in hang("", note, indent=0))


def _kappa(one: "Kappa", lang: Lang) -> list[str]:
    if one.value is None or one.low is None or one.high is None:
        shown = said(WORDS, "undefined", lang)
    else:
        shown = said(WORDS, "range", lang, *(figure(part, lang, 2) for part in (one.value, one.low, one.high)))
    return [str(one.count), figure(100 * one.agreed, lang, 1), shown]


def _interval(one: "Interval", lang: Lang) -> str:
    return said(WORDS, "range", lang, *(figure(part, lang, 2) for part in (one.value, one.low, one.high)))
