"""What follows from a fact, and what an absent one counts as: terms over the facts, shared by one patient and a table.

Three layers, each read only where the one before says nothing: what is stated; what follows from what is stated (to
contradict that is an error); what is assumed, and what follows from assumptions (never an error: an assumption yields).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from benkoll.facts import leaves as facts
from benkoll.facts.fractures import OTHER, PRIOR_FACTS
from benkoll.facts.numbers import parameter
from benkoll.facts.registry import registry
from benkoll.logic.term import (
    And,
    Choose,
    Fact,
    Kind,
    Recorded,
    Term,
    Value,
    add_months,
    all_of,
    any_of,
    as_term,
    choose,
    first_known,
    known_false,
    known_true,
    lookup,
    recorded,
    unknown,
    years_between,
)


class Rule(NamedTuple):
    """What follows for a fact: `value`, unknown where nothing does. `because`: the facts that it follows from."""

    fact: str
    value: Term
    because: tuple[str, ...]

    def broken(self, derived: Term) -> Term:
        """Whether what follows is known to differ from what is stated, or follows otherwise."""
        return known_true(_differ(self.value, derived))


@dataclass(frozen=True, slots=True)
class Settling:
    """How facts are settled where the sources named are whole.

    `rules`: what follows from the facts stated. `derived`: facts for which there are rules, stated or derived.
    `settled`: every fact that may get a value, stated, derived or assumed. `assumable`: those that may be assumed.
    `notes`: assumptions that fill in no value. `names`: all that has a term in `settled` or `notes`, in order.
    """

    rules: tuple[Rule, ...]
    derived: Mapping[str, Term]
    settled: Mapping[str, Term]
    assumable: frozenset[str]
    notes: Mapping[str, Term]
    names: tuple[str, ...]


@lru_cache(maxsize=64)
def settling(whole: frozenset[str] = frozenset(), blocked: frozenset[str] = frozenset()) -> Settling:
    """`whole`: the facts whose silence is no (`registry.completed_by`); `blocked`: nothing is assumed of them."""
    rules, derived = _follows()
    assumed = {name: term for name, term in _assumed(whole, derived).items() if name not in blocked}
    settled = {name: first_known(derived.get(name, _leaf(name)), term) for name, term in assumed.items()}
    settled |= {name: term for name, term in derived.items() if name not in settled}
    settled |= _follows_from_assumed(settled)
    notes = {name: term for name, term in _notes().items() if name not in blocked}
    names = tuple(name for name in registry() if name in settled or name in notes)
    return Settling(rules, derived, settled, frozenset(assumed), notes, names)


def _leaf(name: str) -> Fact:
    return Fact(name, registry()[name].kind)


def _when(condition: Term, value: "Term | Value") -> Term:
    """The value where the condition is known to hold, else unknown."""
    term = as_term(value)
    return choose((known_true(condition), term), otherwise=unknown(term.kind))


def _differ(one: Term, other: Term) -> Term:
    return (one & ~other) | (~one & other) if one.kind == "bool" else (one < other) | (one > other)


def _any_recorded(*terms: Term) -> Term:
    return any_of(*map(recorded, terms))


# WHAT FOLLOWS FROM WHAT IS STATED

PRIORS = (*PRIOR_FACTS.values(), OTHER)
COUNT_AND_PRIORS = ("fragility_fracture_count", *PRIORS)
_failure_months = parameter("facts.treatment_failure_months")
_recent_months = parameter("facts.treatment_failure_recent_months")

_no_drug_now = facts.osteoporosis_drug.is_("none")
_since_start = add_months(facts.drug_start_date, _failure_months) <= facts.latest_fracture_date
_of_late = facts.latest_fracture_date >= add_months(facts.assessment_date, -_recent_months.value)
_before_start = facts.latest_fracture_date < facts.drug_start_date


def _follows() -> tuple[tuple[Rule, ...], dict[str, Term]]:
    """The rules, and the facts that they settle: stated, else derived. A rule reads no fact that follows from it."""
    rules = [
        Rule("postmenopausal", _when(facts.sex.is_("male"), False), ("sex",)),
        *_prior_fractures(),
        Rule("lives_in_care_home", _when(facts.care_setting.is_("care_home"), True), ("care_setting",)),
        *_last_denosumab(facts.osteoporosis_drug),
        *(
            Rule("teriparatide_ever", _when(_leaf(drug).is_("teriparatide"), True), (drug,))
            for drug in ("osteoporosis_drug", "previous_osteoporosis_drug")
        ),
    ]
    priors = [_first(rules, name) for name in PRIORS]
    rules.append(Rule("fragility_fracture_count", _no_fracture_count(*priors), PRIORS))
    rules += [
        *_fracture_during_treatment(_no_drug_now, *priors),
        Rule("pregnant_or_breastfeeding", _when(facts.sex.is_("male"), False), ("sex",)),
        Rule("pregnant_or_breastfeeding", _when(facts.postmenopausal, False), ("postmenopausal",)),
    ]
    return tuple(rules), {rule.fact: _first(rules, rule.fact) for rule in rules}


def _first(rules: list[Rule], name: str) -> Term:
    """The fact as stated, else by the first rule that says something."""
    return first_known(_leaf(name), *(rule.value for rule in rules if rule.fact == name))


def _prior_fractures() -> list[Rule]:
    elsewhere = [site for site in registry()["latest_fracture_site"].choices if site not in PRIOR_FACTS]
    sites = {name: (site,) for site, name in PRIOR_FACTS.items()} | {OTHER: tuple(elsewhere)}
    rules = [
        Rule(name, _when(facts.latest_fracture_site.is_in(*at), True), ("latest_fracture_site",))
        for name, at in sites.items()
    ]
    rules += [
        Rule("prior_vertebral_fracture", _when(_leaf(name) >= 1, True), (name,))
        for name in ("vertebral_fracture_grade", "vertebral_fracture_count")
    ]
    none_at_all = _when(facts.fragility_fracture_count <= 0, False)
    return rules + [Rule(name, none_at_all, ("fragility_fracture_count",)) for name in PRIORS]


def _no_fracture_count(*priors: Term) -> Term:
    return _when(all_of(*map(known_false, priors)), 0)


def _fracture_during_treatment(no_drug_now: Term, *priors: Term) -> list[Rule]:
    """No without a drug, without a fracture or with the latest before the start; else yes in the time of failure."""
    name = "fracture_during_treatment"
    no_fracture = all_of(*map(known_false, priors))
    return [
        Rule(name, _when(no_drug_now, False), ("osteoporosis_drug",)),
        Rule(name, _when(no_fracture, False), COUNT_AND_PRIORS),
        Rule(name, _when(_before_start, False), ("latest_fracture_date", "drug_start_date")),
        Rule(
            name,
            _when(known_false(no_drug_now) & ~no_fracture & _since_start & _of_late, True),
            ("latest_fracture_date", "drug_start_date"),
        ),
    ]


def _last_denosumab(drug_now: Term) -> list[Rule]:
    last_was_denosumab = drug_now.is_("none") & facts.previous_osteoporosis_drug.is_("denosumab")
    value = _when(drug_now.is_("denosumab") | last_was_denosumab, facts.last_dose_date)
    return [Rule("denosumab_last_dose_date", value, ("last_dose_date",))]


@cache
def follows() -> Mapping[str, tuple[tuple[Term, Term], ...]]:
    """Fact -> (condition, value): the other facts that settle it once they are known."""
    found: dict[str, list[tuple[Term, Term]]] = {}
    for rule in settling().rules:
        match rule.value:
            case Choose(cases=((And(terms=(Recorded(), condition)), value),)):
                found.setdefault(rule.fact, []).append((condition, value))
    return {fact: tuple(ways) for fact, ways in found.items()}


# WHAT IS ASSUMED


def _assumed(whole: frozenset[str], derived: Mapping[str, Term]) -> dict[str, Term]:
    """What stands in for a fact that is neither stated nor derived; unknown where a stated fact speaks against it."""
    always = {info.name: info.assumed for info in registry().values() if info.assumed is not None}
    assumed: dict[str, Term] = {name: as_term(value) for name, value in always.items()}
    assumed |= {
        "previous_osteoporosis_drug": choose((_dates_without_drug, unknown("text")), otherwise="none"),
        "postmenopausal": _postmenopausal(),
        "least_significant_change_percent": _least_significant_change(),
    }
    silence = {name: _silence(name) for name in whole}
    yields = _speaks_against(derived)
    assumed |= {
        name: choose((yields[name], unknown(no.kind)), otherwise=no) if name in yields else no
        for name, no in silence.items()
    }
    return {name: assumed[name] for name in registry() if name in assumed}


# a dose or an end is stated, and no drug that is taken now: then there was one
_dated = _any_recorded(facts.last_dose_date, facts.drug_stop_date)
_dates_without_drug = _dated & ~known_false(_no_drug_now)


def _silence(name: str) -> Term:
    """What the silence of a whole source says: no, none or 0."""
    no: dict[Kind, Value] = {"bool": False, "number": 0, "text": "none"}
    return as_term(no[registry()[name].kind])


def _postmenopausal() -> Term:
    age = first_known(years_between(facts.birth_date, facts.assessment_date), facts.age)
    old_enough = parameter("facts.postmenopausal_age").met_by(age)
    return _when(facts.sex.is_("female") & old_enough & ~known_true(facts.pregnant_or_breastfeeding), True)


def _least_significant_change() -> Term:
    sites = ("femoral_neck", "total_hip", "lumbar_spine")
    floors = {site: parameter(f"facts.lsc_{site}").value for site in sites}
    return first_known(lookup(facts.bmd_change_site, floors), parameter("facts.lsc_femoral_neck"))


def _speaks_against(derived: Mapping[str, Term]) -> dict[str, Term]:
    """Fact -> where its no would contradict what is stated, so that the silence of a whole source is not heard."""
    told = any_of(
        known_true(facts.fragility_fracture_count >= 1),
        recorded(facts.latest_fracture_date),
        known_true(facts.fracture_during_treatment),
    )
    a_fracture_unplaced = told & ~any_of(*(known_true(derived[name]) for name in PRIORS))
    other_denosumab_date = facts.previous_osteoporosis_drug.is_("denosumab") & _differ(
        facts.denosumab_last_dose_date, facts.last_dose_date
    )
    return {
        **dict.fromkeys(PRIORS, a_fracture_unplaced),
        "previous_osteoporosis_drug": _dates_without_drug,
        "osteoporosis_drug": any_of(
            known_true(facts.fracture_during_treatment),
            known_true(facts.drug_stop_date > facts.assessment_date),
            _dated & ~recorded(facts.previous_osteoporosis_drug),
            known_true(other_denosumab_date),
        ),
        "glucocorticoid_mg_day": known_true(facts.glucocorticoid_months > 0),
    }


def _follows_from_assumed(settled: Mapping[str, Term]) -> dict[str, Term]:
    """What follows from assumptions, and what follows only where nothing else is stated."""
    priors = [settled[name] for name in PRIORS]
    drug_now = settled.get("osteoporosis_drug", facts.osteoporosis_drug)
    sooner_or_longer_ago = any_of(~_since_start, ~_of_late)
    follows = {
        "fragility_fracture_count": _no_fracture_count(*priors),
        "denosumab_last_dose_date": _last_denosumab(drug_now)[0].value,
        "fracture_during_treatment": first_known(
            *(rule.value for rule in _fracture_during_treatment(drug_now.is_("none"), *priors)),
            _when(sooner_or_longer_ago, False),
        ),
        "pregnant_or_breastfeeding": _when(settled["postmenopausal"], False),
    }
    return {name: first_known(settled[name], term) for name, term in follows.items()}


# WHAT IS ASSUMED WITHOUT A VALUE


def _notes() -> dict[str, Term]:
    """Fact -> what its absence is taken for, one of its notes; unknown where it is stated or does not matter."""
    values = [
        facts.t_score_femoral_neck,
        facts.t_score_total_hip,
        facts.t_score_lumbar_spine,
        facts.bmd_femoral_neck,
    ]
    tests = [_leaf(info.name) for info in registry().values() if info.group == "laboratory" and info.type == "float"]
    applies = {
        "vfa_date": [_always],
        "dxa_date": [~_any_recorded(*values), _any_recorded(*values)],
        "frax_date": [_any_recorded(facts.frax_major_percent, facts.frax_hip_percent)],
        "laboratory_date": [_any_recorded(*tests)],
        "vitamin_d_nmol_l": [_always],
    }
    return {
        name: choose(
            (recorded(_leaf(name)), unknown("text")),
            *zip(conditions, registry()[name].notes, strict=True),
            otherwise=unknown("text"),
        )
        for name, conditions in applies.items()
    }


_always = as_term(True)
