"""The commands of bone densitometry, with their words."""

from benkoll.cli.arguments import Both, Command, Option, Slot
from benkoll.cli.options import TEXT_OR_JSON
from benkoll.errors import Lang

FORMS = ("dicom", "hl7", "xml", "fhir", "typed", "csv", "text")
LANGS: tuple[Lang, ...] = ("sv", "en")
MAPPING = Option(
    "--mapping",
    {
        "sv": "egen tabell för HL7 eller en export: en fil, eller en av dem som följer med (own-codes, "
        "scan-and-region)",
        "en": "a table of one's own for HL7 or an export: a file, or one of those that come with Benkoll "
        "(own-codes, scan-and-region)",
    },
    {"sv": "FIL", "en": "FILE"},
)
AS = Option(
    "--as",
    {
        "sv": "vad filen är, där innehållet inte säger det",
        "en": "what the file is, where its content does not tell",
    },
    dict.fromkeys(LANGS, "|".join(FORMS)),
    FORMS,
)
LEAVE_OUT = Option(
    "--leave-out",
    {
        "sv": "en kota som inte går att bedöma, eller L2=fractured; får upprepas",
        "en": "a vertebra that cannot be assessed, or L2=fractured; may be repeated",
    },
    {"sv": "KOTA", "en": "VERTEBRA"},
    repeated=True,
)
KEEP = Option(
    "--keep",
    {
        "sv": "en kota som räknas fast den skiljer sig från sina grannar; får upprepas",
        "en": "a vertebra that counts although it differs from its neighbours; may be repeated",
    },
    {"sv": "KOTA", "en": "VERTEBRA"},
    repeated=True,
)
REPORT: Both = {
    "sv": "DICOM SR, HL7 v2, CSV- eller XML-export, FHIR R4, fält som JSON, eller texten i en utskriven rapport; "
    "- läser standard in",
    "en": "DICOM SR, HL7 v2, an export as CSV or XML, FHIR R4, fields as JSON, or the text of a printed report; "
    "- reads standard input",
}
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
                REPORT,
            ),
        ),
        (
            TEXT_OR_JSON,
            MAPPING,
            AS,
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
    Command(
        ("dxa", "facts"),
        {
            "sv": "vad en rapport säger riktlinjen: kotor som räknas, lägsta mätställe, diagnos, uppgifter",
            "en": "what a report tells the guideline: vertebrae that count, lowest site, diagnosis, facts",
        },
        "benkoll.cli.dxa_facts",
        (Slot("file", {"sv": "FIL", "en": "FILE"}, REPORT),),
        (
            TEXT_OR_JSON,
            LEAVE_OUT,
            KEEP,
            Option(
                "--not-evaluable",
                {"sv": "ett mätställe som inte går att bedöma", "en": "a site that cannot be evaluated"},
                {"sv": "hip|lumbar_spine", "en": "hip|lumbar_spine"},
                ("hip", "lumbar_spine"),
                repeated=True,
            ),
            MAPPING,
            AS,
        ),
    ),
    Command(
        ("dxa", "change"),
        {
            "sv": "har bentätheten ändrats mer än mätfelet? Samma ställe, kotor och apparat, annars vägras det",
            "en": "has density changed by more than the error? Same site, vertebrae, machine, else refused",
        },
        "benkoll.cli.dxa_change",
        (
            Slot(
                "file",
                {"sv": "FIL...", "en": "FILE..."},
                {
                    "sv": "filer med två rapporter, den tidigare och den senare, i samma former som dxa read",
                    "en": "files with two reports, the earlier and the later, in the forms that dxa read takes",
                },
                repeated=True,
            ),
        ),
        (
            Option(
                "--precision",
                {
                    "sv": "mottagningens upprepade mätningar, som till dxa precision",
                    "en": "the clinic's repeated measurements, as for dxa precision",
                },
                {"sv": "FIL", "en": "FILE"},
            ),
            Option(
                "--sd",
                {
                    "sv": "mottagningens precision (RMS SD, g/cm2) för ett mätställe, t.ex. total_hip=0.010; "
                    "lumbar_spine är L1-L4; får upprepas",
                    "en": "the clinic's precision (RMS SD, g/cm2) of a site, such as total_hip=0.010; lumbar_spine "
                    "is L1-L4; may be repeated",
                },
                {"sv": "STÄLLE=TAL", "en": "SITE=NUMBER"},
                repeated=True,
            ),
            Option(
                "--same-day",
                {
                    "sv": "precisionen är mätt samma dag, ändringen inte: större faktor för två och tre kotor",
                    "en": "precision was measured on one day, the change is not: a greater factor for two and three "
                    "vertebrae",
                },
            ),
            LEAVE_OUT,
            KEEP,
            TEXT_OR_JSON,
            MAPPING,
            AS,
        ),
    ),
)
