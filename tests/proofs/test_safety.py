"""The safety properties, proved for every possible patient; and a fault planted in each rule is found by its proof."""

import pytest

from benkoll.guideline.build import load
from proofs.properties import Property
from proofs.properties_of_a_start import PROPERTIES
from proofs.prover import NotReplayed, patient_for_whom
from proofs.said import Said
from terms.changed import Change, changed

FAULTS = [(one, fault) for one in PROPERTIES for fault in one.faults]


@pytest.mark.parametrize("one", PROPERTIES, ids=lambda one: one.name)
def test_never(one: Property) -> None:
    assert patient_for_whom(one.fails(Said(load()))) is None


@pytest.mark.parametrize(("one", "fault"), FAULTS, ids=lambda it: it.name if isinstance(it, Property) else "")
def test_a_planted_fault_is_found(one: Property, fault: Change) -> None:
    """The proof fails, mostly with a patient whom the evaluator, too, finds to be harmed."""
    try:
        found = patient_for_whom(one.fails(Said(changed(load(), fault)))) is not None
    except NotReplayed:
        found = True  # computed values are free within bounds, so not every model is a patient
    assert found
