"""Chromium, and the service on a demonstration hospital."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from benkoll.chain.demo import make_demo
from benkoll.store.database import open_database
from benkoll.store.migrate import migrate
from database.hospital import DAY, KEYS
from pages.live import Live, Visitor, live, visitor

PATIENTS = 150


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("Chromium not found: no page was opened")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def hospital_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration hospital in a file."""
    path = tmp_path_factory.mktemp("hospital") / "hospital.db"
    database, _ = migrate(f"sqlite:///{path}", "demo", KEYS)
    make_demo(database, KEYS, DAY, patients=PATIENTS)
    database.close()
    return path


@pytest.fixture(scope="module")
def served(hospital_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The service on a copy of it, for one module of tests."""
    copy = tmp_path_factory.mktemp("copy") / "copy.db"
    shutil.copy(hospital_file, copy)
    database = open_database(f"sqlite:///{copy}", kind="demo")
    with live(database) as one:
        yield one
    database.close()


@pytest.fixture
def visit(browser: Browser, served: Live) -> Iterator[Callable[..., Visitor]]:
    """Opens windows; `visit(person)` has somebody log in."""
    opened = []

    def new(person: str | None = None, lang: str = "sv", **more: Any) -> Visitor:
        context, one = visitor(browser, served, **more)
        opened.append(context)
        one.in_lang(lang)
        return one.log_in(person) if person else one

    yield new
    for context in opened:
        context.close()
