"""What all signed readings of a patient state together: what the latest image says, and any fracture of an earlier."""

from collections.abc import Mapping

from benkoll.measures.vfa_report import VfaReport
from benkoll.readings.result import Said, facts_said

LASTING = ("prior_vertebral_fracture",)
"""What an earlier image has shown is so, whatever a later one says."""


def stated(reports: Mapping[str, VfaReport]) -> tuple[Said, ...]:
    """The facts with whose word they are. `reports`: reading -> report, the latest image first (`reads.reports_of`)."""
    found = dict[str, Said]()
    for named, report in reports.items():
        said = {one.fact: one for one in facts_said(named, report)}
        lasting = {fact: one for fact, one in said.items() if fact in LASTING and fact not in found}
        found |= lasting if found else said
    return tuple(found.values())
