import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkoll.measures.lumbar import LUMBAR, in_order, span, vertebrae_of


@pytest.mark.parametrize(
    ("text", "vertebrae"),
    [
        ("L1-L4", LUMBAR),
        ("L1–L4", LUMBAR),
        ("l1 - l4", LUMBAR),
        ("L2-4", ("L2", "L3", "L4")),
        ("L1,L3", ("L1", "L3")),
        ("L1, L3-L4", ("L1", "L3", "L4")),
        ("L1+L3", ("L1", "L3")),
        ("L4 L2", ("L2", "L4")),
        ("L3", ("L3",)),
    ],
)
def test_vertebrae_are_read(text: str, vertebrae: tuple[str, ...]) -> None:
    assert vertebrae_of(text) == vertebrae


@pytest.mark.parametrize(
    "text", ["", "L5", "L0-L4", "L4-L1", "L2-L2", "L1 L1", "L1-L3 L2", "T12-L4", "spine", "1", "L1-"]
)
def test_what_is_no_set_of_vertebrae_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"spine|twice"):
        vertebrae_of(text)


@pytest.mark.parametrize(
    ("vertebrae", "said"),
    [(LUMBAR, "L1-L4"), (("L1", "L3"), "L1, L3"), (("L4", "L3", "L1"), "L1, L3-L4"), (("L2",), "L2"), ((), "")],
)
def test_a_set_is_named_from_above(vertebrae: tuple[str, ...], said: str) -> None:
    assert span(vertebrae) == said


@given(st.sets(st.sampled_from(LUMBAR), min_size=1))
def test_a_name_is_read_as_what_it_names(vertebrae: set[str]) -> None:
    assert vertebrae_of(span(vertebrae)) == in_order(vertebrae)


def test_a_thoracic_vertebra_is_not_of_the_lumbar_spine() -> None:
    with pytest.raises(ValueError, match="T12"):
        in_order(["T12", "L1"])
