"""A fifth of the parameters' mutants, that CI sees a limit that has lost its test; `make mutate` runs all."""

from benkoll.guideline.build import load
from mutation.rules import equivalent, found, mutants, rows


def test_moved_limits_are_found() -> None:
    sample = [one for one in mutants(load()) if one.parameter][::5]
    order = list(rows())
    assert len(sample) > 40
    assert [one.name for one in sample if one.name not in equivalent() and not found(one, order)] == []
