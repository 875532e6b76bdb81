"""Hormone-lowering treatment of cancer: measure the density, and weigh a drug where it is low (AH-1)."""

from benkoll.guideline.basics import no_drug_now, oncology_antiresorptive
from benkoll.guideline.bisphosphonates import pause_running
from benkoll.guideline.children import adult_with_time
from benkoll.guideline.form import criterion
from benkoll.guideline.indication import treatment_indicated
from benkoll.guideline.parameters import limit
from benkoll.guideline.risk_factors import hormone_lowering_treatment
from benkoll.guideline.treatment_course import follow_on_without_drug
from benkoll.logic.term import all_of
from benkoll.measures.bone_density import lowest_t_meets

low_density_on_treatment = criterion(
    "low_density_on_hormone_lowering_treatment",
    hormone_lowering_treatment & lowest_t_meets(limit("hormone.t_weigh")),
    "AH-1",
    "reading",
    sv="antihormonell cancerbehandling och T-score {hormone.t_weigh}",
    en="hormone-lowering cancer treatment and T-score {hormone.t_weigh}",
)
weigh = criterion(
    "weigh_treatment",
    all_of(
        adult_with_time,
        low_density_on_treatment,
        ~treatment_indicated,
        no_drug_now,
        ~oncology_antiresorptive,
        ~pause_running,
        ~follow_on_without_drug,
    ),
    "AH-1",
    "reading",
    sv="antihormonell cancerbehandling, T-score {hormone.t_weigh} och ingen annan behandlingsgrund",
    en="hormone-lowering cancer treatment, T-score {hormone.t_weigh} and no other ground for treatment",
)
