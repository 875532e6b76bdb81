"""The commands of the care chain, with their words."""

from benkoll.cli.arguments import Command, Option, Slot
from benkoll.cli.options import SET, TEXT_OR_JSON, VARIANT

MODULE = "benkoll.cli.chain"
WORK = "benkoll.cli.chain_work"

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


def _text(
    name: str, sv: str, en: str, shown_sv: str, shown_en: str, choices: tuple[str, ...] = (), required: bool = False
) -> Option:
    return Option(name, {"sv": sv, "en": en}, {"sv": shown_sv, "en": shown_en}, choices, required=required)


HOSPITAL = _text("--hospital", "bara det sjukhuset", "only that hospital", "NAMN", "NAME")
UNIT = _text("--unit", "bara den enheten", "only that unit", "NAMN", "NAME")
FILTERS = (
    HOSPITAL,
    UNIT,
    _text(
        "--owner",
        "bara det som den har tagit; - är det ingen tagit",
        "only what they have claimed; - is what nobody has",
        "ID",
        "ID",
    ),
    _text("--step", "bara det steget, t.ex. invite", "only that step, such as invite", "STEG", "STEP"),
    _text(
        "--role",
        "bara det som den rollen ska göra",
        "only what that role is to do",
        "ROLL",
        "ROLE",
        ("coordinator", "ward", "clinic", "primary_care"),
    ),
    _text("--limit", "högst så många", "at most so many", "ANTAL", "NUMBER"),
)


def _command(
    word: str, sv: str, en: str, module: str, slots: tuple[Slot, ...] = (), options: tuple[Option, ...] = ()
) -> Command:
    return Command(("chain", word), {"sv": sv, "en": en}, module, slots, (*options, *ANYONE))


