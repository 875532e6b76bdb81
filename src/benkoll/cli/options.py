"""Arguments and options that several commands take, with their words."""

from benkoll.cli.arguments import Both, Option, Slot

FILE = Slot(
    "file",
    {"sv": "FIL", "en": "FILE"},
    {
        "sv": "JSON, NDJSON, CSV, Parquet eller FHIR R4 (Bundle, lista, NDJSON); - läser standard in",
        "en": "JSON, NDJSON, CSV, Parquet or FHIR R4 (Bundle, list, NDJSON); - reads standard input",
    },
)
CODE = Slot(
    "code",
    {"sv": "KOD", "en": "CODE"},
    {
        "sv": "en rekommendation, t.ex. TX-CONSIDER, eller ett kriterium, t.ex. romosozumab_excluded",
        "en": "a recommendation, such as TX-CONSIDER, or a criterion, such as romosozumab_excluded",
    },
)
NAME: Both = {"sv": "NAMN", "en": "NAME"}
LANG = Option(
    "--lang",
    {
        "sv": "språk: svenska eller engelska (annars BENKOLL_LANG, annars svenska)",
        "en": "language: Swedish or English (else BENKOLL_LANG, else Swedish)",
    },
    {"sv": "sv|en", "en": "sv|en"},
)
HELP = Option("--help", {"sv": "visa den här hjälpen", "en": "show this help"})
EVERYWHERE = (LANG, HELP)
TEXT_OR_JSON = Option(
    "--format",
    {"sv": "form (annars text)", "en": "form (else text)"},
    {"sv": "text|json", "en": "text|json"},
    ("text", "json"),
)
VARIANT = Option(
    "--variant", {"sv": "riktlinjens variant (annars vgr)", "en": "variant of the guideline (else vgr)"}, NAME
)
SET = Option(
    "--set",
    {
        "sv": "ändra en parameter, t.ex. treatment.frax_osteoporosis=15; får upprepas",
        "en": "change a parameter, such as treatment.frax_osteoporosis=15; may be repeated",
    },
    {"sv": "NAMN=VÄRDE", "en": "NAME=VALUE"},
    repeated=True,
)
DAY = Option(
    "--date",
    {
        "sv": "bedömningsdag för rader utan egen (annars i dag)",
        "en": "day of the assessment for rows without their own (else today)",
    },
    {"sv": "ÅÅÅÅ-MM-DD", "en": "YYYY-MM-DD"},
)
COMPLETE = Option(
    "--complete",
    {
        "sv": "källan är hel: vad den inte nämner av fractures, conditions, oral_drugs, drugs är nej",
        "en": "the source is whole: what it does not hold of fractures, conditions, oral_drugs, drugs is no",
    },
    {"sv": "SLAG,...", "en": "KIND,..."},
)
READING = (
    VARIANT,
    SET,
    DAY,
    COMPLETE,
    Option(
        "--patient",
        {"sv": "bara patienten med detta patient_id", "en": "only the patient with this patient_id"},
        {"sv": "ID", "en": "ID"},
    ),
)
