"""The commands of the lateral spine image, with their words."""

from benkoll.cli.arguments import Command

MODULE = "benkoll.cli.vfa"

VFA: tuple[Command, ...] = ()
"""`benkoll vfa`: vertebrae measured and graded from their points, references, agreement between readers, phantoms."""
