"""The commands of the web service, with their words."""

from benkoll.cli.arguments import Command, Option, Slot
from benkoll.cli.commands_chain import ANYONE, DATABASE, FORMAT, text

ROLES = ("system", "clinician", "coordinator", "clinic", "manager", "log_reviewer")
SYSTEM = Slot("name", {"sv": "NAMN", "en": "NAME"}, {"sv": "systemets namn", "en": "the system's name"})
TOKEN, PEOPLE = "benkoll.cli.serve_token", "benkoll.cli.serve_person"
PERSON = Slot("name", {"sv": "HSA-ID", "en": "HSA-ID"}, {"sv": "personens HSA-id", "en": "the person's HSA-id"})

WEB = (
    Command(
        ("serve",),
        {
            "sv": "webbtjänsten: sidor för vården och gränssnitt för system, tills ctrl-C",
            "en": "the web service: pages for care and interfaces for systems, until ctrl-C",
        },
        "benkoll.cli.serve",
        (),
        (
            text("--host", "adressen (annars 127.0.0.1)", "the address (else 127.0.0.1)", "ADRESS", "ADDRESS"),
            text(
                "--port",
                "porten (annars BENKOLL_PORT, annars 8000)",
                "the port (else BENKOLL_PORT, else 8000)",
                "TAL",
                "NUMBER",
            ),
            text(
                "--workers",
                "så många processer (annars en; fler hjälper med PostgreSQL)",
                "so many processes (else one; more help with PostgreSQL)",
                "TAL",
                "NUMBER",
            ),
            DATABASE,
            Option(
                "--demo",
                {
                    "sv": "bara en demonstration: vägra en databas med riktiga patienter",
                    "en": "a demonstration only: refuse a database of real patients",
                },
            ),
        ),
    ),
    Command(
        ("doctor",),
        {
            "sv": "se över installationen: vad som är som det ska, och hur resten lagas",
            "en": "look the installation over: what is as it should be, and how the rest is mended",
        },
        "benkoll.cli.doctor",
        (),
        (
            DATABASE,
            text("--backups", "mappen med säkerhetskopior", "the folder of backups", "MAPP", "FOLDER"),
            text(
                "--links",
                "så många av loggens sista länkar (annars 1000)",
                "so many of the log's last links (else 1000)",
                "TAL",
                "NUMBER",
            ),
            text(
                "--advisories",
                "kända hål i andras paket: OSV:s lista för PyPI (all.zip), eller en mapp",
                "known holes of others' packages: OSV's list for PyPI (all.zip), or a folder",
                "FIL",
                "FILE",
            ),
            FORMAT,
        ),
    ),
    Command(
        ("serve-token", "make"),
        {
            "sv": "gör en nyckel för ett system som ska anropa tjänsten; den visas en gång",
            "en": "make a token for a system that is to call the service; it is shown once",
        },
        TOKEN,
        (SYSTEM,),
        (
            Option(
                "--role",
                {
                    "sv": f"vad systemet får göra (annars system): {', '.join(ROLES)}",
                    "en": f"what the system may do (else system): {', '.join(ROLES)}",
                },
                {"sv": "ROLL", "en": "ROLE"},
                repeated=True,
            ),
            Option(
                "--unit",
                {"sv": "enhet vars patienter får läsas", "en": "a unit whose patients may be read"},
                {"sv": "NAMN", "en": "NAME"},
                repeated=True,
            ),
            Option("--all-units", {"sv": "alla enheters patienter", "en": "the patients of every unit"}),
            text(
                "--for",
                "enheten som loggen nämner (annars BENKOLL_UNIT)",
                "the unit that the log names (else BENKOLL_UNIT)",
                "NAMN",
                "NAME",
            ),
            text(
                "--days", "giltig i så många dagar (annars 365)", "valid for so many days (else 365)", "ANTAL", "NUMBER"
            ),
            *ANYONE,
        ),
    ),
    Command(
        ("serve-token", "list"),
        {"sv": "nycklarna som finns, utan sitt innehåll", "en": "the tokens that there are, without what they hold"},
        TOKEN,
        (),
        (FORMAT, *ANYONE),
    ),
    Command(
        ("serve-token", "revoke"),
        {"sv": "återkalla en nyckel, från och med nu", "en": "revoke a token, from now on"},
        TOKEN,
        (Slot("name", SYSTEM.shown, {"sv": "systemets namn, eller nyckelns id", "en": "its name, or the token's id"}),),
        ANYONE,
    ),
    Command(
        ("serve-person", "list"),
        {
            "sv": "de som har loggat in, hur många inloggningar de har nu, och vilka som är avstängda",
            "en": "who has logged in, how many log-ins of theirs run, and who is barred",
        },
        PEOPLE,
        (),
        (FORMAT, *ANYONE),
    ),
    Command(
        ("serve-person", "end"),
        {"sv": "avsluta alla inloggningar som en person har", "en": "end every log-in of somebody"},
        PEOPLE,
        (PERSON,),
        ANYONE,
    ),
    Command(
        ("serve-person", "bar"),
        {
            "sv": "stäng av en person, som en som har slutat: inloggningarna avslutas och inga nya går att göra",
            "en": "bar somebody, as one who has left: their log-ins end and none can be made",
        },
        PEOPLE,
        (PERSON,),
        ANYONE,
    ),
    Command(
        ("serve-person", "lift"),
        {
            "sv": "låt en avstängd person, eller en vars inloggning är en annan än förut, logga in igen",
            "en": "let somebody who is barred, or whose log-in is another than before, log in again",
        },
        PEOPLE,
        (PERSON,),
        ANYONE,
    ),
)
