"""The numbers of one level of a VFA reading by name and unit, for every form in which they are written down."""

from collections.abc import Iterator
from dataclasses import fields
from typing import NamedTuple

from benkoll.measures.vfa_report import VfaFinding

PIXELS, MILLIMETRES, RATIO, PERCENT = "{pixels}", "mm", "1", "%"
"""Units, as UCUM writes them."""


class Measured(NamedTuple):
    """One number: `height.anterior`, `ratio.wedge`, `loss_percent`, `probability.2` and the like."""

    name: str
    value: float
    unit: str


def measured(finding: VfaFinding) -> Iterator[Measured]:
    """Those that are known: heights in pixels, then in millimetres, ratios, loss, probabilities of the grades."""
    for heights, unit in ((finding.heights_px, PIXELS), (finding.heights_mm, MILLIMETRES)):
        for part in fields(heights) if heights else ():
            yield Measured(f"height.{part.name}", getattr(heights, part.name), unit)
    for part in fields(finding.ratios) if finding.ratios else ():
        ratio = getattr(finding.ratios, part.name)
        if ratio is not None:
            yield Measured(f"ratio.{part.name}", ratio, RATIO)
    if finding.loss_percent is not None:
        yield Measured("loss_percent", finding.loss_percent, PERCENT)
    for grade, probability in enumerate(finding.probabilities or ()):
        yield Measured(f"probability.{grade}", probability, RATIO)
