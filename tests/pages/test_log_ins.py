"""Log-ins in a browser: one's own seen and ended, another's by an administrator, who logs in again first."""

from collections.abc import Callable

import pytest

from benkoll.web.sessions import FRESH
from pages.live import Live, Visitor

Visit = Callable[..., Visitor]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_ones_own_are_seen_and_ended(visit: Visit, lang: str) -> None:
    """The other window is out at its next step; this one stays."""
    other, one = visit("kalle", lang), visit("kalle", lang)
    one.page.locator("header a[href='/sessions']").click()
    assert one.page.locator("tbody tr").count() >= 2
    one.accessible()
    one.fits()
    one.page.locator("main form button").last.click()
    one.page.locator("[role=status]").wait_for()
    assert one.page.locator("tbody tr").count() == 1
    one.accessible()
    one.fine()
    other.go("/chain")
    assert other.page.url.endswith("/login")


def test_an_administrator_bars_and_lets_in_by_the_keyboard(visit: Visit) -> None:
    other, ada = visit("maria"), visit("ada")
    assert ada.page.url.endswith("/administration")
    row = ada.page.locator("tbody tr", has_text="Maria Chef")
    for name, seen in (("bar", "Maria Chef är avstängd"), ("lift", "Maria Chef får logga in igen")):
        row.locator(f"form[action='/administration/{name}'] button").focus()
        ada.page.keyboard.press("Enter")
        ada.page.locator("[role=status]", has_text=seen).wait_for()
    ada.accessible()
    ada.fits()
    ada.fine()
    other.go("/indicators")
    assert other.page.url.endswith("/login")


def test_who_logged_in_long_ago_is_asked_to_log_in_again(visit: Visit, served: Live) -> None:
    ada = visit("ada")
    served.clock.forward(seconds=FRESH.total_seconds())
    ada.go("/administration")
    assert ada.page.locator("main form").count() == 0
    ada.accessible()
    ada.page.get_by_role("link", name="Logga in igen").click()
    assert ada.page.url.endswith("/login")
    ada.log_in("ada")
    ada.go("/administration")
    assert ada.page.locator("main form").count() > 0
