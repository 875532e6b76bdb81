"""Whom the guideline answers: living adults; children belong to the children's clinic (CHILD-1)."""

from benkoll.facts import leaves as facts
from benkoll.guideline.form import criterion
from benkoll.guideline.parameters import limit
from benkoll.measures.body import age_meets

adult = criterion(
    "adult",
    age_meets(limit("scope.adult_age")),
    "CHILD-1",
    sv="ålder {scope.adult_age}",
    en="age {scope.adult_age}",
)
alive = criterion("alive", ~facts.deceased, "reading", sv="lever", en="alive")
living_child = criterion("child", ~adult & alive, "CHILD-1", sv="barn eller ungdom", en="a child or adolescent")
living_adult = criterion("living_adult", adult & alive, "CHILD-1", sv="levande vuxen", en="a living adult")
short_life = criterion(
    "short_life_expectancy",
    facts.life_expectancy_under_1_year,
    "reading",
    sv="förväntad livslängd under ett år",
    en="life expectancy under one year",
)
adult_with_time = criterion(
    "living_adult_with_time",
    living_adult & ~short_life,
    "CHILD-1",
    "reading",
    sv="levande vuxen med minst ett års förväntad livslängd",
    en="a living adult with a year or more to live",
)
