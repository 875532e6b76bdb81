"""The indicators as pages: the room's own numbers, small ones hidden; lists for those who may, none for a manager."""

import csv
import io
import re

import pytest

from benkoll.chain.indicator_reads import Asked, counted, listed
from benkoll.chain.indicator_shown import HIDDEN, as_csv
from benkoll.chain.indicators import definitions
from benkoll.web.pages.indicator_charts import BOTTOM, LEFT, RIGHT, TOP, funnel, trend
from benkoll.web.permissions import Role
from interface.web.forms import at, said
from security.served import Served


def values(name: str, yes: int, of: int, outside: bool = False) -> dict[str, object]:
    return {
        "name": name,
        "share": yes / of if of else None,
        "denominator": of,
        "interval_95": (0.1, 0.9) if of else None,
        "funnel_95": (0.0, 1.0) if of else None,
        "outside": outside,
    }


def test_every_indicator_stands_there_with_what_it_measures(served: Served) -> None:
    words = said(at(served, Role.MANAGER).get("/indicators?by=hospital"))
    for key, one in definitions().items():
        assert f"{key} {one.words['en']['name']}" in words
        assert one.words["en"]["denominator"] in words
    assert words.count("unverified source") == sum(one.mark == "unverified" for one in definitions().values())


def test_the_page_has_the_rooms_numbers_and_hides_small_ones(served: Served) -> None:
    page = at(served, Role.MANAGER).get("/indicators?by=hospital&every=quarter").text
    report = counted(served.whole, Asked(by="hospital", every="quarter"))
    row = next(one for one in report.rows["UK-10"] if one.row[0] == "all")
    share = re.search(r'id="i-UK-10".*?<tbody><tr><th scope="row">All</th><td>([^<]*)<', page, re.DOTALL)
    assert share is not None
    assert share[1].strip() == ("–" if row.share is None else f"{100 * row.share:.0f} %")
    assert HIDDEN.replace("<", "&lt;") in page


def test_a_manager_sees_no_patient(served: Served) -> None:
    caller = at(served, Role.MANAGER)
    page = caller.get("/indicators")
    assert not served.told_of(page.text)
    assert 'href="/indicators/UK' not in page.text
    for path in ("/indicators/UK-02", "/indicators/UK-02/list.csv", "/chain", "/chain/letters"):
        assert caller.get(path).status_code == 404


def test_a_list_shows_the_own_patients_and_is_logged(served: Served) -> None:
    page = at(served).get("/indicators/UK-10?by=hospital").text
    mine = listed(served.service.chain(served.who(Role.COORDINATOR)), Asked(), "UK-10")
    assert mine
    assert all(one.episode in page for one in mine)
    others = {one.episode for one in listed(served.whole, Asked(), "UK-10")} - {one.episode for one in mine}
    assert others
    assert not any(one in page for one in others)


@pytest.mark.parametrize("path", ["/indicators/UK-99", "/indicators/SE-OS01", "/indicators/uk-10"])
def test_no_such_indicator(served: Served, path: str) -> None:
    known = path.rpartition("/")[2]
    expected = 404 if known not in definitions() or not definitions()[known].computable else 200
    assert at(served).get(path).status_code == expected


def test_the_files_are_the_rooms_own(served: Served) -> None:
    answer = at(served, Role.MANAGER).get("/indicators.csv?by=hospital")
    assert answer.content.decode("utf-8-sig") == as_csv(counted(served.whole, Asked(by="hospital")), "en")
    rows = csv.reader(io.StringIO(at(served).get("/indicators/UK-02/list.csv").content.decode("utf-8-sig")))
    for row in rows:
        assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in row)


@pytest.mark.parametrize(
    "query", ["since=x&until=2026-13-01", "by=patient&every=day", "hospital=%00", "unit=" + "x" * 900]
)
def test_a_strange_address_is_no_fault(served: Served, query: str) -> None:
    assert at(served, Role.MANAGER).get(f"/indicators?{query}").status_code == 200


# PICTURES


def test_a_trend_needs_two_periods_that_are_shown() -> None:
    assert trend([values("2026 Q1", 1, 2), values("2026 Q2", 0, 0)]) is None
    found = trend([values("2026 Q1", 0, 10), values("2026 Q2", 0, 0), values("2026 Q3", 10, 10)])
    assert found is not None
    assert [(dot.y, dot.name) for dot in found.dots] == [(BOTTOM, "2026 Q1"), (TOP, "2026 Q3")]
    assert LEFT < found.dots[0].x < found.dots[1].x < RIGHT


def test_a_funnel_has_its_limits_round_the_share_of_all() -> None:
    groups = [values("A", 5, 10), values("B", 90, 100, outside=True), values("C", 0, 0)]
    found = funnel(groups, values("", 50, 100))
    assert found is not None
    assert [(dot.name, dot.outside) for dot in found.dots] == [("A", False), ("B", True)]
    assert found.mean == (TOP + BOTTOM) / 2
    assert len(found.curves) == 4
    low, high = (float(curve.split()[-1].partition(",")[2]) for curve in found.curves[:2])
    assert high < found.mean < low
    assert funnel(groups[:1], values("", 50, 100)) is None
    assert funnel(groups, None) is None
