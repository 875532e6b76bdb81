"""Radiology reports: which may speak of a vertebral fracture. Someone confirms each, so doubt is a finding."""

import time

import pytest

from benkoll.exchange.visits.findings import may_be_vertebral_fracture


@pytest.mark.parametrize(
    "report",
    [
        "Kotkompression Th12.",
        "Flera kotkompressioner av okänd ålder",
        "KOMPRESSIONSFRAKTUR L1",
        "Färska kotfrakturer i ländryggen.",
        "Kompression av L2 med 30 % höjdminskning.",
        "Kompression av kotkroppen Th 11.",
        "Kota L3 komprimerad.",
        "L1-kompression sedan tidigare.",
        "Ingen höftfraktur, kotkompression L1.",
        "Ingen blödning. Kotkompression Th8.",
        "Ingen färsk skelettskada men känd kotkompression",
        "Kotkompression utan dislokation.",
        "Kan inte utesluta kotkompression",
        "Det går inte att utesluta en kompressionsfraktur.",
        "Genant grad 2 i Th7",
        "Wedge deformity of T12",
        "Vertebral compression fracture of L1",
        "There is an osteoporotic compression fracture.",
    ],
)
def test_a_finding(report: str) -> None:
    assert may_be_vertebral_fracture(report)


@pytest.mark.parametrize(
    "report",
    [
        "",
        "Normal bröstrygg.",
        "Ingen kotkompression.",
        "Inga säkra kotkompressioner",
        "Utan kotfraktur",
        "Undersökningen utesluter kompressionsfraktur.",
        "Ej kompressionsfraktur",
        "No compression fracture",
        "Höftfraktur vänster.",
        "Kompressionsstrumpa rekommenderas.",
        "Genant grad 0.",
        "Nervrotskompression L5.",
    ],
)
def test_no_finding(report: str) -> None:
    assert not may_be_vertebral_fracture(report)


@pytest.mark.parametrize("word", ["kot", "kota ", "vertebra ", "kan inte ", "l1 ", "kompression av ", "genant "])
def test_a_long_report_is_read_fast(word: str) -> None:
    started = time.process_time()
    may_be_vertebral_fracture(word * (100_000 // len(word)))
    assert time.process_time() - started < 2
