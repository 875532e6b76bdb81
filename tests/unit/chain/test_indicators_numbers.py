"""Wilson's interval against published values, the funnel's limits, small numbers, and whole tables of counts."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from benkoll.chain.indicator_counts import Report, Tally, report
from benkoll.chain.small_numbers import Sum, hidden
from benkoll.chain.wilson import Z95, Z998, interval, limits
from unit.chain.indicator_world import DENOSUMAB, DRUG, assessed, case, person, told


@pytest.mark.parametrize(
    ("yes", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_newcombes_examples(yes: int, of: int, low: float, high: float) -> None:
    """Newcombe 1998 (Statistics in Medicine 17: 857), table I, method 3."""
    assert tuple(round(limit, 4) for limit in interval(yes, of)) == (low, high)


def test_the_interval_of_all_is_that_of_none_turned_around() -> None:
    low, high = interval(20, 20)
    assert (round(low, 4), high) == (0.8389, 1.0)
    with pytest.raises(ValueError, match="0 of 0"):
        interval(0, 0)


def test_the_limits_of_a_funnel() -> None:
    """Of 100 with the share 0.2 the standard error is 0.04; of 4 with 0.5 it is 0.25, and the wider limits are all."""
    assert [round(limit, 4) for limit in limits(0.2, 100, Z95)] == [0.1216, 0.2784]
    assert [round(limit, 4) for limit in limits(0.2, 100, Z998)] == [0.0764, 0.3236]
    assert limits(0.5, 4, Z998) == (0.0, 1.0)
    assert limits(1.0, 10, Z95) == (1.0, 1.0)


# SMALL NUMBERS


def shown(counts: dict[str, int], *sums: Sum[str]) -> dict[str, int]:
    secret = hidden(counts, sums, list(counts))
    return {name: count for name, count in counts.items() if name not in secret}


def test_one_to_four_are_hidden_none_and_five_are_shown() -> None:
    assert shown({"a": 0, "b": 1, "c": 4, "d": 5}) == {"a": 0, "d": 5}


def test_what_the_total_would_tell_is_hidden_too() -> None:
    whole = Sum("all", ("a", "b", "c"))
    assert shown({"a": 3, "b": 20, "c": 9, "all": 32}, whole) == {"c": 9, "all": 32}
    assert shown({"a": 3, "b": 4, "c": 9, "all": 16}, whole) == {"c": 9, "all": 16}
    assert shown({"a": 3, "b": 0, "c": 0, "all": 3}, whole) == {"b": 0, "c": 0}


def test_two_that_must_be_one_each_are_not_told_by_their_sum() -> None:
    assert shown({"a": 1, "b": 1, "c": 9, "d": 9, "all": 20}, Sum("all", ("a", "b", "c", "d"))) == {"d": 9, "all": 20}


@given(st.lists(st.integers(0, 9), min_size=6, max_size=6))
def test_no_small_number_of_a_table_can_be_worked_out(numbers: list[int]) -> None:
    """Two rows of three columns with all their sums: behind what is shown, each small one may be another number."""
    cells = dict(zip(product("ab", "123"), numbers, strict=True))
    sums = [Sum((row, "+"), tuple((row, column) for column in "123")) for row in "ab"]
    sums += [Sum(("+", column), (("a", column), ("b", column))) for column in "123+"]
    for one in sums:
        cells[one.total] = sum(cells[part] for part in one.parts)
    names = sorted(cells)
    secret = hidden(cells, sums, names)
    small = {cell for cell, count in cells.items() if 0 < count < 5}
    assert small <= secret
    equations = [[(name in one.parts) - (name == one.total) for name in names] for one in sums]
    bounds = [(0, 99) if name in secret else (cells[name], cells[name]) for name in names]
    for cell in small:
        ends = []
        for sign in (1, -1):
            aim = [sign * (name == cell) for name in names]
            found = linprog(aim, A_eq=equations, b_eq=[0] * len(sums), bounds=bounds, integrality=1)
            ends.append(sign * round(found.fun))
        assert ends[0] < ends[1], (cell, cells, secret)


# TABLES


def counted(*worlds: tuple[str, int, tuple], caseload: dict[str, int] | None = None, days: int = 400) -> Report:  # type: ignore[type-arg]
    """A report of so many persons of each unit, all of a unit's lot with the same acts."""
    tally = Tally("quarter")
    for unit, many, acts in worlds:
        for _ in range(many):
            tally.add(case(person(*acts), days), unit)
    return report(tally, caseload)


IN_TIME, LATE = (assessed(60, "yes"),), (assessed(95, "yes"),)


