"""The consultation in a browser: the answer follows each answer given, keeps what was opened, and stores nothing."""

from collections.abc import Callable

import pytest

from pages.live import NARROW, Visitor

Visit = Callable[..., Visitor]
ANSWER = "#answer .who"
FILLED = {
    "age": "72",
    "weight_kg": "61,5",
    "height_cm": "164",
    "t_score_femoral_neck": "-2,6",
    "t_score_lumbar_spine": "-1,8",
    "drug_start_date": "2024-02-01",
    "last_dose_date": "2025-06-10",
}


def begun(visit: Visit, lang: str = "sv") -> Visitor:
    one = visit("karin", lang)
    one.go("/assess")
    one.page.locator("#f-age").fill("72")
    one.page.locator(ANSWER).wait_for()
    return one


def wrote(one: Visitor, fact: str, text: str) -> None:
    """Written, and the answer to it has come."""
    with one.page.expect_response("**/assess"):
        one.page.locator(f"#f-{fact}").fill(text)


def test_the_answer_follows_what_is_written_and_is_announced(visit: Visit) -> None:
    one = begun(visit)
    with one.page.expect_response("**/assess"):
        one.page.locator("#f-sex").select_option("female")
    one.page.wait_for_function("document.getElementById('said').textContent.startsWith('Kvinna 72 år')")
    assert one.page.locator("#said").get_attribute("role") == "status"
    one.fine()


def test_what_is_wrong_is_said_at_its_field_and_goes_when_it_is_mended(visit: Visit) -> None:
    one = begun(visit)
    field, said = one.page.locator("#f-weight_kg"), one.page.locator("#e-weight_kg")
    wrote(one, "weight_kg", "tung")
    said.wait_for()
    assert field.get_attribute("aria-invalid") == "true"
    assert field.evaluate("one => one === document.activeElement")
    wrote(one, "weight_kg", "61,5")
    said.wait_for(state="hidden")
    assert field.get_attribute("aria-invalid") is None
    assert all(told.startswith("422") for told in one.wrong)
    one.wrong.clear()


def test_what_was_wrong_with_the_whole_form_goes_with_the_next_answer(visit: Visit) -> None:
    one = begun(visit)
    one.page.locator("#f-weight_kg").fill("tung")
    one.page.locator("form#facts button.button--primary").click()
    above = one.page.locator("main > .problems")
    above.wait_for()
    one.accessible()
    assert one.page.locator("#e-weight_kg").is_visible()
    wrote(one, "weight_kg", "61,5")
    above.wait_for(state="detached")
    one.page.locator("#e-weight_kg").wait_for(state="hidden")
    one.wrong.clear()


def test_what_was_opened_stays_open(visit: Visit) -> None:
    one = begun(visit)
    first = one.page.locator("#answer details[id]").first
    name = first.get_attribute("id")
    first.locator("summary").click()
    wrote(one, "height_cm", "164")
    one.page.locator(f"#answer details#{name}[open]").wait_for()


def test_a_link_to_a_field_opens_its_group(visit: Visit) -> None:
    one = begun(visit)
    for link in one.page.locator("#answer ol a").all()[:3]:
        link.click()
        target = str(link.get_attribute("href"))[1:]
        assert one.page.evaluate("document.activeElement.id") == target


def test_nothing_is_in_the_browsers_storage_or_the_address(visit: Visit) -> None:
    one = begun(visit)
    wrote(one, "weight_kg", "61,5")
    one.page.locator("form#facts button.button--primary").click()
    one.page.locator(ANSWER).wait_for()
    assert one.page.url.endswith("/assess")
    assert one.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert one.page.evaluate("indexedDB.databases()") == []


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_a_full_answer_is_accessible_and_narrow(visit: Visit, lang: str) -> None:
    one = begun(visit, lang)
    one.page.locator("#f-sex").select_option("female")
    one.page.locator("#f-osteoporosis_drug").select_option("denosumab")
    for name, text in FILLED.items():
        one.page.locator(f"#f-{name}").fill(text)
    one.page.locator("form#facts button.button--primary").click()
    one.page.wait_for_load_state()
    one.page.locator("#f-why").select_option("TX-PAUSE")
    with one.page.expect_response("**/assess"):
        one.page.locator("#why-show").click()
    one.page.locator("#why-answer").wait_for()
    one.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert one.page.locator("#answer svg.picture").count() == 3
    one.accessible()
    one.fits()
    one.page.set_viewport_size(NARROW)
    sizes = one.page.locator("#answer svg.picture text").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert min(sizes) > 9
    one.fine()
