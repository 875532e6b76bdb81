"""Letters as pages: those that wait, sent one by one or together, downloaded as kept, and invitations by the dozen."""

from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
import sqlalchemy as sa

from benkoll.chain import tables
from benkoll.chain.post import make, post
from benkoll.chain.reads import Filter, episode, worklist
from benkoll.web.permissions import Role
from database.hospital import DAY
from interface.web.forms import at, said, send
from security.served import OWN_UNIT, Served


@pytest.fixture
def letter(served: Served) -> str:
    return served.letter("own")


def statuses(served: Served) -> dict[str, str]:
    return {one.id: one.status for one in post(served.whole)}


def protect(served: Served, named: str) -> None:
    """The person's identity is protected from now on."""
    with served.whole.book() as book:
        asked = sa.select(tables.episode.c.person).where(tables.episode.c.id == named)
        book.append(str(book.connection.scalar(asked)), "person", DAY, {"known": {"protected": True}})


def test_the_list_shows_the_own_letters_of_a_status(served: Served, letter: str) -> None:
    page = at(served).get("/chain/letters")
    assert letter in page.text
    assert served.letter("other") not in page.text
    assert letter not in at(served).get("/chain/letters?status=sent").text


def test_a_letter_is_downloaded_as_it_is_kept(served: Served, letter: str) -> None:
    answer = at(served).get(f"/chain/letter/{letter}")
    with served.database.reading() as connection:
        asked = sa.select(tables.letter.c.digest).where(tables.letter.c.id == letter)
        assert sha256(answer.content).hexdigest() == connection.scalar(asked)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'attachment; filename="invitation-{letter}.pdf"'
    assert at(served).get(f"/chain/letter/{served.letter('other')}").status_code == 404


def test_a_letter_is_sent_and_recorded(served: Served, letter: str) -> None:
    named = served.episode("own")
    answer = send(at(served), "/chain/letters/send", {"letter": letter, "episode": named})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/chain/episode/{named}")
    assert statuses(served)[letter] == "sent"
    assert "invited" in {one.kind for one in episode(served.whole, named).events}
    assert send(at(served), "/chain/letters/send", {"letter": letter}).status_code == 422


def test_a_protected_letter_needs_a_word(served: Served, letter: str) -> None:
    protect(served, served.episode("own"))
    page = at(served).get("/chain/letters")
    assert 'name="sure"' in page.text
    refused = send(at(served), "/chain/letters/send", {"letter": letter})
    assert (refused.status_code, statuses(served)[letter]) == (422, "waiting")
    assert send(at(served), "/chain/letters/send", {"letter": letter, "sure": "yes"}).status_code == 303


def test_all_that_wait_but_the_protected_as_one_zip(served: Served, letter: str) -> None:
    protect(served, served.episode("own"))
    units = served.who(Role.COORDINATOR).units
    other = next(one.episode for one in worklist(served.whole, Filter(units=units, step="invite")))
    made = make(served.whole, other, "invitation", "en")
    answer = send(at(served), "/chain/letters/all", {})
    with ZipFile(BytesIO(answer.content)) as archive:
        assert f"invitation-{made}.pdf" in archive.namelist()
        assert f"invitation-{letter}.pdf" not in archive.namelist()
        assert archive.read(archive.namelist()[0]).startswith(b"%PDF")
    assert (statuses(served)[made], statuses(served)[letter]) == ("sent", "waiting")
    assert send(at(served), "/chain/letters/all", {}).status_code == 422


def test_invited_together(served: Served) -> None:
    units = served.who(Role.COORDINATOR).units
    of_person = {one.person: one.episode for one in worklist(served.whole, Filter(units=units, step="invite"))}
    due = list(of_person.values())
    protect(served, due[0])
    answer = send(at(served), "/chain/invite", {"episode": [*due[:2], served.episode("other"), "f" * 32]})
    assert answer.status_code == 200
    words = said(answer)
    assert "Sent: 1" in words
    assert "Waiting, protected identity: 1" in words
    assert "Did not go: 2" in words
    assert OWN_UNIT not in words
    files = [one.id for one in post(served.whole, "sent") if one.episode == due[1]]
    zipped = send(at(served), "/chain/letters/zip", {"letter": files})
    with ZipFile(BytesIO(zipped.content)) as archive:
        assert archive.namelist() == [f"invitation-{files[0]}.pdf"]
    assert send(at(served), "/chain/invite", {}).status_code == 422
    assert send(at(served), "/chain/invite", {"episode": ["x"] * 201}).status_code == 422


def test_a_letter_is_written_from_the_episode(served: Served) -> None:
    named = served.episode("own")
    path = f"/chain/episode/{named}/letter"
    assert send(at(served), path, {"letter_kind": "self_care", "lang": "en"}).status_code == 303
    told = {(one.kind, one.lang) for one in post(served.whole, episode=named)}
    assert ("self_care", "en") in told
    assert send(at(served), path, {"letter_kind": "poem"}).status_code == 422
