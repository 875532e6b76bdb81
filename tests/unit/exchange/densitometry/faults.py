"""A hundred malformed reports of a good one, by seed: cut off, garbled, renamed, doubled, of two persons."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

GOOD = Path(__file__).parent / "good"
Fault = Callable[[str, Random], str]

_UNIT = re.compile(r"g/cm(?:2|²)")
_NUMBER = re.compile(r"(?<![\w.,/:-])-?\d+[.,]\d{1,3}(?![\w.,/:])")
_SITE = re.compile(
    r"\b(?:NECK|Neck|Total|TOTAL|Lårbenshals|Ländrygg|höft|L1-L4|L2-L4|LFN|LTH|LS|neck|lumbar_spine|femoral_neck|"
    r"total_hip|DXAHIPL|DXASPINE|Femur)\b"
)
_SIDE = re.compile(r"\b(?:Left|left|vänster|Vänster|DXAHIPL|LFN|LTH)\b|(?<=_)left(?=_)")
_SCORE = re.compile(r"T-[Ss]core|T - |TScore|tScore|T-score|_t_score|(?<=-)T(?=\^)|TSC\b|38267-1|80948-3|80946-7")
_SEX = re.compile(r'(?<=[;|\t>"])(?:F|Female|female)(?=[;|\t\r\n<"])|(?<=Sex: )Female|(?<=Kön: )Kvinna')
_BORN = re.compile(r"1950-09-07|1961-01-18|07 September 1950|(?<=\|)19500907(?=\|)|(?<=\|)19610118(?=\|)")
_DAY = re.compile(r"2026-03-02|02 March 2026|2 mars 2026|20260302(?=\d|\b)")


def _one(pattern: re.Pattern[str], text: str, random: Random, new: Callable[[str], str]) -> str:
    """The text with one match, by chance, made new."""
    found = list(pattern.finditer(text))
    if not found:
        return text
    one = random.choice(found)
    return text[: one.start()] + new(one[0]) + text[one.end() :]


def cut_off(text: str, random: Random) -> str:
    return text[: random.randrange(len(text) // 4, len(text) - 1)]


def unit_dropped(text: str, random: Random) -> str:
    return _one(_UNIT, text, random, lambda _: "")


def unit_other(text: str, random: Random) -> str:
    return _one(_UNIT, text, random, lambda _: random.choice(["mg/cm2", "mg/cm²", "g/cm3", "%"]))


def garbled(text: str, random: Random) -> str:
    def new(number: str) -> str:
        point = max(number.find("."), number.find(","))
        return random.choice(
            [
                number[:point] + number[point] + number[point:],
                number[:point] + "O" + number[point:],
                "-" + number if number.startswith("-") else "--" + number,
                number + "l",
                number[: point + 2] + "," + number[point + 2 :] + ".",
                number.replace(number[point], "::"),
                "1" + "7" * 5 + number,
            ]
        )

    return _one(_NUMBER, text, random, new)


def impossible(text: str, random: Random) -> str:
    return _one(_NUMBER, text, random, lambda number: f"{'-' * number.startswith('-')}99{number.lstrip('-')}")


def renamed(text: str, random: Random) -> str:
    return _one(_SITE, text, random, lambda _: random.choice(["Nack", "Xyz", "L9-L4", "Lunga", "Skull"]))


def taken_for_another(text: str, random: Random) -> str:
    """A site that stands elsewhere in the report as well: then two values of it do."""
    pairs = [("L2 ", "L1 "), ("L2;", "L1;"), ("L3;", "L2;"), ("L3 ", "L2 "), (">L2<", ">L1<"), ("L2-BMD", "L1-BMD")]
    pairs += [("L2-L4 BMD", "L1-L4 BMD"), ('"L2-L4"', '"L1-L4"'), ("|L2-L4|", "|L1-L4|"), ("LFN-BMD", "LTH-BMD")]
    pairs += [
        ("80954-1", "46278-8"),
        ("80948-3", "80946-7"),
        ('"l2_bmd"', '"l1_bmd"'),
        ("Lårbenshals", "Ländrygg L1-L4"),
    ]
    here = [pair for pair in pairs if pair[0] in text and pair[1] in text]
    old, new = random.choice(here or [("\0", "\0")])
    return text.replace(old, new, 1)


def side_unclear(text: str, random: Random) -> str:
    return _one(_SIDE, text, random, lambda side: f"{side}/Right" if random.random() < 0.5 else "Leeft")


def z_for_t(text: str, random: Random) -> str:
    """A Z-score's name or code in place of a T-score's."""
    new = {"T-": "Z-", "T ": "Z ", "TS": "ZS", "tS": "zS", "_t": "_z", "T": "Z"}
    codes = {"38267-1": "85394-5", "80948-3": "80940-0", "80946-7": "80938-4"}
    return _one(_SCORE, text, random, lambda said: codes.get(said) or new[said[:2]] + said[2:])


def two_persons(text: str, random: Random) -> str:
    """A second identity in the report, in whatever way its form can hold one."""
    if text.startswith("MSH"):
        return text.replace("\rOBR", "\rPID|1||196109732393^^^^NNSWE\rOBR", 1)
    if text.startswith("{"):
        return text.replace("Patient/anna", "Patient/eva", 1)
    if text.startswith("<"):
        return text.replace("</PatientID>", "</PatientID><PatientID>19610973-2393</PatientID>", 1)
    if "\t" in text or ";" in text.partition("\n")[0]:
        return text
    return f"{text}\nPatient ID: 19610973-2393\n"


def child(text: str, random: Random) -> str:
    return _one(_BORN, text, random, lambda said: "20150907" if said.isdigit() else "2015-09-07")


def no_sex(text: str, random: Random) -> str:
    return _one(_SEX, text, random, lambda _: random.choice(["U", "O", "okänt", "Nonbinary"]))


def odd_day(text: str, random: Random) -> str:
    return _one(
        _DAY, text, random, lambda _: random.choice(["2026-13-45", "20261345", "03/02/2026", "2099-01-01", "i går"])
    )


def line_doubled(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True)
    one = random.randrange(1, len(lines)) if len(lines) > 1 else 0
    return "".join([*lines[:one], lines[one], *lines[one:]])


def line_doubled_with_another_value(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True)
    numbered = [index for index, line in enumerate(lines) if len(_NUMBER.findall(line)) > 2]
    if not numbered:
        return line_doubled(text, random)
    one = random.choice(numbered)
    return "".join([*lines[:one], lines[one], impossible(lines[one], random), *lines[one + 1 :]])


def line_lost(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True)
    one = random.randrange(len(lines))
    return "".join([*lines[:one], *lines[one + 1 :]])


def points_and_commas(text: str, random: Random) -> str:
    return _NUMBER.sub(lambda one: one[0].translate(str.maketrans(".,", ",.")), text)


def words_between(text: str, random: Random) -> str:
    return _one(re.compile(r"(?<=\n)"), text, random, lambda _: "Kommentar: se vänster och höger höft, remiss 3,4\n")


FAULTS: tuple[Fault, ...] = (
    cut_off,
    unit_dropped,
    unit_other,
    garbled,
    impossible,
    renamed,
    taken_for_another,
    side_unclear,
    z_for_t,
    two_persons,
    child,
    no_sex,
    odd_day,
    line_doubled,
    line_doubled_with_another_value,
    line_lost,
    points_and_commas,
    words_between,
)
MAY_LACK = (cut_off, line_lost)
"""Faults of which a form without an end of its own cannot know: fewer sites, and no other."""
COUNT = 100


def malformed(name: str) -> Iterator[tuple[Fault, bytes]]:
    """A hundred of the good report of this name: each fault in turn, then bytes that are no text."""
    text = (GOOD / name).read_bytes().decode("utf-8-sig")
    for number in range(COUNT - len(_BYTES)):
        fault = FAULTS[number % len(FAULTS)]
        yield fault, fault(text, Random(f"{name} {number}")).encode()
    for spoil in _BYTES:
        yield cut_off, spoil(text)


_BYTES: tuple[Callable[[str], bytes], ...] = (
    lambda text: text.encode("utf-16-le"),
    lambda text: text.encode()[: len(text) // 2] + b"\0\0" + text.encode()[len(text) // 2 :],
    lambda text: text.encode().replace(b"T", b"\x81", 3),
    lambda text: b"PK\x03\x04" + text.encode(),
    lambda text: b"",
)
