"""Runs a program in the terminal's foreground by itself, so that ctrl-C reaches it and not the `make` that began it.

Make would end as interrupted, whatever the program says: this way it ends with the program's own code.
"""

import os
import signal
import subprocess
import sys

FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(command: list[str]) -> int:
    """The program's exit code."""
    child = subprocess.Popen(command, process_group=0)
    for one in FORWARDED:
        signal.signal(one, lambda number, _: child.send_signal(number))
    _to_foreground(child.pid)
    try:
        return child.wait()
    finally:
        _to_foreground(os.getpgrp())


def _to_foreground(group: int) -> None:
    """Give the terminal, where there is one, to the group of processes."""
    if not sys.stdin.isatty():
        return
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # who takes it from the background would be stopped
    os.tcsetpgrp(sys.stdin.fileno(), group)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
