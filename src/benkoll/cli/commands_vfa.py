"""The commands of the lateral spine image, with their words."""

from benkoll.cli.arguments import Command
from benkoll.cli.commands_vfa_grade import GRADE
from benkoll.cli.commands_vfa_phantom import PHANTOM
from benkoll.cli.commands_vfa_readings import READINGS

VFA: tuple[Command, ...] = (*GRADE, PHANTOM, *READINGS)
"""`benkoll vfa`: vertebrae measured and graded from their points, references, agreement between readers, phantoms."""
