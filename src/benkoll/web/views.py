"""Pages rendered: a template, the words of a page in the reader's language, and what every page shows."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from benkoll.errors import Lang
from benkoll.web.permissions import NOBODY, Permission, Who
from benkoll.web.service import Service, service_of

FOLDER = Path(__file__).parent
LANG_COOKIE = "lang"
Words = Mapping[str, Mapping[Lang, str]]

COMMON: Words = {
    "skip": {"sv": "Till innehållet", "en": "Skip to the content"},
    "demo": {
        "sv": "Demonstration med påhittade patienter.",
        "en": "Demonstration with invented patients.",
    },
    "support": {
        "sv": "Beslutsstöd, inte CE-märkt. Ersätter inte klinisk bedömning.",
        "en": "Supports a decision, not CE-marked. Does not replace clinical judgement.",
    },
    "log in": {"sv": "Logga in", "en": "Log in"},
    "log out": {"sv": "Logga ut", "en": "Log out"},
    "other language": {"sv": "English", "en": "Svenska"},
    "menu": {"sv": "Meny", "en": "Menu"},
    "assess": {"sv": "Bedömning", "en": "Assessment"},
    "plan": {"sv": "Behandlingsplan", "en": "Treatment plan"},
    "today": {"sv": "Frakturkedjan i dag", "en": "The chain today"},
    "letters": {"sv": "Brev", "en": "Letters"},
    "images": {"sv": "Kotbilder", "en": "Spine images"},
    "indicators": {"sv": "Indikatorer", "en": "Indicators"},
    "economics": {"sv": "Vad det skulle ändra", "en": "What it would change"},
    "guideline": {"sv": "Riktlinjen", "en": "The guideline"},
    "log": {"sv": "Loggkontroll", "en": "Log review"},
    "administration": {"sv": "Inloggningar", "en": "Log-ins"},
    "your log-ins": {"sv": "Dina inloggningar", "en": "Your log-ins"},
}
MENU = (
    ("/assess", "assess", Permission.ASSESS),
    ("/plan", "plan", Permission.ASSESS),
    ("/chain", "today", Permission.CHAIN_READ),
    ("/chain/letters", "letters", Permission.CHAIN_READ),
    ("/vfa", "images", Permission.IMAGES_READ),
    ("/indicators", "indicators", Permission.INDICATORS),
    ("/economics", "economics", Permission.INDICATORS),
    ("/guideline", "guideline", Permission.PUBLIC),
    ("/log", "log", Permission.LOG_REVIEW),
    ("/administration", "administration", Permission.ADMINISTER),
)
"""Where the menu leads, and what that needs."""


def lang_of(request: Request) -> Lang:
    """The reader's language: their choice, else Swedish."""
    return "en" if request.cookies.get(lang_cookie(service_of(request))) == "en" else "sv"


def lang_cookie(service: Service) -> str:
    """What the cookie of the language is called; bound to this host where that is reached by HTTPS."""
    return f"__Host-{LANG_COOKIE}" if service.secure else LANG_COOKIE


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(request: Request, template: str, words: Words, status: int = 200, **values: Any) -> HTMLResponse:
    """The page. In the template `say(key, ...)` gives the words of the page, or those that every page has."""
    lang, service = lang_of(request), service_of(request)
    who: Who = getattr(request.state, "who", NOBODY)

    def say(key: str, *parts: object) -> str:
        return (words.get(key) or COMMON[key])[lang].format(*parts)

    menu = [(path, say(key)) for path, key, needs in MENU if needs is Permission.PUBLIC or who.may(needs)]
    html = (
        _templates()
        .get_template(template)
        .render(
            **values,
            say=say,
            lang=lang,
            who=who,
            demo=service.demo,
            menu=menu,
            path=request.url.path,
            today=service.today(),
        )
    )
    return HTMLResponse(html, status)
