"""What is done in the care chain: its commands, with their words."""

from benkoll.cli.arguments import Option, Slot
from benkoll.cli.commands_chain import (
    DAY_IT_IS,
    EPISODE,
    EPISODES,
    FOLDER,
    FORMAT,
    HOSPITAL,
    ON,
    REASON,
    STEP,
    TEMPLATES,
    UNIT,
    command,
    text,
)
from benkoll.cli.options import SET, VARIANT

MODULE = "benkoll.cli.chain_work"

WORK = (
    command(
        "record",
        "något har hänt, t.ex. dxa_done vfa=true",
        "something has happened, such as dxa_done vfa=true",
        MODULE,
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
    command(
        "assess",
        "bedöm patienten enligt riktlinjen och spara hela bedömningen",
        "assess the patient by the guideline, and keep the whole assessment",
        MODULE,
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
    command(
        "confirm",
        "bekräfta det som väntar på svar",
        "confirm what waits for an answer",
        MODULE,
        (EPISODE,),
        (text("--site", "vilken fraktur det är", "which fracture it is", "STÄLLE", "SITE"),),
    ),
    command(
        "refute", "avfärda det som väntar på svar", "refute what waits for an answer", MODULE, (EPISODE,), (REASON,)
    ),
    command("claim", "ta ett steg", "take on a step", MODULE, (EPISODE, STEP)),
    command(
        "hand-over",
        "lämna ett steg till en annan",
        "hand a step to another",
        MODULE,
        (EPISODE, STEP, Slot("owner", {"sv": "ID", "en": "ID"}, {"sv": "till vem", "en": "to whom"})),
    ),
    command("release", "släpp ett steg", "give a step back", MODULE, (EPISODE, STEP), (REASON,)),
    command(
        "snooze",
        "skjut upp ett steg till en dag, med skäl",
        "put a step off until a day, with a reason",
        MODULE,
        (EPISODE, STEP, Slot("until", DAY_IT_IS.value or {}, {"sv": "till dagen", "en": "until the day"})),
        (Option("--reason", REASON.help, REASON.value, required=True),),
    ),
    command(
        "invite",
        "kalla: skriv breven och anteckna dem; utan EPISOD alla som ska kallas i dag",
        "invite: write the letters and record them; without EPISODE all who are to be invited today",
        MODULE,
        (EPISODES,),
        (FOLDER, TEMPLATES, HOSPITAL, UNIT),
    ),
    command(
        "letter",
        "skriv ett brev; det väntar tills det skickas",
        "write a letter; it waits until it is sent",
        MODULE,
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
            text(
                "--to",
                "vårdcentral eller mottagning som det går till",
                "the care centre or clinic that it goes to",
                "NAMN",
                "NAME",
            ),
            TEMPLATES,
        ),
    ),
    command(
        "letters",
        "breven: de som väntar, skickade, stoppade",
        "the letters: waiting, sent, stopped",
        MODULE,
        options=(
            FORMAT,
            text(
                "--status",
                "bara dessa",
                "only these",
                "waiting|sent|stopped",
                "waiting|sent|stopped",
                ("waiting", "sent", "stopped"),
            ),
        ),
    ),
    command(
        "send",
        "skriv brev som väntar till en mapp och anteckna att de är skickade",
        "write letters that wait to a folder, and record that they are sent",
        MODULE,
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
    command(
        "merge",
        "två nummer är en person; --date är dagen",
        "two numbers are one person",
        MODULE,
        (
            Slot(
                "number", {"sv": "NUMMER", "en": "NUMBER"}, {"sv": "numret som gäller", "en": "the number that holds"}
            ),
            Slot("other", {"sv": "ANNAT", "en": "OTHER"}, {"sv": "det andra numret", "en": "the other number"}),
        ),
    ),
    command(
        "died",
        "någon har avlidit: allt som är på gång stannar",
        "somebody has died: all that is under way stops",
        MODULE,
        (Slot("number", {"sv": "NUMMER", "en": "NUMBER"}, {"sv": "personens nummer", "en": "the person's number"}),),
        (ON,),
    ),
    command(
        "withdraw",
        "ta tillbaka en felaktig händelse, eller en sammanslagning",
        "take back a wrong event, or a merge",
        MODULE,
        (Slot("event", {"sv": "HÄNDELSE", "en": "EVENT"}, {"sv": "händelsens id", "en": "the event's id"}),),
        (Option("--reason", REASON.help, REASON.value, required=True),),
    ),
    command(
        "units",
        "enheterna: läs in ur en CSV (unit, hospital, name, phone, address), eller visa",
        "the units: read from a CSV (unit, hospital, name, phone, address), or shown",
        MODULE,
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
)
