"""Which advice is shown to a person, and in which group: never two that contradict each other."""

from benkoll.assess.answer import Advice, Assessment

COURSES = frozenset(
    ("TX-CONSIDER", "TX-WEIGH", "TX-SWITCH", "TX-PAUSE", "TX-CONTINUE", "TX-LIMIT", "TX-FOLLOW-ON", "TX-PAUSE-REVIEW")
)
"""What becomes of the drug: as long as they are only possible, these exclude each other."""

GROUPS = {
    "ALERT": "now",
    "SUS": "now",
    "TX": "treat",
    "SUPP": "treat",
    "REF": "refer",
    "INV": "investigate",
    "FU": "follow",
    "SELF": "self",
}
ELSEWHERE = {"ALERT-JAW-FEMUR": "treat"}  # informs before a start; nothing to act on


def kind_of(code: str) -> str:
    """The first part of the code."""
    return code.partition("-")[0]


def group_of(code: str) -> str:
    """What the reader does with it: act now, treat, refer, investigate, follow up, or leave it to the patient."""
    return ELSEWHERE.get(code) or GROUPS[kind_of(code)]


def shown_advice(assessment: Assessment) -> tuple[Advice, ...]:
    """What is recommended, and of what is possible that for which something known speaks.

    Of the possible courses one at most is shown, and none beside one that is recommended.
    """
    taken = any(advice.code in COURSES for advice in assessment.recommendations if advice.status == "recommended")
    shown: list[Advice] = []
    for advice in assessment.recommendations:
        if advice.status == "possible":
            course = advice.code in COURSES
            if not advice.supported or (course and taken):
                continue
            taken |= course
        shown.append(advice)
    return tuple(shown)
