"""The whole way, in a browser: a fracture comes in, and months later the dose that is late is told first."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from database.hospital import number
from pages.live import Live, Visitor

BORN = date(1950, 5, 4)
NUMBER = number(BORN, 986)
NAME = "Vega Vägvisare"
VISITS = f"""message_id;person_id;name;sex;date;unit;ward;diagnosis_codes;external_cause_codes
whole-way-1;{NUMBER};{NAME};K;2026-02-16;EXE-ORT;;S72.00;W01.9
"""


@pytest.fixture
def karin(visit: Callable[..., Visitor]) -> Iterator[Visitor]:
    one = visit("karin")
    yield one
    one.fine()


def test_from_the_fracture_to_the_late_dose(karin: Visitor, served: Live) -> None:
    page = karin.page
    comes_in(karin)
    is_invited(karin)
    is_found(karin)
    records(page, "answered", appointment="2026-03-02")
    records(page, "dxa_done", vfa="no")
    is_assessed(karin)
    is_written_to(page)
    records(page, "treatment_started", drug="denosumab")
    records(page, "dose_given", drug="denosumab")
    expect(page.locator("#h-history ~ ol")).to_contain_text("dos given")
    karin.fine()

    served.clock.forward(days=240)
    karin.go("/chain")
    expect(page).to_have_url(f"{karin.origin}/login")  # the session has ended long ago
    karin.log_in("karin")
    karin.go("/chain")
    urgent = page.locator("tr.urgent", has_text=NAME)
    expect(urgent.first).to_be_visible()
    first = page.locator("main h2").first
    expect(first).to_contain_text("Denosumab")
    expect(urgent.first).to_contain_text("sen")
    urgent.first.get_by_role("button", name="Ta").click()
    expect(page.locator("tr.urgent", has_text=NAME).first).to_contain_text("jag")
    urgent.first.get_by_role("link", name=NAME).click()
    records(page, "dose_given", drug="denosumab")
    karin.go("/chain")
    expect(page.locator("tr.urgent", has_text=NAME)).to_have_count(0)


def comes_in(karin: Visitor) -> None:
    """Her hospital's list holds her; sent twice, it counts once."""
    page = karin.page
    for _ in range(2):
        karin.go("/chain/refused")
        page.locator("#f-file").set_input_files(
            {"name": "besök.csv", "mimeType": "text/csv", "buffer": VISITS.encode()}
        )
        page.locator("form[action='/chain/refused'] button").click()
        page.wait_for_load_state()
        karin.fine()


def is_invited(karin: Visitor) -> None:
    """Her letter is made, and recorded as sent."""
    page = karin.page
    karin.go("/chain")
    row = page.locator("tr", has_text=NAME).first
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name="Kalla valda").click()
    letter = page.locator("main a[href^='/chain/letter/']").first
    expect(letter).to_be_visible()
    pdf = page.context.request.get(karin.origin + str(letter.get_attribute("href")))
    assert pdf.body().startswith(b"%PDF-")
    karin.fine()


def is_found(karin: Visitor) -> None:
    """By her number, which stands in no address."""
    page = karin.page
    karin.go("/chain")
    page.get_by_text("Sök en person").first.click()
    page.locator("form[action='/chain/search'] input:not([type=hidden])").fill(NUMBER)
    page.locator("form[action='/chain/search'] button").click()
    page.wait_for_load_state()
    assert NUMBER not in page.url
    if "/chain/episode/" not in page.url:
        page.locator("main a[href^='/chain/episode/']").first.click()
    expect(page.locator("h1")).to_contain_text(NAME)
    expect(page.locator("#h-history ~ ol")).to_contain_text("kallad")
    karin.fine()


def records(page: Page, kind: str, **said: str) -> None:
    """What happened, on the episode's page."""
    form = page.locator(f"form:has(input[name=kind][value={kind}])")
    page.locator("details", has=form).locator("summary").click()
    for name, value in said.items():
        place = form.locator(f"[name={name}]")
        place.select_option(value) if place.evaluate("one => one.tagName") == "SELECT" else place.fill(value)
    form.locator("button[type=submit]").click()
    page.wait_for_load_state()


def is_assessed(karin: Visitor) -> None:
    """What the chain knows is filled in, the answer comes as one writes, and it is kept when somebody says so."""
    page = karin.page
    page.get_by_role("button", name="Börja bedömning").click()
    expect(page.locator("#facts [name=birth_date]")).to_have_value(BORN.isoformat())
    field = page.locator("#facts [name=t_score_femoral_neck]")
    if not field.is_visible():
        page.locator("details", has=field).last.locator("summary").first.click()
    with page.expect_response("**/assess"):
        field.fill("-2,8")
    expect(page.locator("#answer")).to_contain_text("TX-")
    expect(page.locator("#answer")).to_contain_text("-2,8")
    karin.fine()
    page.locator("button[formaction='/assess/save']").click()
    page.wait_for_url("**/chain/episode/*")
    expect(page.locator("#h-history ~ ol")).to_contain_text("bedömd")


def is_written_to(page: Page) -> None:
    """The recommendation to primary care."""
    page.locator("summary", has_text="Skriv brev").click()
    page.locator("#f-letter-kind").select_option("recommendation")
    page.locator("#f-recipient").fill("Exempelstads vårdcentral")
    page.locator("form[action$='/letter'] button").click()
    page.wait_for_load_state()
    expect(page.locator("section[aria-labelledby=h-letters] table")).to_be_visible()
