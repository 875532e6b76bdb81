"""The consultation: a form of the facts, the answer with its reasons, and nothing kept unless somebody says so."""

import re

import pytest

from benkoll.chain.assessing import kept
from benkoll.chain.reads import episode
from benkoll.facts.registry import registry
from benkoll.web.pages.consultation_form import BLOCKABLE, FIRST
from benkoll.web.permissions import Role
from interface.web.calling import Caller
from interface.web.forms import at, said, send
from security.served import Served

WOMAN: dict[str, str | list[str]] = {
    "filled": "1",
    "age": "72",
    "sex": "female",
    "weight_kg": "61,5",
    "height_cm": "164",
    "latest_fracture_site": "wrist",
    "latest_fracture_date": "2025-06-01",
    "t_score_femoral_neck": "−2,6",
    "t_score_total_hip": "-2,1",
    "t_score_lumbar_spine": "-1.8",
    "frax_major_percent": "31",
    "osteoporosis_drug": "none",
}


def field(name: str, text: str) -> str:
    """The field's own tag."""
    (found,) = re.findall(rf'<(?:input|select)[^>]* id="f-{name}"[^>]*>', text)
    return str(found)


def events(served: Served, named: str) -> list[str]:
    return [one.kind for one in episode(served.whole, named).events]


# THE FORM


def test_every_fact_is_asked_for_and_none_is_answered(served: Served) -> None:
    page = at(served).get("/assess").text
    for info in registry().values():
        assert f'id="f-{info.name}"' in page
        if info.type == "bool":
            assert "checked" in field(info.name, page)
            assert 'value=""' in field(info.name, page)
    assert page.count("checked") == sum(info.type == "bool" for info in registry().values())
    assert page.count(" open") == 0
    assert set(FIRST) <= registry().keys()


def test_the_answer_stands_beside_what_was_written(served: Served) -> None:
    answer = send(at(served), "/assess", WOMAN)
    assert answer.status_code == 200
    assert 'value="61,5"' in field("weight_kg", answer.text)
    words = said(answer)
    for told in ("Woman of 72", "Severe osteoporosis", "Indicated (TX-3b, TX-3c)", "TX-CONSIDER", "Calcium 500 mg"):
        assert told in words
    for heading in ("Choice of drug", "Missing", "Close to a limit", "Texts to copy", "Why, or why not"):
        assert heading in words
    assert "our reading" in words
    assert "The answer takes it that:" in words


def test_each_reason_leads_to_its_criterion_and_its_statement(served: Served) -> None:
    answer = send(at(served), "/assess", WOMAN)
    links = set(re.findall(r'href="(/guideline/[^"]+)"', answer.text))
    assert {"/guideline/TX-3c", "/guideline/t_score_osteoporosis"} & links
    for link in links:
        assert at(served).get(link).status_code == 200, link


def test_pictures_have_words_and_a_table(served: Served) -> None:
    text = send(at(served), "/assess", WOMAN).text
    assert text.count('<svg class="picture" role="img"') == 3
    for name in ("risk", "t-scores", "timeline"):
        assert f'<title id="{name}-title">' in text
        assert f'<desc id="{name}-desc">' in text
    assert text.count("<table") >= 3
    assert text.count("style=") == 0


def test_what_is_wrong_is_said_above_and_at_its_field_and_nothing_is_lost(served: Served) -> None:
    wrong: dict[str, str | list[str]] = {
        **WOMAN,
        "height_cm": "1,64",
        "weight_kg": "tung",
        "latest_fracture_date": "1 mars",
    }
    answer = send(at(served), "/assess", wrong)
    assert answer.status_code == 422
    for name, text in (("height_cm", "1,64"), ("weight_kg", "tung"), ("latest_fracture_date", "1 mars")):
        assert f'href="#f-{name}"' in answer.text
        tag = field(name, answer.text)
        assert 'aria-invalid="true"' in tag
        assert f'value="{text}"' in tag
        assert re.search(rf'<p class="wrong" id="e-{name}">[^<]', answer.text)
    words = said(answer)
    assert "It looks like m: convert it to cm" in words
    assert "Must be a number 25 to 300 kg" in words
    assert words.count("without quotation marks") == 0
    assert 'value="72"' in field("age", answer.text)


