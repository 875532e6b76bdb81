"""Runs a command line in this process and keeps what it said."""

import io
import sys
from collections.abc import Mapping
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest.mock import patch

from benkoll.cli.main import main
from benkoll.settings import read_settings


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


def benkoll(*words: str, stdin: bytes = b"", environ: Mapping[str, str] | None = None) -> Outcome:
    """The outcome of `benkoll WORDS`."""
    out, err = io.StringIO(), io.StringIO()
    with ExitStack() as stack:
        stack.enter_context(redirect_stdout(out))
        stack.enter_context(redirect_stderr(err))
        stack.enter_context(patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")))
        code = main(words, read_settings(environ or {}))
    return Outcome(code, out.getvalue(), err.getvalue())
