from typing import Any

import pytest

from benkoll.measures import calcium
from terms.asked import missing, value

TOTAL, ALBUMIN, IONISED = "calcium_mmol_l", "albumin_g_l", "ionised_calcium_mmol_l"


def known(total: float | None = None, albumin: float | None = None, ionised: float | None = None) -> dict[str, Any]:
    return {TOTAL: total, ALBUMIN: albumin, IONISED: ionised}


@pytest.mark.parametrize(
    ("total", "albumin", "corrected"),
    [
        (2.30, 40, 2.30),
        (2.10, 30, 2.30),
        (2.50, 45, 2.40),
        (2.04, 34.25, 2.16),
        (2.04, 34.75, 2.15),
        (2.05, 34.6, 2.16),
    ],
)
def test_corrected(total: float, albumin: float, corrected: float) -> None:
    assert value(calcium.corrected_calcium, **known(total, albumin)) == corrected


@pytest.mark.parametrize(
    ("facts", "worth", "method"),
    [
        (known(2.1, 30, 1.2), 1.2, "ionised"),
        (known(ionised=1.2), 1.2, "ionised"),
        (known(2.1, 30), 2.3, "albumin_corrected"),
        (known(2.1), 2.1, "total"),
        (known(albumin=30), None, None),
        (known(), None, None),
    ],
)
def test_the_best_value_there_is(facts: dict[str, Any], worth: float | None, method: str | None) -> None:
    assert value(calcium.calcium_value, **facts) == worth
    assert value(calcium.calcium_method, **facts) == method


@pytest.mark.parametrize(
    ("facts", "low", "high"),
    [
        (known(ionised=1.14), True, False),
        (known(ionised=1.15), False, False),
        (known(ionised=1.33), False, False),
        (known(ionised=1.34), False, True),
        (known(2.14, 40), True, False),
        (known(2.15, 40), False, False),
        (known(2.50, 40), False, False),
        (known(2.51, 40), False, True),
        (known(2.14), None, None),
        (known(2.15), False, False),
        (known(2.50), False, False),
        (known(2.51), None, None),
        (known(2.00, 30), False, False),  # 2.20
        (known(2.40, 46), False, False),  # 2.28
        (known(2.40, 30), False, True),  # 2.60
        (known(2.30, 50), True, False),  # 2.10
        (known(2.00, 40, 1.20), False, False),  # ionised calcium stands above the rest
        (known(2.30, 40, 1.10), True, False),
        (known(2.30, 40, 1.40), False, True),
        (known(2.00, None, 1.20), False, False),
        (known(albumin=40), None, None),
        (known(), None, None),
    ],
)
def test_too_low_and_too_high(facts: dict[str, Any], low: bool | None, high: bool | None) -> None:
    assert value(calcium.hypocalcaemia, **facts) is low
    assert value(calcium.hypercalcaemia, **facts) is high


@pytest.mark.parametrize(
    ("facts", "out"),
    [
        (known(2.14), True),
        (known(2.15), False),
        (known(2.50), False),
        (known(2.51), True),
        (known(2.14, 40), False),
        (known(2.14, None, 1.2), False),
        (known(ionised=1.0), False),
        (known(), None),
        (known(albumin=40), None),
    ],
)
def test_total_calcium_alone_out_of_range(facts: dict[str, Any], out: bool | None) -> None:
    assert value(calcium.total_calcium_out_of_range, **facts) is out


@pytest.mark.parametrize("term", [calcium.hypocalcaemia, calcium.hypercalcaemia])
@pytest.mark.parametrize(
    ("facts", "lacking"),
    [
        (known(), {TOTAL, ALBUMIN, IONISED}),
        (known(albumin=40), {TOTAL, IONISED}),
        (known(2.10), {ALBUMIN, IONISED}),
        (known(2.60), {ALBUMIN, IONISED}),
        (known(2.30), set()),
        (known(2.10, 40), set()),
        (known(ionised=1.2), set()),
    ],
)
def test_what_is_missing(term: calcium.Named, facts: dict[str, Any], lacking: set[str]) -> None:
    assert missing(term, **facts) == lacking


def test_a_value_is_missing_until_there_is_one() -> None:
    for term in (calcium.calcium_value, calcium.calcium_method):
        assert missing(term) == {TOTAL, ALBUMIN, IONISED}
        assert missing(term, calcium_mmol_l=2.3) == set()
    assert missing(calcium.corrected_calcium, calcium_mmol_l=2.3) == {ALBUMIN}
