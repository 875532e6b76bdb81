"""Somebody who reads an image of the spine at a browser, and how often they had to do something."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from benkoll.exchange.dicom.write_image import Origin, write_image
from benkoll.imaging.phantom import Phantom
from benkoll.measures.vertebra import LEVELS, POINTS, Point
from benkoll.readings.changes import points_of
from database.hospital import DAY
from pages.live import Visitor

CORNERS = ("anterior_top", "posterior_top", "posterior_bottom", "anterior_bottom")


@dataclass
class Hand:
    """A reader's hand: every click, drag and key is counted in `done`."""

    page: Page
    phantom: Phantom
    done: int = 0

    def at(self, point: Point) -> tuple[float, float]:
        """Where a place of the image is on the screen."""
        pixel = self.phantom.pixel
        shown = [point[0], point[1] * pixel.row / pixel.column]
        x, y = self.page.evaluate(
            "([x, y]) => { const m = document.getElementById('picture').getScreenCTM();"
            " return [m.a * x + m.e, m.d * y + m.f] }",
            shown,
        )
        return x, y

    def click(self, point: Point) -> None:
        self.done += 1
        self.page.mouse.click(*self.at(point))

    def drag(self, start: Point, end: Point) -> None:
        self.done += 1
        self.page.mouse.move(*self.at(start))
        self.page.mouse.down()
        self.page.mouse.move(*self.at(end), steps=3)
        self.page.mouse.up()

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.done += 1
            self.page.keyboard.press(key)

    def choose(self, field: str, value: str) -> None:
        self.done += 1
        self.page.locator(field).select_option(value)

    def shown_at(self, selector: str) -> tuple[float, float]:
        """Where the middle of what the selector finds is on the screen, in one look: the page may draw it anew."""
        self.page.locator(selector).wait_for()
        x, y = self.page.evaluate(
            "one => { const box = document.querySelector(one).getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2] }",
            selector,
        )
        return x, y

    def button(self, what: str) -> None:
        self.done += 1
        self.page.locator(f"[data-do={what}]").first.click()

    def sign(self) -> None:
        self.done += 1
        self.page.locator("#sign button[type=submit]").click()
        self.page.wait_for_selector("#h-report")

    def shown(self, count: int, kind: str = "approved") -> None:
        expect(self.page.locator(f"#levels tbody tr.{kind}")).to_have_count(count)

    def saved(self) -> None:
        expect(self.page.locator("#saved")).to_have_text("Sparat")

    def judge_what_is_open(self) -> None:
        """Each deformity is called a fracture; the page leads to the first."""
        self.saved()
        for row in self.page.locator("#levels tr.open").all():
            level = str(row.get_attribute("data-level"))
            if self.page.locator("#d-level").inner_text() != level:
                self.done += 1
                self.page.locator(f"#levels tr[data-level={level}] button").click()
            self.choose("#d-judgement", "fracture")
        expect(self.page.locator("#levels tr.open")).to_have_count(0)
        self.saved()

    def outlines(self) -> dict[str, str]:
        """Level -> where its vertebra is drawn."""
        found: dict[str, str] = self.page.evaluate(
            "Object.fromEntries([...document.querySelectorAll('#drawn .vertebra')]"
            ".map(one => [one.dataset.level, one.querySelector('polygon').getAttribute('points')]))"
        )
        return found

    def draw_all(self, *but: str) -> None:
        """Every true vertebra drawn, approved and judged at once, as the page's script sends it; `but`: not read."""
        done: list[dict[str, Any]] = []
        for level, one in self.phantom.vertebrae.items():
            if level in but:
                done.append({"kind": "not_evaluable", "data": {"level": level, "reason": "overlaid"}})
                continue
            done.append({"kind": "placed", "data": {"level": level, "points": points_of(one)}})
            done.append({"kind": "approved", "data": {"level": level}})
            if self.phantom.grades[level]:
                done.append({"kind": "judged", "data": {"level": level, "judgement": "fracture"}})
        self.page.evaluate(SENT, done)
        self.page.reload()
        self.page.wait_for_selector("#vfa.ready")


SENT = """async changes => {
  const { tool, token } = document.getElementById('vfa').dataset, { reading, version } = JSON.parse(tool);
  const headers = { 'Content-Type': 'application/json', 'X-Token': token };
  const body = JSON.stringify({ version, changes });
  const answer = await fetch(`/vfa/reading/${reading}/changes`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(await answer.text());
}"""


def middle(phantom: Phantom, level: str) -> Point:
    points = [getattr(phantom.vertebrae[level], name) for name in POINTS]
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def opened(one: Visitor, phantom: Phantom, folder: Path, name: str = "bild", place: int = 0) -> Hand:
    """The phantom stored as an image of a patient of today's list, and the page on which it is read."""
    one.go("/chain")
    links = one.page.locator("a[href^='/chain/episode/']")
    episode = str(links.nth(place).get_attribute("href")).removeprefix("/chain/episode/")
    return opened_for(one, phantom, file_of(phantom, folder, name), episode)


def file_of(phantom: Phantom, folder: Path, name: str, made_on: date = DAY) -> Path:
    """The phantom as a file that does not say whose image it is."""
    path = folder / f"{name}.dcm"
    path.write_bytes(
        write_image(phantom.image, phantom.spacing, Origin(age=70, made_on=made_on), anterior=phantom.facing)
    )
    return path


def opened_for(one: Visitor, phantom: Phantom, file: Path, episode: str) -> Hand:
    """The file stored as an image of the episode's patient, and the page on which it is read."""
    one.go(f"/vfa/patient/{episode}")
    one.page.set_input_files("#f-file", str(file))
    one.page.locator("#f-sure").check()
    one.page.locator("form[action^='/vfa/upload/'] button").click()
    one.page.wait_for_selector("#vfa")
    return Hand(one.page, phantom)


def ready(one: Visitor) -> None:
    """The tool has begun, and is in sight."""
    one.page.wait_for_selector("#vfa.ready")
    one.page.evaluate("document.getElementById('tools').scrollIntoView()")


__all__ = ["CORNERS", "LEVELS", "Hand", "file_of", "middle", "opened", "opened_for", "ready"]
