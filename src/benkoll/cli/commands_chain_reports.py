"""What the care chain tells of itself: indicators and export, with their words."""

from benkoll.cli.arguments import Option
from benkoll.cli.commands_chain import HOSPITAL, UNIT, command, text

PERIOD = ("ÅÅÅÅ-MM-DD", "YYYY-MM-DD")
FROM_TO = (
    text("--from", "frakturer från och med den dagen", "fractures from that day on", *PERIOD),
    text("--to", "frakturer till och med den dagen", "fractures up to and with that day", *PERIOD),
)

REPORTS = (
    command(
        "indicators",
        "indikatorerna: den brittiska revisionens elva, primärvårdens och behandlingsgapet",
        "the indicators: the UK audit's eleven, Sweden's primary-care ones and the treatment gap",
        "benkoll.cli.chain_indicators",
        options=(
            *FROM_TO,
            HOSPITAL,
            UNIT,
            text(
                "--by",
                "räkna också för vart och ett, med trattens gränser",
                "count for each as well, with the funnel's limits",
                "hospital|unit",
                "hospital|unit",
                ("hospital", "unit"),
            ),
            text(
                "--trend",
                "räkna också för varje kvartal eller månad, efter frakturens dag",
                "count for each quarter or month as well, by the fracture's day",
                "quarter|month",
                "quarter|month",
                ("quarter", "month"),
            ),
            Option(
                "--caseload",
                {
                    "sv": "väntat antal frakturpatienter under perioden, för UK-02; får upprepas",
                    "en": "number of fracture patients expected in the period, for UK-02; may be repeated",
                },
                {"sv": "ENHET=ANTAL", "en": "UNIT=NUMBER"},
                repeated=True,
            ),
            text(
                "--list",
                "visa i stället indikatorns patienter, först de där något saknas (loggas)",
                "show that indicator's patients instead, first those who lack something (logged)",
                "INDIKATOR",
                "INDICATOR",
            ),
            text(
                "--format",
                "form (annars text)",
                "form (else text)",
                "text|csv|json",
                "text|csv|json",
                ("text", "csv", "json"),
            ),
        ),
    ),
    command(
        "export",
        "pseudonymiserad export som Parquet, för forskning och för benkoll population",
        "a pseudonymised export as Parquet, for research and for benkoll population",
        "benkoll.cli.chain_export",
        options=(
            Option(
                "--out",
                {"sv": "ny mapp för filerna", "en": "new folder for the files"},
                {"sv": "MAPP", "en": "FOLDER"},
                required=True,
                short="-o",
            ),
            text(
                "--project",
                "projektets namn: samma namn ger samma pseudonymer (annars nya varje gång)",
                "the project's name: the same name gives the same pseudonyms (else new ones each time)",
                "NAMN",
                "NAME",
            ),
            Option(
                "--shift-dates",
                {
                    "sv": "flytta varje persons dagar lika mycket, olika för var och en",
                    "en": "move each person's days by one amount, another for each",
                },
            ),
            Option(
                "--facts",
                {
                    "sv": "också en tabell med uppgifter som benkoll population assess läser",
                    "en": "also a table of facts that benkoll population assess reads",
                },
            ),
            Option(
                "--readings",
                {
                    "sv": "också tabeller med VFA-granskningar och bentätheter",
                    "en": "also tables of VFA readings and bone densities",
                },
            ),
        ),
    ),
)
