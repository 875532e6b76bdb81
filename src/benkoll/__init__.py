"""Benkoll ("bone check"): the regional osteoporosis guideline, run for a patient, with reasons."""

from collections.abc import Collection, Mapping
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benkoll.assess.answer import Assessment
    from benkoll.assess.why import Branch
    from benkoll.errors import Lang

__all__ = ["assess", "explain"]

import_module("benkoll.assess")  # the room of that name, loaded now, so that `benkoll.assess` stays the function below


def assess(
    facts: Mapping[str, object],
    day: date | None = None,
    *,
    complete: Collection[str] = (),
    variant: str = "vgr",
    lang: "Lang" = "sv",
) -> "Assessment":
    """The assessment of one patient whose facts are given by their names, as in JSON.

    `day`: the day of the assessment, where the facts do not say it. `complete`: kinds of source that are whole.
    Raises FactsError, with every problem, where the facts cannot be used; UsageError for an unknown variant.
    """
    from benkoll.assess.patient import assess as assessed
    from benkoll.facts.derive import settle
    from benkoll.facts.patient import read_patient
    from benkoll.guideline.build import load

    return assessed(settle(read_patient(facts, day), complete), load(variant), lang)


def explain(
    facts: Mapping[str, object],
    key: str,
    day: date | None = None,
    *,
    complete: Collection[str] = (),
    variant: str = "vgr",
    lang: "Lang" = "sv",
) -> "Branch":
    """Why a recommendation or criterion (`key`) holds or does not for the patient; all else as in `assess`."""
    from benkoll.assess.patient import explain as explained
    from benkoll.facts.derive import settle
    from benkoll.facts.patient import read_patient
    from benkoll.guideline.build import load

    return explained(settle(read_patient(facts, day), complete), load(variant), key, lang)
