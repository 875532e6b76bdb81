"""What keeps the care chain's database, with its words: backup, restore, another key, and a demonstration."""

from benkoll.cli.arguments import Option, Slot
from benkoll.cli.commands_chain import command, text

_MODULE = "benkoll.cli.chain_backup"

UPKEEP = (
    command(
        "backup",
        "skriv allt i databasen till en fil; nyckeln är inte med",
        "write all that the database holds to a file; the key is not in it",
        _MODULE,
        options=(
            Option(
                "--out",
                {"sv": "säkerhetskopian", "en": "the backup"},
                {"sv": "FIL", "en": "FILE"},
                required=True,
                short="-o",
            ),
        ),
    ),
    command(
        "restore",
        "läs in en säkerhetskopia i en ny, tom databas",
        "restore a backup to a new, empty database",
        _MODULE,
        (Slot("file", {"sv": "FIL", "en": "FILE"}, {"sv": "säkerhetskopian", "en": "the backup"}),),
    ),
    command(
        "rekey",
        "byt nyckel: allt förseglas och loggens länkar görs om, allt eller inget; stoppa webbtjänsten och watch först",
        "change the key: all is sealed anew and the log's links too, all or nothing; first stop the web service and "
        "watch",
        "benkoll.cli.chain_rekey",
        options=(
            Option(
                "--to",
                {
                    "sv": "den nya nyckelfilen; görs om den inte finns",
                    "en": "the new key file; made if it is not there",
                },
                {"sv": "FIL", "en": "FILE"},
                required=True,
            ),
            text(
                "--anchors",
                "loggens ankare, som den hålls mot först",
                "the log's anchors, which it is held against first",
                "FIL",
                "FILE",
            ),
        ),
    ),
    command(
        "demo",
        "fyll en tom databas för demonstration med ett påhittat sjukhus och ett års patienter",
        "fill an empty database for demonstration with an invented hospital and a year of patients",
        _MODULE,
        options=(
            text("--patients", "så många patienter (annars 400)", "so many patients (else 400)", "ANTAL", "NUMBER"),
            text("--seed", "slumpfrö (annars 1)", "seed of the random numbers (else 1)", "TAL", "NUMBER"),
        ),
    ),
)
