"""What it would change, in a browser: sliders and numbers that answer at once, and a page without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from pages.live import Visitor

Visit = Callable[..., Visitor]
REACH = ".fact input[name='chain.identified']"
FIRST = "#came-out tbody tr:first-child td:nth-child(2)"


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_slider_moves_its_field_and_the_answer(visit: Visit, lang: str) -> None:
    one = visit("maria", lang)
    one.go("/economics")
    page = one.page
    before, field = page.locator(FIRST).inner_text(), page.locator(REACH)
    slider = (
        page.locator(".fact").filter(has=page.locator("input[name='chain.identified']")).locator("input[type=range]")
    )
    expect(slider).to_be_visible()
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator(FIRST)).not_to_have_text(before)
    most = page.locator(FIRST).inner_text()
    assert ("," in field.input_value()) == (lang == "sv")
    assert "chain.identified=" in page.url
    field.fill("0,5" if lang == "sv" else "0.5")
    page.keyboard.press("Tab")
    expect(page.locator(FIRST)).not_to_have_text(most)
    assert slider.input_value() == "0.5"
    page.reload()
    expect(field).to_have_value("0,5" if lang == "sv" else "0.5")
    one.fine()


def test_what_cannot_be_used_is_told_at_once(visit: Visit) -> None:
    one = visit("maria")
    one.go("/economics")
    one.page.locator(REACH).fill("9")
    one.page.keyboard.press("Tab")
    expect(one.page.locator("#came-out [role=status]")).to_contain_text("hölls inom")
    one.fine()


def test_without_scripts_the_button_answers(visit: Visit) -> None:
    one = visit("maria", java_script_enabled=False)
    one.go("/economics")
    expect(one.page.locator("input[type=range]").first).to_be_hidden()
    before = one.page.locator(FIRST).inner_text()
    one.page.locator(REACH).fill("0,5")
    one.page.locator("form[action='/economics'] button").click()
    expect(one.page.locator(FIRST)).not_to_have_text(before)
    one.page.locator("select[name=scenario]").select_option("infusion")
    one.page.locator("form[action='/economics'] button").click()
    expect(one.page.locator("#came-out caption")).to_contain_text("Infusion")
    one.fine()


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_page_is_accessible_and_narrow(visit: Visit, lang: str) -> None:
    one = visit("maria", lang)
    one.go("/economics")
    one.accessible()
    one.fits()
    one.fine()
