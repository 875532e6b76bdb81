"""The commands of health economics, with their words."""

from benkoll.cli.arguments import Both, Command, Option, Slot
from benkoll.cli.options import TEXT_OR_JSON

MODULE = "benkoll.cli.economics"
NUMBER: Both = {"sv": "ANTAL", "en": "NUMBER"}
FILE: Both = {"sv": "FIL", "en": "FILE"}
SCENARIO = Slot(
    "scenario",
    {"sv": "SCENARIO...", "en": "SCENARIO..."},
    {
        "sv": "scenarier enligt benkoll economics scenarios, eller egna YAML-filer",
        "en": "scenarios as benkoll economics scenarios lists them, or YAML files of your own",
    },
    repeated=True,
)


def _number(name: str, sv: str, en: str) -> Option:
    return Option(name, {"sv": sv, "en": en}, NUMBER)


FORMAT = Option(
    "--format",
    {"sv": "form (annars text)", "en": "form (else text)"},
    {"sv": "text|csv|json", "en": "text|csv|json"},
    ("text", "csv", "json"),
)
ECONOMICS = (
    Command(
        ("economics", "run"),
        {
            "sv": "vad ett scenario skulle ändra: frakturer, dödsfall, QALY, vårddagar och kostnader",
            "en": "what a scenario would change: fractures, deaths, QALYs, bed-days and costs",
        },
        MODULE,
        (SCENARIO,),
        (
            Option(
                "--population",
                {
                    "sv": "sweden, vgr eller en CSV med sex, from_age, to_age, people (annars sweden)",
                    "en": "sweden, vgr or a CSV with sex, from_age, to_age, people (else sweden)",
                },
                {"sv": "sweden|vgr|FIL", "en": "sweden|vgr|FILE"},
            ),
            Option(
                "--incidence",
                {
                    "sv": "antal frakturer: register 90 000 per år, scope 124 000 (annars register)",
                    "en": "counts of fractures: register 90 000 a year, scope 124 000 (else register)",
                },
                {"sv": "register|scope", "en": "register|scope"},
                ("register", "scope"),
            ),
            Option(
                "--care-home",
                {
                    "sv": "inflyttning till boende efter höftfraktur: frakturens del, eller alla (annars causal)",
                    "en": "admissions to care homes after hip fracture: the fracture's share, or all (else causal)",
                },
                {"sv": "causal|gross", "en": "causal|gross"},
                ("causal", "gross"),
            ),
            _number("--years", "år framåt (annars 20)", "years ahead (else 20)"),
            _number("--draws", "dragningar av parametrarna (annars 100)", "draws of the parameters (else 100)"),
            _number("--people", "simulerade personer per dragning (annars 20000)", "people in a draw (else 20000)"),
            _number("--seed", "frö (annars 1)", "seed (else 1)"),
            _number("--workers", "så många processer (annars 1)", "so many processes (else 1)"),
            Option(
                "--set",
                {
                    "sv": "ge en parameter ett värde, t.ex. chain.identified=0.8; får upprepas",
                    "en": "give a parameter a value, such as chain.identified=0.8; may be repeated",
                },
                {"sv": "NAMN=VÄRDE", "en": "NAME=VALUE"},
                repeated=True,
            ),
            Option(
                "--reach",
                {
                    "sv": "ett sjukhus egna tal som scenariots räckvidd: JSON från benkoll chain indicators",
                    "en": "a hospital's own numbers as the scenario's reach: JSON from benkoll chain indicators",
                },
                FILE,
            ),
            Option(
                "--out",
                {
                    "sv": "skriv en rapport med bilder, HTML i en fil",
                    "en": "write a report with pictures, HTML in a file",
                },
                FILE,
                short="-o",
            ),
            FORMAT,
        ),
    ),
    Command(
        ("economics", "scenarios"),
        {"sv": "scenarierna som finns", "en": "the scenarios that there are"},
        MODULE,
        (),
        (TEXT_OR_JSON,),
    ),
    Command(
        ("economics", "parameters"),
        {
            "sv": "varje tal i simuleringen med källa och belägg",
            "en": "every number of the simulation with its source and evidence",
        },
        MODULE,
        (),
        (FORMAT,),
    ),
)
