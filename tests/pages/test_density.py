"""Bone density in a browser: a report comes in as a file, is shown, and the assessment begins with its T-score."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pages.live import Visitor

Visit = Callable[..., Visitor]
REPORT = Path(__file__).parents[1] / "unit" / "exchange" / "densitometry" / "good" / "hologic.csv"
EARLIER = "2024-02-05"


def at_density(visit: Visit, person: str, lang: str, place: int = 0, **more: object) -> Visitor:
    """The bone density of one of today's patients, by the link of their episode."""
    one = visit(person, lang, **more)
    one.go("/chain")
    one.page.locator("main a[href^='/chain/episode/']").nth(place).click()
    one.page.locator("a[href^='/density/patient/']").click()
    one.page.wait_for_url("**/density/patient/*")
    return one


def upload(one: Visitor, content: bytes) -> None:
    page = one.page
    page.locator("#f-file").set_input_files({"name": "rapport.csv", "mimeType": "text/csv", "buffer": content})
    page.locator("#f-sure").check()
    page.locator("form[action^='/density/file/'] button").click()
    page.wait_for_url("**/density/file/*")


def looked_at(one: Visitor) -> None:
    """It is accessible, closed and open, and narrow."""
    one.accessible()
    one.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    one.accessible()
    one.fits()
    one.fine()


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_from_the_file_to_the_assessment(visit: Visit, lang: str) -> None:
    one = at_density(visit, "anna", lang, place=("sv", "en").index(lang))
    page, report = one.page, REPORT.read_bytes()
    looked_at(one)
    upload(one, report.replace(b"2026-03-02", EARLIER.encode()).replace(b"0,653", b"0,720").replace(b"3,24", b"3,57"))
    upload(one, report)
    expect(page.locator("main [role=status]")).to_be_visible()
    expect(page.locator("#h-one")).to_contain_text("2026-03-02, Hologic Horizon A")
    looked_at(one)
    page.locator("#f-sd_femoral_neck").fill("0,010" if lang == "sv" else "0.010")
    page.locator("form[action^='/density/look/'] button").first.click()
    expect(page.locator("#f-sd_femoral_neck")).not_to_have_value("")
    expect(page.locator("main")).to_contain_text("0,0277" if lang == "sv" else "0.0277")
    looked_at(one)
    page.locator("button[formaction='/assess']").click()
    page.wait_for_url("**/assess")
    score = "-1,7" if lang == "sv" else "-1.7"
    expect(page.locator("#f-t_score_femoral_neck")).to_have_value(score)
    expect(page.locator("#f-dxa_date")).to_have_value("2026-03-02")
    expect(page.locator("#f-least_significant_change_g_cm2")).not_to_have_value("")
    one.fine()


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_what_is_no_report_is_told(visit: Visit, lang: str) -> None:
    one = at_density(visit, "anna", lang, place=2)
    one.page.locator("details", has=one.page.locator("form[action^='/density/typed/']")).locator("summary").click()
    one.page.locator("#f-total_hip_left_bmd").fill("762")
    one.page.locator("form[action^='/density/typed/'] button").click()
    expect(one.page.locator("main [role=alert] a")).to_have_attribute("href", "#f-total_hip_left_bmd")
    expect(one.page.locator("#f-total_hip_left_bmd")).to_have_value("762")
    one.wrong = [said for said in one.wrong if not said.startswith("422 ")]
    looked_at(one)


def test_it_works_without_javascript(visit: Visit) -> None:
    one = at_density(visit, "anna", "sv", place=3, java_script_enabled=False)
    upload(one, REPORT.read_bytes())
    expect(one.page.locator("#h-one")).to_contain_text("2026-03-02")
    one.page.locator("button[formaction='/assess']").click()
    expect(one.page.locator("#f-t_score_femoral_neck")).to_have_value("-1,7")
    one.fine()


def test_who_only_reads_sees_it(visit: Visit) -> None:
    one = at_density(visit, "karin", "sv", place=0)
    expect(one.page.locator("form[action^='/density/file/']")).to_have_count(0)
    looked_at(one)
