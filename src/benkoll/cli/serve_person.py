"""`benkoll serve-person`: who has logged in to the web service, their sessions ended, and who may log in no more."""

from collections import Counter
from collections.abc import Callable, Mapping

from benkoll.cli.arguments import Call
from benkoll.cli.chain_door import as_table, chain_of, show_json
from benkoll.cli.console import Console
from benkoll.cli.second import by_second_word
from benkoll.errors import DONE, Lang
from benkoll.letters.phrases import said

WORDS: dict[str, dict[Lang, str]] = {
    "none": {"sv": "ingen har loggat in", "en": "nobody has logged in"},
    "ended": {"sv": "{}: {} inloggningar avslutade", "en": "{}: {} log-ins ended"},
    "bar": {"sv": "{} är avstängd: alla inloggningar är avslutade", "en": "{} is barred: every log-in has ended"},
    "lift": {"sv": "{} får logga in igen", "en": "{} may log in again"},
    "barred": {"sv": "avstängd {}", "en": "barred {}"},
}


def _list(call: Call, console: Console) -> int:
    from benkoll.web.sessions import IDLE, WHOLE
    from benkoll.web.staff import people, sessions

    with chain_of(call, console) as chain:
        now = chain.actor.clock()
        running = sessions(chain.database, chain.keys, now - IDLE, now - WHOLE)
        found = people(chain.database, chain.keys)
    count = Counter(one.who.id for one in running)
    rows = [
        {
            "id": one.hsa_id,
            "name": one.name,
            "seen_at": one.seen_at,
            "sessions": count[one.hsa_id],
            "barred_at": one.barred_at,
        }
        for one in found
    ]
    if call.get("--format") == "json":
        show_json(rows, console)
    elif not rows:
        console.show([said(WORDS, "none", console.lang)])
    else:
        barred = {one.hsa_id: one.barred_at for one in found if one.barred_at is not None}
        shown = [
            [
                str(row["id"]),
                str(row["name"]),
                str(row["seen_at"])[:16],
                str(row["sessions"]),
                said(WORDS, "barred", console.lang, barred[str(row["id"])][:10]) if row["id"] in barred else "",
            ]
            for row in rows
        ]
        console.show(as_table(shown))
    return DONE


def _end(call: Call, console: Console) -> int:
    from benkoll.web.sessions import IDLE, WHOLE
    from benkoll.web.staff import end_sessions, person_named, sessions

    with chain_of(call, console) as chain:
        one, now = person_named(chain.database, chain.keys, call["name"]), chain.actor.clock()
        running = sessions(chain.database, chain.keys, now - IDLE, now - WHOLE)
        theirs = [its.id for its in running if its.who.id == one.hsa_id]
        gone = end_sessions(chain.database, chain.keys, chain.actor, one.hsa_id, theirs)
    console.show([said(WORDS, "ended", console.lang, one.name, gone)])
    return DONE


def _bar(call: Call, console: Console) -> int:
    from benkoll.web.staff import bar

    with chain_of(call, console) as chain:
        one = bar(chain.database, chain.keys, chain.actor, call["name"])
    console.show([said(WORDS, "bar", console.lang, one.name)])
    return DONE


def _lift(call: Call, console: Console) -> int:
    from benkoll.web.staff import lift

    with chain_of(call, console) as chain:
        one = lift(chain.database, chain.keys, chain.actor, call["name"])
    console.show([said(WORDS, "lift", console.lang, one.name)])
    return DONE


COMMANDS: Mapping[str, Callable[[Call, Console], int]] = {"list": _list, "end": _end, "bar": _bar, "lift": _lift}
run = by_second_word(COMMANDS)