def test_facts_that_contradict_each_other_are_called_as_the_form_calls_them(served: Served) -> None:
    none = {f"prior_{site}_fracture": "no" for site in ("hip", "vertebral", "other_fragility")}
    answer = send(at(served), "/assess", {**WOMAN, **none})
    assert answer.status_code == 422
    assert "Contradicts site of the latest fragility fracture: wrist" in said(answer)
    assert answer.text.count("latest_fracture_site =") == 0


def test_a_form_without_an_age_is_not_finished(served: Served) -> None:
    answer = send(at(served), "/assess", {"filled": "1", "sex": "female"})
    assert answer.status_code == 200
    assert "Give an age or a date of birth" in said(answer)


def test_htmx_gets_the_answer_alone(served: Served) -> None:
    whole = send(at(served), "/assess", WOMAN)
    part = send(at(served), "/assess", WOMAN, **{"HX-Request": "true"})
    assert "<html" in whole.text
    assert part.text.count("<html") == 0
    assert part.text.count("<form") == 0
    assert "TX-CONSIDER" in part.text


def test_what_is_written_is_escaped(served: Served) -> None:
    attack = "<script>alert(1)</script>"
    answer = send(at(served), "/assess", {**WOMAN, "patient_id": attack, "weight_kg": attack, "why": attack})
    assert answer.text.count(attack) == 0
    assert "&lt;script&gt;" in answer.text


def test_why_a_recommendation_is_not_given(served: Served) -> None:
    words = said(send(at(served), "/assess", {**WOMAN, "why": "TX-PAUSE"}))
    assert "TX-PAUSE does not hold: Consider a pause of 2-3 years" in words
    assert "on a bisphosphonate" in words


def test_a_dead_patient_gets_no_advice(served: Served) -> None:
    words = said(send(at(served), "/assess", {**WOMAN, "deceased": "yes"}))
    assert "No advice: the patient is deceased." in words
    assert words.count("TX-CONSIDER :") == 0


# WHAT IS BLOCKED


def test_a_blocked_fact_is_unknown_and_in_no_page(served: Served) -> None:
    sent: dict[str, str | list[str]] = {**WOMAN, "jaw_osteonecrosis": "yes", "blocked": ["conditions", "laboratory"]}
    answer = send(at(served), "/assess", {**sent, "creatinine_umol_l": "987"})
    words = said(answer)
    assert answer.text.count("987") == 0
    assert "Blocked by the patient and so unknown:" in words
    assert words.count("osteonecrosis of the jaw: no") == 0
    assert "disabled" in answer.text
    assert re.search(r'id="f-jaw_osteonecrosis"[^>]* checked', answer.text)
    assert not re.search(r'id="f-jaw_osteonecrosis-yes"[^>]* checked', answer.text)
    assert "osteonecrosis of the jaw: no" in said(send(at(served), "/assess", WOMAN))


def test_where_something_is_blocked_nothing_is_assumed(served: Served) -> None:
    answer = send(at(served), "/assess", {**WOMAN, "withheld": "1"})
    words = said(answer)
    assert "Information about the patient is blocked. What is not stated is unknown" in words
    assert words.count("osteonecrosis of the jaw: no") == 0
    assert 'name="withheld" value="1"' in answer.text
    assert "Severe osteoporosis" in words


def test_who_the_patient_is_cannot_be_blocked(served: Served) -> None:
    assert "identity" not in BLOCKABLE
    assert "Woman of 72" in said(send(at(served), "/assess", {**WOMAN, "blocked": ["identity"]}))


# LETTERS


@pytest.mark.parametrize("kind", ["referral", "recommendation"])
def test_a_letter_is_downloaded(served: Served, kind: str) -> None:
    answer = send(at(served), "/assess/letter", {**WOMAN, "kind": kind})
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["content-disposition"] == f'attachment; filename="{kind}.pdf"'
    assert answer.headers["cache-control"] == "no-store"


