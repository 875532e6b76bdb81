"""The shape of vertebrae: what is shipped can be one, and one that is learned finds its way back."""

import numpy as np
import pytest

from benkoll.errors import InputError
from benkoll.imaging.phantom import KINDS, geometry
from benkoll.imaging.shape import (
    as_array,
    as_vertebra,
    contours,
    learned,
    normals,
    shipped,
    upright,
)
from benkoll.imaging.spine import propose
from benkoll.measures.vertebra import LEVELS, Vertebra
from unit.imaging.drawn import Floats, errors, phantom

FLAT = np.array([[0.5, -0.4], [0.5, 0.4], [0, -0.4], [0, 0.4], [-0.5, -0.4], [-0.5, 0.4]])


def turned(points: Floats, degrees: float, mirrored: bool = False) -> Floats:
    """Points turned about (0, 0), and mirrored left to right."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    found = points @ np.array([[c, s], [-s, c]])
    return found * [-1, 1] if mirrored else found


def varied(count: int, seed: int = 1) -> list[Vertebra]:
    """Vertebrae that differ in front height alone, as large and turned as it comes."""
    rng, found = np.random.default_rng(seed), []
    for _ in range(count):
        points = FLAT.copy()
        points[:2, 1] *= 1 + rng.normal(0, 0.1)
        points = turned(points * rng.uniform(60, 140), rng.uniform(-40, 40), bool(rng.integers(2)))
        found.append(as_vertebra(points + rng.uniform(0, 500, 2)))
    return found


def test_the_shipped_shape_is_a_vertebra_that_may_be_wedged_sunk_or_low() -> None:
    shape = shipped()
    heights = shape.mean[1::2, 1] - shape.mean[::2, 1]
    assert (heights > 0.6).all()
    assert (heights < 0.9).all()
    assert shape.modes.shape[1:] == (6, 2)
    assert (shape.sds > 0).all()
    assert len(shape.modes) == len(shape.sds)
    assert np.linalg.matrix_rank(shape.modes.reshape(len(shape.modes), 12)) == len(shape.modes)


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("degrees", [-60, -10, 0, 35])
def test_a_vertebra_is_set_upright_whichever_way_it_stands(degrees: float, mirrored: bool) -> None:
    middle, forward, down, depth = upright(turned(FLAT, degrees, mirrored) * 30 + [5, 7])
    assert middle == pytest.approx([5, 7])
    assert depth == pytest.approx(30)
    assert forward @ down == pytest.approx(0)
    assert forward == pytest.approx(turned(np.array([[1.0, 0.0]]), degrees, mirrored)[0])
    assert down == pytest.approx(turned(np.array([[0.0, 1.0]]), degrees, mirrored)[0])


def test_points_and_back() -> None:
    vertebra = varied(1)[0]
    assert as_vertebra(as_array(vertebra)) == vertebra


def test_contours_go_through_the_points_and_their_normals_outward() -> None:
    outline = contours(5, 3)
    points = shipped().mean
    places = outline.weights @ points
    assert outline.weights.sum(axis=1) == pytest.approx(1)
    assert places[outline.part == 0][2] == pytest.approx(points[2])
    assert places[outline.part == 1][2] == pytest.approx(points[3])
    out = normals(points, outline)
    assert np.hypot(out[:, 0], out[:, 1]) == pytest.approx(1)
    assert ((places * out).sum(axis=1) > 0).all()
    assert outline.near.sum(axis=1) == pytest.approx(1)
    assert (outline.near[outline.part == 0][:, outline.part != 0] == 0).all()


def test_what_varies_is_learned_and_nothing_else() -> None:
    shape = learned(varied(400))
    assert len(shape.modes) == 1
    moved = shape.modes[0]
    assert np.abs(moved[:2, 1]).min() > 3 * np.abs(moved[2:4]).max()
    assert shape.mean == pytest.approx(FLAT, abs=0.01)
    assert shape.waist == shipped().waist


def test_too_few_to_learn_from_are_refused_and_those_that_are_none_are_not_counted() -> None:
    nothing = Vertebra(*[(1.0, 1.0)] * 6)
    unknown = Vertebra(*[(float("nan"), 1.0)] * 6)
    assert learned([*varied(30), nothing, unknown]).modes.size
    with pytest.raises(InputError) as raised:
        learned([*varied(29), nothing, unknown])
    assert raised.value.said("en") == "a shape is learned from 30 vertebrae at least; here are 29 that can be used"
    assert "minst 30 kotor" in raised.value.said("sv")


def test_a_shape_of_ones_own_proposes_as_well() -> None:
    truths = [geometry(seed, KINDS["fractured"]) for seed in range(900, 920)]
    own = learned(
        as_vertebra(as_array(truth.vertebrae[level]) * [truth.pixel.column, truth.pixel.row])
        for truth in truths
        for level in LEVELS
    )
    drawn = phantom("fractured", 3)
    found = propose(drawn.image, drawn.spacing, {"L1": drawn.vertebrae["L1"]}, shape=own)
    assert np.median(errors(drawn, found)) < 0.7
