"""The screen: it fits, tells all that is recommended with its statements, and contradicts nothing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest

from benkoll.assess.answer import Assessment
from benkoll.errors import Lang
from benkoll.guideline.build import load
from benkoll.letters.lines import WIDTH
from benkoll.letters.screen import GAPS, HEIGHT, SELF_CARE, screen
from benkoll.letters.shown import COURSES, ELSEWHERE, FEW, GROUPS, group_of, shown_advice
from benkoll.logic.term import Value
from unit.letters.answers import advice, because, every_answer, made

LANGS: tuple[Lang, ...] = get_args(Lang)
by_lang = pytest.mark.parametrize("lang", LANGS)


def lines(assessment: Assessment, known: Mapping[str, Value] | None = None, lang: Lang = "sv") -> list[str]:
    return [line.text for line in screen(assessment, known or {}, lang)]


def text(assessment: Assessment, known: Mapping[str, Value] | None = None, lang: Lang = "sv") -> str:
    return " ".join(" ".join(lines(assessment, known, lang)).split())


@by_lang
def test_every_record_fits_on_a_screen_of_80_times_45(lang: Lang) -> None:
    for assessment, known in every_answer(lang):
        shown = lines(assessment, known, lang)
        assert len(shown) <= HEIGHT, known
        assert max(map(len, shown)) <= WIDTH, known


@by_lang
def test_all_that_is_recommended_is_told_with_the_statements_behind_it(lang: Lang) -> None:
    for assessment, known in every_answer(lang):
        shown = text(assessment, known, lang)
        for one in assessment.recommendations:
            if one.status == "recommended":
                assert (SELF_CARE[one.code][lang] if one.code in SELF_CARE else one.code) in shown
                assert any(statement in shown for statement in one.statements)


def test_nothing_contradicts_in_what_is_shown() -> None:
    for assessment, _ in every_answer("sv"):
        shown = shown_advice(assessment)
        possible = [one.code for one in shown if one.status == "possible" and one.code in COURSES]
        recommended = [one.code for one in shown if one.status == "recommended" and one.code in COURSES]
        assert len(possible) <= (0 if recommended else 1)
        assert all(one.supported for one in shown)


def test_of_two_possible_courses_the_weightier_is_shown_and_the_other_folded() -> None:
    consider = advice("TX-CONSIDER", missing=("osteoporosis_drug",))
    continued = advice("TX-CONTINUE", missing=("osteoporosis_drug",))
    shown = text(made(consider, continued))
    assert "? Kanske: gör tx-consider TX-CONSIDER" in shown
    assert "tx-continue" not in shown
    assert "Också möjligt TX-CONTINUE; avgörs mest av osteoporosläkemedel nu" in shown
    beside = text(made(advice("TX-SWITCH"), consider))
    assert "tx-consider" not in beside


def test_what_hangs_on_unknown_facts_alone_is_folded() -> None:
    shown = text(made(advice("SUS-FEMUR", missing=("thigh_or_groin_pain",), supported=False)))
    assert "GÖR NU" not in shown
    assert "Också möjligt SUS-FEMUR" in shown


def test_what_a_treatment_would_bring_is_folded_unless_few_answers_settle_it_or_it_has_a_reason_of_its_own() -> None:
    fracture = because("bruten", "TX-1")
    unknown = ("stroke", "frail", "dialysis", "copd", "kyphosis")
    course = advice("TX-CONSIDER", fracture, missing=unknown)
    many, few = (advice("REF-CLINIC", fracture, missing=missing) for missing in (unknown, unknown[:FEW]))
    own = advice("REF-CLINIC", fracture, because("grav"), missing=unknown)
    assert [[one.code for one in shown_advice(made(course, other))] for other in (many, few, own)] == [
        ["TX-CONSIDER"],
        ["TX-CONSIDER", "REF-CLINIC"],
        ["TX-CONSIDER", "REF-CLINIC"],
    ]


def test_reasons_are_told_once_with_what_was_measured_and_readings_are_marked() -> None:
    fracture, low = because("bruten", "TX-1"), because("T-score under -1,0", measured=-1.5, reading=True)
    shown = text(made(advice("TX-CONSIDER", fracture, low), advice("SUPP-CAD", fracture)))
    assert "TX-CONSIDER [TX-1]: bruten; T-score under -1,0 (-1,5) (tolkning)" in shown
    assert "SUPP-CAD [TX-1]: av skäl ovan" in shown
    marked = replace(advice("REF-CLINIC"), reading="så läser vi det")
    assert "REF-CLINIC [TX-1, TX-2] (tolkning)" in text(made(marked))


def test_the_grounds_that_hold_stand_behind_the_advice() -> None:
    consider = replace(advice("TX-CONSIDER"), statements=("DX-2", "TX-3a", "TX-3d"))
    shown = text(made(consider, treatment_indicated={"value": "yes", "grounds": ["TX-3d"]}))
    assert "TX-CONSIDER [TX-3d]" in shown
    assert "Behandling indicerad [TX-3d]" in shown


def test_the_first_choice_with_what_it_hangs_on() -> None:
    chosen = {
        "drug": "zoledronic_acid",
        "dose": "5 mg",
        "route": "intravenöst",
        "interval": "en gång om året",
        "source": "BP-2",
        "provisional": True,
        "missing": ["dysphagia"],
        "not_before": "2026-03-06",
        "await": "REF-CLINIC",
    }
    alternatives = [
        {"drug": "alendronate", "provisional": True, "missing": ["dysphagia"]},
        {"drug": "risedronate", "provisional": True, "missing": ["dysphagia"]},
        {"drug": "denosumab", "provisional": False, "missing": []},
    ]
    excluded = {drug: [{"reason": "man", "source": "MEN-2"}] for drug in ("romosozumab", "raloxifene")}
    found: dict[str, Any] = {"first_choice": chosen, "alternatives": alternatives, "excluded": excluded}
    shown = text(made(advice("TX-CONSIDER"), **found))
    assert "Läkemedel zoledronsyra 5 mg intravenöst en gång om året [BP-2]; tidigast 2026-03-06; om" in shown
    assert "preliminärt, hänger på sväljsvårigheter" in shown
    assert "Annars alendronsyra och risedronsyra (hänger på sväljsvårigheter); denosumab" in shown
    assert "Uteslutet romosozumab och raloxifen (man [MEN-2])" in shown


def test_a_drug_held_back() -> None:
    held = {"because": "hypokalcemi korrigeras först", "codes": ["TX-CORRECT-FIRST"], "afterwards": "denosumab"}
    shown = text(made(advice("TX-CONSIDER"), first_choice_withheld=held))
    assert "Läkemedel inget ännu: hypokalcemi korrigeras först; därefter denosumab" in shown


def test_what_is_missing_and_what_it_could_change() -> None:
    refer = advice("REF-CLINIC", missing=("stroke", "myocardial_infarction"))
    consider = advice("TX-CONSIDER", missing=("stroke", "osteoporosis_drug"))
    shown = text(made(consider, refer))
    assert "Saknas stroke (kan ändra behandling, remiss); osteoporosläkemedel nu (kan ändra behandling)" in shown


def test_what_only_asks_for_facts_stands_together() -> None:
    history = advice("INV-HISTORY", lacking=["current_smoker"])
    measure = advice("INV-MEASURE", lacking=["height_cm", "weight_kg"])
    shown = text(made(history, measure))
    assert "Ta reda på INV-HISTORY, INV-MEASURE [TX-1, TX-2]: anamnes (rökning), mått (längd och vikt)" in shown
    assert set(GAPS) <= {code for code in GAPS if GROUPS[code.partition("-")[0]] == "investigate"}


def test_assumptions_are_one_line() -> None:
    assumed = [
        {"fact": "care_setting", "assumed": "primary_care", "words": "vårdnivå: vårdcentral"},
        *({"fact": f"f{n}", "assumed": False, "words": f"f{n}: nej"} for n in range(3)),
    ]
    assert "Antaget vårdnivå: vårdcentral, nej för 3 andra (tolkning)" in text(made(assumptions=assumed))
    many = [{"fact": "age", "assumed": 1, "words": "ordentligt långt antagande"} for _ in range(9)]
    (line,) = (line for line in lines(made(assumptions=many)) if line.startswith("Antaget"))
    assert line.endswith("med mera (8 till)")


def test_values_near_a_limit() -> None:
    near = [
        {"criterion": "a", "value": -1.0, "limit": -1.0, "words": "T-score under -1,0"},
        {"criterion": "b", "value": -1.0, "limit": -1.0, "words": "låg bentäthet"},
        {"criterion": "c", "value": 14, "limit": 15, "words": "FRAX över 15 %"},
    ]
    shown = text(made(borderline=near))
    assert "Gränsfall T-score under -1,0: värdet är -1; FRAX över 15 %: värdet är 14" in shown


@pytest.mark.parametrize(
    ("code", "details", "said"),
    [
        ("FU-DOSE", {"due": "2026-07-20", "check_before": ["calcium_mmol_l"]}, "2026-07-20; kontrollera före: totalk"),
        ("FU-DOSE", {"due": "2026-01-20", "after": ["SUS-FEMUR"]}, "skulle ha skett 2026-01-20; först SUS-FEMUR"),
        ("FU-DOSE", {"due": None, "due_missing": ["last_dose_date"]}, "datum okänt: datum för senaste dos"),
        ("FU-DXA", {"due": "2027-01-01", "may_be_longer": True}, "2027-01-01; får dröja längre"),
        ("ALERT-LATE-DOSE", {"urgent": True}, "brådskande"),
        (
            "ALERT-DRUG",
            {"drug": "denosumab", "reasons": [{"reason": "hypokalcemi", "source": "DMAB-4"}]},
            "denosumab: hypokalcemi [DMAB-4]",
        ),
        ("REF-CLINIC", {"reasons": [{"reason": "svår", "source": "reading"}]}, "REF-CLINIC [TX-1, TX-2]: svår"),
        (
            "REF-CLINIC",
            {"bone_building": {"possible": ["teriparatide"], "excluded": ["romosozumab"]}},
            "benuppbyggande möjligt: teriparatid; benuppbyggande uteslutet: romosozumab",
        ),
        (
            "SUPP-CAD",
            {"calcium_mg_day": 500, "vitamin_d_iu_day": 800.0},
            "kalcium 500 mg och D-vitamin 800 IE dagligen",
        ),
        (
            "SUPP-CAD",
            {"calcium_mg_day": 0, "vitamin_d_iu_day": 800, "already_taken": True},
            ": D-vitamin 800 IE dagligen; tas redan, fortsätt",
        ),
        ("SUS-VERTEBRAL", {"present": ["kyphosis", "height_loss_cm"]}, "kyfos och längdminskning"),
        ("TX-CONTINUE", {"words": "Tills något har tagit över."}, ": tills något har tagit över"),
    ],
)
def test_details(code: str, details: dict[str, Any], said: str) -> None:
    assert said in text(made(advice(code, **details)))


def test_what_a_possible_course_would_bring() -> None:
    shown = text(made(advice("TX-CONSIDER", missing=("stroke",), drug_if="denosumab")))
    assert "läkemedel i så fall denosumab; avgörs av: stroke" in shown


def test_a_warning_is_told_first_and_stands_out() -> None:
    shown = screen(made(advice("TX-CONTINUE"), advice("ALERT-LATE-DOSE")), {}, "sv")
    styles = {line.text.split()[1]: line.style for line in shown if line.text.startswith("•")}
    headings = [line.text for line in shown if line.style == "heading"]
    assert headings == ["GÖR NU", "BEHANDLA"]
    assert [line.style for line in shown if "ALERT-LATE-DOSE" in line.text] == ["alert"]
    assert "plain" in styles.values()
    assert shown[0].style == "title"


def test_who_the_patient_is() -> None:
    known: dict[str, Value] = {
        "sex": "male",
        "prior_hip_fracture": True,
        "latest_fracture_site": "hip",
        "latest_fracture_date": date(2025, 1, 2),
        "prior_other_fragility_fracture": True,
        "osteoporosis_drug": "denosumab",
        "drug_start_date": date(2024, 2, 3),
        "last_dose_date": date(2026, 1, 5),
        "previous_osteoporosis_drug": "alendronate",
    }
    shown = text(made(), known)
    assert shown.startswith("Man 71 år · 2026-03-02 · vgr 2026.1 · anna Bakgrund höftfraktur (2025-01-02) och annan")
    assert "denosumab sedan 2024-02-03, senaste dos 2026-01-05, tidigare alendronsyra" in shown
    assert lines(made(), lang="en")[0].startswith("Person of 71")
    none: dict[str, Value] = dict.fromkeys(
        ("prior_hip_fracture", "prior_vertebral_fracture", "prior_other_fragility_fracture"), False
    )
    assert "ingen fragilitetsfraktur; inget osteoporosläkemedel" in text(made(), {**none, "osteoporosis_drug": "none"})
    wrist: dict[str, Value] = {"prior_other_fragility_fracture": True, "latest_fracture_site": "wrist"}
    assert "annan fragilitetsfraktur (handled)" in text(made(), wrist)


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ({"high_fracture_risk": True}, "Risk FRAX saknas; hög frakturrisk"),
        (
            {"fracture_risk": {"major_percent": 18.0, "hip_percent": 3.1, "source": "official", "stale": True}},
            "Risk FRAX 18 % (höft 3,1 %, inte längre aktuell); oklart om frakturrisken är hög",
        ),
        (
            {
                "fracture_risk": {
                    "major_percent": 18,
                    "hip_percent": None,
                    "source": "estimate",
                    "interval": [14, 22.5],
                }
            },
            "Risk uppskattad frakturrisk 18 % (14–22,5 %);",
        ),
        (
            {"fracture_risk": {"major_percent": None, "hip_percent": 4, "source": "official"}},
            "Risk FRAX höft 4 %; oklart",
        ),
        (
            {
                "diagnosis": {"value": "osteoporosis", "by": "t_score"},
                "severe_osteoporosis": True,
                "lowest_t_score": {"value": -3.0, "site": "total_hip", "stale": True},
            },
            "Diagnos svår osteoporos; T-score -3,0 total höft (äldre än två år)",
        ),
        (
            {"diagnosis": {"value": "osteoporosis", "by": "record"}},
            "Diagnos osteoporos enligt journalen; T-score saknas",
        ),
        ({"severe_osteoporosis": True}, "Diagnos okänd; T-score saknas; räknas som svår osteoporos"),
        (
            {
                "egfr": {"value": 28, "method": "lmr", "absolute": 24},
                "corrected_calcium": {"value": 2.0, "method": "ionised"},
                "hypocalcaemia": True,
            },
            "Lab eGFR 28 (kreatinin, LMR, absolut 24 mL/min), joniserat kalcium 2,00, hypokalcemi",
        ),
    ],
)
def test_findings(findings: dict[str, Any], said: str) -> None:
    assert said in text(made(**findings))


def test_a_child_and_the_dead() -> None:
    child = lines(made(advice("REF-PAEDIATRIC")))
    assert not any(line.startswith("Risk") for line in child)
    assert any("REF-PAEDIATRIC" in line for line in child)
    dead = lines(made(), {"deceased": True})
    assert dead[1:] == ["Inga råd: patienten är avliden."]


def test_every_code_has_its_group() -> None:
    codes = load().recommendations
    assert {code.partition("-")[0] for code in codes} == set(GROUPS)
    assert set(ELSEWHERE) | set(GAPS) | set(SELF_CARE) | COURSES <= set(codes)
    assert {code for code in codes if group_of(code) == "self"} == set(SELF_CARE)
    shown = text(made(*(advice(code, lacking=["stroke"]) for code in codes)))
    for heading in ("GÖR NU", "BEHANDLA", "REMITTERA", "UTRED", "FÖLJ UPP"):
        assert heading in shown
