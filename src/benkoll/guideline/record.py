"""What the record holds of earlier investigations: here what is not there counts as not done."""

from benkoll.facts import leaves as facts
from benkoll.guideline.basics import TODAY, any_known
from benkoll.guideline.form import criterion
from benkoll.guideline.parameters import limit
from benkoll.logic.term import Parameter, Term, add_months, known_true, recorded

density_given = any_known(
    facts.t_score_femoral_neck, facts.t_score_total_hip, facts.t_score_lumbar_spine, facts.bmd_femoral_neck
)


def since(date: Term, months: Parameter) -> Term:
    """Known to lie within so many months before today."""
    return known_true(add_months(date, months) >= TODAY)


fracture_lately = since(facts.latest_fracture_date, limit("investigation.undated_dxa_fracture_months"))
dxa_recent = criterion(
    "dxa_recent",
    since(facts.dxa_date, limit("investigation.dxa_valid_months"))
    | (~recorded(facts.dxa_date) & density_given & ~fracture_lately),
    "DX-3",
    "reading",
    sv="DXA inom {investigation.dxa_valid_months}",
    en="DXA within {investigation.dxa_valid_months}",
)
dxa_after_fracture = criterion(
    "dxa_after_fracture",
    known_true(facts.dxa_date > facts.latest_fracture_date),
    "CARE-1",
    "reading",
    sv="DXA efter frakturen",
    en="DXA after the fracture",
)
drug_begun_after_fracture = criterion(
    "drug_begun_after_fracture",
    known_true(facts.drug_start_date > facts.latest_fracture_date),
    "CARE-1",
    "reading",
    sv="osteoporosläkemedel insatt efter frakturen",
    en="osteoporosis drug begun after the fracture",
)
laboratory_old = criterion(
    "laboratory_old",
    known_true(add_months(facts.laboratory_date, limit("investigation.laboratory_valid_months")) < TODAY),
    "DX-12",
    "reading",
    sv="labvärdena är äldre än {investigation.laboratory_valid_months}",
    en="the laboratory values are older than {investigation.laboratory_valid_months}",
)
