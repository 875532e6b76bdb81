"""Writes the tables of docs/economics.md: what the simulation gives beside what was published."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from fit_economics import death_rate, deaths
from risk.figures import table

from benkoll.economics.counted import PLACE
from benkoll.economics.drugs import ALENDRONATE, DRUGS, ROMOSOZUMAB
from benkoll.economics.followed import Follower, Fractures
from benkoll.economics.hazards import HIP, MAJOR, SITES, VERTEBRA, WRIST
from benkoll.economics.kept import WILLING, benefit, kept
from benkoll.economics.parameters import means, parameters
from benkoll.economics.people import BLOCKS, FACTORS, OLDEST, People, counts, draw_people
from benkoll.economics.results import BASE_RATE, compare
from benkoll.economics.run import simulate
from benkoll.economics.scenarios import scenario
from benkoll.economics.states import State
from benkoll.facts.numbers import read_yaml
from benkoll.risk.numbers import read

PAGE = Path(__file__).parents[1] / "docs" / "economics.md"
SLOT = re.compile(r"(<!-- table: ([a-z-]+) -->\n).*?(?=<!-- end -->)", re.DOTALL)
NUMBER, YEARS, SEED = 300_000, 6, 11
"""Other people than those of the fit."""
HEAD = ("what", "use", "goal", "model", "difference", "source")
ONE_COURSE = (
    ("bisphosphonate.limit_oral", 4.9),
    ("bisphosphonate.limit_total", 4.9),
    ("bisphosphonate.pause_months", 1200.0),
)
"""Of the guideline's parameters, so that a bisphosphonate ends after five years for good, as in those evaluations."""
Row = tuple[str, str, str, str, str, str]


def main() -> None:
    """Every place of the page gets its table."""
    made = {
        "validation-register": _validation("register"),
        "validation-scope": _validation("scope"),
        "published": _published(),
        "draws": _draws(),
    }
    text = PAGE.read_text("utf-8")
    PAGE.write_text(SLOT.sub(lambda found: f"{found[1]}\n{made[found[2]]}\n\n", text), "utf-8")


# THE POPULATION


def _validation(incidence: str) -> str:
    people = draw_people(counts("sweden"), NUMBER, YEARS, SEED)
    follower = Follower(people)
    last: list[State] = []

    def watch(place: int, cycle: int, state: State, happened: Any, age: Any) -> None:
        follower.watch(place, cycle, state, happened, age)
        last[:] = [state]

    one = scenario("usual").over(incidence=incidence)
    outcome = simulate(people, [one], [means()], YEARS, SEED, watch=watch)
    found = follower.fractures()
    rows = [*_rates(follower, found, incidence), *_after(follower, found), *_treated(people, last[0])]
    own = float(outcome.yearly(0)[0, :, [PLACE[site] for site in SITES]].sum()) / YEARS
    goal = read_yaml("benkoll.economics", "data", "targets.yaml")["all_a_year"]
    rows.insert(0, _row("all fractures a year", "fit", goal[incidence], own, goal["source"], 0))
    return table(HEAD, rows)


def _row(what: str, use: str, goal: Any, model: float, source: str, decimals: int = 1) -> Row:
    """A goal may be a number or the ends of a range, from whose nearer end the difference is told."""
    ends = goal if isinstance(goal, list) else [goal, goal]
    off = min(0.0, model - ends[0]) if model < ends[1] else model - ends[1]
    near = ends[0] if model < ends[0] else ends[1]
    said = f"{ends[0]:g}" if ends[0] == ends[1] else f"{ends[0]:g} to {ends[1]:g}"
    share = f" ({100 * off / near:+.0f} %)" if near and off else ""
    return what, use, said, f"{model:.{decimals}f}", f"{off:+.{decimals}f}{share}" if off else "within", source


def _rates(follower: Follower, found: Fractures, incidence: str) -> Iterator[Row]:
    targets = read_yaml("benkoll.economics", "data", "targets.yaml")
    more = targets["scope_hip"]["value"] if incidence == "scope" else 1.0
    female = follower.people.female[found.person]
    first = targets["first_hip_women"]
    for (low, high), goal in zip(first["ages"], first["value"], strict=True):
        at = found.first_hip & female & (found.age >= low) & (found.age < high)
        rate = 1000 * at.sum() / follower.person_years(low, high, True)
        yield _row(
            f"first hip per 1000 women of {low}-{high - 1}", "fit", round(more * goal, 2), rate, first["source"], 2
        )
    for sex in ("female", "male"):
        at = found.first_hip & (female == (sex == "female"))
        rate = 1000 * at.sum() / follower.person_years(50, OLDEST + 20, sex == "female")
        goal = round(more * targets["first_hip_from_50"][sex], 2)
        yield _row(f"first hip per 1000 from 50, {sex}", "fit", goal, rate, targets["first_hip_from_50"]["source"], 2)
        yield _row(
            f"deaths per 1000 from 50, {sex}", "fit", round(1000 * death_rate(sex, follower), 1),
            1000 * deaths(sex, follower, 2 * YEARS), targets["deaths"]["source"],
        )  # fmt: skip
    hips = float((found.site == HIP).sum() * follower.people.stands_for[0]) / YEARS
    if incidence == "register":
        yield _row("all hip fractures a year", "check", targets["all_hips_a_year"]["value"], hips,
                   targets["all_hips_a_year"]["source"], 0)  # fmt: skip
    for name, site in (("wrist", WRIST), ("hip", HIP)):
        goal = targets[f"{name}_median_age_women"]
        median = float(np.median(found.age[female & (found.site == site)]))
        yield _row(f"median age of a woman's {name} fracture", goal["use"], goal["value"], median, goal["source"])


