"""The commands of readings that are kept, with their words."""

from benkoll.cli.arguments import Command, Slot
from benkoll.cli.commands_chain import ANYONE, FORMAT, text

MODULE = "benkoll.cli.vfa_readings"

READINGS = (
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
