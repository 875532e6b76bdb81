"""The commands of bone densitometry, with their words."""

from benkoll.cli.arguments import Command, Slot
from benkoll.cli.options import TEXT_OR_JSON

DXA: tuple[Command, ...] = (
    Command(
        ("dxa", "precision"),
        {
            "sv": "mottagningens egen precision och minsta säkra ändring, ur upprepade mätningar",
            "en": "the clinic's own precision and least significant change, from repeated measurements",
        },
        "benkoll.cli.dxa_precision",
        (
            Slot(
                "file",
                {"sv": "FIL", "en": "FILE"},
                {
                    "sv": "CSV med kolumnerna person, site, bmd (g/cm2), och om de finns side, vertebrae, scan, "
                    "area (cm2); 15 personer tre gånger eller 30 två; - läser standard in",
                    "en": "CSV with the columns person, site, bmd (g/cm2), and if they are there side, vertebrae, "
                    "scan, area (cm2); 15 people three times or 30 twice; - reads standard input",
                },
            ),
        ),
        (TEXT_OR_JSON,),
    ),
)
