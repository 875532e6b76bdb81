"""The small words: lists, numbers, sources."""

from benkoll.letters.phrases import capital, drugs, facts, figure, joined, some, sources


def test_lists() -> None:
    assert joined([], "sv") == ""
    assert joined(["a"], "sv") == "a"
    assert joined(["a", "b"], "sv") == "a och b"
    assert joined(["a", "b", "c"], "en") == "a, b and c"


def test_a_long_list_is_cut_but_never_for_one_item() -> None:
    assert some(list("abcd"), "sv", None) == "a, b, c och d"
    assert some(list("abcd"), "sv", 3) == "a, b, c och d"
    assert some(list("abcd"), "sv", 2) == "a, b och 2 till"
    assert some(list("abcd"), "en", 1) == "a and 3 more"


def test_names() -> None:
    assert facts(["prior_hip_fracture", "prior_hip_fracture", "stroke"], "en") == "hip fracture and stroke"
    assert drugs(["zoledronic_acid", "denosumab"], "sv") == "zoledronsyra och denosumab"


def test_numbers() -> None:
    assert figure(2.5, "sv") == "2,5"
    assert figure(18.0, "en") == "18"
    assert figure(-2, "sv", 1) == "-2,0"


def test_sources() -> None:
    assert sources(["TX-3b", "reading", "TX-3b", "SmPC"]) == "[TX-3b, SmPC]"
    assert sources(["reading"]) == ""


def test_capital() -> None:
    assert capital("överväg") == "Överväg"
    assert capital("eGFR 60") == "eGFR 60"
    assert capital("") == ""
