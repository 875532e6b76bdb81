"""Files that come in, held against a scanner of the installation's before anything of them is read.

The scanner is a command that gets a file on its standard input, as clamdscan does: it ends with 0 where it found
nothing, with 1 where it found something, and with anything else where it did not look. Then nothing is taken in.
"""

import subprocess
from collections.abc import Sequence
from io import BytesIO
from shutil import copyfileobj
from threading import Timer
from typing import IO

from benkoll.web.problems import Refused

SECONDS = 120
"""After so long a scanner did not look."""
CLEAN, FOUND = 0, 1


def scan(command: Sequence[str], file: IO[bytes] | bytes) -> None:
    """Refused (422) where the scanner finds something, (503) where it does not look; without a command nothing is done.

    The file is left at its beginning.
    """
    if not command:
        return
    content = BytesIO(file) if isinstance(file, bytes) else file
    code = _scanned(command, content)
    content.seek(0)
    if code == FOUND:
        raise Refused(
            422,
            "virusskyddet stoppade filen: inget av den är läst",
            "the virus scanner stopped the file: nothing of it was read",
        )
    if code != CLEAN:
        raise Refused(
            503,
            "virusskyddet svarar inte: inget är läst, försök igen om en stund",
            "the virus scanner does not answer: nothing was read, try again in a while",
            {"Retry-After": "60"},
        )


def _scanned(command: Sequence[str], content: IO[bytes]) -> int | None:
    """How the scanner ended; None where it could not be begun."""
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError:
        return None
    ends = Timer(SECONDS, process.kill)
    ends.start()
    try:
        with process:
            assert process.stdin is not None
            try:
                copyfileobj(content, process.stdin)
                process.stdin.close()
            except BrokenPipeError:  # it has seen enough
                pass
            return process.wait()
    finally:
        ends.cancel()
