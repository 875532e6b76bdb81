"""REF-*: to whom."""

from benkoll.guideline.basics import on_denosumab
from benkoll.guideline.children import living_child
from benkoll.guideline.current_drug import EXCLUDED
from benkoll.guideline.exclusions import severe_kidney_failure, severely_reduced_kidney
from benkoll.guideline.first_choice import afterwards_is, first_is
from benkoll.guideline.form import Items, Reason, Recommendation, criterion
from benkoll.guideline.level_of_care import (
    COMPLICATED,
    care_chain,
    choose_with_glucocorticoid,
    choose_with_high_risk,
    refer_clinic,
    scope_with_denosumab,
)
from benkoll.guideline.treatment_course import pathway
from benkoll.logic.term import all_of, any_of, known_true

BONE_BUILDING = ("romosozumab", "teriparatide")
refer_nephrology = criterion(
    "refer_to_nephrology",
    all_of(
        scope_with_denosumab,
        any_of(
            severe_kidney_failure & (pathway | on_denosumab),
            severely_reduced_kidney & any_of(on_denosumab, first_is("denosumab"), afterwards_is("denosumab")),
        ),
    ),
    "DMAB-4",
    "reading",
    sv="läkemedel ska väljas eller denosumab ges vid gravt nedsatt njurfunktion",
    en="a drug is to be chosen or denosumab is given in severely reduced kidney function",
)

RECOMMENDATIONS = (
    Recommendation(
        "REF-CLINIC",
        refer_clinic,
        ("KEY-5", "TX-2", "SEQ-1", "SEQ-2", "CARE-5", "DX-11"),
        sv="Remiss till osteoporosmottagning",
        en="Refer to the osteoporosis clinic",
        details=(
            Items(
                "reasons",
                tuple(
                    (known_true(why), Reason(why.sv, why.en, why.stands_on[0], "reading" in why.stands_on))
                    for why in (choose_with_high_risk, choose_with_glucocorticoid, *COMPLICATED)
                ),
            ),
            Items("bone_building.possible", tuple((~known_true(EXCLUDED[drug]), drug) for drug in BONE_BUILDING)),
            Items("bone_building.excluded", tuple((known_true(EXCLUDED[drug]), drug) for drug in BONE_BUILDING)),
        ),
    ),
    Recommendation(
        "REF-NEPHROLOGY",
        refer_nephrology,
        ("DMAB-4",),
        sv="Samråd med njurmedicin",
        en="Consult the kidney clinic",
        reading_sv="Gravt nedsatt njurfunktion är eGFR {denosumab.egfr_severe}; vid eGFR {kidney.egfr_no_drug} "
        "eller dialys avgör njurmedicin.",
        reading_en="Severely reduced is eGFR {denosumab.egfr_severe}; at eGFR {kidney.egfr_no_drug} "
        "or dialysis the kidney clinic decides.",
    ),
    Recommendation(
        "REF-PAEDIATRIC",
        living_child,
        ("CHILD-1",),
        sv="Remiss till barnklinik",
        en="Refer to the children's clinic",
        reading_sv="Vuxen är den som är {scope.adult_age}; för barn bedöms inget annat.",
        reading_en="An adult is {scope.adult_age}; nothing else is computed for children.",
    ),
    Recommendation(
        "REF-FRACTURE-CHAIN",
        care_chain,
        ("CARE-1",),
        sv="Anmäl till frakturkedjan",
        en="Refer to the fracture chain",
        reading_sv="Gäller fraktur inom {care.chain_fracture_months} utan DXA eller insatt läkemedel efter den.",
        reading_en="For a fracture within {care.chain_fracture_months} with no DXA and no drug begun after it.",
    ),
)
