"""Reading an image of the spine in Chromium: by mouse and by keyboard, few acts, nothing lost, accessible."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from benkoll.exchange.dicom.sr_read import read_sr
from benkoll.imaging.phantom import FRACTURED, Phantom, PhantomKind, draw
from benkoll.measures.vertebra import LEVELS
from pages.live import Visitor
from pages.reader import CORNERS, Hand, middle, opened, ready

Visit = Callable[..., Visitor]
MOST_WITH_PROPOSALS, MOST_WITHOUT = 40, 120
"""Acts that a whole reading may take (issue 13)."""


@pytest.fixture(scope="module")
def fractured() -> Phantom:
    return draw(3, FRACTURED)


def test_a_whole_reading_by_mouse(visit: Visit, fractured: Phantom, tmp_path: Path) -> None:
    """Two clicks, the proposals, an Enter for each vertebra, what the fracture is, and the signature."""
    one = visit("olle")
    hand = opened(one, fractured, tmp_path, "mouse")
    ready(one)
    hand.click(middle(fractured, "L4"))
    expect(one.page.locator("#say")).to_contain_text("L4 är märkt")
    hand.button("propose")
    expect(one.page.locator("#levels tbody tr:is(.proposed, .unsure)")).to_have_count(13)
    hand.press("Enter", 13)
    hand.shown(13)
    hand.judge_what_is_open()
    one.page.reload()
    ready(one)
    hand.shown(13)
    hand.sign()
    assert hand.done <= MOST_WITH_PROPOSALS, hand.done
    one.fine()
    where = one.page.url
    answer = one.page.context.request.get(f"{where}/report")
    assert answer.body().startswith(b"%PDF")
    report = read_sr(one.page.context.request.get(f"{where}/sr").body())
    assert [one.level for one in report.fractures] == [level for level in LEVELS if fractured.grades[level]]
    assert "T12 grad 1" in one.page.locator("#f-record").input_value()
    one.accessible()
    one.fits()


def test_a_whole_reading_without_proposals(visit: Visit, tmp_path: Path) -> None:
    """Four corners of each vertebra, and both middles dragged where the edges are blurred."""
    phantom = draw(5, PhantomKind())
    one = visit("olle")
    hand = opened(one, phantom, tmp_path, "corners")
    ready(one)
    hand.button("corners")
    for level in reversed(LEVELS):
        expect(one.page.locator("#d-level")).to_have_text(level)
        true = phantom.vertebrae[level]
        for name in CORNERS:
            hand.click(getattr(true, name))
        expect(one.page.locator(f"#levels tr[data-level={level}]")).to_have_class("drawn chosen")
        hand.press("Enter")
    hand.shown(13)
    hand.saved()
    hand.judge_what_is_open()
    drags = 2 * len(LEVELS)
    hand.sign()
    assert hand.done + drags <= MOST_WITHOUT, hand.done
    one.fine()


def test_a_whole_reading_by_keyboard(visit: Visit, fractured: Phantom, tmp_path: Path) -> None:
    """Level, crosshair, proposals, points, undo, not evaluable, grade, judgement, signature: no mouse."""
    one = visit("olle")
    hand = opened(one, fractured, tmp_path, "keys")
    ready(one)
    page = one.page
    page.locator("#stage").focus()
    x, y = (round(part) for part in middle(fractured, "L3"))
    hand.press("k")
    expect(page.locator("#d-level")).to_have_text("L3")
    start = (fractured.size[1] / 2 - 0.5, fractured.size[0] / 2 - 0.5)
    across, down = round(x - start[0]), round(y - start[1])
    for away, keys in ((across, ("ArrowLeft", "ArrowRight")), (down, ("ArrowUp", "ArrowDown"))):
        hand.press(f"Shift+{keys[away > 0]}", abs(away) // 10)
        hand.press(keys[away > 0], abs(away) % 10)
    hand.press("Space")
    hand.press("p")
    expect(page.locator("#levels tbody tr:is(.proposed, .unsure)")).to_have_count(13)
    expect(page.locator("#d-level")).to_have_text("L4")
    hand.press("1")
    before = page.locator(".handle.chosen .dot").get_attribute("cy")
    hand.press("ArrowDown", 3)
    hand.shown(1, "drawn")
    hand.saved()
    assert page.locator(".handle.chosen .dot").get_attribute("cy") != before
    hand.press("s")
    hand.saved()
    hand.press("u", 1)
    expect(page.locator("#say")).to_have_text("Ångrat.")
    hand.press("u", 1)
    hand.shown(0, "drawn")
    hand.press("r", 1)
    hand.shown(1, "drawn")
    hand.press("Enter", 12)
    hand.shown(12)
    hand.press("e")
    page.keyboard.press("ArrowDown")
    hand.shown(1, "unread")
    hand.saved()
    hand.judge_what_is_open()
    page.reload()
    ready(one)
    hand.shown(12)
    hand.shown(1, "unread")
    page.locator("#sign button[type=submit]").focus()
    hand.press("Enter")
    page.wait_for_selector("#h-report")
    one.fine()


def test_a_point_is_dragged_and_finds_the_edge(visit: Visit, fractured: Phantom, tmp_path: Path) -> None:
    one = visit("olle")
    hand = opened(one, fractured, tmp_path, "drag")
    ready(one)
    hand.click(middle(fractured, "L4"))
    hand.press("j")
    hand.button("one")
    hand.shown(1, "proposed")
    hand.press("f")
    corner = fractured.vertebrae["L4"].anterior_top
    dot = ".handle[data-point=anterior_top] .catch"
    one.page.mouse.move(*hand.shown_at(dot))
    x, y = hand.at(corner)
    one.page.mouse.down()
    one.page.mouse.move(x + 6, y - 6, steps=6)
    one.page.mouse.up()
    hand.shown(1, "drawn")
    hand.saved()
    at = hand.shown_at(dot)
    assert abs(at[0] - x) < 6
    assert abs(at[1] - y) < 6
    one.fine()


def test_somebody_else_was_first(visit: Visit, fractured: Phantom, tmp_path: Path) -> None:
    """The same reading at two windows: the later one is told, and what it did is not taken for kept."""
    one = visit("olle")
    hand = opened(one, fractured, tmp_path, "two")
    ready(one)
    other = visit("olle")
    other.go(one.page.url.removeprefix(one.origin))
    ready(other)
    hand.choose("#d-reason", "noise")
    hand.saved()
    other.page.locator("#d-reason").select_option("implant")
    expect(other.page.locator("#say")).to_contain_text("ändrats på ett annat ställe")
    other.page.locator("#saved button").click()
    expect(other.page.locator("#levels tr[data-level=L4]")).to_contain_text("för brusig")
    assert [said for said in other.wrong if "409" not in said] == []


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_pages_are_accessible_and_narrow(visit: Visit, fractured: Phantom, tmp_path: Path, lang: str) -> None:
    one = visit("olle", lang)
    hand = opened(one, fractured, tmp_path, f"axe-{lang}", place=2 if lang == "sv" else 4)
    ready(one)
    patient = str(one.page.locator("main a[href^='/vfa/patient/']").get_attribute("href"))
    one.accessible()
    hand.click(middle(fractured, "L4"))
    hand.button("propose")
    expect(one.page.locator("#levels tbody tr:is(.proposed, .unsure)")).to_have_count(13)
    hand.press("Enter", 2)
    hand.shown(2)
    one.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    one.accessible()
    one.fits()
    for path in (patient, "/vfa", "/vfa/training"):
        one.go(path)
        one.accessible()
        one.fits()
    one.fine()


def test_the_page_without_javascript(visit: Visit, fractured: Phantom, tmp_path: Path) -> None:
    one = visit("olle", java_script_enabled=False)
    opened(one, fractured, tmp_path, "plain", place=3)
    expect(one.page.locator("main")).to_contain_text("kräver JavaScript")
    expect(one.page.locator("#picture image")).to_be_visible()
    expect(one.page.locator("#levels tbody tr")).to_have_count(13)
    expect(one.page.locator("#tools")).to_be_hidden()
    one.page.locator("#sign button[type=submit]").click()
    expect(one.page.locator("[role=alert]")).to_contain_text("T4")


def test_training_by_touch(visit: Visit) -> None:
    """A phantom of training on a screen that is touched: marked by a tap, settled, and the truth shown."""
    one = visit("anna", has_touch=True)
    one.go("/vfa/training")
    one.page.locator("select[name=kind]").select_option("normal")
    one.page.locator("form[action='/vfa/training'] button").tap()
    ready(one)
    stage = one.page.locator("#stage")
    stage.scroll_into_view_if_needed()
    stage.tap()
    expect(one.page.locator("#levels tr.marked")).to_have_count(1)
    for _ in LEVELS:
        one.page.locator("#d-reason").select_option("noise")
    expect(one.page.locator("#levels tr.unread")).to_have_count(13)
    Hand(one.page, draw(1)).saved()
    one.page.locator("#sign button[type=submit]").tap()
    expect(one.page.locator("#h-truth")).to_be_visible()
    one.accessible()
    one.fine()


def test_miscounted_vertebrae_are_called_a_level_up_and_back(visit: Visit, fractured: Phantom, tmp_path: Path) -> None:
    """By button and by key: points, doubts and judgements go with each vertebra, approved anew; and undone."""
    one = visit("olle")
    hand = opened(one, fractured, tmp_path, "count", place=5)
    ready(one)
    page, told = one.page, one.page.locator("#say")
    page.route("**/propose", unsure_of_t6)
    hand.button("up")
    expect(told).to_have_text("Ingen kota är utritad än.")
    hand.click(middle(fractured, "L3"))  # taken for L4
    hand.button("propose")
    expect(page.locator("#levels tbody tr:is(.proposed, .unsure)")).to_have_count(13)
    hand.saved()
    hand.button("up")
    expect(told).to_have_text("T4 har punkter och får ingen nivå att heta. Ta bort dess punkter först.")
    page.locator("#levels tr[data-level=T4] button").click()
    hand.button("remove")
    page.locator("#levels tr[data-level=L4] button").click()
    hand.button("approve")
    expect(page.locator("#levels tr[data-level=L4]")).to_have_class("approved")
    page.locator("#levels tr[data-level=T12] button").click()
    page.locator("#d-judgement").select_option("degenerative")
    hand.saved()
    before = hand.outlines()
    hand.button("up")
    expect(told).to_have_text("Alla kotor heter en nivå högre upp. Godkänn dem på nytt.")
    expect(page.locator("#d-level")).to_have_text("T11")
    hand.saved()
    above = dict(zip(LEVELS[1:], LEVELS, strict=False))
    assert hand.outlines() == {above[level]: points for level, points in before.items()}
    expect(page.locator("#levels tr[data-level=T11]")).to_contain_text("degenerativ deformitet")
    hand.shown(0)
    expect(page.locator("#levels tr.unsure th")).to_have_text(["T5"])
    hand.button("undo")
    expect(told).to_have_text("Ångrat.")
    hand.shown(1)
    assert hand.outlines() == before
    expect(page.locator("#levels tr.unsure th")).to_have_text(["T6"])
    page.locator("#stage").focus()
    hand.press("<")
    hand.shown(0)
    hand.saved()
    page.reload()
    ready(one)
    assert set(hand.outlines()) == set(LEVELS[:-1])
    expect(page.locator("#levels tr.unsure th")).to_have_text(["T5"])
    page.locator("#stage").focus()
    hand.press(">")
    expect(told).to_have_text("Alla kotor heter en nivå längre ned. Godkänn dem på nytt.")
    hand.saved()
    assert hand.outlines() == before
    page.locator("summary", has_text="Ändringar").click()
    expect(page.locator(".vfa-history")).not_to_contain_text("relabelled")
    page.reload()
    expect(page.locator(".vfa-history li").first).to_contain_text("alla kotor en nivå ned")
    one.fine()


def unsure_of_t6(route: Route) -> None:
    answer = route.fetch()
    said = answer.json()
    said["levels"]["T6"]["confidence"] = 0.1
    route.fulfill(response=answer, json=said)
