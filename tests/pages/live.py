"""The service on a port of this machine, with a clock that tests move, and pages that tell what went wrong in them."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from benkoll.store.database import Database
from benkoll.web.app import make_app
from benkoll.web.service import Service
from database import hospital
from database.hospital import KEYS
from interface.web.serving import free_port

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text("utf-8")
PERSONS = ("anna", "karin", "kalle", "olle", "maria", "lars", "ada", "system")
NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 900}
PATIENCE = 60_000
"""Milliseconds, on a machine that is busy with all other tests."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Clock(hospital.Clock):
    """The service's clock; `forward` moves it."""

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Live:
    """A service that answers at `origin`."""

    origin: str
    clock: Clock
    database: Database


@contextmanager
def live(database: Database, **more: Any) -> Iterator[Live]:
    """The service on the database, in a thread."""
    port, clock = free_port(), Clock()
    origin = f"http://127.0.0.1:{port}"
    app = make_app(Service(database, KEYS, clock, origin, **more))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical", access_log=False))
    ready = threading.Event()

    async def serve() -> None:
        task = asyncio.create_task(server.serve())
        while not server.started and not task.done():
            await asyncio.sleep(0.01)
        ready.set()
        await task

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert ready.wait(60)
        yield Live(origin, clock, database)
    finally:
        server.should_exit = server.force_exit = True
        thread.join()


@dataclass
class Visitor:
    """Somebody at a browser. `wrong`: what the browser complained of since it was last asked."""

    page: Page
    origin: str
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self.page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.wrong.append(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and not response.url.endswith("/favicon.ico"):
            self.wrong.append(f"{response.status} {response.url}")

    def go(self, path: str) -> Response | None:
        return self.page.goto(self.origin + path)

    def fine(self) -> None:
        """Nothing went wrong since it was last asked."""
        wrong, self.wrong = self.wrong, []
        assert wrong == [], f"{self.page.url}: {wrong}"

    def log_in(self, person: str) -> "Visitor":
        self.go("/login")
        self.page.locator(f"button[name=person][value={person}]").click()
        self.page.wait_for_url(lambda url: not url.endswith("/login"))
        return self

    def in_lang(self, lang: str) -> "Visitor":
        self.page.context.add_cookies([{"name": "lang", "value": lang, "url": self.origin}])
        return self

    def accessible(self) -> None:
        """What axe-core finds on the page when nothing on it moves: nothing."""
        self.page.evaluate(STILL)
        self.page.evaluate(AXE)
        found = self.page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", RULES)
        said = [
            f"{one['id']}: {node['html'][:160]} ({node['failureSummary'][:300]})"
            for one in found["violations"]
            for node in one["nodes"][:3]
        ]
        assert said == [], f"{self.page.url}: {said}"

    def fits(self) -> None:
        """At 320 px nothing has to be scrolled to the side."""
        self.page.set_viewport_size(NARROW)
        width = self.page.evaluate("document.scrollingElement.scrollWidth")
        wide = [] if width <= NARROW["width"] else self.page.evaluate(WIDER, NARROW["width"])
        self.page.set_viewport_size(WIDE)
        assert width <= NARROW["width"], f"{self.page.url}: {width} px, {wide}"


STILL = """Promise.all(document.getAnimations()
  .filter(one => isFinite(one.effect.getComputedTiming().endTime))
  .map(one => one.finished.catch(() => null)))"""
WIDER = """width => [...document.querySelectorAll('body *')]
  .filter(one => one.getBoundingClientRect().right > width + 1 && !one.closest('.scroll'))
  .slice(0, 5).map(one => one.outerHTML.slice(0, 120))"""


def visitor(browser: Browser, at: Live, **more: Any) -> tuple[BrowserContext, Visitor]:
    """A new window, with nobody logged in."""
    context = browser.new_context(viewport=WIDE, locale="sv-SE", **more)  # type: ignore[arg-type]
    return context, Visitor(context.new_page(), at.origin)