def test_a_letter_that_cannot_be_written_says_why(served: Served) -> None:
    assert send(at(served), "/assess/letter", {**WOMAN, "kind": "invitation"}).status_code == 422
    dead = send(at(served), "/assess/letter", {**WOMAN, "kind": "referral", "deceased": "yes"})
    assert dead.status_code == 422
    assert "the person has died" in said(dead).lower()
    assert send(at(served), "/assess/letter", {**WOMAN, "kind": "referral", "age": "x"}).status_code == 422


# FROM AND TO THE CHAIN


def begun(served: Served, caller: Caller | None = None) -> tuple[str, str]:
    """An episode, and the form that it is begun with."""
    named = served.episode("own")
    answer = send(caller or at(served), "/assess", {"episode": named})
    assert answer.status_code == 200
    return named, answer.text


def test_an_episode_fills_in_what_the_chain_knows_and_is_logged(served: Served) -> None:
    before = served.last_entry()
    named, text = begun(served)
    shown = episode(served.whole, named)
    assert f'value="{shown.person_id}"' in field("patient_id", text)
    assert f'value="{shown.known["birth_date"]}"' in field("birth_date", text)
    day = shown.row["fracture_date"] if shown.row["site"] else ""
    assert f'value="{day}"' in field("latest_fracture_date", text)
    assert shown.row["person"] in served.logged_since(before)
    assert "Save in the chain" in text


@pytest.mark.parametrize("whose", ["other", "absent"])
def test_another_units_patient_is_not_there(served: Served, whose: str) -> None:
    named = "f" * 32 if whose == "absent" else served.episode("other")
    assert send(at(served), "/assess", {"episode": named}).status_code == 404
    assert send(at(served), "/assess/save", {**WOMAN, "episode": named}).status_code == 404


def test_who_may_not_read_the_chain_begins_from_no_episode(served: Served) -> None:
    assert send(at(served, Role.SYSTEM), "/assess", {"episode": served.episode("own")}).status_code == 404


def test_nothing_is_kept_until_somebody_says_so(served: Served) -> None:
    named, _ = begun(served)
    before = events(served, named)
    send(at(served), "/assess", {**WOMAN, "episode": named})
    assert events(served, named) == before


def test_an_assessment_is_kept_with_what_was_blocked(served: Served) -> None:
    named, text = begun(served)
    told: dict[str, str | list[str]] = {
        "filled": "1",
        "episode": named,
        "frax_major_percent": "23,5",
        "stroke": "yes",
        "blocked": ["conditions"],
    }
    for name in ("birth_date", "sex", "latest_fracture_date"):
        found = re.search(r'value="([^"]*)"', field(name, text))
        if found:
            told[name] = found[1]
    answer = send(at(served), "/assess/save", told)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/chain/episode/{named}"
    assert events(served, named)[-1] == "assessed"
    with served.whole.book() as book:
        found_again = kept(book, named)
    assert found_again is not None
    assert found_again.facts.facts["frax_major_percent"] == 23.5
    assert "stroke" not in found_again.facts.facts
    assert "jaw_osteonecrosis" not in found_again.facts.facts


def test_who_may_not_write_does_not_keep(served: Served) -> None:
    named, text = begun(served, at(served, Role.CLINICIAN))
    assert text.count("Save in the chain") == 0
    assert send(at(served, Role.CLINICIAN), "/assess/save", {**WOMAN, "episode": named}).status_code == 404


def test_what_belongs_to_no_episode_or_another_person_is_not_kept(served: Served) -> None:
    assert send(at(served), "/assess/save", WOMAN).status_code == 422
    named, _ = begun(served)
    other = send(at(served), "/assess/save", {**WOMAN, "episode": named, "patient_id": "19121212-1212"})
    assert other.status_code == 422
    assert "another person's" in said(other)
    wrong = send(at(served), "/assess/save", {**WOMAN, "episode": named, "weight_kg": "tung"})
    assert wrong.status_code == 422
    assert "assessed" not in events(served, named)[-1:]


def test_a_form_of_another_session_is_refused(served: Served) -> None:
    caller = at(served)
    forged = Caller(served, {**caller.headers, "X-Token": "x"})
    for path in ("/assess", "/assess/letter", "/assess/save"):
        assert send(forged, path, WOMAN).status_code == 403
