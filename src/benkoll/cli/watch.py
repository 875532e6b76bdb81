"""A folder watched: every file that has come whole is taken in, and moved to `done` or `failed` beneath it.

A file is read when its size has not changed since the last look, so that one still being written is left alone.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from benkoll.cli.console import Console
from benkoll.errors import DONE, SOME_SET_ASIDE, InputError, StoreError

if TYPE_CHECKING:
    from benkoll.chain.intake import Taken

DONE_FOLDER, FAILED_FOLDER = "done", "failed"


def watch(
    folder: Path,
    every: int,
    once: bool,
    take: Callable[[Path], "Taken"],
    tell: Callable[[Path, "Taken"], None],
    console: Console,
) -> int:
    """Look into the folder every so many seconds, or once; ctrl-C ends it. What cannot be used blocks nothing else."""
    for name in (DONE_FOLDER, FAILED_FOLDER):
        (folder / name).mkdir(parents=True, exist_ok=True)
    code, sizes = DONE, dict[Path, int]()
    while True:
        there = {path: path.stat().st_size for path in sorted(folder.iterdir()) if path.is_file()}
        for path, size in there.items():
            if not path.name.startswith(".") and (once or sizes.get(path) == size):
                code = max(code, _one(path, take, tell, console))
        if once:
            return code
        sizes = there
        time.sleep(every)


def _one(path: Path, take: Callable[[Path], "Taken"], tell: Callable[[Path, "Taken"], None], console: Console) -> int:
    try:
        taken = take(path)
    except StoreError:
        raise  # the database is gone: the file stays, and is taken in when it is back
    except InputError as error:
        console.warn(error.said(console.lang))
        _move(path, FAILED_FOLDER)
        return SOME_SET_ASIDE
    tell(path, taken)
    _move(path, DONE_FOLDER)
    return SOME_SET_ASIDE if taken.refused else DONE


def _move(path: Path, folder: str) -> None:
    """Move the file, beside another of its name where there is one."""
    target, number = path.parent / folder / path.name, 1
    while target.exists():
        target, number = path.parent / folder / f"{path.stem}.{number}{path.suffix}", number + 1
    path.rename(target)
