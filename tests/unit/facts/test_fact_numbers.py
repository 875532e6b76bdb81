import pytest

from benkoll.facts.numbers import parameter, parameter_rows
from benkoll.facts.rules import settling
from benkoll.logic.term import Parameter, walk


@pytest.mark.parametrize("name", parameter_rows())
def test_every_number_is_used_and_says_where_it_comes_from(name: str) -> None:
    row = parameter_rows()[name]
    assert set(row) - {"comparison"} == {"value", "unit", "source", "by", "last_checked"}
    assert parameter(name) is parameter(name)
    with pytest.raises(KeyError):
        parameter("facts.nothing")


def test_the_terms_hold_their_numbers_as_parameters() -> None:
    held = {node.name for node in walk(*settling().settled.values()) if isinstance(node, Parameter)}
    assert held >= {"facts.postmenopausal_age", "facts.treatment_failure_months", "facts.lsc_femoral_neck"}
