"""What another guideline changes, for whom, and because of which parameter."""

from typing import Any

import polars as pl
import pytest

from benkoll.assess.table import answer_columns
from benkoll.guideline.build import Guideline, load
from benkoll.logic.columns import add_columns
from benkoll.population import groups
from benkoll.population.compare import (
    AIMS,
    CODES,
    Comparison,
    compare,
    in_words,
    of_answers,
    parameters_behind,
    tables,
    terms,
)
from benkoll.population.tables import as_lines
from terms.rows import NO_DXA, people

FRAX, T_SCORE = "treatment.frax_osteoporosis", "treatment.t_osteoporosis"


def with_numbers(**numbers: float) -> Guideline:
    names = {"frax": FRAX, "t_score": T_SCORE, "chain": "care.chain_fracture_months", "dxa": "investigation.dxa_frax"}
    return load(changes=tuple((names[key], value) for key, value in numbers.items()))


def compared(frame: pl.LazyFrame, before: Guideline, after: Guideline, by: str | None = None) -> Comparison:
    return compare(add_columns(frame, terms(before, after)), before, after, by)


def changes(found: Comparison, code: str = "TX-CONSIDER") -> list[tuple[Any, ...]]:
    return found.changed.filter(code=code).select("patient_id", "before", "after", "because").rows()


def counted(found: Comparison, what: str, *keys: str) -> list[tuple[Any, ...]]:
    return groups.of(found.totals, *keys).filter(what=what).select(*keys, "before", "after", "more", "fewer").rows()


def test_a_guideline_changes_nothing_from_itself() -> None:
    found = compared(people({}, {"frax_major_percent": 23.0}), load(), load())
    assert found.parameters == ()
    assert found.changed.is_empty()
    assert counted(found, "treatment") == [(1, 1, 0, 0)]


def test_one_parameter_higher() -> None:
    frame = people(*({"frax_major_percent": frax} for frax in (20.0, 20.1, 25.0, 25.1)))
    found = compared(frame, load(), with_numbers(frax=25))
    assert [one.name for one in found.parameters] == [FRAX]
    assert changes(found) == [("p2", "recommended", None, [FRAX]), ("p3", "recommended", None, [FRAX])]
    assert counted(found, "TX-CONSIDER") == counted(found, "treatment") == [(3, 1, 0, 2)]
    assert counted(found, "dxa") == [(0, 0, 0, 0)]


def test_what_is_unknown_can_change_too() -> None:
    """Above the limit, an unknown drug leaves the advice open; below it, there is none."""
    frame = people({"frax_major_percent": 23.0, "osteoporosis_drug": None})
    found = compared(frame, with_numbers(frax=25), load())
    assert changes(found) == [("p1", None, "possible", [FRAX])]
    columns = ("before", "after", "more", "fewer", "possible_before", "possible_after")
    assert groups.of(found.totals).filter(what="TX-CONSIDER").select(columns).rows() == [(0, 0, 0, 0, 0, 1)]


def test_because_of_the_parameter_that_alone_gives_the_answer_back() -> None:
    """Both limits are raised: who falls below one of them falls for that one; who falls below both, for both."""
    frame = people(
        {"frax_major_percent": 23.0, "t_score_femoral_neck": -3.2},
        {"frax_major_percent": 26.0, "t_score_femoral_neck": -2.8},
        {"frax_major_percent": 23.0, "t_score_femoral_neck": -2.8},
        {"frax_major_percent": 26.0, "t_score_femoral_neck": -3.2},
    )
    found = compared(frame, load(), with_numbers(frax=25, t_score=-3))
    names = [one.name for one in found.parameters]
    assert sorted(names) == sorted([FRAX, T_SCORE])
    assert changes(found) == [
        ("p1", "recommended", None, [FRAX]),
        ("p2", "recommended", None, [T_SCORE]),
        ("p3", "recommended", None, names),
    ]


def test_each_parameter_that_alone_gives_it_back_is_named() -> None:
    """Both limits are lowered: who was above neither needs both, so that either put back takes it away again."""
    frame = people({"frax_major_percent": 18.0, "t_score_femoral_neck": -2.2})
    found = compared(frame, load(), with_numbers(frax=15, t_score=-2))
    assert [(one, sorted(names)) for one, _, _, names in changes(found)] == [("p1", sorted([FRAX, T_SCORE]))]


def test_a_parameter_that_nothing_here_hangs_on_is_left_out() -> None:
    after = load(changes=(("follow_up.dxa_months", 60.0), ("follow_up.adherence_months", 5.0), (FRAX, 25.0)))
    names = [one.name for one in parameters_behind(load(), after)]
    assert "follow_up.adherence_months" not in names
    assert FRAX in names
    assert parameters_behind(load(), with_numbers(frax=20)) == ()  # put to the value that it has


