"""`benkoll chain indicators`: the indicators counted, or one indicator's patients."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from benkoll.cli.arguments import Both, Call, line_error
from benkoll.cli.console import Console
from benkoll.errors import DONE

if TYPE_CHECKING:
    from typing import Literal

    from benkoll.chain.indicator_counts import Every
    from benkoll.chain.indicator_reads import Asked

CASELOAD: Both = {
    "sv": "--caseload {}: skriv ENHET=ANTAL, med ett heltal från 1 och varje enhet en gång",
    "en": "--caseload {}: write UNIT=NUMBER, with a whole number from 1 and each unit once",
}
DAYS: Both = {"sv": "--from {} är efter --to {}", "en": "--from {} is after --to {}"}


def run(call: Call, console: Console) -> int:
    """Count the indicators, or list the patients of one."""
    caseload = _caseload(call)
    return _list(call, console) if call.get("--list") else _count(call, caseload, console)


def _count(call: Call, caseload: Mapping[str, int], console: Console) -> int:
    from benkoll.chain.indicator_reads import counted
    from benkoll.chain.indicator_shown import as_csv, as_json, as_lines
    from benkoll.cli.chain_door import chain_of, show_json

    asked = _asked(call)
    with chain_of(call, console) as chain:
        found, day = counted(chain, asked, caseload), str(chain.day)
    match call.get("--format"):
        case "json":
            show_json(as_json(found, asked, day, console.lang), console)
        case "csv":
            console.out.write(as_csv(found, console.lang))
        case _:
            console.show(as_lines(found, day, console.lang))
    return DONE


def _list(call: Call, console: Console) -> int:
    from benkoll.chain.indicator_reads import listed
    from benkoll.chain.indicator_shown import list_cells, list_csv, list_lines, list_values
    from benkoll.chain.words import site_name
    from benkoll.cli.chain_door import as_table, chain_of, show_json

    key = call["--list"].upper()
    with chain_of(call, console) as chain:
        found = listed(chain, _asked(call), key)
    sites = [site_name(one.site, console.lang) for one in found]
    match call.get("--format"):
        case "json":
            show_json([list_values(one) for one in found], console)
        case "csv":
            console.out.write(list_csv(found, sites, console.lang))
        case _:
            console.show(list_lines(key, found, console.lang))
            rows = [list_cells(one, site, console.lang) for one, site in zip(found, sites, strict=True)]
            console.show(as_table(rows))
    return DONE


def _asked(call: Call) -> "Asked":
    from datetime import date

    from benkoll.chain.indicator_reads import Asked
    from benkoll.cli.chain_door import day_in

    first, last = day_in(call, "--from", date.min), day_in(call, "--to", date.max)
    if first > last:
        raise line_error(DAYS, call, str(first), str(last))
    return Asked(
        first if call.get("--from") else None,
        last if call.get("--to") else None,
        call.get("--hospital"),
        call.get("--unit"),
        cast("Literal['hospital', 'unit'] | None", call.get("--by")),
        cast("Every | None", call.get("--trend")),
    )


def _caseload(call: Call) -> dict[str, int]:
    found = dict[str, int]()
    for said in call.all("--caseload"):
        name, _, number = said.rpartition("=")
        if not name or not number.isdecimal() or not int(number) or name in found:
            raise line_error(CASELOAD, call, said)
        found[name] = int(number)
    return found
