"""`benkoll serve-token`: the tokens by which systems call the web service, made, listed and revoked."""

from collections.abc import Callable, Mapping

from benkoll.cli.arguments import Both, Call, line_error
from benkoll.cli.chain_door import as_table, chain_of, show_json
from benkoll.cli.console import Console
from benkoll.cli.second import by_second_word
from benkoll.errors import DONE, Lang
from benkoll.letters.phrases import said

WORDS: dict[str, dict[Lang, str]] = {
    "made": {
        "sv": "nyckel för {}, till {}. Den visas bara nu: lägg den i systemets hemliga inställningar.",
        "en": "token for {}, until {}. It is shown now only: put it among the system's secret settings.",
    },
    "revoked": {"sv": "återkallad: {}", "en": "revoked: {}"},
    "none": {"sv": "inga nycklar", "en": "no tokens"},
    "ended": {"sv": "{} (slut)", "en": "{} (ended)"},
}
DAYS: Both = {"sv": "--days {}: skriv ett heltal från 1", "en": "--days {}: write a whole number from 1"}
UNITS: Both = {
    "sv": "--unit {}: ange enheter med --unit, eller --all-units, inte båda",
    "en": "--unit {}: name units with --unit, or --all-units, not both",
}
YEAR = "365"


def _make(call: Call, console: Console) -> int:
    from benkoll.web.permissions import ALL_UNITS, Role
    from benkoll.web.tokens import make_token, tokens

    days, units = call.get("--days") or YEAR, call.all("--unit")
    if not days.isascii() or not days.isdigit():
        raise line_error(DAYS, call, days)
    if units and call.get("--all-units") is not None:
        raise line_error(UNITS, call, units[0])
    seen = (ALL_UNITS,) if call.get("--all-units") is not None else units
    with chain_of(call, console) as chain:
        roles = call.all("--role") or (Role.SYSTEM.value,)
        works_for = call.get("--for") or chain.actor.unit
        secret = make_token(
            chain.database, chain.keys, chain.actor, call["name"], roles, seen, works_for, int(days[:6])
        )
        (made,) = [one for one in tokens(chain.database, chain.keys) if one.who.name == call["name"]]
    console.warn(said(WORDS, "made", console.lang, call["name"], made.ends_at[:10]))
    console.show([secret])
    return DONE


def _list(call: Call, console: Console) -> int:
    from benkoll.web.tokens import tokens

    with chain_of(call, console) as chain:
        found, now = tokens(chain.database, chain.keys), chain.actor.clock().isoformat()
    rows = [
        {
            "id": one.id,
            "name": one.who.name,
            "roles": sorted(one.who.roles),
            "for": one.who.unit,
            "units": sorted(one.who.units),
            "made_at": one.made_at,
            "ends_at": one.ends_at,
            "ended": one.ends_at <= now,
        }
        for one in found
    ]
    if call.get("--format") == "json":
        show_json(rows, console)
    elif not rows:
        console.show([said(WORDS, "none", console.lang)])
    else:
        console.show(
            as_table(
                [
                    [
                        one.id[:8],
                        one.who.name,
                        ", ".join(sorted(one.who.roles)),
                        ", ".join(sorted(one.who.units)) or "-",
                        said(WORDS, "ended", console.lang, one.ends_at[:10])
                        if one.ends_at <= now
                        else one.ends_at[:10],
                    ]
                    for one in found
                ]
            )
        )
    return DONE


def _revoke(call: Call, console: Console) -> int:
    from benkoll.web.tokens import revoke_token

    with chain_of(call, console) as chain:
        gone = revoke_token(chain.database, chain.keys, chain.actor, call["name"])
    console.show([said(WORDS, "revoked", console.lang, gone.who.name)])
    return DONE


COMMANDS: Mapping[str, Callable[[Call, Console], int]] = {"make": _make, "list": _list, "revoke": _revoke}
run = by_second_word(COMMANDS)