CHAIN = (
    _command(
        "init",
        "gör databasen, eller för den till dagens form",
        "make the database, or bring it to the form of today",
        MODULE,
        options=(
            _text(
                "--kind",
                "vad den ska hålla (annars riktiga patienter)",
                "what it is to hold (else real patients)",
                "demo|real",
                "demo|real",
                ("demo", "real"),
            ),
        ),
    ),
    _command(
        "intake",
        "läs in besök; samma meddelande två gånger räknas en gång",
        "take in visits; a message that comes twice counts once",
        MODULE,
        (FILES,),
        (FORMAT,),
    ),
    _command(
        "refused",
        "meddelanden som lagts åt sidan, och varför; --out skriver dem så att de kan rättas",
        "messages set aside, and why; --out writes them, to be mended",
        MODULE,
        options=(
            FORMAT,
            _text("--out", "skriv dem hit, var och en för sig", "write them here, each by itself", "MAPP", "FOLDER"),
        ),
    ),
    _command(
        "replay",
        "läs in rättade meddelanden igen; de som går bra läggs inte längre åt sidan",
        "take mended messages in again; those that can be used are no longer set aside",
        MODULE,
        (FILES,),
        (FORMAT,),
    ),
    _command(
        "watch",
        "läs in varje fil som kommer till en mapp",
        "take in every file that comes to a folder",
        MODULE,
        (Slot("folder", {"sv": "MAPP", "en": "FOLDER"}, {"sv": "mappen att bevaka", "en": "the folder to watch"}),),
        (
            _text(
                "--every",
                "så många sekunder mellan gångerna (annars 10)",
                "so many seconds between (else 10)",
                "SEKUNDER",
                "SECONDS",
            ),
            Option("--once", {"sv": "en gång, och sluta sedan", "en": "once, and end then"}),
        ),
    ),
    _command(
        "today",
        "koordinatorns morgon: vad som ska göras i dag, tyngst först",
        "the coordinator's morning: what is to be done today, the heaviest first",
        MODULE,
        options=(FORMAT, *FILTERS),
    ),
    _command(
        "worklist",
        "hela arbetslistan, tyngst först",
        "the whole worklist, the heaviest first",
        MODULE,
        options=(FORMAT, *FILTERS),
    ),
    _command(
        "episodes",
        "alla episoder med sina händelser",
        "all episodes with their events",
        MODULE,
        options=(
            FORMAT,
            _text("--state", "bara i det läget, t.ex. invited", "only in that state, such as invited", "LÄGE", "STATE"),
            _text("--person", "bara den personen", "only that person", "NUMMER", "NUMBER"),
        ),
    ),
    _command(
        "episode",
        "en episod med sin historia och det som väntar",
        "one episode with its history and what waits",
        MODULE,
        (EPISODE,),
        (FORMAT,),
    ),
    _command(
        "record",
        "något har hänt, t.ex. dxa_done vfa=true",
        "something has happened, such as dxa_done vfa=true",
        WORK,
        (
            EPISODE,
            Slot(
                "kind",
                {"sv": "HÄNDELSE", "en": "EVENT"},
                {
                    "sv": "slaget, t.ex. treatment_started; alla: docs/chain.md",
                    "en": "the kind, such as treatment_started; all: docs/chain.md",
                },
            ),
            Slot(
                "data",
                {"sv": "NAMN=VÄRDE...", "en": "NAME=VALUE..."},
                {"sv": "vad den säger, t.ex. drug=denosumab", "en": "what it says, such as drug=denosumab"},
                required=False,
                repeated=True,
            ),
        ),
        (ON,),
    ),
    _command(
        "assess",
        "bedöm patienten enligt riktlinjen och spara hela bedömningen",
        "assess the patient by the guideline, and keep the whole assessment",
        WORK,
        (
            EPISODE,
            Slot(
                "file",
                {"sv": "FIL", "en": "FILE"},
                {"sv": "patientens uppgifter (JSON, CSV, FHIR)", "en": "the patient's facts (JSON, CSV, FHIR)"},
            ),
        ),
        (ON, VARIANT, SET),
    ),
    _command(
        "confirm",
        "bekräfta det som väntar på svar",
        "confirm what waits for an answer",
        WORK,
        (EPISODE,),
        (_text("--site", "vilken fraktur det är", "which fracture it is", "STÄLLE", "SITE"),),
    ),
    _command(
        "refute", "avfärda det som väntar på svar", "refute what waits for an answer", WORK, (EPISODE,), (REASON,)
    ),
    _command("claim", "ta ett steg", "take on a step", WORK, (EPISODE, STEP)),
    _command(
        "hand-over",
        "lämna ett steg till en annan",
        "hand a step to another",
        WORK,
        (EPISODE, STEP, Slot("owner", {"sv": "ID", "en": "ID"}, {"sv": "till vem", "en": "to whom"})),
    ),
    _command("release", "släpp ett steg", "give a step back", WORK, (EPISODE, STEP), (REASON,)),
    _command(
        "snooze",
        "skjut upp ett steg till en dag, med skäl",
        "put a step off until a day, with a reason",
        WORK,
        (EPISODE, STEP, Slot("until", DAY_IT_IS.value or {}, {"sv": "till dagen", "en": "until the day"})),
        (Option("--reason", REASON.help, REASON.value, required=True),),
    ),
    _command(
        "invite",
        "kalla: skriv breven och anteckna dem; utan EPISOD alla som ska kallas i dag",
        "invite: write the letters and record them; without EPISODE all who are to be invited today",
        WORK,
        (EPISODES,),
        (FOLDER, TEMPLATES, HOSPITAL, UNIT),
    ),
    _command(
        "letter",
        "skriv ett brev; det väntar tills det skickas",
        "write a letter; it waits until it is sent",
        WORK,
        (
            EPISODE,
            Slot(
                "kind",
                {"sv": "BREV", "en": "LETTER"},
                {
                    "sv": "invitation, reminder, recommendation, referral, self_care, before_denosumab",
                    "en": "invitation, reminder, recommendation, referral, self_care, before_denosumab",
                },
            ),
        ),
        (
            _text(
                "--to",
                "vårdcentral eller mottagning som det går till",
                "the care centre or clinic that it goes to",
                "NAMN",
                "NAME",
            ),
            TEMPLATES,
        ),
    ),
    _command(
        "letters",
        "breven: de som väntar, skickade, stoppade",
        "the letters: waiting, sent, stopped",
        WORK,
        options=(
            FORMAT,
            _text(
                "--status",
                "bara dessa",
                "only these",
                "waiting|sent|stopped",
                "waiting|sent|stopped",
                ("waiting", "sent", "stopped"),
            ),
        ),
    ),
    _command(
        "send",
        "skriv brev som väntar till en mapp och anteckna att de är skickade",
        "write letters that wait to a folder, and record that they are sent",
        WORK,
        (
            Slot(
                "letter",
                {"sv": "BREV...", "en": "LETTER..."},
                {
                    "sv": "brevets id; utan: alla utom de till skyddad identitet",
                    "en": "the letter's id; without: all but those to a protected identity",
                },
                required=False,
                repeated=True,
            ),
        ),
        (FOLDER,),
    ),
    _command(
        "merge",
        "två nummer är en person; --date är dagen",
        "two numbers are one person",
        WORK,
        (
            Slot(
                "number", {"sv": "NUMMER", "en": "NUMBER"}, {"sv": "numret som gäller", "en": "the number that holds"}
            ),
            Slot("other", {"sv": "ANNAT", "en": "OTHER"}, {"sv": "det andra numret", "en": "the other number"}),
        ),
    ),
    _command(
        "died",
        "någon har avlidit: allt som är på gång stannar",
        "somebody has died: all that is under way stops",
        WORK,
        (Slot("number", {"sv": "NUMMER", "en": "NUMBER"}, {"sv": "personens nummer", "en": "the person's number"}),),
        (ON,),
    ),
    _command(
        "withdraw",
        "ta tillbaka en felaktig händelse, eller en sammanslagning",
        "take back a wrong event, or a merge",
        WORK,
        (Slot("event", {"sv": "HÄNDELSE", "en": "EVENT"}, {"sv": "händelsens id", "en": "the event's id"}),),
        (Option("--reason", REASON.help, REASON.value, required=True),),
    ),
    _command(
        "units",
        "enheterna: läs in ur en CSV (unit, hospital, name, phone, address), eller visa",
        "the units: read from a CSV (unit, hospital, name, phone, address), or shown",
        WORK,
        (
            Slot(
                "file",
                {"sv": "FIL", "en": "FILE"},
                {"sv": "CSV med enheterna", "en": "CSV of the units"},
                required=False,
            ),
        ),
        (FORMAT,),
    ),
    _command("rebuild", "härled allt på nytt ur händelserna", "derive everything anew from the events", MODULE),
)
AUDIT = (
    Command(
        ("audit", "verify"),
        {"sv": "kontrollera att loggen är hel, länk för länk", "en": "check that the log is whole, link by link"},
        "benkoll.cli.audit",
        (),
        (
            _text(
                "--anchors",
                "ankare från tidigare att hålla loggen mot",
                "anchors from earlier to hold the log against",
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
        "benkoll.cli.audit",
        (),
        (
            _text(
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
        "benkoll.cli.audit",
        (),
        (
            _text("--person", "personens nummer", "the person's number", "NUMMER", "NUMBER"),
            _text("--limit", "högst så många (annars 50)", "at most so many (else 50)", "ANTAL", "NUMBER"),
            FORMAT,
            *ANYONE,
        ),
    ),
    Command(
        ("audit", "prune"),
        {"sv": "ta bort det som är äldre än fem år", "en": "delete what is older than five years"},
        "benkoll.cli.audit",
        (),
        (
            _text(
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
