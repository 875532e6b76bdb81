"""Ten core facts, each known or not: what the answer says, and says is missing, against every completion there is.

For one patient all 1024 ways of knowing only some of the ten facts are assessed. Beside it stands the whole table of
completions, each fact with a value from every cell into which the guideline's limits cut it.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import product
from typing import Any

import polars as pl
import pytest

from benkoll.assess.answer import Assessment
from benkoll.assess.patient import assess
from benkoll.facts.derive import Settled
from benkoll.facts.registry import registry
from benkoll.logic.columns import TYPES, add_columns
from terms.changed import by_frax_alone

CELLS: dict[str, tuple[Any, ...]] = {
    "prior_hip_fracture": (False, True),
    "prior_vertebral_fracture": (False, True),
    "prior_other_fragility_fracture": (False, True),
    "t_score_lumbar_spine": (-3.5, -2.6, -2.5, -1.1, -1.0),
    "frax_major_percent": (10.0, 15.0, 20.0, 21.0),
    "glucocorticoid_mg_day": (0.0, 5.0),
    "osteoporosis_drug": registry()["osteoporosis_drug"].choices,
    "egfr_ml_min": (14.0, 20.0, 29.9, 34.0, 35.0),
    "ionised_calcium_mmol_l": (1.1, 1.2, 1.4),
    "stroke": (False, True),
}
# All else that the guideline reads is known, so that nothing but the ten facts is open.
KNOWN: dict[str, Any] = {
    "assessment_date": date(2026, 3, 2),
    "birth_date": date(1950, 1, 15),
    "sex": "female",
    "glucocorticoid_months": 6.0,
    "t_score_femoral_neck": -0.5,
    "t_score_total_hip": -0.5,
    "dxa_date": date(2025, 12, 1),
    "frax_date": date(2025, 12, 1),
    "frax_hip_percent": 3.0,
    "laboratory_date": date(2026, 2, 1),
    "latest_fracture_date": date(2025, 6, 1),
    "fragility_fracture_count": 1.0,
    "vertebral_fracture_grade": 0.0,
    "vertebral_fracture_count": 0.0,
    "alp_ukat_l": 1.0,
    "pth_pmol_l": 5.0,
    "vitamin_d_nmol_l": 60.0,
    "height_cm": 165.0,
    "weight_kg": 65.0,
    "height_at_25_cm": 166.0,
    "weight_5_years_ago_kg": 65.0,
    "falls_last_year": 0.0,
    "drug_start_date": date(2023, 1, 10),
    "drug_stop_date": date(2019, 6, 1),
    "last_dose_date": date(2025, 11, 1),
    "denosumab_last_dose_date": date(2020, 11, 1),
    "previous_osteoporosis_drug": "none",
    "care_setting": "primary_care",
    "dxa_site_not_evaluable": "none",
    "bmd_change_percent": 0.0,
    "least_significant_change_percent": 5.0,
    "earlier_bisphosphonate_years_oral": 0.0,
    "earlier_bisphosphonate_years_parenteral": 0.0,
    "dxa_available": True,
    "postmenopausal": True,
    "rises_from_chair_unaided": True,
}
EXCLUDING = {"egfr_ml_min", "ionised_calcium_mmol_l", "stroke"}
"""What excludes the drug that is taken counts, for a change of drug and for going on, only where it is known."""
NAMES = tuple(CELLS)
STAND_INS = {"creatinine_umol_l", "cystatin_c_mg_l", "calcium_mmol_l", "albumin_g_l", "latest_fracture_site"}
"""Named beside eGFR, ionised calcium and the fractures, for either would do."""
OPEN_RECORD = ("INV-", "SUS-", "TX-SWITCH")  # rules that speak of the record: what it lacks, it lacks


def known() -> dict[str, Any]:
    """Every fact but the ten; a truth value not told above is false."""
    bools = {name: False for name, fact in registry().items() if fact.type == "bool"}
    return {name: value for name, value in {**bools, **KNOWN}.items() if name not in CELLS}


@cache
def truth() -> dict[str, list[bool]]:
    """Code -> whether it holds, for every completion in the order of the product of the cells."""
    rows = list(product(*CELLS.values()))
    facts = {
        name: pl.Series(name, [row[place] for row in rows], TYPES[registry()[name].kind])
        for place, name in enumerate(NAMES)
    }
    frame = pl.DataFrame(facts).with_columns(
        pl.lit(value, TYPES[registry()[name].kind]).alias(name) for name, value in known().items()
    )
    terms = {code: form.when for code, form in by_frax_alone().recommendations.items()}
    table = add_columns(frame.lazy(), terms).select(*terms).collect()
    assert not table.null_count().sum_horizontal().item(), "where all is known nothing is open"
    return {code: table[code].to_list() for code in terms}


def strides() -> tuple[int, ...]:
    sizes = [len(cells) for cells in CELLS.values()]
    return tuple(_product(sizes[place + 1 :]) for place in range(len(sizes)))


def _product(sizes: list[int]) -> int:
    result = 1
    for size in sizes:
        result *= size
    return result


BASE = (0, 0, 1, 1, 2, 0, 0, 4, 1, 0)
"""The patient's own cell of each fact: a wrist fracture, T -2.6, FRAX 20 %, no drug."""