def _after(follower: Follower, found: Fractures) -> Iterator[Row]:
    targets = read_yaml("benkoll.economics", "data", "targets.yaml")
    female = follower.people.female[found.person]
    early = found.cycle < 2
    for key, years, sites in (
        ("again_5_years_major_women", 5.0, MAJOR),
        ("again_12_months_women", 1.0, tuple(range(len(SITES)))),
        ("again_24_months_women", 2.0, tuple(range(len(SITES)))),
    ):
        goal = targets[key]
        share = 100 * follower.again_within(female & early, years, sites)
        yield _row(key.replace("_", " ") + ", %", goal["use"], goal["value"], share, goal["source"])
    dead = targets["dead_1_year_hip"]
    for sex in ("female", "male"):
        at = (found.site == HIP) & (female == (sex == "female")) & (found.cycle < 2 * YEARS - 2)
        share = 100 * follower.dead_within(at, 1.0)
        yield _row(f"dead a year after hip fracture, {sex}, %", "check", dead[sex], share, dead["source"])
    yield from _lifetime(targets)


def _lifetime(targets: Any) -> Iterator[Row]:
    """Everybody from 50 to death, with the care of today."""
    people = _cohort(60_000, 50.0, female=None)
    follower = Follower(people)
    simulate(people, [scenario("usual")], [means()], 55, SEED, watch=follower.watch, begin=lambda place, state: None)
    found = follower.fractures()
    female = people.female[found.person]
    for key, at in (("lifetime_any_from_50", found.cycle >= 0), ("lifetime_hip_from_50", found.first_hip)):
        goal = targets[key]
        for sex in ("female", "male"):
            own = at & (female == (sex == "female"))
            share = 100 * len(np.unique(found.person[own])) / float((people.female == (sex == "female")).sum())
            yield _row(
                f"{key.replace('_', ' ')}, {sex}, % (rates of the register)", "check", goal[sex], share, goal["source"]
            )
    earliest: dict[int, dict[int, int]] = {WRIST: {}, HIP: {}}
    for person, site, cycle in zip(found.person[female], found.site[female], found.cycle[female], strict=True):
        if site in earliest:
            earliest[site].setdefault(int(person), int(cycle))
    both = earliest[WRIST].keys() & earliest[HIP].keys()
    share = 100 * sum(earliest[WRIST][one] < earliest[HIP][one] for one in both) / len(both)
    goal = targets["wrist_before_hip"]
    yield _row("women with both whose wrist broke first, %", "check", [goal["value"], 100], share, goal["source"])


def _treated(people: People, state: State) -> Iterator[Row]:
    targets = read_yaml("benkoll.economics", "data", "targets.yaml")
    age = people.age[: state.shape[1]] + YEARS
    for sex, key in (("female", "treated_after_fracture_women_70"), ("male", "treated_after_fracture_men_70")):
        at = (
            state.alive[0]
            & (people.female[: state.shape[1]] == (sex == "female"))
            & (age >= 70)
            & (state.since[0] <= 5)
        )
        share = 100 * float(((state.drug[0] > 0) & at).sum() / at.sum())
        goal = targets[key]
        yield _row(
            f"on drug, of those from 70 with a fracture in 5 years, {sex}, %",
            "check",
            goal["value"],
            share,
            goal["source"],
        )


# PUBLISHED EVALUATIONS, AT THEIR PRICES


