"""`benkoll doctor`: the installation looked over, each part as it is, and how to mend what is not well."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from benkoll.cli.arguments import Call, number_in
from benkoll.cli.console import Console
from benkoll.errors import DONE, NOTHING_USABLE, SOME_SET_ASIDE, Lang
from benkoll.letters.lines import Line, hang
from benkoll.letters.phrases import said
from benkoll.web.checkup import LINKS, Asked, Found, checkup, checkup_program

MOST_LINKS = 10**9
MARK = {"well": "  ", "warning": "! ", "wrong": "X "}
WORDS: dict[str, dict[Lang, str]] = {
    "mend": {"sv": "gör så här: {}", "en": "do this: {}"},
    "well": {"sv": "allt är som det ska", "en": "all is as it should be"},
    "warning": {"sv": "det går, men {} bör ses över", "en": "it works, but {} should be looked at"},
    "wrong": {"sv": "{} måste lagas", "en": "{} must be mended"},
}
SWEDISH = {
    "packages": "paket",
    "time zone": "tidszon",
    "letters": "brev",
    "database": "databas",
    "settings": "inställningar",
    "rights": "rättigheter",
    "clock": "klocka",
    "key": "nyckel",
    "log": "logg",
    "configuration": "konfiguration",
    "address": "adress",
    "identity provider": "identitetstjänst",
    "keys of": "nycklar,",
    "backups": "säkerhetskopior",
    "components": "komponenter",
    "connection": "anslutning",
    "scanner": "virusskydd",
    "vfa reference": "kotreferens",
}
"""What a part, or the beginning of one, is called in Swedish."""
CODES = {"well": DONE, "warning": SOME_SET_ASIDE, "wrong": NOTHING_USABLE}


def run(call: Call, console: Console) -> int:
    """0: all is well; 1: something should be looked at; 3: something must be mended."""
    links = number_in(call, "--links", str(LINKS), MOST_LINKS)
    found = list(checkup_program())
    if not any(one.level == "wrong" for one in found):
        found += checkup(_asked(call, console, links))
    worst = max((one.level for one in found), key=list(CODES).index)
    if call.get("--format") == "json":
        shown = {"outcome": worst, "parts": [asdict(one) for one in found]}
        console.show([json.dumps(shown, ensure_ascii=False, indent=1)])
    else:
        for one in found:
            _show(one, console)
        parts = ", ".join(_named(one.part, console.lang) for one in found if one.level == worst)
        console.show([said(WORDS, worst, console.lang, parts)])
    return CODES[worst]


def _show(one: Found, console: Console) -> None:
    seen, mend = one.said(console.lang)
    lines = hang(f"{MARK[one.level]}{_named(one.part, console.lang):18} ", seen, 21)
    console.show(Line(line, "alert") if one.level == "wrong" else line for line in lines)
    if mend:
        console.show(hang(" " * 21, said(WORDS, "mend", console.lang, mend), 21))


def _named(part: str, lang: Lang) -> str:
    if lang == "en":
        return part
    beginning = max((one for one in SWEDISH if part.startswith(one)), key=len, default="")
    return SWEDISH.get(beginning, "") + part.removeprefix(beginning)


def _asked(call: Call, console: Console, links: int) -> Asked:
    from benkoll.cli.chain_door import key_path, url_of  # packages that may not be there

    settings = console.settings
    backups, advisories = call.get("--backups"), call.get("--advisories")
    return Asked(
        url_of(call, console),
        key_path(call, console),
        settings.web_file,
        settings.origin,
        Path(backups) if backups else None,
        links,
        lambda: datetime.now(UTC),
        settings.key_command,
        Path(advisories) if advisories else None,
    )
