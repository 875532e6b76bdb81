"""`benkoll vfa grade`: vertebrae measured and graded from the points that a reader placed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from benkoll.cli.arguments import Call
from benkoll.cli.console import Console
from benkoll.cli.vfa_files import Grading, each, points_of
from benkoll.errors import DONE, SOME_SET_ASIDE, Lang
from benkoll.exchange.vfa_points import Placed
from benkoll.letters.lines import Line, hang
from benkoll.letters.phrases import figure, said
from benkoll.measures.vertebra import LEVELS
from benkoll.measures.vertebra_heights import implausible
from benkoll.measures.vfa_words import SHAPES, percent_of
from benkoll.population.tables import Table, as_lines

if TYPE_CHECKING:
    from benkoll.imaging.genant import Graded, GradedSpine
    from benkoll.imaging.sd_methods import ByDeviations

WORDS: dict[str, dict[Lang, str]] = {
    "image": {"sv": "Bild {}", "en": "Image {}"},
    "level": {"sv": "kota", "en": "level"},
    "front": {"sv": "fram", "en": "front"},
    "middle": {"sv": "mitt", "en": "middle"},
    "back": {"sv": "bak", "en": "back"},
    "wedge": {"sv": "fram/bak", "en": "front/back"},
    "biconcave": {"sv": "mitt/bak", "en": "mid/back"},
    "crush": {"sv": "bak/väntad", "en": "back/expected"},
    "loss": {"sv": "förlust %", "en": "loss %"},
    "shape": {"sv": "form", "en": "shape"},
    "grade": {"sv": "grad", "en": "grade"},
    "chances": {"sv": "% för grad 0, 1, 2, 3", "en": "% for grade 0, 1, 2, 3"},
    "near": {"sv": "nära", "en": "near"},
    "range": {"sv": "{} ({} till {})", "en": "{} ({} to {})"},
    "mm": {"sv": "Höjder i mm", "en": "Heights in mm"},
    "px": {"sv": "Höjder i bildpunkter", "en": "Heights in pixels"},
    "grades": {
        "sv": "Genants grad; förlusten mot vad kotan och grannarna låter vänta",
        "en": "Genant's grade; the loss against what the vertebra itself and its neighbours lead to expect",
    },
    "by sd": {
        "sv": "Efter standardavvikelser mot referensen; gränserna är ur minnet, inte kontrollerade",
        "en": "By standard deviations from the reference; their limits are from memory, not verified",
    },
    "yes": {"sv": "ja", "en": "yes"},
    "no": {"sv": "nej", "en": "no"},
    "no_millimetres": {
        "sv": "Bilden har inga millimeter: höjderna är i bildpunkter; kvoter och förluster är lika bra.",
        "en": "The image has no millimetres: heights are in pixels; ratios and losses are as good.",
    },
    "error_scaled": {
        "sv": "Klickfelet i mm är omräknat till bildpunkter med hur höga kotor brukar vara.",
        "en": "The click error in mm was turned into pixels by how high vertebrae usually are.",
    },
    "error_assumed": {
        "sv": "Klickfelet är inte angivet: {} {} antas (benkoll vfa agreement mäter läsarens eget).",
        "en": "The click error is not told: {} {} is assumed (benkoll vfa agreement measures the reader's own).",
    },
    "few_neighbours": {
        "sv": "För få kotor: grannarna säger lite om vad som är att vänta, och en hopsjunken kota kan inte ses.",
        "en": "Too few vertebrae: neighbours say little of what to expect, and a crushed one cannot be seen.",
    },
    "weak": {
        "sv": "Grad 1 är den svaga: läsare är minst ense om den. En deformitet är ingen fraktur förrän en läsare säger "
        "det.",
        "en": "Grade 1 is the weak one: readers agree least on it. A deformity is no fracture until a reader says so.",
    },
    "aside": {"sv": "avvisat: {}", "en": "set aside: {}"},
    "look": {"sv": "se efter: {}", "en": "look: {}"},
}
PARTS = ("anterior", "middle", "posterior")


def run(call: Call, console: Console) -> int:
    """Grade the images of the file, and print what is said of each vertebra."""
    images, problems = points_of(call["file"], console)
    grading = Grading(call, console)
    done, refused = each(images, call["file"], lambda image: _Told(image, grading, console.lang))
    if call.get("--format") == "json":
        found = [one.as_json() for one in done]
        console.show([json.dumps(found if len(images) > 1 else found[0], ensure_ascii=False, indent=1)])
    else:
        for one in done:
            console.show([Line(said(WORDS, "image", console.lang, one.name), "title")] if len(images) > 1 else [])
            console.show(one.lines())
    console.warn(*(said(WORDS, "look", console.lang, look) for one in done for look in one.looks()))
    aside = [*problems, *refused]
    console.warn(*(said(WORDS, "aside", console.lang, one.said(console.lang)) for one in aside))
    return SOME_SET_ASIDE if aside else DONE


class _Told:
    """One image and what came of it."""

    def __init__(self, image: Placed, grading: Grading, lang: Lang) -> None:
        self.lang: Lang = lang
        self.name = image.image or str(image.row)
        self.spine: GradedSpine = grading.graded(image)
        self.deviations: Mapping[str, ByDeviations] = {}
        table = grading.table(image)
        if table is not None:
            from benkoll.imaging.sd_methods import by_deviations

            heights = {level: one.heights for level, one in self.spine.vertebrae.items()}
            self.deviations = by_deviations(heights, table)

    def notes(self) -> list[str]:
        """What is to be known of the whole."""
        error = self.spine.click_error
        notes = [said(WORDS, note, self.lang, figure(error.value, self.lang), error.unit) for note in self.spine.notes]
        weak = any(one.finding.grade == 1 for one in self.spine.vertebrae.values())
        return notes + ([said(WORDS, "weak", self.lang)] if weak else [])

    def looks(self) -> list[str]:
        """Vertebrae whose points should be looked at again."""
        asked = (implausible(level, one.ratios) for level, one in self.spine.vertebrae.items())
        return [problem.said(self.lang) for problem in asked if problem is not None]

    def as_json(self) -> dict[str, Any]:
        """The image as the command prints it."""
        return {
            "vertebrae": {level: self._vertebra(level, one) for level, one in self.spine.vertebrae.items()},
            "click_error": asdict(self.spine.click_error),
            "notes": self.notes(),
        }

    def _vertebra(self, level: str, one: "Graded") -> dict[str, Any]:
        finding = one.finding
        found: dict[str, Any] = {
            "heights": {**asdict(one.heights), "unit": one.unit, "pixels": asdict(one.heights_px)},
            "ratios": asdict(one.ratios),
            "loss_percent": finding.loss_percent,
            "loss_interval_percent": list(one.loss_interval_percent),
            "losses_percent": asdict(one.losses_percent),
            "own_loss_percent": dict(zip(PARTS, one.own_loss_percent, strict=False)),
            "expected": asdict(one.expected),
            "shape": finding.shape,
            "grade": finding.grade,
            "probabilities": list(finding.probabilities or ()),
            "near_limit": one.near_limit,
        }
        if level in self.deviations:
            found["sd_methods"] = {**asdict(self.deviations[level]), "verified": False}
        return found

    def lines(self) -> Iterator[Line]:
        """The image as tables."""
        unit = "mm" if "no_millimetres" not in self.spine.notes else "px"
        parts = ("level", "front", "middle", "back", "wedge", "biconcave", "crush")
        yield from as_lines(
            [Table(self._word(unit), list(map(self._word, parts)), list(map(self._sizes, self._rows())))]
        )
        header = list(map(self._word, ("level", "loss", "shape", "grade", "chances", "near")))
        yield from as_lines([Table(self._word("grades"), header, list(map(self._grades, self._rows())))])
        if self.deviations:
            rows = [self._deviations(level) for level in LEVELS if level in self.deviations]
            header = [self._word("level"), "Eastell 1991", "McCloskey 1993"]
            yield from as_lines([Table(self._word("by sd"), header, rows)])
        for note in self.notes():
            yield from (Line(line) for line in hang("", note, indent=0))

    def _rows(self) -> list[tuple[str, "Graded"]]:
        return list(self.spine.vertebrae.items())

    def _word(self, key: str, *parts: object) -> str:
        return said(WORDS, key, self.lang, *parts)

    def _sizes(self, row: "tuple[str, Graded]") -> list[str]:
        level, one = row
        heights, ratios = asdict(one.heights).values(), asdict(one.ratios).values()
        shown = ["" if ratio is None else figure(ratio, self.lang, 2) for ratio in ratios]
        return [level, *(figure(height, self.lang, 1) for height in heights), *shown]

    def _grades(self, row: "tuple[str, Graded]") -> list[str]:
        level, one = row
        finding, (low, high) = one.finding, one.loss_interval_percent
        loss = self._word("range", *(figure(part, self.lang, 0) for part in (finding.loss_percent or 0, low, high)))
        chances = " ".join(f"{percent_of(chance):>3}" for chance in finding.probabilities or ())
        near = "" if one.near_limit is None else f"{one.near_limit:g} %"
        return [level, loss, SHAPES[finding.shape or "normal"][self.lang], str(finding.grade), chances, near]

    def _deviations(self, level: str) -> list[str]:
        found = self.deviations[level]
        both = "" if found.mccloskey is None else self._word("yes" if found.mccloskey else "no")
        return [level, "" if found.eastell is None else str(found.eastell), both]
