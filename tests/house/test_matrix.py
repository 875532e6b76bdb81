"""Every statement is used as its kind demands, every number has its source, and tests show every rule."""

import re
from dataclasses import replace

import pytest

from benkoll.guideline.build import load
from benkoll.guideline.form import SMPC
from benkoll.guideline.matrix import USED_BY, holes, matrix, shown_by_tests, waiting
from benkoll.guideline.variants import variant_names
from benkoll.logic.term import Parameter, walk

ID = re.compile(r"[A-Z]+-\d+[a-d]?")
# The processes and figures that wait for the care chain, or for a model that can be held against them.
WAITING = {"BG-1", "BG-2", "BG-3", "BG-4", "BG-5", "OLD-2", "OLD-3", "CARE-3"}


def test_no_statement_is_unused() -> None:
    guideline = load()
    assert holes(guideline) == []


def test_what_waits_is_known() -> None:
    guideline = load()
    assert set(waiting(guideline)) == WAITING


def test_an_unused_statement_is_found() -> None:
    """A rule that nothing stands on, and an info that is shown by no rule or by one that is none."""
    guideline = load()
    kinds = {statement.kind: key for key, statement in guideline.statements.items()}
    assert set(kinds) == set(USED_BY)
    rule = replace(guideline.statements[kinds["rule"]], id="NEW-1")
    bare = replace(guideline.statements[kinds["info"]], id="NEW-2", shown_by=())
    lost = replace(guideline.statements[kinds["info"]], id="NEW-3", shown_by=("NO-SUCH-RULE",))
    planted = replace(guideline, statements={"NEW-1": rule, "NEW-2": bare, "NEW-3": lost})
    assert holes(planted) == [
        "NEW-1 (rule) is used by none of its criteria, recommendations, parameters",
        "NEW-2 (info) is used by none of its texts",
        "NEW-3 is shown by NO-SUCH-RULE, which is no rule",
    ]


def test_a_text_alone_does_not_use_a_rule() -> None:
    guideline = load()
    lines = {line["id"]: line for line in matrix(guideline)}
    assert [key for key, line in lines.items() if line["kind"] == "rule" and not _used(line)] == []


def _used(line: object) -> bool:
    assert isinstance(line, dict)
    return any(line[slot] for slot in ("criteria", "recommendations", "parameters"))


@pytest.mark.parametrize("variant", variant_names())
def test_every_number_has_its_source(variant: str) -> None:
    """The guideline's word stands on a statement; what looks like a statement is one."""
    guideline = load(variant)
    wrong = [
        name
        for name, info in guideline.parameters.items()
        for source in info.source.split("; ")
        if not source.strip() or (ID.fullmatch(source) and source not in guideline.statements)
    ]
    unfounded = [
        name
        for name, info in guideline.parameters.items()
        if info.by == "word" and info.source not in {SMPC, *guideline.statements}
    ]
    assert (wrong, unfounded) == ([], [])


def test_every_number_is_read() -> None:
    """By a term, or by the mark that a value lies within its error of a limit."""
    guideline = load()
    read = {node.name for node in walk(*guideline.roots()) if isinstance(node, Parameter)}
    assert {name for name in guideline.parameters if not name.startswith("borderline.")} == {
        name for name in read if not name.startswith("borderline.")
    }


def test_all_that_rules_stand_on_is_a_statement_or_a_named_source() -> None:
    guideline = load()
    named = [*guideline.criteria.values(), *guideline.recommendations.values()]
    stood_on = {source for one in named for source in one.stands_on}
    assert {source for source in stood_on if ID.fullmatch(source)} - set(guideline.statements) == set()
    assert [
        one.code
        for one in guideline.recommendations.values()
        if not one.stands_on or not set(one.stands_on) <= {SMPC, *guideline.statements}
    ] == []


def test_tests_show_statements_that_exist() -> None:
    guideline = load()
    assert set(shown_by_tests()) - set(guideline.statements) == set()


def test_every_rule_and_process_that_is_used_is_shown_by_a_test() -> None:
    guideline = load()
    shown = set(shown_by_tests())
    used = {line["id"] for line in matrix(guideline) if line["kind"] in ("rule", "process")} - WAITING
    assert used - shown == set()
