"""The record text: whole, in markdown, and with its sources."""

from typing import get_args

import pytest

from benkoll.errors import Lang
from benkoll.letters.record import record_text
from unit.letters.answers import advice, answered, because, every_answer, examples, made

LANGS: tuple[Lang, ...] = get_args(Lang)


def text(*given: object, lang: Lang = "sv") -> str:
    return "\n".join(record_text(*given, lang=lang))  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", LANGS)
def test_it_tells_all_that_is_recommended(lang: Lang) -> None:
    for assessment, known in every_answer(lang)[: len(examples())]:
        shown = text(assessment, known, lang=lang).lower()
        for one in assessment.recommendations:
            if one.status == "recommended":
                assert one.words.lower() in shown


def test_its_parts() -> None:
    held = {"because": "hypokalcemi", "codes": [], "afterwards": None}
    shown = text(
        made(
            advice("REF-CLINIC", because("svår", "TX-2")),
            advice("TX-CONSIDER", because("bruten", "TX-1")),
            advice("SUS-FEMUR", missing=("stroke",)),
            first_choice_withheld=held,
            assumptions=[{"fact": "frail", "assumed": False, "words": "skörhet: nej"}],
            borderline=[{"criterion": "a", "value": 15, "limit": 15, "words": "FRAX över 15 %"}],
        ),
        {"sex": "female"},
    )
    assert shown.startswith("### Osteoporosbedömning 2026-03-02 – anna\n\n**Bakgrund:** Kvinna 71 år.\n")
    plan = shown.partition("**Plan:**\n\n")[2].partition("\n\n")[0].splitlines()
    assert plan == [
        "- Gör tx-consider: bruten [TX-1]",
        "- Inget läkemedel ännu: hypokalcemi.",
        "- Gör ref-clinic: svår [TX-2]",
    ]
    assert "**Kan bli aktuellt:**\n\n- Gör sus-femur: avgörs av: stroke [TX-1, TX-2]\n" in shown
    assert "**Nära en gräns:** FRAX över 15 %: värdet är 15." in shown
    assert "**Antaget:** nej för 1 andra." in shown
    assert "Källa: RMR Osteoporos, Västra Götaland, TX-2, TX-1; Benkoll, variant vgr 2026.1." in shown


def test_the_first_choice_and_what_else_there_is() -> None:
    shown = text(*answered(next(one for one in examples() if one["patient_id"] == "prednisolone-planned-man-58")))
    assert "- Förstahandsval: zoledronsyra 5 mg intravenöst en gång om året [BP-2].\n- Alternativ: " in shown
    assert "- Uteslutet: romosozumab och raloxifen (man [MEN-2])." in shown


def test_a_child_and_the_dead() -> None:
    child = text(made(advice("REF-PAEDIATRIC")), {})
    assert "Bedömning:" not in child
    assert "- Gör ref-paediatric" in child
    dead = text(made(), {"deceased": True})
    assert "**Plan:**" not in dead
    assert "Bedömning:" not in dead
