"""A clinic's file of a reference of whole vertebrae, as `benkoll vfa reference` writes it, or as it was typed in."""

from benkoll.errors import InputError
from benkoll.exchange.json import read_strictly
from benkoll.exchange.rows import placed
from benkoll.imaging.reference import Reference
from benkoll.imaging.reference_file import from_json


def read_reference(data: bytes, name: str) -> Reference:
    """The reference in the bytes of the file called `name`; InputError, with file and place, for what is none."""
    try:
        return from_json(read_strictly(data))
    except InputError as error:
        raise InputError(placed(problem, name) for problem in error.problems) from None
