"""Every page, as each person of the demonstration sees it, in both languages: accessible, narrow, without errors."""

from collections.abc import Callable

import pytest

from pages.live import PERSONS, Visitor

Visit = Callable[..., Visitor]
LANGS = ("sv", "en")
NOBODYS = ("/login", "/guideline", "/guideline/parameters", "/guideline/variants", "/guideline/TX-3b", "/no/such/page")
BELOW = {
    "/guideline": ("/guideline/parameters", "/guideline/variants", "/guideline/TX-3b"),
    "/indicators": (),
    "/chain": ("/chain/refused", "/sessions"),
}
"""What a page of the menu leads to that has an address of its own."""


def looked_at(one: Visitor, path: str) -> None:
    """What holds for every page."""
    one.go(path)
    assert one.page.locator("h1").count() == 1
    one.fine() if path != "/no/such/page" else one.wrong.clear()
    one.accessible()
    one.fits()
    one.wrong = [said for said in one.wrong if "404" not in said]
    one.fine()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", NOBODYS)
def test_pages_that_nobody_need_log_in_for(visit: Visit, path: str, lang: str) -> None:
    one = visit(lang=lang)
    looked_at(one, path)
    assert one.page.locator("html").get_attribute("lang") == lang


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("person", PERSONS)
def test_all_that_the_menu_leads_to(visit: Visit, person: str, lang: str) -> None:
    one = visit(person, lang)
    menu = one.page.locator("nav a").all()
    paths = [str(link.get_attribute("href")) for link in menu]
    assert "/guideline" in paths
    for path in paths:
        if path != "/guideline" or person == "karin":  # it is the same for all
            looked_at(one, path)
    for path in BELOW["/chain"] if person == "karin" else ():
        looked_at(one, path)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("person", ["anna", "karin", "olle"])
def test_a_patients_page(visit: Visit, person: str, lang: str) -> None:
    one = visit(person, lang)
    one.go("/chain")
    links = one.page.locator("a[href^='/chain/episode/']")
    paths = dict.fromkeys(str(links.nth(place).get_attribute("href")) for place in range(links.count()))
    assert paths
    for path in list(paths)[:3]:
        looked_at(one, path)
        one.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        one.accessible()
        one.fits()


@pytest.mark.parametrize("lang", LANGS)
def test_an_indicator_of_one(visit: Visit, lang: str) -> None:
    one = visit("karin", lang)
    one.go("/indicators")
    links = one.page.locator("main a[href^='/indicators/']")
    paths = dict.fromkeys(str(links.nth(place).get_attribute("href")) for place in range(links.count()))
    for path in [path for path in paths if ".csv" not in path][:2]:
        looked_at(one, path)
