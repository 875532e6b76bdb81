"""Calcium and vitamin D: what to correct before a drug, and the daily supplement (TX-4, CAD-1 to CAD-4)."""

from benkoll.facts import leaves as facts
from benkoll.guideline.form import criterion
from benkoll.guideline.parameters import limit
from benkoll.logic.term import any_of, known_true
from benkoll.measures.calcium import hypercalcaemia, hypocalcaemia

# no deficiency is known where vitamin D is not: it is asked for on suspicion only (DX-13)
vitamin_d_deficiency = criterion(
    "vitamin_d_deficiency",
    known_true(limit("calcium_vitamin_d.deficiency").met_by(facts.vitamin_d_nmol_l)),
    "CAD-3",
    sv="D-vitaminbrist (25-OH-D {calcium_vitamin_d.deficiency})",
    en="vitamin D deficiency (25-OH-D {calcium_vitamin_d.deficiency})",
)
something_to_correct = criterion(
    "something_to_correct",
    any_of(hypocalcaemia, hypercalcaemia, vitamin_d_deficiency),
    "CAD-3",
    "BP-5",
    "DMAB-4",
    sv="kalcium eller D-vitamin behöver korrigeras eller förklaras",
    en="calcium or vitamin D is to be corrected or explained",
)
takes_supplement = criterion(
    "takes_calcium_vitamin_d",
    facts.takes_calcium_vitamin_d,
    "CAD-1",
    sv="tar redan kalcium och D-vitamin",
    en="takes calcium and vitamin D already",
)