def _cohort(count: int, age: float, female: bool | None = True, t_score: float | None = None) -> People:
    """People of one age, alive and unbroken, without risk factors where a T-score is given."""
    drawn = draw_people(counts("sweden"), count, 1, SEED)
    number = -(-count // BLOCKS) * BLOCKS
    sex = drawn.female if female is None else np.full(number, female)
    fitted = read("fitted.yaml")["expected_t"]
    none = {name: np.zeros(number, np.bool_) for name in FACTORS}
    bone = drawn.bone
    if t_score is not None:
        bone = np.full(number, t_score - (fitted["level"]["female"] + fitted["age"] * (age - 70) / 10), np.float32)
    return People(
        np.full(number, age, np.float32), sex, drawn.bmi, bone, drawn.lumbar, drawn.egfr_beyond, drawn.frailty,
        drawn.factors if t_score is None else none, np.ones(number, np.float32),
    )  # fmt: skip


def _on(drug: int, broken: int | None) -> Callable[[int, State], None]:
    """The second scenario begins on a drug; all have just had a fracture of this site, if any."""

    def begin(place: int, state: State) -> None:
        if broken is not None:
            state.since[:], state.latest[:], state.count[:] = 0.0, broken, 1
            clock = state.since_vertebra if broken == VERTEBRA else state.since_minor
            clock[:] = 0.0
        if place:
            state.drug[:], state.last_drug[:] = drug, drug

    return begin


def _published() -> str:
    rows: list[tuple[str, ...]] = []
    old = parameters()["money.price_index_2004"].value * parameters()["money.eur_2004"].value
    stay = {name: 1.0 for name in parameters() if name.startswith("stay.")}
    nothing = {"usual.identified": 0.0, "usual.screened_per_year": 0.0}
    for what, broken, published, ratio in (
        ("alendronate 5 years, women of 70, T -2.5, vertebral fracture", VERTEBRA,
         "saves money in Scandinavia (Ström 2007); risedronate EUR 860 a QALY in Sweden (Borgström 2006)", 860),
        ("alendronate 5 years, women of 70, T -2.5, no fracture", None,
         "risedronate EUR 21 148 a QALY in Sweden (Borgström 2006)", 21_148),
    ):  # fmt: skip
        people = _cohort(100_000, 70.0, t_score=-2.5)
        rows.append((what, published, *_told(people, ALENDRONATE, broken, {**nothing, **stay}, old, ratio)))
    people = _cohort(100_000, 74.0, t_score=-2.5)
    rows.append(
        (
            "romosozumab a year, women of 74, T -2.5, wrist just broken, against nothing",
            "+0.089 QALY over alendronate, EUR 33 732 a QALY (Söreskog 2021): another comparator, so its order only",
            *_told(people, ROMOSOZUMAB, WRIST, {**nothing, **stay, "chain.follow_on": 1.0}, old),
        )
    )
    return table(
        (
            "what",
            "published",
            "QALY gained each",
            "cost each, SEK",
            "EUR a QALY, prices of 2004",
            "price of a drug's year with which it is as published, EUR of 2004",
        ),
        rows,
    )


def _told(
    people: People,
    drug: int,
    broken: int | None,
    changes: Mapping[str, float],
    old: float,
    published: int | None = None,
) -> tuple[str, ...]:
    """`published`: EUR a QALY; the other columns but the last hold today's price of the drug."""
    values = means(changes)
    usual = scenario("usual").over(changes=ONE_COURSE if drug == ALENDRONATE else ())
    outcome = simulate(people, [usual] * 2, [values] * 2, 40, SEED, begin=_on(drug, broken))
    found = compare(outcome, 1, 0)
    gained, cost = float(found.more("quality", BASE_RATE)[0]), float(found.cost()[0])
    each = len(people)
    ratio = f"{cost / gained / old:,.0f}" if cost > 0 < gained else "saves" if gained > 0 else "loses"
    drugs, price = float(found.more("cost_drugs", BASE_RATE)[0]), float(values[f"price.{DRUGS[drug]}"][0, 0]) / old
    needed = (
        ""
        if published is None
        else f"{price * (published * old * gained - cost + drugs) / drugs:,.0f} ({price:,.0f} today)"
    )
    return f"{gained / each:.3f}", f"{cost / each:,.0f}", ratio, needed


# THE DRAWS


def _draws() -> str:
    """Net benefit at 500 000 SEK a QALY and fractures averted: what the parameters do, and what so few people do."""
    found = kept()
    rows = []
    for name, own in found.outcomes.items():
        for outcome, values in (("averted", own["averted"]), ("net benefit, MSEK", benefit(own))):
            noise = found.noise[name]["averted"]
            if outcome != "averted":
                noise = float(np.hypot(found.noise[name]["cost"], found.noise[name]["quality"] * WILLING / 1e6))
            spread = float(np.sqrt(max(values.var() - noise**2, 0.0)))
            error = noise / len(values) ** 0.5
            means_of = [f"{values[:count].mean():,.0f}" for count in (250, 500, len(values))]
            share = f"{error / spread:.2f}" if spread else "all noise"
            rows.append((name, outcome, *means_of, f"{spread:,.0f}", f"{noise:,.0f}", f"{error:,.0f}", share))
    head = ("scenario", "outcome", "mean of 250", "of 500", "of all", "spread by the parameters", "noise of one draw",
            "Monte Carlo error of the mean", "of the spread")  # fmt: skip
    return table(head, rows)


if __name__ == "__main__":
    main()
