"""What the environment says, read once at the door and passed down as values."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """BENKOLL_LANG (None where it is not set), BENKOLL_DEBUG (tracebacks), NO_COLOR and TERM (no colours)."""

    lang: str | None
    debug: bool
    colour: bool


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings of this environment; an empty variable counts as not set."""
    return Settings(
        lang=environ.get("BENKOLL_LANG") or None,
        debug=bool(environ.get("BENKOLL_DEBUG")),
        colour=not environ.get("NO_COLOR") and environ.get("TERM") != "dumb",
    )
