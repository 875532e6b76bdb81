"""What stands beside the drawing of vertebrae in Chromium: an earlier image, contrast, what asks before it does."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Dialog, Route, expect

from benkoll.chain import tables
from benkoll.imaging.phantom import FRACTURED, Phantom, PhantomKind, draw
from benkoll.measures.vertebra import LEVELS
from database.hospital import DAY, KEYS
from pages.live import Live, Visitor
from pages.reader import Hand, file_of, opened, opened_for, ready

Visit = Callable[..., Visitor]
EARLIER = DAY - timedelta(days=700)


@pytest.fixture(scope="module")
def fractured() -> Phantom:
    return draw(3, FRACTURED)


def episode_of(one: Visitor, place: int) -> str:
    one.go("/chain")
    links = one.page.locator("a[href^='/chain/episode/']")
    return str(links.nth(place).get_attribute("href")).removeprefix("/chain/episode/")


# AN EARLIER IMAGE


def test_an_earlier_image_is_shown_level_by_level(visit: Visit, fractured: Phantom, tmp_path: Path) -> None:
    """The patient's other image, with what was signed of it: the same level in both, and nothing of it in this one."""
    one = visit("olle")
    episode = episode_of(one, 6)
    first = opened_for(one, fractured, file_of(fractured, tmp_path, "first", EARLIER), episode)
    ready(one)
    first.draw_all("T4")
    first.sign()
    now = draw(5, PhantomKind())
    hand = opened_for(one, now, file_of(now, tmp_path, "second"), episode)
    ready(one)
    page, other, told = one.page, one.page.locator("#other"), one.page.locator("#other-said")
    expect(other).to_be_hidden()
    assert page.locator("#t-earlier option").all_inner_texts() == ["(ingen vald)", str(EARLIER)]
    with page.expect_response(lambda answer: answer.url.endswith("/picture")) as picture:
        page.locator("#t-earlier").select_option(label=str(EARLIER))
    assert picture.value.headers["content-type"] == "image/png"
    assert page.locator("#other image").get_attribute("href") != page.locator("#pixels").get_attribute("href")
    expect(other).to_be_visible()
    for level in LEVELS:
        page.locator(f"#levels tr[data-level={level}] button").click()
        said = (
            "Skymd av annat" if level == "T4" else "Fragilitetsfraktur" if fractured.grades[level] else "Ingen deform"
        )
        expect(told).to_contain_text(f"{EARLIER}, {level}: {said}")
        chosen = [one.get_attribute("data-level") for one in page.locator("#other .vertebra.chosen").all()]
        assert chosen == ([] if level == "T4" else [level])
        assert level == "T4" or in_sight(hand, level)
    assert hand.outlines() == {}
    expect(page.locator("#other .vertebra")).to_have_count(12)
    one.accessible()
    one.fits()
    page.locator("#t-earlier").select_option("")
    expect(other).to_be_hidden()
    one.fine()


def in_sight(hand: Hand, level: str) -> bool:
    """Whether the level of the earlier image is within its frame, and fills a good part of it."""
    whole = hand.page.locator("#other-picture").bounding_box()
    its = hand.page.locator(f"#other .vertebra[data-level={level}] polygon").bounding_box()
    assert whole is not None
    assert its is not None
    inside = whole["x"] <= its["x"] and its["x"] + its["width"] <= whole["x"] + whole["width"]
    below = whole["y"] <= its["y"] and its["y"] + its["height"] <= whole["y"] + whole["height"]
    return inside and below and its["width"] > whole["width"] / 8


def test_an_image_that_nobody_signed_says_nothing_of_its_levels(
    visit: Visit, fractured: Phantom, tmp_path: Path
) -> None:
    one = visit("olle")
    episode = episode_of(one, 7)
    opened_for(one, fractured, file_of(fractured, tmp_path, "unsigned", EARLIER), episode)
    ready(one)
    Hand(one.page, fractured).draw_all()
    opened_for(one, fractured, file_of(fractured, tmp_path, "later"), episode)
    ready(one)
    one.page.locator("#t-earlier").select_option(label=str(EARLIER))
    expect(one.page.locator("#other-said")).to_have_text(str(EARLIER))
    expect(one.page.locator("#other .vertebra")).to_have_count(0)
    one.fine()


