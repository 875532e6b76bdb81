"""The fracture risk of one patient as JSON: the estimate with its reasons, FRAX where entered, and other instruments."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from benkoll.errors import Lang
from benkoll.facts import leaves as facts
from benkoll.facts.derive import Settled
from benkoll.facts.registry import domains, label, ranges
from benkoll.facts.rules import follows
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.missing import Missing
from benkoll.risk.beside import Json, figure, instruments, told
from benkoll.risk.contributions import contributions
from benkoll.risk.entered import ENTERED
from benkoll.risk.estimate import ESTIMATES
from benkoll.risk.inputs import completed_age

YOUNGEST = 40
WORDS: Mapping[str, Mapping[Lang, str]] = {
    "official": {
        "sv": "Skattningen är inte FRAX: det officiella värdet avgör.",
        "en": "The estimate is not FRAX: the official value decides.",
    },
    "young": {"sv": "gäller från 40 års ålder", "en": "valid from the age of 40"},
    "missing": {"sv": "saknas: {}", "en": "missing: {}"},
}


def report(patient: Settled, level: str, lang: Lang) -> Json:
    """The answer at one level: percentages, the interval of the major one, why there is none, and what stands beside.

    KeyError for a level that is none.
    """
    evaluation = Evaluation(patient.facts)
    model = ESTIMATES[level]
    major, hip = (figure(evaluation.value(term)) for term in (model.major, model.hip))
    ends = [figure(evaluation.value(term)) for term in (model.low, model.high)]
    why = [] if major is not None else list(_why_not(patient, evaluation, level, lang))
    return {
        "patient_id": patient.facts.get("patient_id"),
        "level": level,
        "source": model.source,
        "major_percent": major,
        "hip_percent": hip,
        "interval": None if None in ends else ends,
        "contributions": [asdict(one) for one in contributions(evaluation, level)],
        "valid": major is not None,
        "why_not_valid": why,
        "words": WORDS["official"][lang],
        "official": _official(evaluation),
        "instruments": [told(one, evaluation, patient.facts, lang) for one in instruments()],
    }
