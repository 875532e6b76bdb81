"""Men: which drugs are approved for them, and what to look for (MEN-1, MEN-2)."""

from benkoll.facts import leaves as facts
from benkoll.guideline.form import criterion
from benkoll.guideline.parameters import limit
from benkoll.logic.term import known_true
from benkoll.measures.body import age_meets

man = criterion("man", facts.sex.is_("male"), "MEN-2", sv="man", en="man")
young_man = criterion(
    "man_under_50",
    man & age_meets(limit("scope.man_young_age")),
    "CARE-5",
    "reading",
    sv="man {scope.man_young_age}",
    en="man {scope.man_young_age}",
)
hypogonadism_suspected = criterion(
    "hypogonadism_suspected_in_man",
    known_true(man) & known_true(facts.hypogonadism_suspected),
    "DX-14",
    "MEN-1",
    sv="man med misstänkt hypogonadism",
    en="a man in whom hypogonadism is suspected",
)
