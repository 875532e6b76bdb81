"""Every drug with what excludes it, and what that means for the drug that is taken now."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import ORAL_BISPHOSPHONATES, pregnant
from benkoll.guideline.bisphosphonates import ORAL, ZOLEDRONIC_ACID
from benkoll.guideline.bone_building import ROMOSOZUMAB, TERIPARATIDE
from benkoll.guideline.denosumab import DENOSUMAB
from benkoll.guideline.exclusions import CALCIUM, Exclusion, excluded_by
from benkoll.guideline.form import READING, Reason, criterion
from benkoll.guideline.parameters import limit
from benkoll.guideline.raloxifene import RALOXIFENE
from benkoll.guideline.record import laboratory_old
from benkoll.logic.term import Named, Parameter, Term, all_of, any_of, known_true
from benkoll.measures.calcium import hypocalcaemia
from benkoll.measures.kidney import egfr_for_drugs

EXCLUSIONS: dict[str, tuple[Exclusion, ...]] = {
    **dict.fromkeys(ORAL_BISPHOSPHONATES, ORAL),
    "zoledronic_acid": ZOLEDRONIC_ACID,
    "denosumab": DENOSUMAB,
    "teriparatide": TERIPARATIDE,
    "romosozumab": ROMOSOZUMAB,
    "raloxifene": RALOXIFENE,
}
EGFR_LIMITS: dict[str, Parameter] = {
    **dict.fromkeys((*ORAL_BISPHOSPHONATES, "zoledronic_acid"), limit("bisphosphonate.egfr")),
    "teriparatide": limit("teriparatide.egfr"),
    "raloxifene": limit("raloxifene.egfr"),
}
DRUGS = tuple(EXCLUSIONS)

EXCLUDED: dict[str, Named] = {
    drug: criterion(
        f"{drug}_excluded",
        excluded_by(reasons),
        *dict.fromkeys(source for _, source in reasons),
        sv="{" + f"drug:{drug}" + "} kan inte ges",
        en="{" + f"drug:{drug}" + "} is excluded",
    )
    for drug, reasons in EXCLUSIONS.items()
}
EXCLUDED_BUT_FOR_CALCIUM: dict[str, Term] = {
    drug: excluded_by(reasons, without=CALCIUM) for drug, reasons in EXCLUSIONS.items()
}

# All that excludes zoledronic acid excludes the oral ones too.
no_bisphosphonate_possible = criterion(
    "no_bisphosphonate_possible",
    EXCLUDED["zoledronic_acid"],
    "BP-5",
    sv="ingen bisfosfonat är möjlig",
    en="no bisphosphonate is possible",
)
every_drug_excluded = criterion(
    "every_drug_excluded",
    all_of(*EXCLUDED.values()),
    "CARE-5",
    "reading",
    sv="alla läkemedel är uteslutna",
    en="every drug is excluded",
)
both_bone_building_excluded = criterion(
    "bone_building_drugs_excluded",
    EXCLUDED["teriparatide"] & EXCLUDED["romosozumab"],
    "DMAB-2",
    sv="båda benuppbyggande läkemedlen är uteslutna",
    en="both bone-building drugs are excluded",
)


def _takes(drug: str) -> Term:
    return facts.osteoporosis_drug.is_(drug)


current_excluded = criterion(
    "current_drug_excluded",
    any_of(*(_takes(drug) & EXCLUDED[drug] for drug in DRUGS)),
    "BP-5",
    "SEQ-3",
    "RAL-1",
    "MEN-2",
    "DMAB-4",
    "SmPC",
    sv="läkemedlet är uteslutet för patienten",
    en="the drug is excluded for this patient",
)


def _firm_egfr(bound: Parameter) -> Term:
    """eGFR beyond a limit by more than its own error, in a fresh value, or a second time."""
    firmly = (egfr_for_drugs < bound - limit("borderline.egfr")) & ~laboratory_old
    return facts.dialysis | (bound.met_by(egfr_for_drugs) & (facts.egfr_repeated | firmly))


def _is_egfr(reason: Named) -> bool:
    return reason.name.startswith("egfr_too_low")


def _firmly_excluded(drug: str) -> Term:
    others = excluded_by(
        tuple(exclusion for exclusion in EXCLUSIONS[drug] if not _is_egfr(exclusion[0])), without=CALCIUM
    )
    return others | _firm_egfr(EGFR_LIMITS[drug]) if drug in EGFR_LIMITS else others


current_excluded_for_good = criterion(
    "current_drug_excluded_for_good",
    any_of(*(_takes(drug) & _firmly_excluded(drug) for drug in DRUGS)),
    "BP-5",
    "SmPC",
    "reading",
    sv="läkemedlet är uteslutet av annat än kalcium eller ett eGFR nära gränsen",
    en="the drug is excluded by something other than calcium or a borderline value",
)
current_excluded_by_borderline_egfr = criterion(
    "current_drug_excluded_by_borderline_egfr",
    any_of(
        *(
            known_true(_takes(drug) & bound.met_by(egfr_for_drugs)) & ~known_true(_firmly_excluded(drug))
            for drug, bound in EGFR_LIMITS.items()
        )
    ),
    "BP-5",
    "reading",
    sv="eGFR ligger strax under läkemedlets gräns, eller är gammalt: ta om provet",
    en="the drug's eGFR limit is passed by a borderline value: repeat the test",
)
# Denosumab goes on where jaw or femur exclude it: it is never simply stopped (DMAB-3).
current_blocked = criterion(
    "current_drug_cannot_go_on",
    any_of(
        *(known_true(_takes(drug) & EXCLUDED[drug]) for drug in DRUGS if drug != "denosumab"),
        known_true(_takes("denosumab") & (hypocalcaemia | pregnant)),
    ),
    "BP-5",
    "DMAB-3",
    "DMAB-4",
    sv="läkemedlet kan inte fortsätta nu",
    en="the drug cannot go on now",
)


def current_reasons(without: tuple[Named, ...] = ()) -> tuple[tuple[Term, Reason], ...]:
    """What is known to exclude the drug that is taken, each with the source that it has for this very drug."""
    return tuple(
        (known_true(_takes(drug)) & known_true(why), Reason(why.sv, why.en, source, READING in why.stands_on))
        for drug, exclusions in EXCLUSIONS.items()
        for why, source in exclusions
        if why not in without
    )