# CONTRAST


def test_contrast_changes_the_picture_and_no_point(visit: Visit, fractured: Phantom, tmp_path: Path) -> None:
    """By slider and by key: brighter is brighter, more contrast is farther apart; "as in the file" is as it was."""
    one = visit("olle")
    hand = opened(one, fractured, tmp_path, "shades", place=8)
    ready(one)
    hand.draw_all()
    ready(one)
    page = one.page
    drawn, version = hand.outlines(), page.locator("#sign [name=version]").input_value()
    mean, spread = shades(hand)

    def shown_by(act: Callable[[], object]) -> tuple[float, float]:
        before = page.locator("#pixels").get_attribute("href")
        act()
        page.wait_for_function(SETTLED, arg=before, polling=200)
        return shades(hand)

    assert shown_by(lambda: page.locator("#t-bright").fill("70"))[0] > mean + 10
    assert shown_by(lambda: hand.button("shades")) == (mean, spread)
    assert shown_by(lambda: page.locator("#t-contrast").fill("80"))[1] > spread + 5
    assert shown_by(lambda: hand.button("shades")) == (mean, spread)
    page.locator("#stage").focus()
    assert shown_by(lambda: hand.press("]", 4))[1] > spread
    assert shown_by(lambda: hand.press("[", 8))[1] < spread
    assert shown_by(lambda: hand.press(",", 6))[0] < mean
    assert hand.outlines() == drawn
    assert page.locator("#sign [name=version]").input_value() == version
    page.reload()
    ready(one)
    assert hand.outlines() == drawn
    assert page.locator("#sign [name=version]").input_value() == version
    one.fine()


SETTLED = """before => {
  const pixels = document.getElementById('pixels'), now = pixels.getAttribute('href');
  const same = now === pixels.dataset.seen;
  pixels.dataset.seen = now;
  return same && now !== before;
}"""
"""Another picture, and no further one after it."""
SHADES = """async () => {
  const image = new Image();
  image.src = document.getElementById('pixels').href.baseVal;
  await image.decode();
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight), pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const gray = pen.getImageData(0, 0, canvas.width, canvas.height).data.filter((_, place) => place % 4 === 0);
  const mean = gray.reduce((sum, one) => sum + one, 0) / gray.length;
  return [mean, Math.sqrt(gray.reduce((sum, one) => sum + (one - mean) ** 2, 0) / gray.length)];
}"""


def shades(hand: Hand) -> tuple[float, float]:
    """Mean and spread of the picture's shades, 0-255."""
    mean, spread = hand.page.evaluate(SHADES)
    return mean, spread


# WHAT ASKS BEFORE IT DOES


def test_whose_an_image_is_must_be_said(visit: Visit, fractured: Phantom, tmp_path: Path) -> None:
    """A file that does not say it is stored when somebody ticked that they have checked, and not before."""
    one = visit("olle")
    patient, file = f"/vfa/patient/{episode_of(one, 9)}", file_of(fractured, tmp_path, "whose")
    one.go(patient)
    page = one.page
    page.set_input_files("#f-file", str(file))
    page.locator("form[action^='/vfa/upload/'] button").click()
    expect(page.locator("[role=alert]")).to_contain_text("filen säger inte vems bilden är")
    assert [said for said in one.wrong if "422" not in said] == []
    one.wrong.clear()
    one.accessible()
    one.go(patient)
    expect(page.locator("main")).to_contain_text("Inga bilder än.")
    opened_for(one, fractured, file, patient.removeprefix("/vfa/patient/"))
    one.fine()


def test_an_image_is_withdrawn_for_a_reason(visit: Visit, fractured: Phantom, tmp_path: Path) -> None:
    one = visit("olle")
    episode = episode_of(one, 10)
    opened_for(one, fractured, file_of(fractured, tmp_path, "wrong"), episode)
    ready(one)
    reading = one.page.url.removeprefix(one.origin)
    one.go(f"/vfa/patient/{episode}")
    page = one.page
    form = page.locator("form[action$='/withdraw']")
    expect(form).to_be_hidden()
    page.locator("summary", has_text="Ta bort bilden").click()
    form.locator("button").click()
    expect(form.locator("input[name=reason]")).to_be_focused()  # the browser asks for it, and nothing was sent
    expect(page.locator("tbody tr")).to_have_count(1)
    form.locator("input[name=reason]").fill("en annan patients bild")
    form.locator("button").click()
    expect(page.locator("main")).to_contain_text("Inga bilder än.")
    one.go("/vfa")
    expect(page.locator(f"a[href='{reading}']")).to_have_count(0)
    one.fine()


