"""A variant is a file of changed numbers: it changes what it says, wherever it is read and said, and nothing else."""

from typing import Any

import pytest

from benkoll.errors import UsageError
from benkoll.facts.derive import settle
from benkoll.facts.patient import read_patient
from benkoll.guideline.build import Guideline, load
from benkoll.guideline.parameters import parameters
from benkoll.guideline.variants import DEFAULT, read_variant, variant_names
from benkoll.logic.evaluate import evaluate
from benkoll.logic.term import Parameter, walk
from spec.ascii_table import DAY
from spec.patients import AT_RISK, WELL_WOMAN, WRIST, but

SVOS = "svos"
OTHER_FRACTURE = "treatment.frax_other_fracture"


def read_by(guideline: Guideline) -> dict[str, Parameter]:
    """Every parameter as the terms hold it."""
    return {node.name: node for node in walk(*guideline.roots()) if isinstance(node, Parameter)}


def considered(facts: dict[str, Any], guideline: Guideline) -> object:
    patient = settle(read_patient(facts, DAY))
    return evaluate(guideline.recommendations["TX-CONSIDER"].when, patient.facts)


# THE FILES


def test_the_default_comes_first_and_changes_nothing() -> None:
    assert variant_names()[0] == DEFAULT == "vgr"
    assert SVOS in variant_names()
    assert read_variant(DEFAULT).parameters == {}
    assert load().parameters == parameters()
    assert load() is load()


@pytest.mark.parametrize("name", variant_names())
def test_a_variant_says_who_published_what(name: str) -> None:
    variant = read_variant(name)
    assert variant.name == name
    assert variant.title_sv
    assert variant.title_en != variant.title_sv
    assert variant.source
    for parameter, slots in variant.parameters.items():
        assert parameter in parameters()
        assert set(slots) <= {"value", "comparison"}
        assert slots


def test_a_variant_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError, match="there is no variant nowhere: choose vgr, svos") as refused:
        load("nowhere")
    assert refused.value.sv == "varianten nowhere finns inte: välj vgr, svos"


# WHAT IS CHANGED


def test_it_changes_what_it_says_and_nothing_else() -> None:
    variant, base, other = read_variant(SVOS), load(), load(SVOS)
    assert other.variant == SVOS
    assert list(other.parameters) == list(base.parameters)
    for name, info in other.parameters.items():
        before, slots = base.parameters[name], variant.parameters.get(name)
        if slots is None:
            assert info is before
        else:
            said = {slot: getattr(info.parameter, slot) for slot in slots}
            assert said == slots
            assert (info.unit, info.by) == (before.unit, "reading")
            assert info.source == f"{before.source}; {variant.source}"
            assert read_by(other)[name] is info.parameter


@pytest.mark.parametrize(
    ("facts", "vgr", "svos"),
    [
        (but(WRIST, t_score_femoral_neck=-1.1, frax_major_percent=20), True, True),
        (but(WRIST, t_score_femoral_neck=-1.1, frax_major_percent=19.9), True, False),
        (but(WRIST, t_score_femoral_neck=-1.0, t_score_total_hip=-0.9, t_score_lumbar_spine=-0.9), False, False),
        (
            but(WRIST, t_score_femoral_neck=-1.0, t_score_total_hip=-1, t_score_lumbar_spine=-1, frax_major_percent=20),
            False,
            True,
        ),
        (but(AT_RISK, t_score_femoral_neck=-2.5, t_score_total_hip=-2.5, frax_major_percent=21), False, True),
        (but(AT_RISK, frax_major_percent=20), False, True),
        (but(WELL_WOMAN, glucocorticoid_mg_day=5, glucocorticoid_months=4), True, False),
        (but(WELL_WOMAN, glucocorticoid_mg_day=6, glucocorticoid_months=3), True, False),
        (but(WELL_WOMAN, glucocorticoid_mg_day=6, glucocorticoid_months=4), True, True),
    ],
)
def test_the_published_thresholds(facts: dict[str, Any], vgr: bool, svos: bool) -> None:
    assert (considered(facts, load()), considered(facts, load(SVOS))) == (vgr, svos)


def test_its_words_have_its_numbers() -> None:
    before, after = (load(name).criteria["ground_osteoporosis"] for name in (DEFAULT, SVOS))
    assert before.sv == "T-score under -2,5 och FRAX över 20 %"
    assert (after.sv, after.en) == (
        "T-score -2,5 eller lägre och FRAX minst 20 %",
        "T-score -2.5 or lower and FRAX at least 20 %",
    )


def test_what_was_one_term_is_one_term_still() -> None:
    base, other = load(), load(SVOS)
    assert len(list(walk(*base.roots()))) == len(list(walk(*other.roots())))
    assert list(base.criteria) == list(other.criteria)


# SINGLE VALUES


def test_every_single_number_can_be_changed() -> None:
    """All at once; each is then what the terms hold, and the words say no old one."""
    changes = tuple((name, info.parameter.value + 1) for name, info in parameters().items())
    guideline = load(changes=changes)
    assert {name: one.value for name, one in read_by(guideline).items()} == {
        name: value for name, value in changes if name in read_by(guideline)
    }
    assert guideline.criteria["ground_osteoporosis"].en == "T-score below -1.5 and FRAX above 21 %"


def test_a_single_number_stands_above_the_variant() -> None:
    info = load(SVOS, ((OTHER_FRACTURE, 25.0),)).parameters[OTHER_FRACTURE]
    assert (info.parameter.value, info.parameter.comparison, info.by) == (25.0, ">=", "reading")
    assert info.source.endswith("; --set")
    facts = but(WRIST, t_score_femoral_neck=-1.1, frax_major_percent=24)
    assert considered(facts, load(SVOS)) is True
    assert considered(facts, load(SVOS, ((OTHER_FRACTURE, 25.0),))) is False


def test_the_default_is_left_as_it_was() -> None:
    load(changes=((OTHER_FRACTURE, 99.0),))
    assert load().parameters[OTHER_FRACTURE].parameter.value == 15
    assert read_by(load())[OTHER_FRACTURE].value == 15


def test_an_unknown_number_is_refused_with_the_nearest() -> None:
    with pytest.raises(
        UsageError, match=f"there is no parameter {OTHER_FRACTURE}s; did you mean {OTHER_FRACTURE}?"
    ) as no:
        load(changes=((f"{OTHER_FRACTURE}s", 1.0),))
    assert no.value.sv == f"parametern {OTHER_FRACTURE}s finns inte; menas {OTHER_FRACTURE}?"
    with pytest.raises(UsageError) as far:
        load(changes=(("xyz", 1.0),))
    assert (far.value.sv, far.value.en) == ("parametern xyz finns inte", "there is no parameter xyz")
