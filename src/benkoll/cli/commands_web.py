"""The command of the web service, with its words."""

from benkoll.cli.arguments import Command, Option
from benkoll.cli.commands_chain import DATABASE, text

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
)
