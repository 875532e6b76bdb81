"""Pictures of every page into docs/screenshots/ (`scripts/screenshots`), from a hospital of one fixed day."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from benkoll.chain.demo import make_demo
from benkoll.imaging.phantom import FRACTURED, draw
from benkoll.store.migrate import migrate
from database.hospital import DAY, KEYS
from pages.live import Live, Visitor, live, visitor
from pages.reader import Hand, middle, opened

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "tests" / "unit" / "exchange" / "densitometry" / "good" / "hologic.csv"
FOLDER = ROOT / "docs" / "screenshots"
SIZE = {"width": 1120, "height": 800}
TALLEST = 1800
COLOURS = 48
PATIENTS = 150
BOTH = ("sv", "en")

Shown = tuple[str, str, str, tuple[str, ...], Callable[[Visitor], None]]
"""Name, who looks, path, languages, and what is done before."""


def pages() -> Iterator[Shown]:
    """Every page; the main ones in both languages."""
    yield "login", "", "/login", BOTH, _nothing
    yield "assessment", "anna", "/assess", BOTH, _assessed
    yield "plan", "anna", "/plan", BOTH, _planned
    yield "today", "olle", "/chain", BOTH, _nothing
    yield "episode", "karin", "/chain", BOTH, _first_episode
    yield "bone-density", "anna", "/chain", BOTH, _measured
    yield "letters", "karin", "/chain/letters", ("sv",), _nothing
    yield "intake", "karin", "/chain/refused", ("sv",), _nothing
    yield "indicators", "maria", "/indicators", BOTH, _nothing
    yield "guideline", "", "/guideline", BOTH, _nothing
    yield "statement", "", "/guideline/TX-3b", BOTH, _nothing
    yield "parameters", "", "/guideline/parameters", ("sv",), _nothing
    yield "variants", "", "/guideline/variants", ("sv",), _nothing
    yield "vfa-reading", "olle", "/chain", BOTH, _reading
    yield "vfa-images", "olle", "/vfa", ("sv",), _nothing
    yield "vfa-signed", "olle", "/vfa", ("sv",), _signed
    yield "vfa-training", "anna", "/vfa/training", ("sv",), _nothing
    yield "economics", "maria", "/economics", BOTH, _nothing
    yield "log-review", "lars", "/log", ("sv",), _nothing
    yield "sessions", "karin", "/sessions", ("sv",), _nothing
    yield "administration", "ada", "/administration", BOTH, _nothing
    yield "not-found", "", "/no/such/page", ("sv",), _nothing


def _nothing(_: Visitor) -> None:
    """The page as it comes."""


def _first_episode(one: Visitor) -> None:
    one.page.locator("a[data-open]").first.click()
    one.page.wait_for_url("**/chain/episode/*")


def _measured(one: Visitor) -> None:
    """Two reports, two years apart, and the clinic's own precision."""
    _first_episode(one)
    one.page.locator("a[href^='/density/patient/']").click()
    one.page.wait_for_url("**/density/patient/*")
    report = REPORT.read_text("utf-8")
    earlier = report.replace("2026-03-02", "2024-02-05").replace("0,653", "0,720").replace("3,24", "3,57")
    for text in (earlier, report):
        one.page.locator("#f-text").fill(text)
        one.page.locator("#f-sure").check()
        one.page.locator("form[action^='/density/file/'] button").click()
        one.page.wait_for_url("**/density/file/*")
    one.page.locator("form[action^='/density/look/'] summary").click()
    for site in ("femoral_neck", "total_hip", "lumbar_spine"):
        one.page.locator(f"#f-sd_{site}").fill("0,010")
    one.page.locator("form[action^='/density/look/'] button").first.click()
    one.page.wait_for_url("**/density/look/*")


def _assessed(one: Visitor) -> None:
    facts = {"age": "74", "weight_kg": "61", "height_cm": "165"}
    _filled(one.page, facts, {"sex": "female", "latest_fracture_site": "vertebra"})
    one.page.locator("#facts [name=prior_vertebral_fracture]").nth(1).check()
    one.page.locator("#facts button[type=submit]").last.click()
    one.page.wait_for_load_state()


def _planned(one: Visitor) -> None:
    _filled(
        one.page, {"drug_start_date": "2023-09-01", "last_dose_date": "2025-07-10"}, {"osteoporosis_drug": "denosumab"}
    )
    one.page.locator("main form button[type=submit]").last.click()
    one.page.wait_for_load_state()


def _reading(one: Visitor) -> None:
    """A phantom's image, half of it approved, and its fracture looked at."""
    phantom = draw(3, FRACTURED)
    with tempfile.TemporaryDirectory() as folder:
        hand = opened(one, phantom, Path(folder))
    one.page.wait_for_selector("#vfa.ready")
    one.page.evaluate("document.getElementById('tools').scrollIntoView()")
    if one.page.locator("#levels tr.empty").count():
        hand.click(middle(phantom, "L4"))
        hand.button("propose")
        one.page.wait_for_selector("#levels tr.proposed")
        hand.press("Enter", 7)
        hand.shown(7)
    one.page.locator("#levels tr[data-level=T12] button").click()
    one.page.wait_for_timeout(500)


def _signed(one: Visitor) -> None:
    """The same, signed."""
    one.page.locator("form[action$='/read'] button").first.click()
    one.page.wait_for_selector("#vfa.ready")
    hand = Hand(one.page, draw(3, FRACTURED))
    one.page.locator("#stage").focus()
    hand.press("Enter", 6)
    hand.shown(13)
    hand.judge_what_is_open()
    hand.sign()


def _filled(page: Page, texts: dict[str, str], choices: dict[str, str]) -> None:
    for name, value in texts.items():
        page.locator(f"main [name={name}]").fill(value)
    for name, value in choices.items():
        page.locator(f"main select[name={name}]").select_option(value)


def _taken(one: Visitor, path: Path) -> None:
    """The page in few colours, so that it is small; without the place of a scrollbar, which a picture does not show."""
    one.page.add_style_tag(content="html { scrollbar-gutter: auto; overflow-y: visible; }")
    height = min(int(one.page.evaluate("document.documentElement.scrollHeight")), TALLEST)
    one.page.set_viewport_size(SIZE | {"height": max(height, 300)})
    picture = Image.open(BytesIO(one.page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    one.page.set_viewport_size(SIZE)  # type: ignore[arg-type]
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KB")


def main(asked_for: Sequence[str]) -> int:
    """Take those of these names anew, or all."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("Chromium is not installed: scripts/system-packages tests", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        database, _ = migrate(f"sqlite:///{folder}/hospital.db", "demo", KEYS)
        make_demo(database, KEYS, DAY, patients=PATIENTS)
        with live(database) as served:
            _take(served, chromium, asked_for)
        database.close()
    return 0


def _take(served: Live, chromium: str, asked_for: Sequence[str]) -> None:
    with sync_playwright() as playwright:
        asked = ["--no-sandbox", "--hide-scrollbars"]
        browser = playwright.chromium.launch(executable_path=chromium, args=asked)
        for name, person, path, langs, does in (one for one in pages() if not asked_for or one[0] in asked_for):
            for lang in langs:
                context, one = visitor(browser, served, bypass_csp=True)  # for a style of the picture's own
                one.in_lang(lang)
                one.page.set_viewport_size(SIZE)  # type: ignore[arg-type]
                if person:
                    one.log_in(person)
                one.go(path)
                does(one)
                _taken(one, FOLDER / f"{name}-{lang}.png")
                context.close()
        browser.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
