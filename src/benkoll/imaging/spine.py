"""Proposals: the vertebrae that a reader has not placed yet, from those that are placed and from the image.

One vertebra is labelled, by its middle or by its points; its neighbours are expected where the spine goes on (spacing,
rotation, and the trend of size along the spine), and fitted to the image there (`fit`). A proposal is a place to begin
to drag from. Nothing is detected: without a labelled vertebra there is no proposal.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from benkoll.errors import InputError, Problem
from benkoll.imaging.edges import Floats, Frame, Pixels, bilinear, checked, numbers, pixel_size
from benkoll.imaging.fit import Fit, fit
from benkoll.imaging.plates import Expected
from benkoll.imaging.shape import ShapeModel, as_array, as_vertebra, shipped, upright
from benkoll.measures.vertebra import LEVELS, Point, Spacing, Vertebra

Side = Literal["left", "right"]
_MIRRORED = [4, 5, 2, 3, 0, 1]
"""The points with front and back changed over."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Six points in pixels, and how far to trust them.

    `fitted`: edges were found; else the points are only where the spine should go on. `confidence`: 0 (not fitted) to
    1, how well edges bear the points and how near they are to what was expected; it is no probability.
    """

    points: Vertebra
    confidence: float
    fitted: bool


def propose(
    image: Pixels,
    spacing: Spacing | None,
    placed: Mapping[str, Vertebra | Point],
    levels: Iterable[str] | None = None,
    anterior: Side | None = None,
    shape: ShapeModel | None = None,
    aspect: float = 1.0,
) -> dict[str, Proposal]:
    """Proposals for these levels (None: for all of T4-L4 that have no six points yet), in order from above.

    `image`: rows x columns, bone bright. `spacing`: None for an image without millimetres. `placed`: by level, six
    points, or the middle alone (which then gets a proposal of its own). `anterior`: where the person's front is, if
    that is known; else the placed points say so, else the image, which tells it better the more levels are asked
    for. `shape`: a clinic's own, else the shipped one. `aspect`: a pixel's height against its width, where `spacing` is
    None. A level whose middle would lie outside the image is left out; points are inside it. Raises InputError for an
    unknown level, nothing placed, points that are no numbers, an impossible spacing, and an image that is none.
    """
    asked = _asked(placed, levels)
    pixel = pixel_size(spacing, aspect)
    return _Spine(checked(image), pixel, spacing is not None, placed, anterior, shape or shipped()).proposed(asked)


def _asked(placed: Mapping[str, Vertebra | Point], levels: Iterable[str] | None) -> list[str]:
    unknown = [level for level in (*placed, *(levels or ())) if level not in LEVELS]
    if unknown:
        allowed = f"{LEVELS[0]}-{LEVELS[-1]}"
        raise InputError(
            [Problem(f"nivån {one} finns inte: {allowed}", f"no level {one}: {allowed}") for one in unknown]
        )
    if not placed:
        raise InputError([Problem("märk ut en kota först", "label one vertebra first")])
    for level, one in placed.items():
        points = as_array(one) if isinstance(one, Vertebra) else np.array(one, dtype=float)
        if not np.isfinite(points).all():
            sv, en = "punkterna ska vara tal: x och y i bildpunkter", "points must be numbers: x and y in pixels"
            raise InputError([Problem(sv, en, level)])
    wanted = LEVELS if levels is None else set(levels)
    return [
        level
        for level in LEVELS
        if level in wanted and not (levels is None and isinstance(placed.get(level), Vertebra))
    ]


# THE SPINE, AS FAR AS IT IS KNOWN


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """A vertebra in mm of the image: middle, `turn` of its axis (radians, 0 straight down), depth and height.

    None: not known, for only its middle is. `steps`: levels from one that the reader placed.
    """

    middle: Floats
    turn: float | None
    depth: float | None
    height: float | None
    steps: int = 0


class _Spine:
    """The vertebrae known so far, by place in LEVELS, and what follows from them for the others."""

    def __init__(
        self,
        image: Pixels,
        pixel: Floats,
        measured: bool,
        placed: Mapping[str, Vertebra | Point],
        anterior: Side | None,
        shape: ShapeModel,
    ) -> None:
        self.image, self.shape = image, shape
        spine = numbers()["spine"]
        self.table: dict[str, Floats] = {
            name: np.linspace(spine[name][0], spine[name][1], len(LEVELS)) for name in ("depth", "height", "disc")
        }
        self.scale = pixel if measured else pixel * self._guessed_size(placed, pixel)
        self.front = {"left": -1, "right": 1, None: 0}[anterior]
        self.known: dict[int, _Known] = {}
        self.clicked: set[int] = set()
        for level, one in placed.items():
            if isinstance(one, Vertebra):
                self._learn(LEVELS.index(level), as_array(one), 0)
            else:
                self.known[LEVELS.index(level)] = _Known(np.array(one, dtype=float) * self.scale, None, None, None)
                self.clicked.add(LEVELS.index(level))

    def _guessed_size(self, placed: Mapping[str, Vertebra | Point], pixel: Floats) -> float:
        """mm of a pixel's width, where nobody tells: so that what is placed is as large as usual."""
        sizes = []
        for level, one in placed.items():
            if isinstance(one, Vertebra):
                *_, depth = upright(as_array(one) * pixel)
                sizes.append(float(self.table["depth"][LEVELS.index(level)]) / max(depth, 1e-6))
        if sizes:
            return float(np.median(sizes))
        points = [(LEVELS.index(level), np.array(placed[level]) * pixel) for level in LEVELS if level in placed]
        if len(points) > 1:
            (first, start), (last, end) = points[0], points[-1]
            return self._pitch(first, last) / max(float(np.hypot(*(end - start))), 1e-6)
        return float(numbers()["spine"]["field"]) / (int(self.image.shape[0]) * float(pixel[1]))

    def _pitch(self, first: int, last: int, height: float = 1.0) -> float:
        """mm along the spine between the middles of two places, in a person of this size."""
        first, last = min(first, last), max(first, last)
        heights, discs = self.table["height"], self.table["disc"]
        bodies = heights[first : last + 1].sum() - (heights[first] + heights[last]) / 2
        return height * (float(bodies) + float(discs[first:last].sum()))

    def _learn(self, place: int, points: Floats, steps: int) -> None:
        middle, forward, down, depth = upright(points * self.scale)
        height = float(np.hypot(*((points[1::2] - points[::2]).mean(axis=0) * self.scale)))
        self.known[place] = _Known(middle, float(np.arctan2(down[0], down[1])), depth, height, steps)
        if self.front == 0 and steps == 0:
            self.front = 1 if forward @ np.array([down[1], -down[0]]) >= 0 else -1

    def factor(self, name: str) -> float:
        """How large this person's vertebrae are against the table: the median of depth or height."""
        spine = numbers()["spine"]
        found = [
            value / self.table[name][place]
            for place, one in self.known.items()
            if (value := getattr(one, name)) is not None and one.steps <= spine["near"]
        ]
        return float(np.clip(np.median(found), *spine["person"])) if found else 1.0

    def _sized(self, name: str, place: int, own: float | None) -> float:
        """Depth or height (mm) that is expected: its own as far as it can be one, else this person's."""
        usual, (least, most) = float(self.table[name][place]), numbers()["spine"]["vertebra"]
        return float(np.clip(own, least * usual, most * usual)) if own else self.factor(name) * usual

    # WHAT IS EXPECTED

    def expected(self, place: int) -> Expected:
        """Where the vertebra of this place should be."""
        prior, own = numbers()["prior"], self.known.get(place)
        sized = any(one.depth is not None for one in self.known.values())
        if own is not None:
            middle, turn, sure = own.middle, own.turn, own.turn is not None
            if turn is None:
                turn, sure = self._turn_at(place)
            along, across = prior["along_clicked"], prior["across_clicked"]
        else:
            middle, turn, sure = self._ahead(place)
            along, across = prior["along"], prior["across"]
        front = self.front or 1
        down = np.array([np.sin(turn), np.cos(turn)])
        frame = Frame(middle, front * np.array([down[1], -down[0]]), down, self.scale)
        depth, height = (
            self._sized(name, place, None if own is None else getattr(own, name)) for name in ("depth", "height")
        )
        guessed = "" if sized else "_guessed"
        plate = numbers()["search"]["plate"]
        return Expected(
            frame,
            depth,
            height,
            along,
            across,
            float(np.radians(prior["tilt" if sure else "tilt_guessed"])),
            prior[f"height{guessed}"],
            prior[f"depth{guessed}"],
            plate["turn" if sure else "turn_guessed"],
        )

    def _turn_at(self, place: int) -> tuple[float, bool]:
        """The turn of a vertebra of which the middle is known: along the line through its neighbours."""
        others = sorted(self.known, key=lambda one: (abs(one - place), one))[:3]
        if len(others) < 2:
            return 0.0, False
        first, last = min(others), max(others)
        line = self.known[last].middle - self.known[first].middle
        return float(np.arctan2(line[0], line[1])), last - first <= numbers()["spine"]["near"]

    def _ahead(self, place: int) -> tuple[Floats, float, bool]:
        """Middle (mm) and turn of a place that nobody gave: between the nearest known ones, or on from the last."""
        above, below = (
            max((one for one in self.known if one < place), default=None),
            min((one for one in self.known if one > place), default=None),
        )
        if above is not None and below is not None:
            return self._between(place, above, below)
        near = above if above is not None else below
        assert near is not None
        known, side = self.known[near], 1 if place > near else -1
        turn, sure = (known.turn, True) if known.turn is not None else self._turn_at(near)
        trend = self._trend(near, side)
        size = self.factor("height")
        reach = self._pitch(near, place, size)
        if known.height is not None:
            reach += (known.height - size * self.table["height"][near]) / 2
        steps = abs(place - near)
        half = turn + trend * steps / 2
        middle = known.middle + side * reach * np.array([np.sin(half), np.cos(half)])
        return middle, turn + trend * steps, sure

    def _trend(self, near: int, side: int) -> float:
        """How much the spine turns a level, away from what is known, in radians: a share of what it did before."""
        spine = numbers()["spine"]
        turns = [(one, self.known[one].turn) for one in sorted(self.known, key=lambda one: abs(one - near))[:3]]
        told = [(place, turn) for place, turn in turns if turn is not None]
        if len(told) < 2:
            return 0.0
        (first, one), (last, other) = told[0], told[-1]
        a_level = (one - other) / abs(last - first)
        most = np.radians(spine["turn"])
        return float(np.clip(spine["trend"] * a_level, -most, most)) if (last - first) * side < 0 else 0.0

    def _between(self, place: int, above: int, below: int) -> tuple[Floats, float, bool]:
        """On the curve that leaves the one above and comes to the one below in their directions."""
        share = self._pitch(above, place) / self._pitch(above, below)
        one, other = self.known[above], self.known[below]
        line = other.middle - one.middle
        length = float(np.hypot(*line))
        straight = float(np.arctan2(line[0], line[1]))
        turns = [straight if known.turn is None else known.turn for known in (one, other)]
        leave, come = (length * np.array([np.sin(turn), np.cos(turn)]) for turn in turns)
        t, u = share, 1 - share
        middle = (
            (1 + 2 * t) * u**2 * one.middle + t * u**2 * leave + t**2 * (1 + 2 * u) * other.middle - t**2 * u * come
        )
        course = 6 * t * u * line + u * (1 - 3 * t) * leave + t * (1 - 3 * u) * come
        return middle, float(np.arctan2(course[0], course[1])), below - above <= numbers()["spine"]["near"]

    # WHAT IS PROPOSED

    def proposed(self, asked: list[str]) -> dict[str, Proposal]:
        """Fit level by level, the nearest to a known one first."""
        wanted = {LEVELS.index(level) for level in asked}
        found: dict[int, Fit] = {}
        for place in sorted(self.clicked, key=self._far):
            if wanted:
                found[place] = self._fitted(place)
        for place in sorted(wanted - self.clicked & set(self.known)):
            if place in self.known and place not in found:
                found[place] = self._fitted(place)
        given = sorted(self.known)
        for place in sorted(self._way(given, wanted), key=lambda one: min(abs(one - other) for other in given)):
            if not self._inside(self._ahead(place)[0]):
                continue
            found[place] = self._fitted(place)
        if self.front == 0 and self._is_mirrored(found):
            found = {place: replace(one, points=one.points[_MIRRORED]) for place, one in found.items()}
        return {LEVELS[place]: self._said(found[place]) for place in sorted(found) if place in wanted}

    def _is_mirrored(self, found: Mapping[int, Fit]) -> bool:
        """Whether what was taken for the front is the back: by what lies behind, and by how the chest is bent."""
        votes = sum(one.plates * self._behind(one.points) for one in found.values())
        chest = [place for place, one in found.items() if one.plates > 0 and LEVELS[place].startswith("T")]
        if len(chest) > 1:
            above, below = (self.known[place].turn or 0.0 for place in (min(chest), max(chest)))
            votes -= numbers()["behind"]["bend"] * (below - above)
        return votes > 0

    def _behind(self, points: Floats) -> float:
        """How much brighter it is before a vertebra than behind it: pedicles and joints are bright, so below 0."""
        middle, forward, down, depth = upright(points * self.scale)
        height = float(np.hypot(*((points[1::2] - points[::2]).mean(axis=0) * self.scale)))
        row = numbers()["behind"]
        u, v = np.meshgrid(
            np.linspace(row["beyond"][0], row["beyond"][1], 9) * depth, np.linspace(-0.4, 0.4, 7) * height
        )
        frame = Frame(middle, forward, down, self.scale)
        front, back = (bilinear(self.image, frame.image(np.stack([side * u, v], axis=-1))) for side in (1, -1))
        spread = float(np.concatenate([front, back]).std())
        return float(front.mean() - back.mean()) / spread if spread > 0 else 0.0

    def _far(self, place: int) -> int:
        return min((abs(place - one) for one, known in self.known.items() if known.turn is not None), default=0)

    def _way(self, given: list[int], wanted: set[int]) -> set[int]:
        """The places that are asked for, and those between them and the nearest given one."""
        found = set()
        for place in wanted - set(given):
            near = min(given, key=lambda one: abs(one - place))
            found |= set(range(min(near, place), max(near, place) + 1))
        return found - set(given)

    def _inside(self, middle: Floats) -> bool:
        x, y = middle / self.scale
        return bool(0 <= x <= self.image.shape[1] - 1 and 0 <= y <= self.image.shape[0] - 1)

    def _fitted(self, place: int) -> Fit:
        expected = self.expected(place)
        found = fit(self.image, expected, self.shape)
        steps = min((abs(place - one) + known.steps for one, known in self.known.items() if one != place), default=0)
        trust = numbers()["trust"]
        slid = abs(float(expected.frame.own(found.points).mean(axis=0)[1])) / expected.height
        if found.plates < trust["fitted"] or slid > trust["slid"]:
            found = Fit(expected.frame.image(expected.points(self.shape)), 0.0, 0.0, 0.0)
        self._learn(place, found.points, max(steps, 1))
        return found

    def _said(self, found: Fit) -> Proposal:
        trust = numbers()["trust"]
        support = found.plates ** trust["plates"] * found.walls ** (1 - trust["plates"])
        confidence = support * float(np.exp(-((found.away / trust["away"]) ** 2) / 2))
        size = np.array([self.image.shape[1], self.image.shape[0]])
        points = np.clip(found.points, 0, size - 1)
        return Proposal(as_vertebra(points), round(confidence, 3), found.plates > 0)
