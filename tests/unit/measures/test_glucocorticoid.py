import pytest

from benkoll.logic.term import Fact
from benkoll.measures import glucocorticoid
from terms.asked import value

EQUAL_TO_5_MG = {
    "prednisolone": 5,
    "prednisone": 5,
    "hydrocortisone": 20,
    "cortisone": 25,
    "methylprednisolone": 4,
    "triamcinolone": 4,
    "dexamethasone": 0.75,
    "betamethasone": 0.6,
    "deflazacort": 6,
}


def test_the_table_holds_the_usual_drugs() -> None:
    assert EQUAL_TO_5_MG == glucocorticoid.MG_EQUAL_TO_PREDNISOLONE_5_MG


@pytest.mark.parametrize("drug", EQUAL_TO_5_MG)
def test_the_equivalent_of_5_mg_is_exactly_5_mg(drug: str) -> None:
    mg = EQUAL_TO_5_MG[drug]
    term = glucocorticoid.prednisolone_mg(Fact("drug", "text"), Fact("mg", "number"))
    assert glucocorticoid.prednisolone_equivalent(drug, mg) == 5
    assert glucocorticoid.prednisolone_equivalent(drug, 2 * mg) == 10
    assert value(term, drug=drug, mg=mg) == 5
    assert value(term, drug=drug, mg=2 * mg) == 10


def test_a_drug_not_in_the_table() -> None:
    assert value(glucocorticoid.prednisolone_mg(Fact("drug", "text"), Fact("mg", "number")), drug="x", mg=5) is None
    with pytest.raises(KeyError, match="fludrocortisone"):
        glucocorticoid.prednisolone_equivalent("fludrocortisone", 0.1)
