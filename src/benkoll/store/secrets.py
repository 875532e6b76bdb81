"""A secret as a program says it: how a vault hands over what it keeps, so that it lies in no file of ours."""

import shlex
import subprocess
from collections.abc import Sequence

from benkoll.errors import UsageError

SECONDS = 30
"""So long a vault may take."""
LARGEST = 65_536


def words_of(line: str) -> list[str]:
    """A command line as its words, for no shell reads it; UsageError where it is none."""
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise UsageError(f"{line}: {error}", f"{line}: {error}") from None
    if not words:
        raise UsageError("kommandot är tomt", "the command is empty")
    return words


def said_by(words: Sequence[str]) -> str:
    """What the command says on its standard output; UsageError, without what it said, where it does not end well.

    What it tells of on standard error goes to ours.
    """
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=SECONDS, check=False)
    except OSError as error:
        raise _wrong(words, error.strerror or "", error.strerror or "") from None
    except subprocess.TimeoutExpired:
        raise _wrong(words, f"svarade inte på {SECONDS} sekunder", f"no answer in {SECONDS} seconds") from None
    if done.returncode:
        raise _wrong(words, f"slutade med {done.returncode}", f"ended with {done.returncode}")
    try:
        said = done.stdout.decode("utf-8").strip()
    except UnicodeDecodeError:
        said = ""
    if not said or len(said) > LARGEST:
        raise _wrong(words, "sade ingen hemlighet", "said no secret")
    return said


def _wrong(words: Sequence[str], sv: str, en: str) -> UsageError:
    return UsageError(f"{words[0]}: hemligheten kom inte: {sv}", f"{words[0]}: the secret did not come: {en}")
