"""The tree of reasons: values, what decided first, and what stands in the way."""

from datetime import date

from benkoll.assess.why import Branch, explain
from benkoll.facts import leaves as facts
from benkoll.letters.tree import obstacles, told, tree, value
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.term import Fact, Named, Parameter, Term, Value, all_of, any_of, at_least

LIMIT = Parameter("limit", -1.0, "<")
stroke = Named("stroke_ever", facts.stroke, sv="stroke", en="stroke", stands_on=("SEQ-3",))
low = Named("low", LIMIT.met_by(facts.t_score_total_hip), sv="lågt T-score", en="low T-score", stands_on=("TX-1",))
either = Named("either", any_of(stroke, low), sv="endera", en="either", stands_on=("TX-2",))


def say(term: Term) -> str:
    return term.sv if isinstance(term, Named) else term.name if isinstance(term, Fact) else type(term).__name__


def branch(term: Term, **known: Value) -> Branch:
    return explain(term, Evaluation(known), say)


def lines(term: Term, **known: Value) -> list[str]:
    return [line.text for line in tree(branch(term, **known), "sv")]


def test_what_decided_stands_first_with_what_it_was_computed_from() -> None:
    assert lines(either, stroke=False, t_score_total_hip=-1.25) == [
        "+ endera: ja <either> [TX-2]",
        "  + lågt T-score: ja (-1,25) <low> [TX-1]",
        "  - stroke: nej <stroke_ever> [SEQ-3]",
    ]
    styles = [line.style for line in tree(branch(either, stroke=False, t_score_total_hip=-2.0), "sv")]
    assert styles == ["plain", "plain", "quiet"]


def test_what_is_unknown_names_the_fact() -> None:
    assert lines(low) == ["? lågt T-score: okänt (T-score total höft (angivet): okänt) <low> [TX-1]"]


def test_what_has_no_name_is_told_by_how_it_is_joined() -> None:
    term = all_of(stroke | facts.dialysis, at_least(2, stroke, low, facts.frail))
    assert [line.split(":")[0].strip() for line in lines(term, stroke=True, t_score_total_hip=-2.0)][:2] == [
        "+ alla dessa",
        "+ något av dessa",
    ]
    assert any("tillräckligt många av dessa: ja" in line for line in lines(term, stroke=True, t_score_total_hip=-2.0))


def test_what_was_told_already_is_not_told_again() -> None:
    term = all_of(either, any_of(either, facts.frail))
    shown = lines(term, stroke=True, t_score_total_hip=0.0)
    assert sum("<stroke_ever>" in line for line in shown) == 1
    assert any("endera: ja (se ovan) <either>" in line for line in shown)


def test_what_is_true_of_nearly_everyone_is_one_line() -> None:
    adult = Named("adult", facts.frail | facts.dialysis, sv="vuxen", en="adult", stands_on=("CHILD-1",))
    assert lines(adult, frail=True) == ["+ vuxen: ja <adult> [CHILD-1]"]


def test_in_the_way_of_all_is_each_that_fails_and_of_any_all_of_them() -> None:
    both = all_of(stroke, low, facts.frail)
    known: dict[str, Value] = {"stroke": False, "t_score_total_hip": 0.0, "frail": True}
    assert [one.words for one in obstacles(branch(both, **known))] == ["stroke", "lågt T-score"]
    assert [one.words for one in obstacles(branch(either, **known))] == ["stroke", "lågt T-score"]
    nested = all_of(any_of(either, low), facts.frail)
    assert [one.words for one in obstacles(branch(nested, **known))] == ["endera", "lågt T-score"]
    assert [one.words for one in obstacles(branch(stroke, **known))] == ["stroke"]
    unknown = all_of(stroke, low)
    assert [one.words for one in obstacles(branch(unknown, stroke=True))] == ["lågt T-score"]


def test_an_obstacle_that_was_told_before_is_told_whole() -> None:
    term = all_of(either, any_of(either, facts.frail))
    found = obstacles(branch(term, stroke=False, t_score_total_hip=0.0, frail=False))
    assert all("se ovan" not in told(one, "sv") for one in found)


def test_values() -> None:
    assert value(None, "sv") == "okänt"
    assert value(True, "en") == "yes"
    assert value(64.6712, "sv") == "64,67"
    assert value(date(2026, 3, 2), "sv") == "2026-03-02"
    assert value("hip", "sv", "latest_fracture_site") == "höft"
    assert value("none", "sv") == "none"
