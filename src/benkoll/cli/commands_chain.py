"""The commands of the care chain, with their words."""

from benkoll.cli.arguments import Command, Option, Slot
from benkoll.cli.options import TEXT_OR_JSON

MODULE = "benkoll.cli.chain"

DATABASE = Option(
    "--database",
    {
        "sv": "databasen (annars BENKOLL_DATABASE, annars filen benkoll.db här)",
        "en": "the database (else BENKOLL_DATABASE, else the file benkoll.db here)",
    },
    {"sv": "URL", "en": "URL"},
)
DAY_IT_IS = Option(
    "--date",
    {"sv": "dagen det är (annars i dag)", "en": "the day it is (else today)"},
    {"sv": "ÅÅÅÅ-MM-DD", "en": "YYYY-MM-DD"},
)
USER = Option(
    "--user",
    {
        "sv": "vem som gör det (annars BENKOLL_USER, annars datorns användare)",
        "en": "who does it (else BENKOLL_USER, else the machine's user)",
    },
    {"sv": "ID", "en": "ID"},
)
FORMAT = TEXT_OR_JSON
ANYONE = (DATABASE, DAY_IT_IS, USER)
ON = Option(
    "--on", {"sv": "dagen det hände (annars --date)", "en": "the day it happened (else --date)"}, DAY_IT_IS.value
)
REASON = Option("--reason", {"sv": "skälet", "en": "the reason"}, {"sv": "TEXT", "en": "TEXT"})
FOLDER = Option(
    "--out",
    {"sv": "mappen som breven skrivs till", "en": "the folder that the letters go to"},
    {"sv": "MAPP", "en": "FOLDER"},
    required=True,
    short="-o",
)
TEMPLATES = Option(
    "--templates",
    {"sv": "klinikens egna brevmallar", "en": "the clinic's own templates"},
    {"sv": "MAPP", "en": "FOLDER"},
)
EPISODE = Slot(
    "episode",
    {"sv": "EPISOD", "en": "EPISODE"},
    {
        "sv": "episodens id, eller minst sex av dess första tecken",
        "en": "the episode's id, or at least its first six signs",
    },
)
EPISODES = Slot(EPISODE.name, {"sv": "EPISOD...", "en": "EPISODE..."}, EPISODE.help, required=False, repeated=True)
STEP = Slot("step", {"sv": "STEG", "en": "STEP"}, {"sv": "steget, t.ex. invite", "en": "the step, such as invite"})
FILES = Slot(
    "file",
    {"sv": "FIL...", "en": "FILE..."},
    {"sv": "besöksfil: CSV, HL7 v2 eller FHIR-Bundle", "en": "file of visits: CSV, HL7 v2 or FHIR Bundle"},
    repeated=True,
)


def text(
    name: str, sv: str, en: str, shown_sv: str, shown_en: str, choices: tuple[str, ...] = (), required: bool = False
) -> Option:
    """An option that takes a value."""
    return Option(name, {"sv": sv, "en": en}, {"sv": shown_sv, "en": shown_en}, choices, required=required)


SOURCE = text(
    "--source",
    "vem CSV-filen kommer från, där meddelandenas id bara gäller hos den avsändaren",
    "who the CSV file comes from, where its message ids hold at that sender alone",
    "NAMN",
    "NAME",
)
HOSPITAL = text("--hospital", "bara det sjukhuset", "only that hospital", "NAMN", "NAME")
UNIT = text("--unit", "bara den enheten", "only that unit", "NAMN", "NAME")
FILTERS = (
    HOSPITAL,
    UNIT,
    text(
        "--owner",
        "bara det som den har tagit; - är det ingen tagit",
        "only what they have claimed; - is what nobody has",
        "ID",
        "ID",
    ),
    text("--step", "bara det steget, t.ex. invite", "only that step, such as invite", "STEG", "STEP"),
    text(
        "--role",
        "bara det som den rollen ska göra",
        "only what that role is to do",
        "coordinator|ward|clinic|primary_care",
        "coordinator|ward|clinic|primary_care",
        ("coordinator", "ward", "clinic", "primary_care"),
    ),
    text("--limit", "högst så många", "at most so many", "ANTAL", "NUMBER"),
)


def command(
    word: str, sv: str, en: str, module: str, slots: tuple[Slot, ...] = (), options: tuple[Option, ...] = ()
) -> Command:
    """A command of the chain, with what all of them take."""
    return Command(("chain", word), {"sv": sv, "en": en}, module, slots, (*options, *ANYONE))


CHAIN = (
    command(
        "init",
        "gör databasen, eller för den till dagens form",
        "make the database, or bring it to the form of today",
        MODULE,
        options=(
            text(
                "--kind",
                "vad den ska hålla (annars riktiga patienter)",
                "what it is to hold (else real patients)",
                "demo|real",
                "demo|real",
                ("demo", "real"),
            ),
        ),
    ),
    command(
        "intake",
        "läs in besök; samma meddelande två gånger räknas en gång",
        "take in visits; a message that comes twice counts once",
        MODULE,
        (FILES,),
        (FORMAT, SOURCE),
    ),
    command(
        "refused",
        "meddelanden som lagts åt sidan, och varför; --out skriver dem så att de kan rättas",
        "messages set aside, and why; --out writes them, to be mended",
        MODULE,
        options=(
            FORMAT,
            text("--out", "skriv dem hit, var och en för sig", "write them here, each by itself", "MAPP", "FOLDER"),
        ),
    ),
    command(
        "replay",
        "läs in rättade meddelanden igen; de som går bra läggs inte längre åt sidan",
        "take mended messages in again; those that can be used are no longer set aside",
        MODULE,
        (FILES,),
        (FORMAT, SOURCE),
    ),
    command(
        "watch",
        "läs in varje fil som kommer till en mapp",
        "take in every file that comes to a folder",
        MODULE,
        (Slot("folder", {"sv": "MAPP", "en": "FOLDER"}, {"sv": "mappen att bevaka", "en": "the folder to watch"}),),
        (
            SOURCE,
            text(
                "--every",
                "så många sekunder mellan gångerna (annars 10)",
                "so many seconds between (else 10)",
                "SEKUNDER",
                "SECONDS",
            ),
            Option("--once", {"sv": "en gång, och sluta sedan", "en": "once, and end then"}),
        ),
    ),
    command(
        "today",
        "koordinatorns morgon: vad som ska göras i dag, tyngst först",
        "the coordinator's morning: what is to be done today, the heaviest first",
        MODULE,
        options=(FORMAT, *FILTERS),
    ),
    command(
        "worklist",
        "hela arbetslistan, tyngst först",
        "the whole worklist, the heaviest first",
        MODULE,
        options=(FORMAT, *FILTERS),
    ),
    command(
        "episodes",
        "alla episoder med sina händelser",
        "all episodes with their events",
        MODULE,
        options=(
            FORMAT,
            text("--state", "bara i det läget, t.ex. invited", "only in that state, such as invited", "LÄGE", "STATE"),
            text("--person", "bara den personen", "only that person", "NUMMER", "NUMBER"),
        ),
    ),
    command(
        "episode",
        "en episod med sin historia och det som väntar",
        "one episode with its history and what waits",
        MODULE,
        (EPISODE,),
        (FORMAT,),
    ),
    command("rebuild", "härled allt på nytt ur händelserna", "derive everything anew from the events", MODULE),
)
