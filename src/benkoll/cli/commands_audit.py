"""The commands of the log of access, with their words."""

from benkoll.cli.arguments import Command
from benkoll.cli.commands_chain import ANYONE, FORMAT, text

MODULE = "benkoll.cli.audit"

AUDIT = (
    Command(
        ("audit", "verify"),
        {"sv": "kontrollera att loggen är hel, länk för länk", "en": "check that the log is whole, link by link"},
        MODULE,
        (),
        (
            text(
                "--anchors",
                "ankare från tidigare, eller rader från audit send, att hålla loggen mot",
                "anchors from earlier, or lines of audit send, to hold the log against",
                "FIL",
                "FILE",
            ),
            FORMAT,
            *ANYONE,
        ),
    ),
    Command(
        ("audit", "anchor"),
        {
            "sv": "skriv loggens sista länk till en fil utanför databasen",
            "en": "write the log's last link to a file outside the database",
        },
        MODULE,
        (),
        (
            text(
                "--out",
                "filen som raden läggs till i",
                "the file that the line is added to",
                "FIL",
                "FILE",
                required=True,
            ),
            *ANYONE,
        ),
    ),
    Command(
        ("audit", "log"),
        {
            "sv": "loggutdrag för en person, eller de senaste raderna",
            "en": "the log of one person, or its last entries",
        },
        MODULE,
        (),
        (
            text("--person", "personens nummer", "the person's number", "NUMMER", "NUMBER"),
            text("--limit", "högst så många (annars 50)", "at most so many (else 50)", "ANTAL", "NUMBER"),
            FORMAT,
            *ANYONE,
        ),
    ),
    Command(
        ("audit", "send"),
        {
            "sv": "skriv loggens nya rader till en fil som ett annat system hämtar, en rad JSON var",
            "en": "write the log's new entries to a file that another system fetches, a line of JSON each",
        },
        MODULE,
        (),
        (
            text(
                "--out",
                "filen som raderna läggs till i",
                "the file that the lines are added to",
                "FIL",
                "FILE",
                required=True,
            ),
            *ANYONE,
        ),
    ),
    Command(
        ("audit", "prune"),
        {"sv": "ta bort det som är äldre än fem år", "en": "delete what is older than five years"},
        MODULE,
        (),
        (
            text(
                "--before",
                "det som loggats före den dagen",
                "what was logged before that day",
                "ÅÅÅÅ-MM-DD",
                "YYYY-MM-DD",
                required=True,
            ),
            *ANYONE,
        ),
    ),
)
