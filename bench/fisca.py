"""The rules of TX-3 in openfisca-core, over arrays: OpenFisca has no unknown, so every truth value is two arrays.

One says "known to be so", the other "known not to be so"; unknown is neither. A number that is unknown is NaN, against
which no limit holds, so that a comparison and its opposite are the two arrays. Numbers are OpenFisca's own, 32 bits.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import polars as pl
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

MONTH = "2026-03"
FRACTURES = ("prior_hip_fracture", "prior_vertebral_fracture", "prior_other_fragility_fracture")
T_SCORES = ("t_score_femoral_neck", "t_score_total_hip", "t_score_lumbar_spine")
NUMBERS = (*T_SCORES, "frax_major_percent", "glucocorticoid_mg_day", "glucocorticoid_months")
Formula = Callable[[Any, Any], Any]


def _low(of: Callable[[str], Any], limit: float) -> Any:
    neck, hip, spine = (of(name) for name in T_SCORES)
    return (neck < limit) | (hip < limit) | (spine < limit)


def _not_low(of: Callable[[str], Any], limit: float) -> Any:
    neck, hip, spine = (of(name) for name in T_SCORES)
    return (neck >= limit) & (hip >= limit) & (spine >= limit)


def _rule(rule: Callable[[Callable[[str], Any]], Any]) -> Formula:
    return lambda person, month: rule(lambda name: person(name, month))


RULES: Mapping[str, tuple[Formula, Formula]] = {
    "TX-3a": (
        _rule(lambda of: of("prior_hip_fracture_yes") | of("prior_vertebral_fracture_yes")),
        _rule(lambda of: of("prior_hip_fracture_no") & of("prior_vertebral_fracture_no")),
    ),
    "TX-3b": (
        _rule(lambda of: of("prior_other_fragility_fracture_yes") & _low(of, -1.0) & (of("frax_major_percent") > 15)),
        _rule(
            lambda of: of("prior_other_fragility_fracture_no") | _not_low(of, -1.0) | (of("frax_major_percent") <= 15)
        ),
    ),
    "TX-3c": (
        _rule(lambda of: _low(of, -2.5) & (of("frax_major_percent") > 20)),
        _rule(lambda of: _not_low(of, -2.5) | (of("frax_major_percent") <= 20)),
    ),
    "TX-3d": (
        _rule(lambda of: (of("glucocorticoid_mg_day") >= 5) & (of("glucocorticoid_months") >= 3)),
        _rule(lambda of: (of("glucocorticoid_mg_day") < 5) | (of("glucocorticoid_months") < 3)),
    ),
}
SAID = ("yes", "no")


class Fisca:
    """The rules over the rows of a table."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self._person = build_entity(key="person", plural="persons", label="person", is_person=True)
        self._system = TaxBenefitSystem([self._person])
        self._count = rows.height
        self._arrays: dict[str, Any] = {}
        for name in FRACTURES:
            for said, column in zip(SAID, (rows[name], ~rows[name]), strict=True):
                self._variable(f"{name}_{said}", bool)
                self._arrays[f"{name}_{said}"] = column.fill_null(False).to_numpy()
        for name in NUMBERS:
            self._variable(name, float)
            self._arrays[name] = rows[name].fill_null(float("nan")).to_numpy().astype(np.float32)
        for rule, formulas in RULES.items():
            for said, formula in zip(SAID, formulas, strict=True):
                self._variable(f"{rule}_{said}", bool, formula=formula)

    def _variable(self, name: str, type_: type, **formula: Formula) -> None:
        form = {"value_type": type_, "entity": self._person, "definition_period": DateUnit.MONTH, "label": name}
        self._system.add_variable(type(name, (Variable,), {**form, **formula}))

    def given(self) -> Callable[[], dict[str, Any]]:
        """A simulation that holds the facts; called, it computes. Once: what it has computed it keeps."""
        simulation = SimulationBuilder().build_default_simulation(self._system, self._count)
        for name, array in self._arrays.items():
            simulation.set_input(name, MONTH, array)
        return lambda: {
            f"{rule}_{said}": simulation.calculate(f"{rule}_{said}", MONTH) for rule in RULES for said in SAID
        }

    def answers(self) -> pl.DataFrame:
        """Each rule as a column: true, false or null."""
        found = self.given()()
        return pl.select(
            pl.when(pl.Series(found[f"{rule}_yes"]))
            .then(True)
            .when(pl.Series(found[f"{rule}_no"]))
            .then(False)
            .alias(rule)
            for rule in RULES
        )
