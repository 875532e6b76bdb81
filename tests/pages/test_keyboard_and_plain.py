"""By keyboard alone, and without JavaScript: everything can be reached, seen where one is, and done."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from pages.live import Visitor

Visit = Callable[..., Visitor]
PAGES = ("/assess", "/plan", "/chain", "/chain/letters", "/chain/refused", "/indicators", "/guideline/variants")
MOST_TABS = 400

REACHABLE = """() => {
  const shown = one => one.checkVisibility({visibilityProperty: true}) && !one.disabled;
  const seen = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')].filter(shown);
  const radios = new Set();
  return seen.filter(one => {
    if (one.type !== 'radio') return true;
    const key = (one.form && one.form.id) + one.name;
    return !radios.has(key) && radios.add(key);
  }).length;
}"""
"""What can be acted on and is shown; of the radio buttons of one name only one is a stop of the tabulator."""

HERE = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  window.stops = window.stops || [];
  const again = window.stops.includes(one), same = one === window.stops[window.stops.length - 1];
  if (!again) window.stops.push(one);
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const lined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  return {again, same, lined: lined || style.boxShadow !== 'none', html: one.outerHTML.slice(0, 120),
          seen: box.bottom > 0 && box.top < innerHeight && box.width > 0};
}"""


@pytest.mark.parametrize("path", PAGES)
def test_everything_is_reached_and_one_sees_where_one_is(visit: Visit, path: str) -> None:
    one = visit("karin")
    one.go(path)
    wanted = one.page.evaluate(REACHABLE)
    unseen, stops = list[str](), 0
    for _ in range(MOST_TABS):
        one.page.keyboard.press("Tab")
        here = one.page.evaluate(HERE)
        if here is None or (here["again"] and not here["same"]):
            break
        stops += not here["same"]
        if not (here["same"] or (here["lined"] and here["seen"])):  # within a date field the browser shows where
            unseen.append(here["html"])
    assert unseen == []
    assert stops == wanted


def test_the_first_stop_leads_past_the_menu(visit: Visit) -> None:
    one = visit("karin")
    one.go("/chain")
    one.page.keyboard.press("Tab")
    expect(one.page.locator(".skip")).to_be_focused()
    expect(one.page.locator(".skip")).to_be_in_viewport()
    one.page.keyboard.press("Enter")
    expect(one.page.locator("#content")).to_be_focused()


def test_the_days_work_by_keyboard(visit: Visit) -> None:
    """j and k move, c claims, Enter opens."""
    one = visit("karin")
    one.go("/chain")
    rows = one.page.locator("tr[data-row]")
    rows.first.focus()
    one.page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    one.page.keyboard.press("k")
    expect(rows.first).to_be_focused()
    with one.page.expect_response("**/chain/step"):
        one.page.keyboard.press("c")
    expect(rows.first).to_contain_text("jag")
    rows.first.focus()
    one.page.keyboard.press("Enter")
    one.page.wait_for_url("**/chain/episode/*")
    one.fine()


def test_log_in_by_keyboard(visit: Visit) -> None:
    one = visit()
    one.go("/login")
    one.page.locator("button[value=anna]").focus()
    one.page.keyboard.press("Enter")
    one.page.wait_for_url(lambda url: not url.endswith("/login"))
    expect(one.page.locator("header")).to_contain_text("Anna Allmän")


# WITHOUT JAVASCRIPT


def test_the_assessment_without_javascript(visit: Visit) -> None:
    one = visit("anna", java_script_enabled=False)
    one.go("/assess")
    page = one.page
    page.locator("#facts [name=age]").fill("76")
    page.locator("#facts select[name=sex]").select_option("female")
    page.locator("#facts [name=prior_hip_fracture][value=yes], #facts [name=prior_hip_fracture][value=true]").check()
    page.locator("#facts button[type=submit]").last.click()
    expect(page.locator("#answer")).to_contain_text("TX-")
    expect(page.locator("#facts [name=age]")).to_have_value("76")
    assert "76" not in page.url
    page.locator("#facts [name=age]").fill("seventy")
    page.locator("#facts button[type=submit]").last.click()
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("#facts [name=age]")).to_have_value("seventy")


def test_reading_and_claiming_without_javascript(visit: Visit) -> None:
    one = visit("karin", java_script_enabled=False)
    for path in ("/chain", "/chain/letters", "/indicators", "/guideline", "/guideline/TX-3b", "/plan"):
        one.go(path)
        expect(one.page.locator("h1")).to_be_visible()
    one.fine()
    one.go("/chain")
    page = one.page
    button = page.locator("button[value=claim]").last
    row = page.locator("tr[data-row]", has=page.locator("button[value=claim]")).last
    name = row.locator("a[data-open]").inner_text()
    button.click()
    expect(page.locator("tr[data-row]", has_text=name).filter(has_text="jag").first).to_be_visible()
    page.locator("header form[action^='/language'] button").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("header form[action='/logout'] button").click()
    expect(page).to_have_url(f"{one.origin}/login")
    one.fine()


# THE TOOLS FIND WHAT IS WRONG


def test_a_page_with_faults_is_found(visit: Visit) -> None:
    one = visit()
    one.go("/login")
    one.page.evaluate("document.querySelector('main').innerHTML += '<img src=\"/static/none.png\"><input>'")
    with pytest.raises(AssertionError, match="image-alt"):
        one.accessible()
    one.page.evaluate("document.querySelector('main').innerHTML += '<svg width=\"900\" height=\"9\"></svg>'")
    with pytest.raises(AssertionError):
        one.fits()
    one.page.evaluate("document.querySelector('main').setAttribute('style', 'color: red')")
    one.page.wait_for_timeout(300)
    with pytest.raises(AssertionError, match=r"style-src|404"):
        one.fine()