def test_a_variant_that_moves_a_comparison() -> None:
    frame = people(
        {"frax_major_percent": 20.0, "t_score_femoral_neck": -2.8},
        {"frax_major_percent": 21.0, "t_score_femoral_neck": -2.5},
        {"frax_major_percent": 19.9, "t_score_femoral_neck": -2.8},
    )
    found = compared(frame, load(), load("svos"))
    assert changes(found) == [("p1", None, "recommended", [FRAX]), ("p2", None, "recommended", [T_SCORE])]


def test_more_and_fewer_by_age_sex_and_unit() -> None:
    parent = NO_DXA | {"frax_major_percent": 16.0, "parent_hip_fracture": True}
    frame = people(
        parent,
        parent | {"sex": "male", "age": 81.0},
        NO_DXA | {"prior_hip_fracture": True},
        {"age": 9.0},
    ).with_columns(pl.Series("unit", ["K1", "K2", "K2", "K2"]).alias("clinic"))
    found = compared(frame, load(), with_numbers(dxa=20), "clinic")
    assert changes(found, "INV-DXA") == [
        ("p1", "recommended", None, ["investigation.dxa_frax"]),
        ("p2", "recommended", None, ["investigation.dxa_frax"]),
    ]
    assert counted(found, "dxa") == [(3, 1, 0, 2)]
    assert counted(found, "dxa", "age") == [("0–17", 0, 0, 0, 0), ("70–79", 2, 1, 0, 1), ("80–89", 1, 0, 0, 1)]
    assert counted(found, "dxa", "sex") == [("female", 2, 1, 0, 1), ("male", 1, 0, 0, 1)]
    assert counted(found, "dxa", "unit") == [("K1", 1, 0, 0, 1), ("K2", 2, 1, 0, 1)]
    assert counted(found, "REF-PAEDIATRIC", "age")[0] == ("0–17", 1, 1, 0, 0)
    back = compared(frame, with_numbers(dxa=20), load())
    assert counted(back, "dxa") == [(1, 3, 2, 0)]


def test_an_empty_table() -> None:
    found = compared(people({}).filter(False), load(), with_numbers(frax=25))
    assert found.changed.is_empty()
    assert counted(found, "referral") == [(0, 0, 0, 0)]
    assert list(as_lines(tables(found, None, "sv")))


@pytest.mark.parametrize("numbers", [{"frax": 25}, {"frax": 25, "t_score": -3}])
def test_the_answers_alone_give_the_same_counts(numbers: dict[str, float]) -> None:
    after = with_numbers(**numbers)
    frame = people(*({"frax_major_percent": frax} for frax in (19.0, 23.0, 26.0)), {"osteoporosis_drug": None})
    needed = ("patient_id", "age_years", "sex", *CODES)
    sides = (answer_columns(frame, guideline, needed) for guideline in (load(), after))
    found, by_facts = compare(of_answers(*sides), load(), after), compared(frame, load(), after)
    assert found.totals.equals(by_facts.totals)
    assert found.changed.drop("because").equals(by_facts.changed.drop("because"))
    assert {tuple(names) for names in found.changed["because"]} == {tuple(one.name for one in found.parameters)}


def test_what_is_compared_is_what_the_guideline_has() -> None:
    codes = load().recommendations
    assert set(CODES) <= set(codes)
    assert set(AIMS["referral"]) == {code for code in codes if code.startswith("REF-")}


def test_the_comparison_in_words() -> None:
    frame = people({"frax_major_percent": 23.0}, {"frax_major_percent": 23.0, "osteoporosis_drug": None})
    after = with_numbers(frax=25)
    found = compared(frame, load(), after)
    assert in_words(found.changed.filter(code="TX-CONSIDER"), after, "sv").rows() == [
        ("p1", 70, "kvinna", "TX-CONSIDER", "Överväg läkemedel mot osteoporos", "rekommenderas", "nej", FRAX),
        ("p2", 70, "kvinna", "TX-CONSIDER", "Överväg läkemedel mot osteoporos", "möjligt", "nej", FRAX),
    ]
    shown = {table.title: table for table in tables(found, None, "sv")}
    assert shown["Parametrar som skiljer och har betydelse här"].rows == [(FRAX, "över 20 %", "över 25 %")]
    assert shown["Läkemedel ska väljas eller bytas"].rows[0] == ("Alla", "2", "1", "0", "0", "1", "1", "1")
    assert (FRAX, "TX-CONSIDER", "0", "1", "1") in shown["Vilka parametrar det beror på"].rows
    assert tables(found, None, "en")[2].title == "A drug to be chosen or changed"
