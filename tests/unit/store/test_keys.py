"""The key file: made for its owner alone, never overwritten; what is sealed is noticed when it was changed."""

import os
import re
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkoll.errors import BenkollError, UsageError
from benkoll.store.keys import MARK, Keys, keys_said_by, make_keys, open_to_others, read_keys

KEYS = Keys(b"k" * 32)


def test_a_key_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    old = os.umask(0)
    try:
        made = make_keys(path)
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not open_to_others(path)
    assert read_keys(path) == made
    path.chmod(0o640)
    assert open_to_others(path)


def test_one_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.key"
    first = make_keys(path)
    content = path.read_bytes()
    with pytest.raises(UsageError, match="the key file cannot be made"):
        make_keys(path)
    assert path.read_bytes() == content
    assert read_keys(path) == first


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no/a\.key: the key file cannot be made \(No such file or directory\)"):
        make_keys(tmp_path / "no" / "a.key")


def test_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no key file: name it with BENKOLL_KEY_FILE"):
        read_keys(tmp_path / "a.key")


@pytest.mark.parametrize("content", [b"", b"hello", b"AAAA", b"\xff\xfe", b"A" * 43, b"A" * 60, b"A" * 43 + b"!"])
def test_a_malformed_one_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.key"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"a\.key: not a key \(it holds 32 bytes as base64\)"):
        read_keys(path)


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a key"):
        read_keys(tmp_path)


def test_the_secret_is_not_shown(tmp_path: Path) -> None:
    keys = make_keys(tmp_path / "a.key")
    assert repr(keys.secret) not in repr(keys)
    assert (tmp_path / "a.key").read_text().strip() not in repr(keys)


@given(st.binary(max_size=300))
def test_what_is_sealed_is_opened_and_differs_each_time(content: bytes) -> None:
    one, two = KEYS.seal(content), KEYS.seal(content)
    assert one != two
    assert KEYS.open(one) == KEYS.open(two) == content


def test_every_changed_bit_is_noticed() -> None:
    sealed = KEYS.seal(b"195009072553")
    for place in range(len(sealed)):
        for bit in range(8):
            changed = bytearray(sealed)
            changed[place] ^= 1 << bit
            with pytest.raises(BenkollError, match="sealed data cannot be opened: changed, or another key"):
                KEYS.open(bytes(changed))


@pytest.mark.parametrize("sealed", [b"", b"short", KEYS.seal(b"a")[:-1], KEYS.seal(b"a") + b"b"])
def test_what_was_cut_is_noticed(sealed: bytes) -> None:
    with pytest.raises(BenkollError, match="sealed data cannot be opened"):
        KEYS.open(sealed)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(BenkollError, match="sealed data cannot be opened"):
        Keys(b"l" * 32).open(KEYS.seal(b"a"))


def test_what_is_sealed_says_its_form() -> None:
    """And what was sealed before there were forms is opened as well, whatever its nonce begins with."""
    assert KEYS.seal(b"a").startswith(MARK)
    for nonce in (b"n" * 12, MARK + b"n" * 10):
        assert KEYS.open(nonce + KEYS._cipher.encrypt(nonce, b"a", None)) == b"a"
    nonce = b"n" * 12
    with pytest.raises(BenkollError):  # nor can the mark be put before what bears none
        KEYS.open(MARK + nonce + KEYS._cipher.encrypt(nonce, b"a", None))


def test_what_was_digested_is_found_under_each_key_since() -> None:
    first, second = Keys(b"1" * 32), Keys(b"2" * 32)
    third = Keys(b"3" * 32, retired=(second, first))
    under_first, under_second = first.digest("a", "b"), second.digest("a", "b")
    now = [third.digest("a", "b"), third.anew(under_second), third.anew(second.anew(under_first))]
    assert third.every("a", "b") == now
    assert len(set(now)) == 3
    assert Keys(b"3" * 32).every("a", "b") == now[:1]
    assert len(third.anew(under_first[:32])) == 32


# WHERE IT COMES FROM


def test_a_command_says_it(tmp_path: Path) -> None:
    """As a vault's program does; no shell reads its words."""
    made = make_keys(tmp_path / "a key;$(x).key")
    said = keys_said_by(f"cat '{tmp_path}/a key;$(x).key'")
    assert (said.secret, said.path) == (made.secret, Path("cat"))


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("false", "false: the secret did not come: ended with 1"),
        ("/no/such/vault get", "/no/such/vault: the secret did not come: No such file"),
        ("true", "true: the secret did not come: said no secret"),
        ("echo hello", "echo: not a key"),
        ("printf '\\377'", "printf: the secret did not come: said no secret"),
        ("'", "No closing quotation"),
        ("  ", "the command is empty"),
    ],
)
def test_a_command_that_does_not_say_it(command: str, words: str) -> None:
    with pytest.raises(UsageError, match=re.escape(words)):
        keys_said_by(command)


def test_a_vault_that_waits_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benkoll.store.secrets.SECONDS", 0.05)
    with pytest.raises(UsageError, match=r"sleep: the secret did not come: no answer in 0\.05 seconds"):
        keys_said_by("sleep 60")


def test_a_descriptor_is_read(tmp_path: Path) -> None:
    """What whoever starts us has opened: the key lies in no file that we may read."""
    made = make_keys(tmp_path / "a.key")
    reads, writes = os.pipe()
    os.write(writes, (tmp_path / "a.key").read_bytes())
    os.close(writes)
    path = Path(f"/dev/fd/{reads}")
    assert not open_to_others(path)
    assert read_keys(path).secret == made.secret
    os.close(reads)


def test_digests_tell_apart() -> None:
    told = {
        keys.digest(purpose, text)
        for keys in (KEYS, Keys(b"l" * 32))
        for purpose in ("person", "audit")
        for text in ("a", "b", "", "ab", "\ud800")
    }
    assert len(told) == 20
    assert {len(one) for one in told} == {64}
    assert KEYS.check() != Keys(b"l" * 32).check()


@given(st.dictionaries(st.text(), st.text() | st.none() | st.integers() | st.lists(st.text())))
def test_json_comes_back(value: object) -> None:
    assert KEYS.open_json(KEYS.seal_json(value)) == value
