"""Writes the tables and pictures of docs/vfa-proposals.md: how near proposals come to phantoms' true points."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from risk.figures import table

from benkoll.imaging.edges import numbers
from benkoll.imaging.phantom import KINDS, Look, Phantom, draw, geometry
from benkoll.imaging.png import as_png
from benkoll.imaging.shape import ShapeModel, as_array, as_vertebra, learned
from benkoll.imaging.snap import snap
from benkoll.imaging.spine import Proposal, propose
from benkoll.measures.vertebra import LEVELS, POINTS, Point, Vertebra
from benkoll.readings.numbers import whole

DOCS = Path(__file__).parents[1] / "docs"
PAGE, PICTURES = DOCS / "vfa-proposals.md", DOCS / "vfa"
SLOT = re.compile(r"(<!-- table: ([a-z-]+) -->\n).*?(?=<!-- end -->)", re.DOTALL)
FIRST, EACH = 1000, 20
"""Seeds of the phantoms, and how many of a kind."""
LEARNED_FROM = range(5000, 5100)
"""Seeds of the phantoms that a shape is learned from: none of those it is tried on."""
CLICK_MM, DRAGGED_MM = 2.0, 1.2
"""Standard deviations, across and down: of a click on a vertebra's middle, and of a dragged point before it snaps."""
FAR_MM = 8.0
"""From here on a proposal is on another vertebra, or on none."""
LOOK_MM = 2.0
"""So far off a point is to be seen, and dragged."""
BANDS = (0.0, 0.01, 0.4, 0.6, 0.7, 0.8, 0.9, 1.01)
LOOKS: Mapping[Look, str] = {"hologic": "fractured", "lunar": "degenerative", "radiograph": "scheuermann"}
Floats = npt.NDArray[np.float64]
Placed = Mapping[str, Vertebra | Point]
Way = Callable[[Phantom, np.random.Generator], Iterator[tuple[Placed, tuple[str, ...]]]]


@dataclass(frozen=True, slots=True)
class Tried:
    """One proposal: on which kind and level, from what was placed, how far its six points are off (mm)."""

    kind: str
    level: str
    way: str
    off: Floats
    confidence: float

    @property
    def approved(self) -> bool:
        """Whether nothing would have to be dragged."""
        return bool(self.off.max() <= numbers()["approved"]["within_mm"])


def main() -> None:
    """Every place of the page gets its table, and the pictures are drawn anew."""
    tried: list[Tried] = []
    snapped: list[tuple[str, Floats]] = []
    for kind in KINDS:
        for seed in range(FIRST, FIRST + EACH):
            drawn = draw(seed, KINDS[kind])
            for way, placing in WAYS.items():
                tried += _tried(drawn, kind, way, placing)
            if seed < FIRST + EACH // 4:
                snapped.append((kind, _snapped(drawn)))
        print(kind, flush=True)
    made = {
        "kinds": _by_kind(tried),
        "levels": _by_level(tried),
        "confidence": _by_confidence(tried),
        "shown": _by_shown(tried),
        "snap": _snap_table(snapped),
        "shape": _shapes(),
        "numbers": _numbers(),
    }
    text = PAGE.read_text("utf-8")
    PAGE.write_text(SLOT.sub(lambda found: f"{found[1]}\n{made[found[2]]}\n\n", text), "utf-8")
    _pictures()


# HOW A READER MAY BEGIN


def _one_click(drawn: Phantom, rng: np.random.Generator) -> Iterator[tuple[Placed, tuple[str, ...]]]:
    yield {"L1": _click(drawn, "L1", rng)}, LEVELS


def _two_clicks(drawn: Phantom, rng: np.random.Generator) -> Iterator[tuple[Placed, tuple[str, ...]]]:
    yield {"L3": _click(drawn, "L3", rng), "T8": _click(drawn, "T8", rng)}, LEVELS


def _one_by_one(drawn: Phantom, rng: np.random.Generator) -> Iterator[tuple[Placed, tuple[str, ...]]]:
    """From L4 upward, each approved or dragged right before the next is asked for."""
    for place in range(len(LEVELS) - 2, -1, -1):
        yield {level: drawn.vertebrae[level] for level in LEVELS[place + 1 :]}, (LEVELS[place],)


WAYS: Mapping[str, Way] = {"one click": _one_click, "two clicks": _two_clicks, "one by one": _one_by_one}