def test_a_signed_reading_is_opened_again_for_a_reason(visit: Visit, fractured: Phantom, tmp_path: Path) -> None:
    one = visit("olle")
    hand = opened(one, fractured, tmp_path, "again", place=11)
    ready(one)
    hand.draw_all()
    hand.sign()
    page = one.page
    expect(page.locator("#tools")).to_have_count(0)
    form = page.locator("form[action$='/reopen']")
    expect(form).to_be_hidden()
    page.locator("summary", has_text="Öppna för rättelse").click()
    form.locator("button").click()
    expect(form.locator("input[name=reason]")).to_be_focused()
    expect(page.locator("#h-report")).to_be_visible()
    form.locator("input[name=reason]").fill("fel nivå")
    form.locator("button").click()
    ready(one)
    hand.shown(13)
    expect(page.locator(".vfa-history li").first).to_contain_text("öppnad för rättelse: fel nivå")
    one.fine()


def test_who_leaves_what_is_not_kept_is_asked(visit: Visit, fractured: Phantom, tmp_path: Path) -> None:
    """While the network is away; when all is kept nobody is asked."""
    one = visit("olle")
    hand = opened(one, fractured, tmp_path, "leave", place=12)
    ready(one)
    page, questions = one.page, list[str]()

    def stay(dialog: Dialog) -> None:
        questions.append(dialog.type)
        dialog.dismiss()

    def cut(route: Route) -> None:
        route.abort()

    page.on("dialog", stay)
    page.route("**/changes", cut)
    page.locator("#d-reason").select_option("noise")
    expect(page.locator("#say")).to_have_text("Inte sparat. Försök igen.")
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert questions == ["beforeunload"]
    expect(page.locator("#levels tr[data-level=L4]")).to_contain_text("för brusig")
    page.unroute("**/changes", cut)
    page.locator("#saved button").click()
    hand.saved()
    page.reload()
    expect(page.locator("#levels tr[data-level=L4]")).to_contain_text("för brusig")
    assert questions == ["beforeunload"]


@pytest.mark.parametrize(
    ("why", "kind", "button", "event"),
    [
        ("check_finding", FRACTURED, "Bekräfta frakturen", "confirmed"),
        ("check_site", PhantomKind(), "Avfärda", "refuted"),
    ],
)
def test_a_fracture_of_the_chain_is_confirmed_or_refuted(
    visit: Visit, served: Live, tmp_path: Path, why: str, kind: PhantomKind, button: str, event: str
) -> None:
    """By the button alone; who refutes one does so with the reading as the reason."""
    table = tables.episode.c
    waits = sa.and_(table.state == "to_confirm", table.why == why, table.unit.startswith("SAGO"))
    (episode,) = asked(served, sa.select(table.id).where(waits))
    state = sa.select(table.state).where(table.id == episode)
    one, phantom = visit("olle"), draw(3, kind)
    hand = opened_for(one, phantom, file_of(phantom, tmp_path, why), episode)
    ready(one)
    hand.draw_all()
    hand.sign()
    told = one.page.locator(".vfa-episode", has=one.page.locator(f"a[href='/chain/episode/{episode}']"))
    assert asked(served, state) == ["to_confirm"]
    with one.page.expect_navigation():
        told.get_by_role("button", name=button).click()
    assert asked(served, state) != ["to_confirm"]
    last = sa.select(tables.event.c.kind, tables.event.c.data).order_by(tables.event.c.seq.desc()).limit(1)
    with served.database.reading() as connection:
        row = connection.execute(last).one()
    data = KEYS.open_json(row.data)
    assert (row.kind, data["about"]) == (event, episode)
    assert event != "refuted" or "granskad av Olle Osteoporos" in data["reason"]
    one.fine()


def asked(served: Live, query: sa.Select[Any]) -> list[Any]:
    """The first column of each row."""
    with served.database.reading() as connection:
        return list(connection.scalars(query))
