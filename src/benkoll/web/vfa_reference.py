"""The clinic's own reference of whole vertebrae: read once when the service starts, and tried before it is used."""

from pathlib import Path
from typing import TYPE_CHECKING

from benkoll.errors import InputError, Problem, UsageError
from benkoll.exchange.rows import placed
from benkoll.store.fields import is_text

if TYPE_CHECKING:
    from benkoll.imaging.anatomy import Normal
    from benkoll.imaging.reference import Reference, Sex
    from benkoll.measures.vfa_report import ReferenceUsed

LONGEST = 200
"""Signs of its name, which stands in every report."""


def reference_in(path: Path) -> "Reference":
    """The reference in a file; OSError where it cannot be read, InputError, with every place, where it cannot be used.

    UsageError where no image library is installed.
    """
    try:
        from benkoll.exchange.vertebral_reference import read_reference
        from benkoll.imaging.reference_trial import problems_of
    except ImportError:
        raise UsageError(
            "vfa_reference: kotor graderas inte här: installera benkoll[imaging]",
            "vfa_reference: vertebrae are not graded here: install benkoll[imaging]",
        ) from None
    found = read_reference(path.read_bytes(), str(path))
    problems = [*_unnamed(found.source), *problems_of(found)]
    if problems:
        raise InputError(placed(one, str(path)) for one in problems)
    return found


def _unnamed(name: str) -> list[Problem]:
    if name.strip() and len(name) <= LONGEST and is_text(name) and name.isprintable():
        return []
    words = f"ska vara ett namn, 1-{LONGEST} tecken på en rad", f"must be a name, 1-{LONGEST} characters on one line"
    return [Problem(*words, fact="source")]


def normal_for(reference: "Reference", sex: "Sex | None") -> "tuple[Normal, ReferenceUsed] | None":
    """What is to be expected of a person of the sex (None: not known), and of which table it is; None: it has none."""
    from benkoll.imaging.reference import normal_of
    from benkoll.measures.vfa_report import ReferenceUsed

    group = reference.group_for(sex)
    if group is None:
        return None
    table = reference.tables[group]
    return normal_of(table), ReferenceUsed(reference.source.strip(), reference.made_on, group, table.persons or None)
