"""The commands of bone densitometry, with their words."""

from benkoll.cli.arguments import Command, Option, Slot
from benkoll.cli.options import TEXT_OR_JSON

DXA: tuple[Command, ...] = (
    Command(
        ("dxa", "read"),
        {
            "sv": "läs rapporter från en bentäthetsmätare: vad som står, per mätställe, med referensen",
            "en": "read reports of a densitometer: what stands there, site by site, with the reference",
        },
        "benkoll.cli.dxa_read",
        (
            Slot(
                "file",
                {"sv": "FIL", "en": "FILE"},
                {
                    "sv": "DICOM SR, HL7 v2, CSV- eller XML-export, FHIR R4, fält som JSON, eller texten i en "
                    "utskriven rapport; - läser standard in",
                    "en": "DICOM SR, HL7 v2, an export as CSV or XML, FHIR R4, fields as JSON, or the text of a "
                    "printed report; - reads standard input",
                },
            ),
        ),
        (
            TEXT_OR_JSON,
            Option(
                "--mapping",
                {
                    "sv": "egen tabell för HL7 eller en export: en fil, eller en av dem som följer med (own-codes, "
                    "scan-and-region)",
                    "en": "a table of one's own for HL7 or an export: a file, or one of those that come with Benkoll "
                    "(own-codes, scan-and-region)",
                },
                {"sv": "FIL", "en": "FILE"},
            ),
            Option(
                "--as",
                {
                    "sv": "vad filen är, där innehållet inte säger det",
                    "en": "what the file is, where its content does not tell",
                },
                {"sv": "FORM", "en": "FORM"},
                ("dicom", "hl7", "xml", "fhir", "typed", "csv", "text"),
            ),
        ),
    ),
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
