"""A phantom: a lateral image of a spine that never was, of which every point and every fracture is known.

The truth of a phantom is what was done to it. Each vertebra is drawn whole first: its heights as this person has them
(`before`, with normal wedge, normal spread, or a variant such as Scheuermann's). A fracture then takes a known share
of the heights. `loss_percent` is the largest share lost of the three heights, against what *this* vertebra was before,
in percent: 0 where nothing was broken, however wedged or short the vertebra is by nature. `grades` is Genant's grade of
that loss. So a grader that sees the points alone cannot be right to the last percent: what the vertebra was before, it
must guess. `PhantomKind(spread=0)` takes away what cannot be known: all vertebrae are then the mean of their level and
sex.

A height is the distance in mm between the two points of a pair (`anterior_top` to `anterior_bottom`, and so on).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Literal

import numpy as np

from benkoll.imaging.phantom_picture import Image, picture
from benkoll.imaging.phantom_spine import (
    Body,
    Fracture,
    Sex,
    Variant,
    between,
    chain,
    draw_fractures,
    numbers,
    sizes,
)
from benkoll.imaging.shape import as_array
from benkoll.measures.vertebra import LEVELS, POINTS, Point, Spacing, Vertebra, grade_of_loss
from benkoll.measures.vfa_report import Grade

Look = Literal["hologic", "lunar", "radiograph"]
Facing = Literal["left", "right"]
Pixels = Literal["isotropic", "anisotropic", "none"]


@dataclass(frozen=True, slots=True)
class PhantomKind:
    """What is drawn; None: the seed says.

    `fractures`: how many, or which. `grades`: which grades are drawn (0: a loss below 20 %). `spread`, `noise`, `blur`,
    `ribs`, `osteophytes`, `scoliosis` and `parallax` are factors on what the generator's file says: 1 as it says, 0
    none. `pixels`: square, oblong, or square with no millimetres told.
    """

    variant: Variant = "ordinary"
    fractures: int | tuple[Fracture, ...] | None = 0
    grades: tuple[Grade, ...] = (1, 2, 3)
    sex: Sex | None = None
    look: Look | None = None
    facing: Facing | None = None
    pixels: Pixels = "isotropic"
    spread: float = 1.0
    noise: float = 1.0
    blur: float = 1.0
    ribs: float = 1.0
    osteophytes: float = 0.2
    scoliosis: float = 0.0
    parallax: float = 0.3


NORMAL = PhantomKind()
FRACTURED = PhantomKind(fractures=None)
KINDS: Mapping[str, PhantomKind] = MappingProxyType(
    {
        "normal": NORMAL,
        "fractured": FRACTURED,
        "thoracic_wedge": PhantomKind(variant="thoracic_wedge"),
        "short_height": PhantomKind(variant="short_height"),
        "scheuermann": PhantomKind(variant="scheuermann"),
        "degenerative": PhantomKind(variant="degenerative", osteophytes=1.0),
        "scoliosis": PhantomKind(scoliosis=1.0, parallax=1.0),
        "hard": PhantomKind(fractures=None, noise=2.5, blur=2.0, ribs=1.8, osteophytes=1.0, parallax=1.0),
        "oblong": PhantomKind(fractures=None, pixels="anisotropic"),
        "no_millimetres": PhantomKind(fractures=None, pixels="none"),
    }
)
"""The kinds that have a name."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Truth:
    """The geometry of a phantom and what was done to it, by level T4-L4; `size` is (rows, columns).

    `spacing`: what the file says of millimetres, None for nothing; `pixel`: how large a pixel is in truth. `bodies`:
    all that is drawn, T2-L5, in mm.
    """

    seed: int
    kind: PhantomKind
    sex: Sex
    look: Look
    facing: Facing
    spacing: Spacing | None
    pixel: Spacing
    size: tuple[int, int]
    origin: Point
    bodies: tuple[Body, ...]
    vertebrae: dict[str, Vertebra]
    before: dict[str, Vertebra]
    fractures: tuple[Fracture, ...]
    loss_percent: dict[str, float]
    grades: dict[str, Grade]

    def pixels(self, vertebra: Vertebra) -> Vertebra:
        """Points of the spine's own frame (mm, forward and down) as pixels of the image."""
        sign = 1 if self.facing == "right" else -1
        x0, y0 = self.origin
        found = (getattr(vertebra, name) for name in POINTS)
        return Vertebra(*(((sign * x - x0) / self.pixel.column, (y - y0) / self.pixel.row) for x, y in found))


