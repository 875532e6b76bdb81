"""The safety properties of what goes with a start, of excluded drugs, and of drugs not named yet."""

from benkoll.logic import term as t
from benkoll.logic.term import all_of, any_of, known_true
from proofs.faults import (
    always,
    limit,
    never,
    nobody_knows,
    taken_for_known,
    without,
)
from proofs.properties import PREGNANT, PROPERTIES, living_adult, never_so, too_high, too_low
from proofs.said import (
    ON_A_DRUG,
    Said,
    takes,
)

__all__ = ["PROPERTIES"]

# WHAT GOES WITH A START


@never_so("a start without vitamin D", never("drug_chosen_or_given"), limit("calcium_vitamin_d.vitamin_d", 0))
def _(said: Said) -> t.Term:
    enough = known_true(said.detail("SUPP-CAD", "vitamin_d_iu_day") >= 800)
    return said.pathway & ~(said.recommended("SUPP-CAD") & enough)


@never_so("a start without calcium", limit("calcium_vitamin_d.calcium", 0), always("hypercalcaemia"))
def _(said: Said) -> t.Term:
    dose = known_true(said.detail("SUPP-CAD", "calcium_mg_day") >= 500)
    return said.pathway & ~too_high(said) & ~(said.recommended("SUPP-CAD") & dose)


@never_so("calcium at hypercalcaemia", never("hypercalcaemia"))
def _(said: Said) -> t.Term:
    return all_of(
        too_high(said), said.recommended("SUPP-CAD"), known_true(said.detail("SUPP-CAD", "calcium_mg_day") > 0)
    )


# A DRUG THAT IS TAKEN, AND EXCLUDED


@never_so(
    "a next dose of an excluded drug, denosumab aside", without("bisphosphonate_ends", "current_drug_cannot_go_on")
)
def _(said: Said) -> t.Term:
    excluded = any_of(*(term for drug, term in said.takes_an_excluded_drug.items() if drug != "denosumab"))
    return said.recommended("FU-DOSE") & excluded


@never_so("an excluded drug that goes on", without("continue_drug", "current_drug_cannot_go_on"))
def _(said: Said) -> t.Term:
    excluded = any_of(*(term for drug, term in said.takes_an_excluded_drug.items() if drug != "denosumab"))
    denosumab = takes("denosumab") & (too_low(said) | PREGNANT)
    return said.recommended("TX-CONTINUE") & (excluded | denosumab)


@never_so("an excluded drug without a warning", never("current_drug_excluded"))
def _(said: Said) -> t.Term:
    excluded = any_of(*said.takes_an_excluded_drug.values())
    return all_of(living_adult(said), excluded, ~said.recommended("ALERT-DRUG"))


@never_so(
    "calcium out of range, a drug, and no word of it",
    never("something_to_correct"),
)
def _(said: Said) -> t.Term:
    wrong = too_low(said) | too_high(said)
    return all_of(living_adult(said), wrong, said.pathway | ON_A_DRUG, ~said.recommended("TX-CORRECT-FIRST"))


# WHERE NO DRUG IS NAMED YET


@never_so("a pathway with neither a drug nor a reason why not", nobody_knows("first_choice"))
def _(said: Said) -> t.Term:
    told = any_of(*(known_true(why) for why, _, _ in said.choice.because))
    return said.pathway & ~(said.a_first_choice | (said.withheld & told))


@never_so("a reason to wait that points to advice not given", never("drug_chosen_or_given"))
def _(said: Said) -> t.Term:
    return any_of(*(all_of(said.withheld, known_true(why), ~said.recommended(code)) for why, code in said.choice.codes))


@never_so("a drug that waits for a clinic to which nobody is referred", taken_for_known("refer_to_osteoporosis_clinic"))
def _(said: Said) -> t.Term:
    return all_of(said.a_first_choice, known_true(said.choice.await_clinic), ~said.recommended("REF-CLINIC"))
