"""`benkoll chain export`: the chain pseudonymised, as Parquet."""

from pathlib import Path

from benkoll.cli.arguments import Call
from benkoll.cli.console import Console
from benkoll.cli.patients import file_error
from benkoll.errors import DONE, Lang
from benkoll.letters.phrases import said

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
    from benkoll.chain.export import export
    from benkoll.chain.export_parquet import check_folder, write
    from benkoll.cli.chain_door import chain_of

    folder = Path(call["--out"])
    check_folder(folder)
    shift, facts = (call.get(name) is not None for name in ("--shift-dates", "--facts"))
    with chain_of(call, console) as chain:
        made = export(chain, call.get("--project"), shift, facts)
    try:
        files = write(folder, made, shift, facts)
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
