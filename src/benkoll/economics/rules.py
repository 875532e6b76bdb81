"""The guideline asked about simulated people: the same terms as for real ones, in any variant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from benkoll.assess.table import answer_columns
from benkoll.economics.drugs import ALENDRONATE, BISPHOSPHONATES, DENOSUMAB, DRUGS, NONE, ZOLEDRONATE
from benkoll.economics.hazards import SITES, Person, ten_year_risk
from benkoll.economics.parameters import Floats
from benkoll.economics.people import People, by_age
from benkoll.economics.scenarios import Scenario
from benkoll.economics.states import Bools, State
from benkoll.facts.numbers import read_yaml
from benkoll.facts.table import CHOICES, settle_columns
from benkoll.guideline.build import load

FIRST_DAY = date(2025, 1, 1)
YEAR_DAYS = 365.25
ASKED = ("INV-DXA", "TX-CONSIDER", "TX-SWITCH", "TX-PAUSE", "TX-LIMIT", "TX-FOLLOW-ON", "TX-BEFORE-DISCHARGE")
COMPLETE = ("fractures", "conditions", "oral_drugs", "drugs")
"""Everything is known of simulated people: what they have not, they have not."""
SITE_NAMES = {
    "hip": "hip",
    "vertebra": "vertebra",
    "wrist": "wrist",
    "humerus": "proximal_humerus",
    "elsewhere": "other",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """People at a moment, as rows: `draw` and `person`, (rows,); `age` (years), `t_score` of the neck (NaN: not
    measured), `ward`: in hospital for the fracture of this half-year."""

    draw: npt.NDArray[np.intp]
    person: npt.NDArray[np.intp]
    age: Floats
    t_score: Floats
    ward: Bools


@dataclass(frozen=True, slots=True)
class Decided:
    """What the guideline recommends, (rows,) each; `drug`: the first choice as `drugs.DRUGS`, 0 where it names none
    or one that is not simulated."""

    recommended: Mapping[str, Bools]
    drug: npt.NDArray[np.int8]
    not_simulated: Bools


class Rules:
    """A variant of the guideline, ready to be asked."""

    def __init__(self, scenario: Scenario) -> None:
        """UsageError for a variant or a parameter that the guideline has not."""
        self.guideline = load(scenario.variant, scenario.changes)

    def decide(self, people: People, person: Person, state: State, asked: Asked, years: float) -> Decided:
        """The answers, `years` after the start."""
        frame = pl.DataFrame(_facts(people, person, state, asked, years))
        settled = settle_columns(frame.lazy(), COMPLETE)
        answers = answer_columns(settled, self.guideline, (*ASKED, "first_choice")).collect()
        named = answers.get_column("first_choice").cast(pl.String)
        codes = named.replace_strict({name: code for code, name in enumerate(DRUGS)}, default=-1, return_dtype=pl.Int8)
        drug = codes.fill_null(NONE).to_numpy()
        there = named.is_not_null().to_numpy()
        return Decided(
            {
                code: (answers.get_column(code).cast(pl.String) == "recommended").fill_null(False).to_numpy()
                for code in ASKED
            },
            np.maximum(drug, NONE).astype(np.int8),
            there & (drug < 0),
        )


def _facts(people: People, person: Person, state: State, asked: Asked, years: float) -> Mapping[str, Any]:
    """Columns as `facts.table.schema`."""
    at = (asked.draw, asked.person)
    today = FIRST_DAY + timedelta(days=round(years * YEAR_DAYS))
    female = people.female[asked.person]
    count = state.count[at].astype(np.float64)
    broken = count > 0
    hip, vertebra = np.isfinite(state.since_hip[at]), np.isfinite(state.since_vertebra[at])
    measured = ~np.isnan(asked.t_score)
    major, only_hip = ten_year_risk(person, asked.person, asked.age, asked.t_score, broken)
    assumed = read_yaml("benkoll.economics", "data", "population.yaml")
    egfr = by_age("egfr", "mean", asked.age) + assumed["egfr"]["sd"] * people.egfr_beyond[asked.person]
    factors = {name: values[asked.person] for name, values in people.factors.items()}
    steroid = factors["glucocorticoids"]

    def where(condition: Bools, values: Any) -> pl.Series:
        return pl.Series(np.where(condition, values, 0.0)).set(pl.Series(~condition), None)

    def ago(condition: Bools, since: Floats) -> pl.Series:
        days = np.where(condition, np.nan_to_num(since, posinf=0.0), 0) * YEAR_DAYS
        return (
            pl.Series(today.toordinal() - 719163 - days.astype(np.int32)).cast(pl.Date).set(pl.Series(~condition), None)
        )

    def chosen(values: npt.NDArray[Any], names: list[str]) -> pl.Series:
        return pl.Series(np.array(names)[values]).cast(CHOICES)

    return {
        "assessment_date": pl.Series([today]).new_from_index(0, len(asked.age)),
        "age": asked.age.astype(np.float64),
        "sex": chosen(female.astype(np.int8), ["male", "female"]),
        "postmenopausal": female,
        "care_setting": chosen(asked.ward.astype(np.int8), ["primary_care", "ward"]),
        "lives_in_care_home": people.frailty[asked.person] < by_age("care_home", "share", asked.age),
        "prior_hip_fracture": hip,
        "prior_vertebral_fracture": vertebra,
        "prior_other_fragility_fracture": state.had_other[at],
        "fragility_fracture_count": count,
        "latest_fracture_site": chosen(state.latest[at], [*(SITE_NAMES[site] for site in SITES), "other"]).set(
            pl.Series(~broken), None
        ),
        "latest_fracture_date": ago(broken, state.since[at]),
        "parent_hip_fracture": factors["parent_hip"],
        "current_smoker": factors["smoking"],
        "alcohol_3_or_more_units": factors["alcohol"],
        "rheumatoid_arthritis": factors["rheumatoid_arthritis"],
        "other_secondary_osteoporosis": factors["secondary_osteoporosis"],
        **{name: where(steroid, value) for name, value in assumed["glucocorticoids"].items()},
        "t_score_femoral_neck": where(measured, np.round(asked.t_score, 1)),
        "t_score_lumbar_spine": where(measured, np.round(asked.t_score + people.lumbar[asked.person], 1)),
        "dxa_date": ago(measured, np.zeros(len(asked.age), np.float32)),
        "frax_major_percent": np.clip(major, 0, 100).astype(np.float64),
        "frax_hip_percent": np.clip(only_hip, 0, 100).astype(np.float64),
        "frax_date": pl.Series([today]).new_from_index(0, len(asked.age)),
        "egfr_ml_min": np.clip(egfr, 5, 150).astype(np.float64),
        "laboratory_date": pl.Series([today]).new_from_index(0, len(asked.age)),
        **{name: np.full(len(asked.age), value) for name, value in assumed["laboratory"].items()},
        **_drug_facts(state, at, chosen, ago, where),
    }


def _drug_facts(state: State, at: Any, chosen: Any, ago: Any, where: Any) -> Mapping[str, Any]:
    """The drug taken now, or the one before; a course's years count among the earlier ones once it has ended."""
    drug, last, on, off = state.drug[at], state.last_drug[at], np.maximum(state.on[at], 0), state.off[at]
    taking = drug > 0
    before = (last > 0) & ~taking
    course = np.isin(last, BISPHOSPHONATES) & (taking | before)
    earlier = np.maximum(state.bisphosphonate[at] - np.where(course, on, 0), 0)
    interval = np.where(last == DENOSUMAB, 0.5, 1.0)
    given = np.isin(last, (DENOSUMAB, ZOLEDRONATE))
    return {
        "osteoporosis_drug": chosen(drug, list(DRUGS)),
        "previous_osteoporosis_drug": chosen(np.where(before, last, NONE), list(DRUGS)),
        "drug_start_date": ago(taking | before, np.where(before, off + on, on)),
        "drug_stop_date": ago(before, off),
        "last_dose_date": ago(given & (taking | before), np.where(taking, on % interval, off)),
        "fracture_during_treatment": taking & (state.since[at] < on),
        "earlier_bisphosphonate_years_oral": np.where(last == ALENDRONATE, earlier, 0.0).astype(np.float64),
        "earlier_bisphosphonate_years_parenteral": np.where(last == ALENDRONATE, 0.0, earlier).astype(np.float64),
    }
