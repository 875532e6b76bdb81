"""`benkoll vfa`: vertebrae measured and graded from the points that a reader placed."""

from collections.abc import Callable, Mapping

from benkoll.cli.arguments import Call
from benkoll.cli.console import Console
from benkoll.cli.second import by_second_word

COMMANDS: Mapping[str, Callable[[Call, Console], int]] = {}
run = by_second_word(COMMANDS)
