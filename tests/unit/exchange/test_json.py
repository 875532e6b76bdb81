"""JSON and NDJSON to numbered objects."""

import json
from typing import Any

import pytest

from benkoll.errors import InputError
from benkoll.exchange.json import read_objects
from benkoll.exchange.rows import Reject


def outline(text: str) -> list[Any]:
    """The objects with their numbers, and the numbers of the rows set aside."""
    return [one.row if isinstance(one, Reject) else one for one in read_objects(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}', [(1, {"a": 1})]),
        ('[{"a": 1}, {"a": 2}]', [(1, {"a": 1}), (2, {"a": 2})]),
        ('{"a": 1}\n{"a": 2}\n', [(1, {"a": 1}), (2, {"a": 2})]),
        ('{"a": 1}\r\n\r\n{"a": 2}', [(1, {"a": 1}), (3, {"a": 2})]),
        ('{\n "a":\n {"b": 1}\n}', [(1, {"a": {"b": 1}})]),
        ("[]", []),
        # a bad object spoils no other
        ('{"a": 1}\n{"a": \n{"a": 3}', [(1, {"a": 1}), 2, (3, {"a": 3})]),
        ('{"a": \n{"a": 2}\n{"a": 3}', [1, (2, {"a": 2}), (3, {"a": 3})]),
        ('{"a": 1}\n[2]\n', [(1, {"a": 1}), 2]),
        ('[{"a": 1}, 2, null, {"a": 1, "a": 1}, [{"a": 1}]]', [(1, {"a": 1}), 2, 3, 4, 5]),
        ('[{"a": {"b": [{"c": 1, "c": 2}]}}, {"a": 1}]', [1, (2, {"a": 1})]),
    ],
)
def test_one_object_a_list_or_lines(text: str, expected: list[Any]) -> None:
    assert outline(text) == expected


def test_every_repeated_key_is_named() -> None:
    (reject,) = read_objects('{"a": 1, "b": {"c": 1, "c": 1}, "a": 1}')
    assert isinstance(reject, Reject)
    assert [problem.fact for problem in reject.problems] == ["a", "c"]


@pytest.mark.parametrize("keep", range(1, 40))
def test_a_list_cut_off_anywhere_is_refused_whole(keep: int) -> None:
    whole = json.dumps([{"age": 64}, {"age": 65, "sex": "female"}], indent=1)
    with pytest.raises(InputError) as raised:
        read_objects(whole[:keep])
    assert "cut off" in str(raised.value)


def test_a_number_of_thousands_of_digits_is_read_as_a_float() -> None:
    ((_, found), (_, large)) = [one for one in read_objects(f'[{{"a": {"9" * 5000}}}, {{"a": 12345}}]') if one]
    assert found == {"a": float("inf")}
    assert large == {"a": 12345}
