"""The command that draws phantoms of the lateral spine, with its words."""

from benkoll.cli.arguments import Command, Option

PHANTOM = Command(
    ("vfa", "phantom"),
    {
        "sv": "rita påhittade ryggbilder (DICOM) med kända punkter och frakturer (JSON), att öva och pröva på",
        "en": "draw invented spine images (DICOM) with known points and fractures (JSON), to train and test on",
    },
    "benkoll.cli.vfa_phantom",
    (),
    (
        Option(
            "--out",
            {"sv": "mappen som de skrivs till", "en": "the folder that they go to"},
            {"sv": "MAPP", "en": "FOLDER"},
            required=True,
            short="-o",
        ),
        Option("--count", {"sv": "så många (annars 10)", "en": "so many (else 10)"}, {"sv": "ANTAL", "en": "NUMBER"}),
        Option(
            "--seed",
            {
                "sv": "slumpens frö: samma frö, samma bilder (annars 1)",
                "en": "same seed, same images (else 1)",
            },
            {"sv": "TAL", "en": "NUMBER"},
        ),
        Option(
            "--kind",
            {
                "sv": "bara dessa slag, i tur och ordning: normal, fractured, thoracic_wedge, short_height, "
                "scheuermann, degenerative, scoliosis, hard, oblong, no_millimetres (annars alla)",
                "en": "only these kinds, in turn: normal, fractured, thoracic_wedge, short_height, "
                "scheuermann, degenerative, scoliosis, hard, oblong, no_millimetres (else all)",
            },
            {"sv": "SLAG,...", "en": "KIND,..."},
        ),
    ),
)