def _click(drawn: Phantom, level: str, rng: np.random.Generator) -> Point:
    x, y = as_array(drawn.vertebrae[level]).mean(axis=0) + rng.normal(0, CLICK_MM, 2) / _pixel(drawn)
    return float(x), float(y)


def _pixel(drawn: Phantom) -> Floats:
    return np.array([drawn.pixel.column, drawn.pixel.row])


def _off(drawn: Phantom, level: str, points: Vertebra) -> Floats:
    found = (as_array(points) - as_array(drawn.vertebrae[level])) * _pixel(drawn)
    return np.hypot(found[:, 0], found[:, 1])


def _tried(drawn: Phantom, kind: str, way: str, placing: Way, shape: ShapeModel | None = None) -> Iterator[Tried]:
    rng = np.random.default_rng([drawn.seed, 2])
    for placed, levels in placing(drawn, rng):
        found = propose(drawn.image, drawn.spacing, placed, levels, drawn.facing, shape)
        for level in levels:
            one = found.get(level)
            far = np.full(len(POINTS), np.inf)
            off = far if one is None else _off(drawn, level, one.points)
            yield Tried(kind, level, way, off, 0.0 if one is None else one.confidence)


# TABLES


def _said(tried: Iterable[Tried]) -> str:
    """Median and 95th percentile of the error of a point, share approved, share far off."""
    tried = list(tried)
    off = np.concatenate([one.off for one in tried])
    approved, far = np.mean([one.approved for one in tried]), np.mean([one.off.max() > FAR_MM for one in tried])
    return f"{np.median(off):.2f} / {_upper(off)} / {100 * approved:.0f} % / {100 * far:.0f} %"


def _upper(off: Floats) -> str:
    upper = float(np.percentile(off, 95, method="inverted_cdf"))
    return f"{upper:.1f}" if upper < 2 * FAR_MM else f"> {2 * FAR_MM:.0f}"


def _by_kind(tried: list[Tried]) -> str:
    rows = [
        [kind, *(_said(one for one in tried if one.kind == kind and one.way == way) for way in WAYS)] for kind in KINDS
    ]
    return table(("kind", *WAYS), rows)


def _by_level(tried: list[Tried]) -> str:
    kinds = ("normal", "fractured", "scoliosis", "hard")
    some = [one for one in tried if one.way == "one click"]
    rows = [
        [level, *(_said(one for one in some if one.kind == kind and one.level == level) for kind in kinds)]
        for level in LEVELS
    ]
    return table(("level", *kinds), rows)


def _by_confidence(tried: list[Tried]) -> str:
    rows = []
    for least, below in pairwise(BANDS):
        band = [one for one in tried if least <= one.confidence < below and one.way == "one click"]
        name = "0 (no edges found)" if least == 0 else f"{least:.2f}-{min(below, 1):.2f}"
        if band:
            rows.append([name, str(len(band)), _said(band)])
    return table(("confidence", "proposals", "error"), rows)


def _by_shown(tried: list[Tried]) -> str:
    """On either side of the confidence from which on the page calls a proposal no longer uncertain."""
    sure, rows = whole("readings.sure_percent") / 100, []
    some = [one for one in tried if one.way == "one click"]
    for name, band in (
        (f"uncertain: below {sure:.2f}", [one for one in some if one.confidence < sure]),
        (f"proposal: from {sure:.2f} on", [one for one in some if one.confidence >= sure]),
    ):
        off = np.mean(np.concatenate([one.off for one in band]) > LOOK_MM)
        rows.append([name, str(len(band)), _said(band), f"{100 * off:.0f} %"])
    return table(("shown as", "proposals", "error", f"points more than {LOOK_MM:.0f} mm off"), rows)


def _snapped(drawn: Phantom) -> Floats:
    """Off before and after, mm: (points, 2)."""
    rng, found = np.random.default_rng([drawn.seed, 3]), []
    for vertebra in drawn.vertebrae.values():
        for which in POINTS:
            true = np.array(getattr(vertebra, which))
            x, y = true + rng.normal(0, DRAGGED_MM, 2) / _pixel(drawn)
            dragged = (float(x), float(y))
            after = snap(drawn.image, drawn.spacing, dragged, which, replace(vertebra, **{which: dragged}))
            found.append([np.hypot(*((np.array(one) - true) * _pixel(drawn))) for one in (dragged, after)])
    return np.array(found)


