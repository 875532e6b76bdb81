"""Files of points: one image, a list or lines of them, what is optional, and what is set aside."""

import json
from typing import Any

import pytest

from benkoll.errors import InputError
from benkoll.exchange.vfa_points import Placed, read_points
from benkoll.measures.vertebra import LEVELS, Spacing

BOX = {
    "anterior_top": [40, 20],
    "anterior_bottom": [40, 44],
    "middle_top": [20, 22],
    "middle_bottom": [20, 46],
    "posterior_top": [0, 20],
    "posterior_bottom": [0, 50],
}


def below(down: float) -> dict[str, list[float]]:
    return {name: [x, y + down] for name, (x, y) in BOX.items()}


def image(**more: Any) -> dict[str, Any]:
    return {"spacing_mm": [0.5, 0.4], "vertebrae": {"L1": BOX, "L2": below(60)}, **more}


def read(said: object) -> tuple[list[Placed], list[str]]:
    found, problems = read_points(json.dumps(said).encode(), "points.json")
    return found, [problem.said("en") for problem in problems]


def test_one_image() -> None:
    (one,), problems = read(image())
    assert problems == []
    assert (one.row, one.spacing, list(one.vertebrae)) == (1, Spacing(row=0.5, column=0.4), ["L1", "L2"])
    assert one.vertebrae["L1"].anterior_bottom == (40.0, 44.0)
    assert (one.click_error, one.age, one.sex, one.image, one.reader) == (None, None, None, None, None)


def test_what_may_be_told_beside() -> None:
    more = {
        "click_error_mm": 0.6,
        "age": 71,
        "sex": "female",
        "image": "17",
        "reader": "A",
        "not_evaluable": {"T4": "noise", "T5": None},
        "reader_grades": {"L1": 1, "L2": "0.5"},
        "whatever": [1, 2],
    }
    (one,), problems = read(image(**more))
    assert problems == []
    assert (one.click_error, one.click_unit, one.age, one.sex) == (0.6, "mm", 71, "female")
    assert (one.image, one.reader, one.unread) == ("17", "A", ("T4", "T5"))
    assert one.reader_grades == {"L1": "1", "L2": "0.5"}


def test_an_error_in_pixels() -> None:
    (one,), _ = read(image(click_error_px=2))
    assert (one.click_error, one.click_unit) == (2, "px")


def test_no_millimetres_are_said_to_be_none() -> None:
    (one,), problems = read(image(spacing_mm=None))
    assert (one.spacing, problems) == (None, [])


@pytest.mark.parametrize("lines", [True, False])
def test_many_images(lines: bool) -> None:
    images = [image(image="a"), image(image="b")]
    text = "\n".join(map(json.dumps, images)) if lines else json.dumps(images)
    found, problems = read_points(text.encode(), "points.json")
    assert [(one.row, one.image) for one in found] == [(1, "a"), (2, "b")]
    assert problems == []


def test_levels_stand_from_above_whatever_their_order() -> None:
    every = {level: below(60 * place) for place, level in enumerate(LEVELS)}
    (one,), problems = read({"spacing_mm": None, "vertebrae": dict(reversed(every.items()))})
    assert (tuple(one.vertebrae), problems) == (LEVELS, [])


def test_a_vertebra_that_cannot_be_is_set_aside_and_the_rest_goes_on() -> None:
    upside = {name: [x, -y + 120] for name, (x, y) in BOX.items()}
    (one,), problems = read(image(vertebrae={"L1": BOX, "L2": upside, "L3": below(160)}))
    assert list(one.vertebrae) == ["L1", "L3"]
    assert len(problems) == len(one.problems) == 3
    assert problems[0].startswith("points.json, vertebrae.L2.anterior_top: is not above anterior_bottom")


def test_an_image_that_cannot_be_used_spoils_no_other() -> None:
    found, problems = read([image(image="a"), {"vertebrae": {}}, image(spacing_mm=[0, 1]), image(image="d")])
    assert [one.image for one in found] == ["a", "d"]
    assert [problem.split(":")[0] for problem in problems] == [
        "points.json, row 2, spacing_mm",
        "points.json, row 3, spacing_mm = [0, 1]",
    ]


def test_a_file_without_points() -> None:
    for nothing in ({"spacing_mm": None, "vertebrae": {}}, []):
        with pytest.raises(InputError, match=r"points.json: the file holds no points"):
            read(nothing)


def test_nesting_without_end() -> None:
    with pytest.raises(InputError, match="nested too deeply"):
        read_points(b'{"vertebrae":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "points.json")
