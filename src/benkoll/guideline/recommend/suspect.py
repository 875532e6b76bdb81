"""SUS-*: what to suspect. These speak of the record."""

from benkoll.guideline.children import adult_with_time
from benkoll.guideline.form import Items, Recommendation
from benkoll.guideline.risk_factors import SECONDARY_CAUSES, secondary_cause
from benkoll.guideline.suspicion import VERTEBRAL_SIGNS, femur_suspicion, vertebral_suspicion
from benkoll.logic.term import Term, known_true


def present(signs: dict[str, Term]) -> Items:
    """The signs or causes that are there, by fact name."""
    return Items("present", tuple((known_true(term), name) for name, term in signs.items()))


RECOMMENDATIONS = (
    Recommendation(
        "SUS-VERTEBRAL",
        vertebral_suspicion,
        ("DX-8", "SYM-1"),
        sv="Misstänk kotkompression: avbilda ryggen",
        en="Suspect a vertebral fracture: image the spine",
        details=(present(VERTEBRAL_SIGNS),),
    ),
    Recommendation(
        "SUS-FEMUR",
        femur_suspicion,
        ("AE-3", "SmPC"),
        sv="Misstänk atypisk femurfraktur: röntga båda lårbenen",
        en="Suspect an atypical femoral fracture: X-ray both femurs",
    ),
    Recommendation(
        "SUS-SECONDARY",
        adult_with_time & secondary_cause,
        ("DX-15",),
        sv="Tänk på sekundär osteoporos",
        en="Think of secondary osteoporosis",
        details=(present(SECONDARY_CAUSES),),
    ),
)
