"""README.md with the real output of the commands that it shows."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

from pages import ROOT

EXAMPLE = re.compile(r"(?<=```console\n)\$ benkoll ([^\n]*)\n.*?(?=```)", re.DOTALL)


def pages() -> dict[str, str]:
    """Path within the project -> text: each block that begins with `$ benkoll ...` goes on with what that prints."""
    return {"README.md": EXAMPLE.sub(_shown, (ROOT / "README.md").read_text())}


def _shown(block: re.Match[str]) -> str:
    command = [str(Path(sys.executable).with_name("benkoll")), *shlex.split(block[1])]
    return f"$ benkoll {block[1]}\n{subprocess.check_output(command, cwd=ROOT, text=True)}"
