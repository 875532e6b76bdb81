"""Which advice is shown to a person, and in which group: never two that contradict each other."""

from collections.abc import Collection

from benkoll.assess.answer import Advice, Assessment, Because

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

FEW = 4  # answers that one can still get


def kind_of(code: str) -> str:
    """The first part of the code."""
    return code.partition("-")[0]


def group_of(code: str) -> str:
    """What the reader does with it: act now, treat, refer, investigate, follow up, or leave it to the patient."""
    return ELSEWHERE.get(code) or GROUPS[kind_of(code)]


def shown_advice(assessment: Assessment) -> tuple[Advice, ...]:
    """What is recommended, and of what is possible that for which something known speaks.

    Of the possible courses one at most is shown, and none beside one that is recommended. What is possible for no
    reason of its own, but because a treatment may come, is shown where few answers are left to settle it.
    """
    advice = assessment.recommendations
    courses = [one for one in advice if one.code in COURSES and (one.status == "recommended" or one.supported)]
    courses = [one for one in courses if one.status == "recommended"] or courses[:1]
    told = {reason.criterion for one in courses for reason in _speaking(one)}
    return tuple(one for one in advice if one in courses or _is_shown(one, told))


def _speaking(advice: Advice) -> list[Because]:
    return [reason for reason in advice.because if reason.value is True]


def _is_shown(advice: Advice, told: Collection[str]) -> bool:
    if advice.status == "recommended":
        return True
    of_its_own = any(reason.criterion not in told for reason in _speaking(advice))
    return advice.supported and advice.code not in COURSES and (of_its_own or len(advice.missing) <= FEW)