def geometry(seed: int, kind: PhantomKind = NORMAL) -> Truth:
    """The truth alone, without a picture: the same as that of `draw` with the same seed and kind."""
    rng = np.random.default_rng([seed, 0])
    sex: Sex = "female" if rng.random() < numbers()["women"]["share"] else "male"
    looks: tuple[Look, ...] = ("hologic", "lunar", "radiograph")
    look = looks[rng.integers(len(looks))]
    facing: Facing = "left" if rng.random() < 0.5 else "right"
    sex, look, facing = kind.sex or sex, kind.look or look, kind.facing or facing
    person = sizes(rng, sex, kind.variant, kind.spread)
    fractures = (
        kind.fractures if isinstance(kind.fractures, tuple) else draw_fractures(rng, kind.fractures, kind.grades)
    )
    bodies = tuple(chain(rng, person, fractures, kind.spread))
    pixel = _pixel(rng, look, kind.pixels)
    losses = dict.fromkeys(LEVELS, 0.0) | {one.level: one.loss_percent for one in fractures}
    truth = Truth(
        seed=seed,
        kind=kind,
        sex=sex,
        look=look,
        facing=facing,
        spacing=None if kind.pixels == "none" else pixel,
        pixel=pixel,
        size=(0, 0),
        origin=(0.0, 0.0),
        bodies=bodies,
        vertebrae={},
        before={},
        fractures=fractures,
        loss_percent=losses,
        grades={level: grade_of_loss(loss) for level, loss in losses.items()},
    )
    return _framed(rng, truth)


def _pixel(rng: np.random.Generator, look: Look, pixels: Pixels) -> Spacing:
    """How large a pixel is: to the micrometre, as files say it."""
    row = round(between(rng, numbers()["looks"][look]["pixel"]), 3)
    oblong = between(rng, numbers()["oblong"]["columns"])
    return Spacing(row, round(row * oblong, 3) if pixels == "anisotropic" else row)


def _framed(rng: np.random.Generator, truth: Truth) -> Truth:
    """The truth with its place in an image that holds T4-L4 whole."""
    row = numbers()["looks"][truth.look]
    read = [body for body in truth.bodies if body.level in LEVELS]
    corners = np.concatenate([as_array(body.points(body.before)) for body in read])
    sign = 1 if truth.facing == "right" else -1
    across = np.sort(sign * corners[:, 0])
    top, bottom = corners[:, 1].min() - between(rng, row["above"]), corners[:, 1].max() + between(rng, row["below"])
    side, place = numbers()["looks"]["side"], between(rng, numbers()["looks"]["place"])
    width = max(between(rng, row["width"]), across[-1] - across[0] + 4 * side)
    left = (across[0] + across[-1]) / 2 - width * place
    left = min(max(left, across[-1] + side - width), across[0] - side)
    size = (round((bottom - top) / truth.pixel.row), round(width / truth.pixel.column))
    framed = replace(truth, size=size, origin=(float(left), float(top)))
    return replace(
        framed,
        vertebrae={body.level: framed.pixels(body.points(body.heights)) for body in read},
        before={body.level: framed.pixels(body.points(body.before)) for body in read},
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Phantom(Truth):
    """A phantom with its picture: `image` (rows, columns) of 8 or 16 bits, bone bright."""

    image: Image


def draw(seed: int, kind: PhantomKind = NORMAL) -> Phantom:
    """The phantom of this seed and kind with its picture: the same on every call."""
    truth = geometry(seed, kind)
    return Phantom(**{one.name: getattr(truth, one.name) for one in fields(truth)}, image=picture(truth))
