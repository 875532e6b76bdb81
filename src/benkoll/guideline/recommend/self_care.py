"""SELF-*: what patients can do themselves."""

from benkoll.guideline.children import adult_with_time
from benkoll.guideline.form import Items, Recommendation
from benkoll.guideline.self_care import FALL_RISKS, prevent_falls, stop_smoking
from benkoll.logic.term import known_true

RECOMMENDATIONS = (
    Recommendation(
        "SELF-ACTIVITY",
        adult_with_time,
        ("SELF-1",),
        sv="Viktbärande fysisk aktivitet, för äldre med balansträning",
        en="Weight-bearing activity, for older people with balance training",
    ),
    Recommendation(
        "SELF-FALLS",
        prevent_falls,
        ("SELF-2",),
        sv="Förebygg fall: läkemedel, syn, halkskydd, hemmiljö",
        en="Prevent falls: drugs, vision, anti-slip aids, the home",
        details=(Items("present", tuple((known_true(risk), name) for name, risk in FALL_RISKS.items())),),
        reading_sv="Som äldre räknas den som är {self_care.falls_age}.",
        reading_en="Older means {self_care.falls_age}.",
    ),
    Recommendation(
        "SELF-DIET",
        adult_with_time,
        ("SELF-3",),
        sv="Tillräckligt med kalcium och D-vitamin i maten",
        en="Enough calcium and vitamin D in the diet",
    ),
    Recommendation(
        "SELF-SMOKING",
        stop_smoking,
        ("SELF-4",),
        sv="Erbjud hjälp att sluta röka",
        en="Offer help to quit smoking",
        reading_sv="Ökad risk är behandlingsindikation, fragilitetsfraktur eller FRAX {risk.raised_frax}.",
        reading_en="Raised risk is an indication, a fragility fracture, or FRAX {risk.raised_frax}.",
    ),
)
