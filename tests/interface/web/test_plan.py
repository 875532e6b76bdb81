"""The treatment plan's page, and the pictures."""

import pytest

from benkoll.guideline.build import load
from benkoll.web.pages import pictures
from interface.web.forms import at, said, send
from security.served import Served

DENOSUMAB: dict[str, str | list[str]] = {
    "osteoporosis_drug": "denosumab",
    "drug_start_date": "2024-05-01",
    "last_dose_date": "2026-06-01",
}


def test_an_empty_form_offers_drugs_that_have_a_plan(served: Served) -> None:
    text = at(served).get("/plan").text
    assert 'value="denosumab"' in text
    assert text.count('value="other"') == 0
    assert text.count("<svg") == 0


def test_denosumab_and_a_late_dose(served: Served) -> None:
    answer = send(at(served, lang="sv"), "/plan", DENOSUMAB)
    assert answer.status_code == 200
    words = said(answer)
    for told in ("Denosumab från 2024-05-01", "2026-12-01", "tills vidare", "Om nästa dos av denosumab blir sen"):
        assert told in words
    assert "2027-01-01 Från dagen efter är det brådskande" in words
    assert 'href="/guideline/DMAB-3"' in answer.text
    assert "vår tolkning" in words


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"drug_start_date": ""}, "Missing; state the drug and its start"),
        ({"drug_start_date": "2024-5-1"}, "Must be a date of the calendar"),
        ({"last_dose_date": "2020-01-01"}, "Must lie from the start of the drug 2024-05-01"),
        ({"osteoporosis_drug": "other"}, "Has no plan"),
        ({"earlier_bisphosphonate_years_oral": "tre"}, "Must be a number 0 to 40 years"),
        ({"earlier_bisphosphonate_years_oral": "400"}, "Implausible value; allowed is 0 to 40 years"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(served: Served, changed: dict[str, str], told: str) -> None:
    answer = send(at(served), "/plan", {**DENOSUMAB, **changed})
    assert answer.status_code == 422
    assert told in said(answer)
    for name, value in {**DENOSUMAB, **changed}.items():
        assert f'href="#f-{name}"' in answer.text or f'value="{value}"' in answer.text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_of_no_time_is_no_fault(served: Served, day: str) -> None:
    answer = send(at(served), "/plan", {"osteoporosis_drug": "alendronate", "drug_start_date": day})
    assert answer.status_code == 422
    assert "Implausible day; allowed: 1970 to 2100" in said(answer)
    for name in ("last_dose_date", "dxa_date"):
        assert send(at(served), "/plan", {**DENOSUMAB, name: "9999-12-31"}).status_code == 422


# PICTURES


def risk(value: float, interval: list[float] | None = None) -> pictures.Picture:
    finding = {"major_percent": value, "interval": interval, "source": "estimate"}
    found = pictures.risk(finding, load(), "en", with_cortisone=True)
    assert found is not None
    return found


@pytest.mark.parametrize("value", [0.0, 0.4, 15.0, 39.9, 61.0, 100.0])
def test_a_risk_lies_within_its_scale(value: float) -> None:
    found = risk(value, [max(0.0, value - 10), min(100.0, value + 20)])
    assert found.band is not None
    assert pictures.LEFT <= found.band[0] <= found.points[0].x <= found.band[1] <= pictures.RIGHT
    assert [line.words for line in found.lines] == ["10 %", "15 %", "20 %"]


def test_a_limit_in_the_interval_is_perhaps_met() -> None:
    met = {one.words: one.met for one in risk(17, [12, 19]).limits}
    assert met["above 10 %"] == "yes"
    assert met["above 15 %"].startswith("perhaps")
    assert met["above 20 %"] == "no"
    assert {one.met for one in risk(17).limits} == {"yes", "no"}


def test_a_t_score_outside_the_scale_stands_at_its_end() -> None:
    held = dict.fromkeys(pictures.T_LIMITS, True)
    found = pictures.t_scores({"t_score_total_hip": -6.2, "t_score_lumbar_spine": 4.0}, held, load(), "sv")
    assert found is not None
    assert [one.x for one in found.points] == [pictures.LEFT, pictures.RIGHT]
    assert "-6,2" in found.said
    assert pictures.t_scores({}, held, load(), "sv") is None
