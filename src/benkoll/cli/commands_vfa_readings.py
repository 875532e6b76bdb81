"""The commands of readings that are kept, with their words."""

from benkoll.cli.arguments import Command, Option, Slot
from benkoll.cli.commands_chain import ANYONE, FORMAT, text

MODULE = "benkoll.cli.vfa_readings"

READINGS = (
    Command(
        ("vfa", "readers"),
        {
            "sv": "hur väl två granskare är ense om bilder i databasen som båda har läst utan att se den andras",
            "en": "how well two readers agree on images of the database that both read blind to each other",
        },
        MODULE,
        (
            Slot("one", {"sv": "EN", "en": "ONE"}, {"sv": "den enes id", "en": "the one's id"}),
            Slot(
                "other",
                {"sv": "ANNAN", "en": "OTHER"},
                {
                    "sv": "den andres id; samma id: vad denne har läst två gånger",
                    "en": "the other's id; the same id: what they read twice",
                },
            ),
        ),
        (
            Option("--training", {"sv": "om fantom, inte om patienter", "en": "on phantoms, not on patients"}),
            text("--since", "signerade från den dagen", "signed from that day on", "ÅÅÅÅ-MM-DD", "YYYY-MM-DD"),
            text("--until", "signerade till och med den dagen", "signed up to that day", "ÅÅÅÅ-MM-DD", "YYYY-MM-DD"),
            Option(
                "--out",
                {"sv": "skriv Bland-Altman-diagrammet hit (.svg)", "en": "write the Bland-Altman plot here (.svg)"},
                {"sv": "FIL", "en": "FILE"},
                short="-o",
            ),
            FORMAT,
            *ANYONE,
        ),
    ),
    Command(
        ("vfa", "train"),
        {
            "sv": "lägg in fantom ur en mapp (benkoll vfa phantom) i databasen, att öva på",
            "en": "put phantoms of a folder (benkoll vfa phantom) into the database, to train on",
        },
        MODULE,
        (
            Slot(
                "folder",
                {"sv": "MAPP", "en": "FOLDER"},
                {
                    "sv": "bilder (.dcm), var och en med facit (.json)",
                    "en": "images (.dcm), each with its truth (.json)",
                },
            ),
        ),
        ANYONE,
    ),
    Command(
        ("vfa", "trained"),
        {
            "sv": "vad övningen gav: frakturer som hittades, missades och sågs utan att finnas, och punkternas fel",
            "en": "what came of training: fractures found, missed and seen that were none, and the points' error",
        },
        MODULE,
        (),
        (
            text("--reader", "en annans övning än den egna", "another's training than one's own", "ID", "ID"),
            FORMAT,
            *ANYONE,
        ),
    ),
    Command(
        ("vfa", "prune"),
        {
            "sv": "ta bort bilder som ingen har granskat och fantom med sina granskningar; det som är granskat av en "
            "patient blir kvar",
            "en": "delete images that nobody read, and phantoms with their readings; what was read of a patient stays",
        },
        MODULE,
        (),
        (
            text(
                "--before",
                "det som lades in före den dagen",
                "what was stored before that day",
                "ÅÅÅÅ-MM-DD",
                "YYYY-MM-DD",
                required=True,
            ),
            *ANYONE,
        ),
    ),
)
