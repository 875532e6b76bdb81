"""`benkoll vfa readers`, `train`, `trained` and `prune`: what is made of readings that the database keeps."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benkoll.cli.arguments import Call
from benkoll.cli.chain_door import as_table, chain_of, day_in, show_json
from benkoll.cli.console import Console
from benkoll.cli.patients import file_error
from benkoll.cli.reading_door import desk_at
from benkoll.cli.second import by_second_word
from benkoll.errors import DONE, SOME_SET_ASIDE, InputError, Lang, Problem
from benkoll.letters.phrases import figure, said

if TYPE_CHECKING:
    from benkoll.readings.commands import NewImage
    from benkoll.readings.desk import Desk
    from benkoll.readings.training import Trained, Truth

WORDS: dict[str, dict[Lang, str]] = {
    "stored": {"sv": "{} fantom inlagda att öva på, {} lagda åt sidan", "en": "{} phantoms stored, {} set aside"},
    "no image": {"sv": "{}: mappen har inga bilder (.dcm)", "en": "{}: the folder has no images (.dcm)"},
    "truth": {
        "sv": "{}: ingen facit som benkoll vfa phantom skriver (vertebrae, truth.grades)",
        "en": "{}: no truth as benkoll vfa phantom writes it (vertebrae, truth.grades)",
    },
    "nothing": {"sv": "ingen signerad övning", "en": "no signed training"},
    "mm": {"sv": "punktfel mm", "en": "point error, mm"},
    "signed": {"sv": "signerad", "en": "signed"},
    "found": {"sv": "hittade", "en": "found"},
    "missed": {"sv": "missade", "en": "missed"},
    "false": {"sv": "falska", "en": "false"},
    "graded": {"sv": "rätt grad", "en": "right grade"},
    "all": {"sv": "alla", "en": "all"},
    "pruned": {
        "sv": "borttaget: {} ogranskade bilder, {} fantom med {} granskningar",
        "en": "deleted: {} images that nobody read, {} phantoms with {} readings",
    },
}
HEADER = ("signed", "found", "missed", "false", "graded", "mm")


def _readers(call: Call, console: Console) -> int:
    from benkoll.cli.vfa_agreement import draw, plot_of, show
    from benkoll.readings.agreed import agreed
    from benkoll.readings.second import pairs, repeats

    out, names, training = plot_of(call), {call["one"], call["other"]}, call.get("--training") is not None
    with chain_of(call, console) as chain:
        since, until = day_in(call, "--since", date.min), day_in(call, "--until", date.max)
        desk = desk_at(chain)
        if len(names) == 1:
            found = repeats(desk, training, since, until, call["one"])
        else:
            found = pairs(desk, training, since, until, names)
    both = agreed(found)
    show(both, call, console)
    if out is not None:
        draw(both, out, console)
    return DONE


def _train(call: Call, console: Console) -> int:
    from benkoll.exchange.dicom.worker import Reader
    from benkoll.readings.training import store_phantom

    folder = Path(call["folder"])
    try:
        paths = sorted(folder.glob("*.dcm")) if folder.is_dir() else list(folder.iterdir())
    except OSError as raised:
        raise file_error(str(folder), raised) from None
    if not paths:
        raise InputError([_problem("no image", folder)])
    stored, aside = 0, 0
    with chain_of(call, console) as chain, Reader() as reader:
        desk = desk_at(chain)
        for path in paths:
            try:
                image, truth = _phantom(path, reader, desk)
            except InputError as refused:
                console.warn(*(f"{path}: {problem.said(console.lang)}" for problem in refused.problems))
                aside += 1
                continue
            store_phantom(desk, image, truth)
            stored += 1
    console.show([said(WORDS, "stored", console.lang, stored, aside)])
    return SOME_SET_ASIDE if aside else DONE


def _phantom(path: Path, reader: Any, desk: "Desk") -> tuple["NewImage", "Truth"]:
    """An image of a folder, and its truth beside it; InputError where either cannot be used."""
    from benkoll.readings.arrived import new_image

    truth = path.with_suffix(".json")
    try:
        content, told = path.read_bytes(), truth.read_bytes()
    except OSError as raised:
        raise file_error(str(raised.filename), raised) from None
    return new_image(content, reader.image(content), "hand", None, desk.day), _truth(told, truth)


def _truth(told: bytes, path: Path) -> "Truth":
    from benkoll.measures.vertebra import LEVELS
    from benkoll.readings.changes import check, vertebra_of
    from benkoll.readings.training import Truth

    try:
        said_ = json.loads(told)
        for level, points in said_["vertebrae"].items():
            check("placed", {"level": level, "points": points})
        grades = {level: said_["truth"]["grades"][level] for level in said_["vertebrae"]}
        if not all(grade in (0, 1, 2, 3) for grade in grades.values()):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError([_problem("truth", path)]) from None
    return Truth({level: vertebra_of(said_["vertebrae"][level]) for level in LEVELS if level in grades}, grades)


def _problem(key: str, path: Path) -> Problem:
    return Problem(said(WORDS, key, "sv", path), said(WORDS, key, "en", path))


# WHAT CAME OF IT


def _trained(call: Call, console: Console) -> int:
    from benkoll.readings.training import summary, trained

    with chain_of(call, console) as chain:
        found = trained(desk_at(chain), call.get("--reader"))
    if call.get("--format") == "json":
        show_json([asdict(one) | {"summary": asdict(summary([one]))} for one in found], console)
    elif not found:
        console.show([said(WORDS, "nothing", console.lang)])
    else:
        header = ["", *(WORDS[name][console.lang] for name in HEADER)]
        rows = [[one.reading[:8], str(one.signed_on), *_cells([one], console.lang)] for one in found]
        total = [WORDS["all"][console.lang], "", *_cells(found, console.lang)]
        console.show(as_table([header, *rows, total]))
    return DONE


def _cells(several: Sequence["Trained"], lang: Lang) -> Iterator[str]:
    from benkoll.readings.training import summary

    counts = summary(several)
    yield f"{counts.found}/{counts.fractures}"
    yield str(counts.missed)
    yield str(counts.false)
    yield f"{counts.right}/{counts.graded}"
    yield "–" if counts.error is None else figure(counts.error, lang, 2)


def _prune(call: Call, console: Console) -> int:
    from benkoll.readings.pruning import prune

    with chain_of(call, console) as chain:
        gone = prune(desk_at(chain), day_in(call, "--before", chain.day))
    console.show([said(WORDS, "pruned", console.lang, gone.images, gone.phantoms, gone.readings)])
    return DONE


COMMANDS: Mapping[str, Callable[[Call, Console], int]] = {
    "readers": _readers,
    "train": _train,
    "trained": _trained,
    "prune": _prune,
}
run = by_second_word(COMMANDS)
