"""`benkoll chain export`: the chain pseudonymised, as Parquet."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from benkoll.cli.arguments import Call
from benkoll.cli.console import Console
from benkoll.cli.patients import file_error
from benkoll.errors import DONE, Lang
from benkoll.letters.phrases import said

if TYPE_CHECKING:
    from benkoll.chain.commands import Chain
    from benkoll.chain.export import Disguise
    from benkoll.chain.export_parquet import More

WORDS: dict[str, dict[Lang, str]] = {
    "done": {"sv": "{} patienter skrivna till {}: {}", "en": "{} patients written to {}: {}"},
    "protected": {
        "sv": "{} med skyddad identitet är utelämnade",
        "en": "{} with a protected identity are left out",
    },
    "blocked": {
        "sv": "{} med spärrade uppgifter är utelämnade",
        "en": "{} with blocked information are left out",
    },
    "no age": {
        "sv": "{} utan känt födelsedatum är inte med bland uppgifterna",
        "en": "{} whose date of birth is not known are not among the facts",
    },
}


def run(call: Call, console: Console) -> int:
    """Write the export, and say what is in it."""
    from benkoll.chain.export import disguise_of, export
    from benkoll.chain.export_parquet import check_folder, write
    from benkoll.cli.chain_door import chain_of

    folder = Path(call["--out"])
    check_folder(folder)
    shift, facts, readings = (call.get(name) is not None for name in ("--shift-dates", "--facts", "--readings"))
    project = call.get("--project")
    with chain_of(call, console) as chain:
        disguise = disguise_of(chain, project, shift)
        made = export(chain, project, disguise, facts)
        more = _readings(chain, made.identities, disguise, project) if readings else None
    try:
        files = write(folder, made, shift, facts, more)
    except OSError as raised:
        raise file_error(str(folder), raised) from None
    console.show([said(WORDS, "done", console.lang, made.patients, folder, ", ".join(files))])
    if made.protected:
        console.warn(said(WORDS, "protected", console.lang, made.protected))
    if made.blocked:
        console.warn(said(WORDS, "blocked", console.lang, made.blocked))
    if made.without_age:
        console.warn(said(WORDS, "no age", console.lang, made.without_age))
    return DONE


def _readings(chain: "Chain", persons: Mapping[str, str], disguise: "Disguise", project: str | None) -> "More":
    """The readings and density reports of those who are in the export."""
    from benkoll.cli.reading_door import desk_at
    from benkoll.readings.export import DENSITIES, VFA, exported

    vfa, densities = exported(desk_at(chain), persons, disguise.name, disguise.day, project)
    return {"vfa": (vfa, VFA), "densities": (densities, DENSITIES)}
