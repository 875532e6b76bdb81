"""The commands of bone densitometry, with their words."""

from benkoll.cli.arguments import Command

MODULE = "benkoll.cli.dxa"

DXA: tuple[Command, ...] = ()
