"""Commands of two words: a module with a function for each second word."""

from collections.abc import Callable, Mapping

from benkoll.cli.arguments import Call
from benkoll.cli.console import Console

Does = Callable[[Call, Console], int]


def by_second_word(commands: Mapping[str, Does]) -> Does:
    """What `run` of such a module is: what the command's second word says."""

    def run(call: Call, console: Console) -> int:
        return commands[call.command.words[1]](call, console)

    return run
