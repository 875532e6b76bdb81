"""The secret that identities are kept under: one file outside the database, three keys made from it.

What is sealed (AES-256-GCM) can be read with the key alone; what is digested (HMAC-SHA-256) can be looked up without
being readable. There are so few identity numbers that a digest without a key would hide nothing. What is sealed begins
with the mark of its form, so that another cipher can come beside this one; `rekey` seals all of it anew.
"""

import base64
import hmac
import json
import os
import secrets
import stat
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from benkoll.errors import BenkollError, UsageError
from benkoll.store.secrets import said_by, words_of

BYTES = 32
_NONCE = 12
MARK = b"\xb51"
"""How AES-256-GCM begins, with a nonce of twelve bytes after it; what was sealed before there were marks has none."""


@dataclass(frozen=True)
class Keys:
    """`path`: where the secret lies, for messages. `retired`: those before it, the last first (`migrate.check_key`)."""

    secret: bytes = field(repr=False)
    path: Path = Path()
    retired: tuple["Keys", ...] = field(default=(), repr=False)

    def seal(self, content: bytes) -> bytes:
        """The content, so that only the key opens it, and so that a changed byte is noticed."""
        nonce = secrets.token_bytes(_NONCE)
        return MARK + nonce + self._cipher.encrypt(nonce, content, MARK)

    def open(self, sealed: bytes) -> bytes:
        """What was sealed; BenkollError where it was changed, or sealed under another key."""
        opened = self._opened(sealed.removeprefix(MARK), MARK) if sealed.startswith(MARK) else None
        if opened is None:  # a nonce without a mark may begin as the mark does
            opened = self._opened(sealed, None)
        if opened is None:
            raise BenkollError(
                "förseglade uppgifter går inte att öppna: ändrade, eller en annan nyckel",
                "sealed data cannot be opened: changed, or another key",
            )
        return opened

    def _opened(self, sealed: bytes, mark: bytes | None) -> bytes | None:
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], mark)
        except (InvalidTag, ValueError):  # ValueError: shorter than anything sealed
            return None

    def seal_json(self, value: Any) -> bytes:
        """A JSON value sealed."""
        return self.seal(json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass"))

    def open_json(self, sealed: bytes) -> Any:
        """What `seal_json` sealed."""
        return json.loads(self.open(sealed))

    def digest(self, purpose: str, text: str) -> str:
        """64 hexadecimal digits that tell the text from every other, and tell nothing of it."""
        said = f"{purpose}\0{text}".encode("utf-8", "surrogatepass")
        return hmac.new(self._digesting, said, sha256).hexdigest()

    def anew(self, digest: str) -> str:
        """A digest of another key's digest, as long as that: what it was made of is kept nowhere."""
        return self.digest("anew", digest)[: len(digest)]

    def every(self, purpose: str, text: str) -> list[str]:
        """What the database may hold the text as: its digest, and what each retired key's has become since."""
        found = [self.digest(purpose, text)]
        for place, before in enumerate(self.retired):
            digest = before.digest(purpose, text)
            for later in (*reversed(self.retired[:place]), self):
                digest = later.anew(digest)
            found.append(digest)
        return found

    def check(self) -> str:
        """A digest by which the database knows its key."""
        return self.digest("key check", "benkoll")

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(self._derived(b"benkoll seal"))

    @cached_property
    def _digesting(self) -> bytes:
        return self._derived(b"benkoll digest")

    def _derived(self, purpose: bytes) -> bytes:
        return HKDF(SHA256(), BYTES, salt=None, info=purpose).derive(self.secret)


def read_keys(path: Path) -> Keys:
    """The keys of a key file, or of what is read there once (a descriptor, /dev/fd/3, that whoever starts us opened).

    UsageError where there is none, or where it is not one.
    """
    try:
        return _keys(path.read_text("ascii"), path)
    except FileNotFoundError:
        raise UsageError(
            f"{path}: nyckelfilen finns inte: ange den med BENKOLL_KEY_FILE, eller gör en med benkoll chain init",
            f"{path}: there is no key file: name it with BENKOLL_KEY_FILE, or make one with benkoll chain init",
        ) from None
    except (OSError, UnicodeDecodeError):
        return _keys("", path)


def keys_said_by(command: str) -> Keys:
    """The keys that a command says, as a vault's program does; UsageError where it does not."""
    words = words_of(command)
    return _keys(said_by(words), Path(words[0]))


def _keys(text: str, path: Path) -> Keys:
    try:
        secret = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        secret = b""
    if len(secret) != BYTES:
        raise UsageError(
            f"{path}: ingen nyckel (den ska hålla {BYTES} byte som base64)",
            f"{path}: not a key (it holds {BYTES} bytes as base64)",
        )
    return Keys(secret, path)


def make_keys(path: Path) -> Keys:
    """A new key file, readable by its owner alone; one that is there is never overwritten (UsageError)."""
    secret = secrets.token_bytes(BYTES)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    except OSError as error:
        raise UsageError(
            f"{path}: nyckelfilen kan inte göras ({error.strerror})",
            f"{path}: the key file cannot be made ({error.strerror})",
        ) from None
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(secret) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return Keys(secret, path)


def open_to_others(path: Path) -> bool:
    """Whether others than the owner may read the file."""
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
