"""Edges: where bone ends along a line, finer than a pixel, whatever the size of pixels and the turn of the frame."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benkoll.imaging.edges import Floats, Frame, Patch, bilinear, ends, patch, support
from benkoll.imaging.smooth import smooth

SIZE = 160


def edge(at: float, turn: float, blur: float = 1.2) -> np.ndarray:
    """Bright on one side of a line through the middle moved by `at` pixels along its normal, turned (radians)."""
    y, x = np.mgrid[0:SIZE, 0:SIZE] - (SIZE - 1) / 2
    off = x * np.cos(turn) + y * np.sin(turn) - at
    return (100 - 60 * np.tanh(off / blur)).astype(np.float32)


def frame(turn: float = 0.0, scale: tuple[float, float] = (1.0, 1.0), mirrored: bool = False) -> Frame:
    """In the middle of the image; forward is turned, down square to it."""
    forward = np.array([np.cos(turn), np.sin(turn)])
    down = np.array([-forward[1], forward[0]]) * (-1 if mirrored else 1)
    return Frame(np.full(2, (SIZE - 1) / 2) * scale, forward, down, np.array(scale))


def found(piece: Patch, count: int = 9, window: float = 4.0) -> Floats:
    """Where edges lie forward of nine places across the middle of the patch."""
    places = np.stack([np.zeros(count), np.linspace(-8, 8, count)], axis=1)
    off, _ = ends(piece, places, np.broadcast_to([1.0, 0.0], places.shape), np.eye(count), window)
    return off


@settings(max_examples=80)
@given(st.floats(-2.5, 2.5), st.floats(-np.pi, np.pi), st.booleans())
def test_an_edge_is_found_to_a_tenth_of_a_pixel_however_it_is_turned(at: float, turn: float, mirrored: bool) -> None:
    piece = patch(edge(at, turn), frame(turn, mirrored=mirrored), (20, 20), 0.5, 1.0)
    assert found(piece) == pytest.approx(at, abs=0.1)


@pytest.mark.parametrize("scale", [(0.5, 0.5), (0.2, 0.4), (0.4, 0.2)])
def test_millimetres_not_pixels(scale: tuple[float, float]) -> None:
    piece = patch(edge(3, 0, blur=2), frame(scale=scale), (20 * scale[0], 20 * scale[1]), 0.25 * scale[0], scale[0])
    places = np.zeros((1, 2))
    off, _ = ends(piece, places, np.array([[1.0, 0.0]]), np.eye(1), 6 * scale[0])
    assert off[0] == pytest.approx(3 * scale[0], rel=0.15)


def test_of_two_equal_edges_halfway() -> None:
    piece = patch((edge(-1.5, 0) + edge(2.5, 0)) / 2, frame(), (20, 20), 0.25, 0.7)
    assert found(piece, window=5.0) == pytest.approx(0.5, abs=0.2)


def test_bone_ends_where_it_gets_darker_not_brighter() -> None:
    piece = patch(edge(0, 0), frame(), (20, 20), 0.5, 1.0)
    there = np.zeros((1, 2))
    forward, back = (float(piece.outward(there, np.array([[side, 0.0]]))[0]) for side in (1.0, -1.0))
    assert forward > 5
    assert back == pytest.approx(-forward)


def test_a_flat_image_has_no_edges() -> None:
    piece = patch(np.full((40, 50), 7, np.uint8), frame(), (20, 20), 0.5, 1.0)
    assert piece.usual == 0
    assert not piece.along.any()
    assert not piece.down.any()
    assert found(piece) == pytest.approx(0)


def test_beyond_the_image_there_is_nothing() -> None:
    image = np.full((30, 30), 200, np.uint8)
    piece = patch(
        image, Frame(np.array([29.0, 15.0]), np.array([1.0, 0]), np.array([0, 1.0]), np.ones(2)), (10, 10), 0.5, 1
    )
    assert piece.usual == 0


def test_support_is_a_share_and_noise_cancels_out() -> None:
    assert support(np.array([0.0, 1e9, -1e9])).tolist() == [0, 1, -1]
    noise = np.random.default_rng(1).normal(0, 1.5, 10_000)
    assert support(noise).mean() == pytest.approx(0, abs=0.02)


@settings(max_examples=60)
@given(st.floats(0, 9), st.floats(0, 5))
def test_between_pixels_a_plane_is_a_plane(x: float, y: float) -> None:
    rows, columns = np.mgrid[0:6, 0:10]
    assert float(bilinear(3.0 * columns - 2.0 * rows, np.array([x, y]))) == pytest.approx(3 * x - 2 * y)


@pytest.mark.parametrize(("pixel", "edge_value"), [((-5.0, 2.0), 2.0), ((99.0, 3.0), 3.0), ((1.0, -7.0), 0.0)])
def test_beyond_the_rim_is_the_rim(pixel: tuple[float, float], edge_value: float) -> None:
    rows, _ = np.mgrid[0:6, 0:10].astype(float)
    assert float(bilinear(rows, np.array(pixel))) == edge_value


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (7, 8)])
def test_smoothing_keeps_what_is_flat_and_the_sum_of_what_is_inside(shape: tuple[int, int]) -> None:
    flat = np.full(shape, 3, np.float32)
    assert smooth(flat, 2.0, 1.0) == pytest.approx(flat)
    spot = np.zeros((41, 41), np.float32)
    spot[20, 20] = 100
    wide = smooth(spot, 2.0, 3.0)
    assert wide.sum() == pytest.approx(100, rel=1e-4)
    assert wide[20, 23] > wide[23, 20]
    assert smooth(spot, 0, 0) is spot