def places(unknown: tuple[int, ...]) -> list[int]:
    """Where the completions of those unknown facts stand in the table, in the order of their product."""
    step = strides()
    start = sum(BASE[place] * step[place] for place in range(len(NAMES)) if place not in unknown)
    found = [start]
    for place in unknown:
        found = [at + cell * step[place] for at in found for cell in range(len(CELLS[NAMES[place]]))]
    return found


def patterns(most: int) -> Iterator[tuple[int, ...]]:
    """The ways of not knowing up to so many of the ten facts."""
    for bits in range(1 << len(NAMES)):
        unknown = tuple(place for place in range(len(NAMES)) if bits >> place & 1)
        if len(unknown) <= most:
            yield unknown


def answer(unknown: tuple[int, ...]) -> Assessment:
    stated = {name: CELLS[name][BASE[place]] for place, name in enumerate(NAMES) if place not in unknown}
    return assess(Settled({**known(), **stated}, (), frozenset()), by_frax_alone())


def changing(values: list[bool], unknown: tuple[int, ...]) -> set[str]:
    """The facts that, all others fixed somehow, change the value."""
    sizes = [len(CELLS[NAMES[place]]) for place in unknown]
    found: set[str] = set()
    for turn, place in enumerate(unknown):
        step = _product(sizes[turn + 1 :])
        block = step * sizes[turn]
        for at, value in enumerate(values):
            if at % block >= step and value is not values[at - step]:
                found.add(NAMES[place])
                break
    return found


def test_every_pattern_of_the_unknown() -> None:
    """Recommended where every completion says so, not listed where none does, else possible with what can change it."""
    wrong: list[str] = []
    possible = 0
    for unknown in patterns(most=6):
        given = answer(unknown)
        at = places(unknown)
        for code, holds in truth().items():
            if code.startswith(OPEN_RECORD):
                continue
            values = [holds[place] for place in at]
            advice = given.advice(code)
            status = advice.status if advice else "not listed"
            right = "recommended" if all(values) else "possible" if any(values) else "not listed"
            if status != right:
                wrong.append(f"{code}: {status}, not {right}; unknown {[NAMES[place] for place in unknown]}")
            elif advice and right == "possible":
                possible += 1
                exact = changing(values, unknown)
                if not exact - EXCLUDING <= set(advice.missing) - STAND_INS <= exact:
                    wrong.append(f"{code}: missing {sorted(advice.missing)}, not {sorted(exact)}")
    assert possible > 1000, "too few answers were open for this to show anything"
    assert not wrong, "\n".join([f"{len(wrong)} wrong", *dict.fromkeys(wrong[:40])])


@pytest.mark.parametrize("code", ["TX-CONSIDER", "ALERT-DRUG"])
def test_all_ten_unknown(code: str) -> None:
    unknown = tuple(range(len(NAMES)))
    advice = answer(unknown).advice(code)
    assert advice is not None
    assert advice.status == "possible"
    assert set(advice.missing) - STAND_INS == changing([truth()[code][place] for place in places(unknown)], unknown)
