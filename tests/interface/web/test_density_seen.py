"""Bone density as a page: whose report it is, who may see it, and what goes to the assessment."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest

from benkoll.audit.log import entries
from benkoll.chain import commands
from benkoll.web.permissions import ALL_UNITS, Role
from database.hospital import KEYS
from interface.web.calling import person
from interface.web.density_forms import REPORTS, SURE, clinician, latest, own, page_of, paste, printed, stored, upload
from interface.web.forms import at, said, send
from security.served import Served

# WHOSE IT IS


def test_a_report_of_somebody_else_is_refused_unless_somebody_knows_better(served: Served) -> None:
    before = stored(served)
    answer = upload(served, "g.csv", (REPORTS / "hologic.csv").read_bytes())
    assert answer.status_code == 422
    assert "patient = 19500907-2553: the report says that it is of somebody else" in said(answer)
    assert stored(served) == before
    assert upload(served, "g.csv", (REPORTS / "hologic.csv").read_bytes(), **SURE).status_code == 200


def test_reports_of_several_people_are_refused_in_any_case(served: Served) -> None:
    head = "Patient ID;Scan Date;Manufacturer;Model;Scan Type;Region;BMD (g/cm²);T-score\n"
    rows = [
        f"{number};2026-02-02;Hologic;Horizon A;Left Hip;Neck;0.653;-1.7\n"
        for number in (own(served)[0], "19500907-2553")
    ]
    before = stored(served)
    answer = upload(served, "two.csv", (head + "".join(rows)).encode(), **SURE)
    assert answer.status_code == 422
    assert "reports of several people" in said(answer)
    assert stored(served) == before


def test_a_child_is_refused(served: Served) -> None:
    _, _, born = own(served)
    seventeen = born.replace(year=born.year + 17, day=1).isoformat()
    before = stored(served)
    unborn = printed(served, day=seventeen).replace(f"DOB: {born}", "")  # the chain knows when they were born
    for text in (printed(served, day=seventeen), unborn):
        answer = paste(served, text)
        assert answer.status_code == 422
        assert "under 18" in said(answer)
    assert stored(served) == before


# WHO MAY


def test_who_only_reads_gets_no_forms_and_cannot_store(served: Served) -> None:
    reader = at(served, Role.COORDINATOR)
    page = reader.get(page_of(served))
    assert page.status_code == 200
    assert "/density/file/" not in page.text
    assert "/density/look/" in page.text
    assert upload(served, "g.txt", printed(served).encode(), reader).status_code == 404


@pytest.mark.parametrize("role", [Role.MANAGER, Role.LOG_REVIEWER, Role.ADMINISTRATOR, Role.SYSTEM])
def test_others_see_nothing(served: Served, role: Role) -> None:
    assert at(served, role).get(page_of(served)).status_code == 404


def test_another_units_patient_looks_absent(served: Served) -> None:
    caller = clinician(served)
    for path in ("/density/patient/{}", "/density/file/{}", "/density/typed/{}", "/density/look/{}"):
        answers = [
            caller.get(path.format(one)) if "patient" in path else send(caller, path.format(one), {"text": "x"})
            for one in (served.episode("other"), "f" * 32)
        ]
        assert [one.status_code for one in answers] == [404, 404]
    theirs = served.density("other")
    assert caller.get(f"/density/report/{theirs}/original").status_code == 404
    assert caller.get(page_of(served) + f"?shown={theirs}").status_code == 404
    taken = send(caller, "/assess", {"episode": served.episode("own"), "density": theirs})
    assert taken.status_code == 404


def test_what_is_blocked_is_seen_by_the_unit_alone(served: Served) -> None:
    commands.block(served.whole, served.episode("own"))
    everywhere = person(served, Role.CLINIC, [ALL_UNITS])
    assert everywhere.get(page_of(served)).status_code == 404
    assert everywhere.get(f"/density/report/{served.density('own')}/original").status_code == 404
    assert clinician(served).get(page_of(served)).status_code == 200


def test_every_look_is_logged(served: Served) -> None:
    last = served.last_entry()
    paste(served, printed(served))
    clinician(served).get(f"/density/report/{served.density('own')}/original")
    with served.database.reading() as connection:
        told = [one for one in entries(connection) if one.seq > last]
    assert {"density received", "densities listed", "density opened"} <= {one.action for one in told}
    digest = KEYS.digest("person", own(served)[0])
    assert all(one.patient == digest for one in told if one.action.startswith("densit"))


def test_a_report_comes_back_as_it_came_and_can_be_withdrawn(served: Served) -> None:
    caller = clinician(served)
    named = served.density("own")
    answer = caller.get(f"/density/report/{named}/original")
    with ZipFile(BytesIO(answer.content)) as archive:
        assert [archive.read(one) for one in archive.namelist()] == [b"own"]
    fields: dict[str, str | list[str]] = {"reason": "wrong patient", "episode": served.episode("own")}
    gone = send(caller, f"/density/report/{named}/withdraw", fields)
    assert (gone.status_code, gone.headers["location"]) == (303, page_of(served))
    assert "There are no examinations here" in said(caller.get(page_of(served)))


# TO THE ASSESSMENT


def test_the_assessment_begins_with_it_only_when_somebody_says_so(served: Served) -> None:
    paste(served, printed(served))
    named = latest(served, "2026-02-02", "text")[0][0]
    caller = clinician(served)
    without = send(caller, "/assess", {"episode": served.episode("own")})
    taken = send(caller, "/assess", {"episode": served.episode("own"), "density": named})
    field = re.compile(r'name="t_score_femoral_neck" value="([^"]*)"')
    assert [found[1] for page in (without, taken) if (found := field.search(page.text))] == ["", "-1.7"]
    assert 'name="dxa_date" value="2026-02-02"' in taken.text


def test_what_the_reader_says_goes_along(served: Served) -> None:
    upload(served, "g.csv", (REPORTS / "hologic.csv").read_bytes(), **SURE)
    named = latest(served, "2026-03-02", "csv")[0][0]
    taken = send(
        clinician(served),
        "/assess",
        {"episode": served.episode("own"), "density": named, "unreadable": "lumbar_spine"},
    )
    assert re.search(r'name="t_score_lumbar_spine" value=""', taken.text)
    assert re.search(r'<option value="lumbar_spine" selected>', taken.text)
