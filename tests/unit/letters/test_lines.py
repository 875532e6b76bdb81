"""Wrapping: never wider than 80, nothing lost, codes and dates never broken."""

from benkoll.letters.lines import WIDTH, hang


def test_words_hang_below_the_first() -> None:
    lines = hang("Risk     ", "ord " * 40)
    assert len(lines) > 1
    assert max(map(len, lines)) <= WIDTH
    assert lines[0].startswith("Risk     ord")
    assert all(line.startswith(" " * 9 + "ord") for line in lines[1:])
    assert " ".join(lines).split() == ["Risk", *["ord"] * 40]


def test_another_indent() -> None:
    assert hang("• ", "x " * 60, 4)[1].startswith("    x")


def test_codes_and_dates_stay_whole() -> None:
    for fill in range(60, 80):
        words = " ".join(line.strip() for line in hang("", "a" * fill + " TX-CORRECT-FIRST 2026-03-02"))
        assert words.endswith("TX-CORRECT-FIRST 2026-03-02")


def test_no_words_leave_the_lead() -> None:
    assert hang("Lab   ", "") == ["Lab"]
