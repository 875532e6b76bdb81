"""Templates: what drops out, what stands in, lists, and a clinic's own folder before ours."""

import re
from pathlib import Path

import pytest

from benkoll.errors import InputError
from benkoll.letters.blocks import written
from benkoll.letters.letter import write_letter
from benkoll.letters.placeholders import RULES as KIND_RULES
from benkoll.letters.template import Filling, Rules, Template, read_template
from benkoll.letters.template_files import template
from unit.letters.written import SENDER, TO, subject

RULES = Rules(("a", "b", "several"), frozenset(("several",)), ())
HEAD = "---\ntitle: T\n---\n"
OWN = "---\ntitle: Egen kallelse\n---\nHej {name}! Vi på {unit} hör av oss.\n"


def made(text: str) -> Template:
    return read_template((HEAD + text).encode(), "t.md", "t.md", RULES)


def filled(text: str, **fillings: Filling) -> str:
    return written(made(text).filled(fillings))


def test_lines_that_follow_each_other_are_one_paragraph() -> None:
    assert filled("one\n  two\n\nthree\n") == "one two\n\nthree\n"
    assert filled("# H\nwords\n- x\n  y\n* z\n! w\n") == "## H\n\nwords\n\n- x y\n- z\n\n! w\n"


def test_what_holds_an_unknown_drops_out_whole() -> None:
    text = "see {a} and {b}\n\n- only {a}\n- only {b}\n"
    assert filled(text, a="1", b="2") == "see 1 and 2\n\n- only 1\n- only 2\n"
    assert filled(text, a="1") == "- only 1\n"
    assert filled(text, a="1", b="") == "- only 1\n"


def test_a_heading_with_nothing_below_drops_out() -> None:
    text = "## H\n\n{a}\n\n## K\n\n- {b}\n\nend\n"
    assert filled(text, a="1", b="2") == "## H\n\n1\n\n## K\n\n- 2\n\nend\n"
    assert filled(text, b="2") == "## K\n\n- 2\n\nend\n"
    assert filled("{a}\n\n## H\n\n{b}\n", a="1") == "1\n"


@pytest.mark.parametrize(
    ("fillings", "told"),
    [({"a": "1", "b": "2"}, "both 1 2"), ({"a": "1"}, "- only 1"), ({"b": "2"}, "none"), ({}, "none")],
)
def test_the_first_that_is_known_stands(fillings: dict[str, str], told: str) -> None:
    assert filled("both {a} {b}\n\n| - only {a}\n| none\n\nend\n", **fillings) == f"{told}\n\nend\n"


def test_a_list_becomes_one_item_each() -> None:
    assert filled("## H\n\n- {several}\n", several=("x", "y")) == "## H\n\n- x\n- y\n"
    assert filled("## H\n\n- {several}\n", several=()) == "\n"


def test_what_is_filled_in_is_never_a_placeholder_or_a_block() -> None:
    assert filled("{a}\n", a="{b}", b="no") == "{b}\n"
    assert filled("{a}\n", a="x\n## y\n- z") == "x ## y - z\n"
    assert filled("{a}\n", a="## y") == "\\## y\n"
    assert filled("{a}\n", a="| y") == "| y\n"


def test_a_byte_order_mark_and_windows_lines_are_read() -> None:
    content = b"\xef\xbb\xbf" + (HEAD + "one\ntwo\n\nthree\n").replace("\n", "\r\n").encode()
    assert written(read_template(content, "t", "t", RULES).filled({})) == "one two\n\nthree\n"


def test_the_page_about_letters_tells_of_every_placeholder_and_of_no_other() -> None:
    page = (Path(__file__).parents[3] / "docs" / "letters.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`\{(\w+)\}`", page))
    assert told == {name for rules in KIND_RULES.values() for name in rules.allowed}
    for rules in KIND_RULES.values():
        for name in rules.lists:
            assert re.search(rf"\| .*`{{{name}}}`.* \| lists?: ", page), name


# A CLINIC'S OWN


def test_a_clinics_own_file_goes_before_ours_kind_by_kind(tmp_path: Path) -> None:
    (tmp_path / "sv").mkdir()
    (tmp_path / "sv" / "invitation.md").write_text(OWN, encoding="utf-8")
    (tmp_path / "README.md").write_text("about these", encoding="utf-8")
    letter = write_letter("invitation", "sv", TO, SENDER, subject("sv"), tmp_path)
    assert letter.title == "Egen kallelse"
    assert letter.text.endswith("\n\nHej Anna Östlund! Vi på Frakturkedjan i Borås hör av oss.\n")
    assert letter.template != template("invitation", "sv").name
    assert (
        write_letter("reminder", "sv", TO, SENDER, subject("sv"), tmp_path).template == template("reminder", "sv").name
    )
    assert template("invitation", "en", tmp_path) == template("invitation", "en")


def test_a_changed_template_has_another_name(tmp_path: Path) -> None:
    (tmp_path / "sv").mkdir()
    names = set()
    for text in (OWN, OWN + "\nHej då.\n"):
        (tmp_path / "sv" / "invitation.md").write_text(text, encoding="utf-8")
        names.add(template("invitation", "sv", tmp_path).name)
    assert len(names) == 2


@pytest.mark.parametrize(
    ("name", "meant"),
    [("sv/invitatoin.md", "; did you mean sv/invitation.md?"), ("invitation.md", "; did you mean sv/invitation.md?")],
)
def test_a_file_that_would_never_be_used_is_told(tmp_path: Path, name: str, meant: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(OWN, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        template("reminder", "sv", tmp_path)
    assert caught.value.said("en") == (
        f"{path}: the file is not used: templates are called sv/KIND.md and en/KIND.md, where KIND is invitation, "
        f"reminder, recommendation, referral, self_care, before_denosumab{meant}"
    )


def test_a_folder_that_is_none_and_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        template("reminder", "sv", tmp_path / "no")
    assert caught.value.said("en") == f"{tmp_path / 'no'}: there is no such folder of templates"
    (tmp_path / "sv" / "reminder.md").mkdir(parents=True)
    with pytest.raises(InputError) as caught:
        template("reminder", "sv", tmp_path)
    assert caught.value.said("en") == f"{tmp_path}/sv/reminder.md: the template cannot be read (Is a directory)"


def test_an_error_names_the_clinics_file(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "reminder.md").write_text(HEAD + "From {unit}, call {tel}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        template("reminder", "en", tmp_path)
    assert caught.value.said("en").startswith(
        f"{tmp_path}/en/reminder.md: line 4: there is no {{tel}}; allowed in this"
    )
