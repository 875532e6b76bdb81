"""Benkoll ("bone check"): the regional osteoporosis guideline, run for a patient, with reasons."""

from collections.abc import Collection, Mapping
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benkoll.assess.answer import Assessment
    from benkoll.assess.table import Assessed
    from benkoll.assess.why import Branch
    from benkoll.errors import Lang

__all__ = ["assess", "assess_table", "explain"]

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


def assess_table(
    frame: Any,
    day: date | None = None,
    *,
    complete: Collection[str] = (),
    variant: str = "vgr",
    changes: Mapping[str, float] | None = None,
    columns: Collection[str] | None = None,
) -> "Assessed":
    """The patients of a table (Polars, pandas, Arrow), a row each: `answers` and `rejects`, both as Polars tables.

    `changes`: parameters of the guideline -> other values; `columns`: of the answer, None is all; else as in `assess`.

    >>> import benkoll, polars as pl
    >>> from datetime import date
    >>> table = pl.DataFrame({"age": [72, 72], "prior_hip_fracture": [True, None], "osteoporosis_drug": "none"})
    >>> found = benkoll.assess_table(table, date(2026, 3, 2), columns=["TX-CONSIDER"])
    >>> found.answers["TX-CONSIDER"].to_list()
    ['recommended', 'possible']
    """
    from benkoll.assess.table import assess_table as assessed
    from benkoll.guideline.build import load

    return assessed(frame, load(variant, tuple((changes or {}).items())), day, complete, columns)


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