def _snap_table(snapped: list[tuple[str, Floats]]) -> str:
    rows = []
    for kind in KINDS:
        off = np.concatenate([one for name, one in snapped if name == kind])
        said = [f"{np.median(one):.2f} / {np.percentile(one, 95):.1f}" for one in off.T]
        corners = [place for place, name in enumerate(POINTS * len(LEVELS)) if not name.startswith("middle")]
        per = off.reshape(-1, len(POINTS) * len(LEVELS), 2)[:, :, 1]
        rows.append([kind, *said, f"{np.median(per[:, corners]):.2f}"])
    return table(("kind", "dragged", "snapped", "corners alone, median"), rows)


def _shapes() -> str:
    """The shipped shape beside one that is learned from other phantoms: what a clinic's own could bring at best."""
    vertebrae = (
        as_vertebra(as_array(one) * [truth.pixel.column, truth.pixel.row])
        for truth in (geometry(seed, KINDS["fractured"]) for seed in LEARNED_FROM)
        for one in truth.vertebrae.values()
    )
    own, rows = learned(vertebrae), []
    for kind in ("fractured", "hard"):
        drawn = [draw(seed, KINDS[kind]) for seed in range(FIRST, FIRST + EACH // 2)]
        said = [
            _said(one for each in drawn for one in _tried(each, kind, "one by one", _one_by_one, shape))
            for shape in (None, own)
        ]
        rows.append([kind, *said])
    return table(("kind", "shipped shape", "learned from 100 other phantoms"), rows)


def _numbers() -> str:
    within = numbers()["approved"]["within_mm"]
    said = {
        "phantoms of each kind": EACH,
        "approved without a drag: every point within": f"{within} mm",
        "far off: a point farther than": f"{FAR_MM:.0f} mm",
        "error of a click on a middle (SD across, down)": f"{CLICK_MM} mm",
        "error of a dragged point before it snaps (SD across, down)": f"{DRAGGED_MM} mm",
    }
    return table(("what", "how much"), [[name, str(value)] for name, value in said.items()])


# PICTURES


def _pictures() -> None:
    """A phantom in each look, and one with what is proposed for it from one click."""
    PICTURES.mkdir(exist_ok=True)
    for look, kind in LOOKS.items():
        _write(look, _grey(draw(FIRST + 3, replace(KINDS[kind], look=look))))
    drawn = draw(FIRST + 3, replace(KINDS["fractured"], look="hologic"))
    rng = np.random.default_rng([drawn.seed, 2])
    found = propose(drawn.image, drawn.spacing, {"L1": _click(drawn, "L1", rng)}, anterior=drawn.facing)
    _write("proposed", _with_points(_grey(drawn), drawn, found))


def _shrunk(drawn: Phantom) -> int:
    return max(1, round(drawn.size[0] / 560))


def _grey(drawn: Phantom) -> npt.NDArray[np.uint8]:
    by = _shrunk(drawn)
    rows, columns = (size // by * by for size in drawn.size)
    mean = drawn.image[:rows, :columns].reshape(rows // by, by, columns // by, by).mean(axis=(1, 3))
    found: npt.NDArray[np.uint8] = np.rint(255 * mean / mean.max()).astype(np.uint8)
    return found


def _with_points(grey: npt.NDArray[np.uint8], drawn: Phantom, found: dict[str, Proposal]) -> npt.NDArray[np.uint8]:
    """Proposed points as white squares in black ones, beside the true ones as white specks."""
    for vertebrae, size in (([one.points for one in found.values()], 4), (drawn.vertebrae.values(), 1)):
        for points in map(as_array, vertebrae):
            for x, y in np.rint(points / _shrunk(drawn)).astype(int):
                grey[max(y - size, 0) : y + size + 1, max(x - size, 0) : x + size + 1] = 0
                rim = size - 1
                if size > 1:
                    grey[max(y - rim, 0) : y + rim + 1, max(x - rim, 0) : x + rim + 1] = 255
                    grey[max(y - rim + 1, 0) : y + rim, max(x - rim + 1, 0) : x + rim] = 90
                else:
                    grey[y, x] = 255
    return grey


def _write(name: str, grey: npt.NDArray[np.uint8]) -> None:
    (PICTURES / f"{name}.png").write_bytes(as_png(grey.tobytes(), *grey.shape))


if __name__ == "__main__":
    main()
