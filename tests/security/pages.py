"""What a page would do in a browser, read from its HTML: its scripts, styles, addresses and forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "poster", "srcset", "ping", "background", "cite"})
RUNS = ("on", "hx-on", "hx-vals", "hx-vars", "data-hx-on")
"""Attributes that begin so are run as code; `hx-vals` where it begins with `js:`."""
VOID = frozenset({"img", "br", "hr", "meta", "link", "input", "area", "base", "col", "embed", "source", "track", "wbr"})


@dataclass
class Page(HTMLParser):
    """`wrong`: what a strict policy would stop, or should; `addresses`: all that it names."""

    text: str
    wrong: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag in ("style", "base", "object", "embed", "applet", "iframe") or (tag == "script" and "src" not in said):
            self.wrong.append(f"<{tag}>")
        if tag == "form":
            self.forms.append(said)
        if tag == "input" and said.get("type") == "hidden":
            self.hidden.append((said.get("name", ""), said.get("value", "")))
        if tag == "meta" and said.get("http-equiv"):
            self.wrong.append(f"<meta http-equiv={said['http-equiv']}>")
        for name, value in said.items():
            self._attribute(tag, name, value)

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name == "style" or (name.startswith(RUNS) and not (name == "hx-vals" and not value.startswith("js:"))):
            self.wrong.append(f"<{tag} {name}>")
        if name in ADDRESSES or name in ("hx-get", "hx-post", "hx-put", "hx-delete", "hx-push-url"):
            address = unquote(value)
            self.addresses.append(address)
            scheme = urlsplit(address.strip().lower()).scheme
            if scheme and scheme not in ("https", "mailto", "tel"):
                self.wrong.append(f"<{tag} {name}={address[:40]}>")
            if tag in ("script", "link", "img", "form") and (scheme or address.startswith("//")):
                self.wrong.append(f"<{tag} {name}={address[:40]}> is elsewhere")
