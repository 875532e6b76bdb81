"""`benkoll dxa`: what reports of bone density say, and how sure a change is."""

from collections.abc import Callable, Mapping

from benkoll.cli.arguments import Call
from benkoll.cli.console import Console
from benkoll.cli.second import by_second_word

COMMANDS: Mapping[str, Callable[[Call, Console], int]] = {}
run = by_second_word(COMMANDS)
