"""What it would change, as a page: the draws kept, moved by five parameters; for managers, without a patient."""

import re

import numpy as np
import pytest

from benkoll.economics.draws import Job, run
from benkoll.economics.kept import as_bytes, benefit, kept, read, surfaces
from benkoll.economics.people import counts
from benkoll.economics.scenarios import names, scenario
from benkoll.economics.tables import rows_of
from benkoll.web.permissions import Role
from interface.web.forms import at, said
from security.served import Served

SCENARIOS = tuple(name for name in names() if name != "usual")


def fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="([a-z_.0-9]+)" inputmode="decimal" value="([^"]*)"', page))


def first_value(page: str) -> str:
    found = re.search(r'<tbody><tr><th scope="row">[^<]*</th><td>([^<]*)</td>', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_is_answered_with_five_parameters(served: Served, name: str) -> None:
    page = at(served, Role.MANAGER).get(f"/economics?scenario={name}").text
    assert scenario(name).title["en"] in page
    assert len(fields(page)) == 5
    assert tuple(fields(page)) == surfaces(name)["cost"].moved
    assert not served.told_of(page)


def test_a_moved_parameter_moves_the_answer_and_stays_in_its_field(served: Served) -> None:
    caller = at(served, Role.MANAGER)
    surface = surfaces("chain")["averted"]
    low, high = (surface.low["chain.identified"], surface.high["chain.identified"])
    few, many = (
        caller.get(f"/economics?scenario=chain&chain.identified={value:.4f}").text
        for value in (low + 0.01, high - 0.01)
    )
    assert fields(few)["chain.identified"] != fields(many)["chain.identified"]
    values = {name: surface.middle[name] for name in surface.moved}
    assert surface.at({**values, "chain.identified": high}) > surface.at({**values, "chain.identified": low}) > 0
    assert first_value(few) != first_value(many)


def test_the_picture_is_a_file_of_what_the_page_was_asked_for(served: Served) -> None:
    """No markup is let through a template; what stands in the address stands in the page's address alone."""
    caller = at(served, Role.MANAGER)
    few, many = (f"scenario=chain&chain.identified={value}" for value in ("0.5", "0.9"))
    page = caller.get(f"/economics?{few}&x=%22%3E%3Cscript%3E").text
    assert "<script>" not in page.replace('<script src="/static', "")
    assert f'src="/economics/picture.svg?{few.replace("&", "&amp;")}' in page
    drawn = [caller.get(f"/economics/picture.svg?{one}") for one in (few, many)]
    assert {one.headers["content-type"] for one in drawn} == {"image/svg+xml"}
    assert drawn[0].text.startswith("<svg ")
    assert drawn[0].text != drawn[1].text


@pytest.mark.parametrize(
    ("value", "told"),
    [("7", "was held within"), ("-1", "was held within"), ("nan", "was held within"), ("x", "write a number")],
)
def test_what_cannot_be_used_is_told_and_nothing_is_guessed(served: Served, value: str, told: str) -> None:
    page = at(served, Role.MANAGER).get(f"/economics?scenario=chain&chain.identified={value}")
    assert page.status_code == 200
    assert told in said(page)


def test_an_unknown_scenario_is_the_first(served: Served) -> None:
    page = at(served, Role.MANAGER).get("/economics?scenario=../../etc/passwd").text
    assert scenario(next(iter(kept().outcomes))).title["en"] in page
    assert "passwd" not in page


def test_the_draws_kept_are_those_of_the_scenarios_and_enough() -> None:
    found = kept()
    assert set(found.outcomes) == set(SCENARIOS)
    assert found.people == 20_000
    assert {len(values) for values in found.parameters.values()} == {1000}
    for name in SCENARIOS:
        own = found.outcomes[name]
        assert {len(values) for values in own.values()} == {1000}
        surface = surfaces(name)["averted"]
        spread = own["averted"].std()
        assert surface.error < 1.1 * spread  # on draws it had not seen: no worse than the mean alone
        mean = {one: surface.middle[one] for one in surface.moved}
        assert surface.at(mean) == pytest.approx(own["averted"].mean(), abs=spread / 3)
        assert np.isfinite(benefit(own)).all()


def test_what_is_kept_is_read_back() -> None:
    drawn = run(Job((scenario("chain"),), counts("vgr"), 1, 500, 2, 1, {}))
    found = read(as_bytes(drawn))
    assert (found.years, found.people, found.seed) == (1, 500, 1)
    rows = rows_of(drawn.compared["register", "chain"])
    for name, values in rows.items():
        assert found.outcomes["chain"][name] == pytest.approx(values, rel=1e-5)
    assert found.parameters["chain.identified"] == pytest.approx(drawn.parameters["chain.identified"], rel=1e-6)


@pytest.mark.parametrize("role", [Role.LOG_REVIEWER, Role.ADMINISTRATOR])
def test_who_has_no_numbers_to_see_sees_no_page(served: Served, role: Role) -> None:
    assert at(served, role).get("/economics").status_code == 404
