"""What the environment says, read once at the door and passed down as values."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """BENKOLL_LANG (None where it is not set), BENKOLL_DEBUG (tracebacks), NO_COLOR and TERM (no colours).

    Of the care chain: BENKOLL_DATABASE (a URL), BENKOLL_KEY_FILE or BENKOLL_KEY_COMMAND (what says the key), and who
    works: BENKOLL_USER (else the user of the machine), BENKOLL_UNIT, BENKOLL_COMMISSION. Of the web service:
    BENKOLL_PORT, BENKOLL_ORIGIN (the address that browsers use, where something stands before it), BENKOLL_WEB (its
    configuration file), BENKOLL_SECURITY_LOG (a file for its security log, else standard error).
    """

    lang: str | None
    debug: bool
    colour: bool
    database: str | None = None
    key_file: str | None = None
    user: str | None = None
    unit: str | None = None
    commission: str | None = None
    port: str | None = None
    origin: str | None = None
    web_file: str | None = None
    key_command: str | None = None
    security_log: str | None = None


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings of this environment; an empty variable counts as not set."""
    return Settings(
        lang=environ.get("BENKOLL_LANG") or None,
        debug=bool(environ.get("BENKOLL_DEBUG")),
        colour=not environ.get("NO_COLOR") and environ.get("TERM") != "dumb",
        database=environ.get("BENKOLL_DATABASE") or None,
        key_file=environ.get("BENKOLL_KEY_FILE") or None,
        user=environ.get("BENKOLL_USER") or environ.get("LOGNAME") or environ.get("USER") or None,
        unit=environ.get("BENKOLL_UNIT") or None,
        commission=environ.get("BENKOLL_COMMISSION") or None,
        port=environ.get("BENKOLL_PORT") or None,
        origin=environ.get("BENKOLL_ORIGIN") or None,
        web_file=environ.get("BENKOLL_WEB") or None,
        key_command=environ.get("BENKOLL_KEY_COMMAND") or None,
        security_log=environ.get("BENKOLL_SECURITY_LOG") or None,
    )