def test_a_table_by_unit() -> None:
    """A: 30 of 40 assessed in time; B: 10 of 20, of which the share of all is 40/60."""
    found = counted(("A", 30, IN_TIME), ("A", 10, LATE), ("B", 10, IN_TIME), ("B", 10, LATE)).rows["UK-04"]
    assert [(one.row, one.counts["yes"], one.counts["of"], one.hides) for one in found] == [
        (("all", ""), 40, 60, False),
        (("group", "A"), 30, 40, False),
        (("group", "B"), 10, 20, False),
        (("period", "2025 Q1"), 40, 60, False),
    ]
    whole, a, b, quarter = found
    assert whole.share == pytest.approx(2 / 3)
    assert whole.funnel is None
    assert [round(limit, 3) for limit in (a.interval or ())] == [0.598, 0.858]
    # the standard error of 2/3 in 20 is 0.1054; 3.0902 of it on either side
    assert [round(limit, 3) for limit in (b.funnel or ((), ()))[1]] == [0.341, 0.992]
    assert (whole.band, b.band, b.outside, quarter.share) == (1, 1, False, whole.share)


def test_a_unit_far_from_the_others_lies_outside_the_funnel() -> None:
    found = counted(("A", 180, IN_TIME), ("A", 20, LATE), ("B", 10, IN_TIME), ("B", 20, LATE)).rows["UK-04"]
    assert [one.outside for one in found if one.row[0] == "group"] == [False, True]


def test_a_small_unit_is_hidden_and_one_beside_it() -> None:
    """C alone could be had from the total less A and B: the smaller of these is hidden with it."""
    found = counted(("A", 30, IN_TIME), ("B", 20, IN_TIME), ("C", 3, IN_TIME)).rows["UK-04"]
    seen = {one.row[1]: (one.counts.get("yes"), one.counts.get("of"), one.share) for one in found}
    assert seen == {
        "": (53, 53, 1),
        "A": (30, 30, 1),
        "B": (None, None, None),
        "C": (None,) * 3,
        "2025 Q1": (53, 53, 1),
    }
    assert [one.interval for one in found if one.share is None] == [None, None]


def test_a_small_part_of_a_unit_is_hidden_with_the_next() -> None:
    found = counted(("A", 30, IN_TIME), ("A", 2, LATE))
    (row,) = [one for one in found.rows["UK-04"] if one.row[0] == "group"]
    assert (row.counts["of"], row.counts.get("no"), row.counts.get("yes"), row.share) == (32, None, None, None)


def test_unknown_is_counted_and_is_in_no_numerator() -> None:
    moved = (told(20, "moved"),)
    whole = counted(("A", 12, IN_TIME), ("A", 6, LATE), ("A", 6, moved)).rows["UK-04"][0]
    assert (whole.counts["yes"], whole.counts["no"], whole.counts["unknown"]) == (12, 6, 6)
    assert (whole.share, whole.unknown_share) == (0.5, 0.25)


def test_the_caseload_must_be_named() -> None:
    worlds = (("A", 30, IN_TIME), ("B", 20, LATE))
    assert [one.share for one in counted(*worlds).rows["UK-02"]] == [None] * 4
    found = counted(*worlds, caseload={"A": 60, "B": 25}).rows["UK-02"]
    assert [(one.row[1], one.expected, one.share) for one in found][:3] == [
        ("", 85, 50 / 85),
        ("A", 60, 0.5),
        ("B", 25, 0.8),
    ]
    assert [one.interval for one in found] == [None] * 4
    partly = counted(*worlds, caseload={"A": 60, "C": 10}).rows["UK-02"]
    assert [(one.row[1], one.expected, one.share) for one in partly][:4] == [
        ("", None, None), ("A", 60, 0.5), ("B", None, None), ("C", 10, 0.0)
    ]  # fmt: skip


def test_by_what_the_treatment_is_known() -> None:
    by_prescription = (assessed(60, "yes"), told(70, "prescribed", **DRUG))
    by_dose = (assessed(60, "yes"), told(70, "dose_given", **DENOSUMAB))
    found = counted(("A", 10, by_prescription), ("A", 6, by_dose), ("A", 9, IN_TIME))
    (row,) = [one for one in found.rows["UK-10"] if one.row[0] == "all"]
    assert {name: row.counts[name] for name in ("yes", "of", "prescription", "dose", "requisition", "told")} == {
        "yes": 16, "of": 25, "prescription": 10, "dose": 6, "requisition": 6, "told": 0
    }  # fmt: skip
    gap = found.rows["KEY-3"][0]
    assert (gap.counts["yes"], gap.counts["of"], gap.counts["prescription"], gap.counts["dose"]) == (9, 25, 10, 6)


def test_completeness_counts_fields() -> None:
    """Of these records the energy and the side are never told: two fields of ten, and that is fewer than five."""
    found = counted(("A", 20, ()))
    assert {one.name: one.missing for one in found.fields if one.too_many} == {"side": 20, "energy": 20}
    assert (found.complete, found.rows["UK-01"][0].share) == (True, 0.0)


def test_the_excluded_are_told_by_reason() -> None:
    out = (told(5, "excluded", reason="tumour"),)
    few = (told(5, "excluded", reason="palliative"),)
    found = counted(("A", 6, out), ("A", 2, few))
    assert found.left_out == {"palliative": None, "tumour": 6}
    assert found.rows["UK-04"][0].counts["of"] == 0
    assert found.complete is None
