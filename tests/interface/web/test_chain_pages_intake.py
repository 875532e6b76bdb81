"""Files taken in through the page, and messages set aside: seen by the unit that took them in, mended and gone."""

from datetime import date

import pytest

from benkoll.chain.aside import refused
from benkoll.web.permissions import Role
from database import hospital
from interface.web.calling import Caller, person
from interface.web.forms import at, said, send
from security.served import Served

HEAD = "message_id;person_id;date;diagnosis_codes;unit\n"
NUMBER = hospital.number(date(1950, 9, 7), 985)
MISTYPED = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)
RIGHT = HEAD + f"page-1;{NUMBER};2026-02-20;S5250;SAGO-ORT\n"
WRONG = HEAD + f"page-2;{MISTYPED};2026-02-20;S5250;SAGO-ORT\n"


def upload(caller: Caller, name: str, content: str, **fields: str) -> str:
    answer = caller.served.send(
        "POST", "/chain/refused", headers=caller.headers, files={"file": (name, content.encode())}, data=fields
    )
    assert answer.status_code == 200
    return answer.text


def test_a_file_is_taken_in_once(served: Served) -> None:
    caller = at(served)
    assert "visits.csv: 1 new messages, 1 of them for the chain" in upload(caller, "C:\\visits.csv", RIGHT)
    assert "visits.csv: 0 new messages, 0 of them for the chain; 1 had come already" in upload(
        caller, "visits.csv", RIGHT
    )


def test_what_cannot_be_used_is_set_aside_mended_and_gone(served: Served) -> None:
    caller = at(served)
    before = len(refused(served.whole))
    page = upload(caller, "visits.csv", RIGHT + WRONG.removeprefix(HEAD))
    assert "1 set aside" in page
    (one,) = [one for one in refused(served.whole) if one.file == "visits.csv"]
    answer = send(caller, "/chain/refused/message", {"aside": one.id})
    assert MISTYPED.encode() in answer.content
    upload(caller, "mended.csv", WRONG.replace(MISTYPED, NUMBER), aside=one.id)
    assert len(refused(served.whole)) == before


def test_a_mended_file_that_is_wrong_again_mends_nothing(served: Served) -> None:
    caller = at(served)
    upload(caller, "visits.csv", WRONG)
    (one,) = [one for one in refused(served.whole) if one.file == "visits.csv"]
    upload(caller, "again.csv", WRONG, aside=one.id)
    assert one.id in {each.id for each in refused(served.whole)}


def test_another_units_messages_are_not_there(served: Served) -> None:
    upload(at(served), "visits.csv", WRONG)
    (one,) = [one for one in refused(served.whole) if one.file == "visits.csv"]
    with served.database.writing() as connection:
        connection.exec_driver_sql("UPDATE chain_refused SET unit = 'elsewhere'")
    assert one.id not in at(served).get("/chain/refused").text
    assert send(at(served), "/chain/refused/message", {"aside": one.id}).status_code == 404
    upload(at(served), "mended.csv", RIGHT, aside=one.id)
    assert one.id in {each.id for each in refused(served.whole)}


@pytest.mark.parametrize(
    ("name", "content"), [("empty.csv", ""), ("picture.png", "\x89PNG\r\n"), ("none", "a;b\n1;2\n")]
)
def test_what_is_no_file_of_visits_is_told(served: Served, name: str, content: str) -> None:
    caller = at(served)
    answer = served.send("POST", "/chain/refused", headers=caller.headers, files={"file": (name, content.encode())})
    assert answer.status_code == 422
    assert said(answer)


def test_who_takes_nothing_in_has_no_such_page(served: Served) -> None:
    assert person(served, Role.CLINIC).get("/chain/refused").status_code == 404
