"""Identity numbers: the same however they are written, and refused where a digit is wrong."""

from datetime import date

import pytest

from benkoll.chain.identifiers import Identifier, identifier
from benkoll.errors import InputError
from database.hospital import number

ANNA = Identifier("personnummer", "195009072553", date(1950, 9, 7), "male", test=False)


@pytest.mark.parametrize(
    "written", ["195009072553", "19500907-2553", " 195009072553 ", "1950 0907 2553", "500907-2553", "5009072553"]
)
def test_one_number_however_it_is_written(written: str) -> None:
    assert identifier(written) == ANNA


@pytest.mark.parametrize("written", ["900202+9800", "18900202-9800", "189002029800", "18900202+9800"])
def test_a_plus_is_a_hundred_years(written: str) -> None:
    found = identifier(written)
    assert (found.number, found.birth_date) == ("189002029800", date(1890, 2, 2))


@pytest.mark.parametrize(
    ("written", "born", "sex", "test"),
    [
        ("189002029800", date(1890, 2, 2), "female", True),
        ("189602029812", date(1896, 2, 2), "male", True),
        ("196101182803", date(1961, 1, 18), "female", False),
        ("199002222397", date(1990, 2, 22), "male", False),
        ("200001252386", date(2000, 1, 25), "female", False),
        ("200302022389", date(2003, 2, 2), "female", False),
    ],
)
def test_what_a_personnummer_says(written: str, born: date, sex: str, test: bool) -> None:
    assert identifier(written) == Identifier("personnummer", written, born, sex, test)  # type: ignore[arg-type]


@pytest.mark.parametrize("written", ["196109732393", "610973-2393", "19610973-2393"])
def test_a_samordningsnummer(written: str) -> None:
    assert identifier(written) == Identifier("samordningsnummer", "196109732393", date(1961, 9, 13), "male", test=False)


def test_one_of_the_tests_own() -> None:
    made = number(date(1961, 9, 13), 999, coordination=True)
    assert identifier(made) == Identifier("samordningsnummer", made, date(1961, 9, 13), "male", test=True)


@pytest.mark.parametrize(
    ("written", "there"),
    [("20210325K069", "20210325K069"), ("98240301AA06", "98240301AA06"), ("20210325-k069", "20210325K069")],
)
def test_a_reserve_number_says_nothing_else(written: str, there: str) -> None:
    assert identifier(written) == Identifier("reserve", there, None, None, test=False)


@pytest.mark.parametrize("year", [1948, 1952, 2000])
def test_born_on_a_leap_day(year: int) -> None:
    assert identifier(number(date(year, 2, 29), 990)).birth_date == date(year, 2, 29)


@pytest.mark.parametrize("wrong", range(10))
def test_one_digit_wrong_is_refused(wrong: int) -> None:
    if wrong == 3:
        return
    with pytest.raises(InputError, match="write twelve signs, such as 195009072553"):
        identifier(f"19500907255{wrong}")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "nobody",
        "4711",
        "195002299805",  # no leap year
        "195013019800",
        "195009322553",
        "195009932553",
        "1950090725530",
        "20210325K06",
        "2021032 5K0699",
        "195009072553x",
        "１９５００９０７２５５３",
        "-" * 12,
        "+" * 12,
    ],
)
def test_what_is_none(written: str) -> None:
    with pytest.raises(InputError, match="no personnummer, samordningsnummer or reserve number") as error:
        identifier(written)
    assert "inget personnummer" in error.value.said("sv")
