"""Every command that there is, with its words."""

from benkoll.cli.arguments import Command, Option, Slot
from benkoll.cli.commands_audit import AUDIT
from benkoll.cli.commands_chain import CHAIN
from benkoll.cli.commands_chain_reports import REPORTS
from benkoll.cli.commands_chain_upkeep import UPKEEP
from benkoll.cli.commands_chain_work import WORK
from benkoll.cli.commands_dxa import DXA
from benkoll.cli.commands_economics import ECONOMICS
from benkoll.cli.commands_letter import LETTER
from benkoll.cli.commands_population import POPULATION
from benkoll.cli.commands_vfa import VFA
from benkoll.cli.commands_web import WEB
from benkoll.cli.options import CODE, EVERYWHERE, FILE, NAME, READING, SET, TEXT_OR_JSON, VARIANT

__all__ = ["COMMANDS", "EVERYWHERE"]

COMMANDS = (
    Command(
        ("assess",),
        {"sv": "bedöm en eller flera patienter", "en": "assess one or more patients"},
        "benkoll.cli.assess",
        (FILE,),
        (
            Option(
                "--format",
                {"sv": "svarets form (annars text)", "en": "form of the answer (else text)"},
                {"sv": "text|json|markdown|fhir", "en": "text|json|markdown|fhir"},
                ("text", "json", "markdown", "fhir"),
            ),
            *READING,
            Option(
                "--rejects",
                {
                    "sv": "skriv avvisade rader hit, som CSV (annars till standard fel)",
                    "en": "write refused rows here, as CSV (else to standard error)",
                },
                {"sv": "FIL", "en": "FILE"},
            ),
        ),
    ),
    Command(
        ("why",),
        {
            "sv": "varför en rekommendation gäller: trädet av kriterier med värden",
            "en": "why a recommendation holds: the tree of criteria with values",
        },
        "benkoll.cli.why",
        (FILE, CODE),
        READING,
    ),
    Command(
        ("why-not",),
        {"sv": "vad som hindrar en rekommendation", "en": "what stands in the way of a recommendation"},
        "benkoll.cli.why",
        (FILE, CODE),
        READING,
    ),
    Command(
        ("ask",),
        {
            "sv": "fråga efter det som saknas, det viktigaste först, och bedöm",
            "en": "ask for what is missing, the most important first, and assess",
        },
        "benkoll.cli.ask",
        (FILE,),
        (
            *READING,
            Option(
                "--save",
                {
                    "sv": "skriv uppgifterna, svaren medräknade, hit som JSON",
                    "en": "write the facts, the answers among them, here as JSON",
                },
                {"sv": "FIL", "en": "FILE"},
            ),
        ),
    ),
    Command(
        ("risk",),
        {
            "sv": "skattad frakturrisk på tio år, och andra publicerade instrument bredvid",
            "en": "estimated ten-year risk of fracture, and other published instruments beside it",
        },
        "benkoll.cli.risk",
        (FILE,),
        (
            Option(
                "--level",
                {
                    "sv": "frakturtalens nivå: jämförbar med svensk FRAX (förvald), dagens, eller brittisk",
                    "en": "the level of fracture rates: as Swedish FRAX (the default), of today, or British",
                },
                {"sv": "sweden_frax|sweden_today|uk", "en": "sweden_frax|sweden_today|uk"},
                ("sweden_frax", "sweden_today", "uk"),
            ),
            TEXT_OR_JSON,
            *READING[2:],
        ),
    ),
    Command(
        ("risk", "validate"),
        {
            "sv": "skattningen mot de publicerade värden som den är kalibrerad på",
            "en": "the estimate against the published values that it is calibrated on",
        },
        "benkoll.cli.risk_validate",
        options=(TEXT_OR_JSON,),
    ),
    Command(
        ("guideline",),
        {
            "sv": "riktlinjen som den räknas: påstående, regler och prov; eller en sak förklarad",
            "en": "the guideline as it is computed: statement, rules and tests; or one thing explained",
        },
        "benkoll.cli.guideline",
        (
            Slot(
                "key",
                {"sv": "NYCKEL", "en": "KEY"},
                {
                    "sv": "påstående, rekommendation, parameter, kriterium, läkemedel eller uppgift",
                    "en": "statement, recommendation, parameter, criterion, drug or fact",
                },
                required=False,
            ),
        ),
        (
            TEXT_OR_JSON,
            VARIANT,
            SET,
        ),
    ),
    Command(
        ("guideline", "diff"),
        {
            "sv": "jämför två varianter: parametrar och, med en fil, vilka patienter som får ett annat svar",
            "en": "compare two variants: parameters and, with a file, which patients get another answer",
        },
        "benkoll.cli.diff",
        (
            Slot("a", {"sv": "A", "en": "A"}, {"sv": "den ena varianten", "en": "the one variant"}),
            Slot("b", {"sv": "B", "en": "B"}, {"sv": "den andra", "en": "the other"}),
            Slot("file", FILE.shown, FILE.help, required=False),
        ),
        READING[2:],
    ),
    Command(
        ("facts",),
        {
            "sv": "uppgifterna om patienten: namn, enhet, tillåtna värden, vad frånvaro betyder",
            "en": "the facts about the patient: name, unit, allowed values, what absence means",
        },
        "benkoll.cli.facts",
        (
            Slot(
                "name",
                NAME,
                {"sv": "en uppgift eller en grupp av dem", "en": "a fact or a group of them"},
                required=False,
            ),
        ),
    ),
    Command(
        ("schema",),
        {"sv": "indata som JSON Schema", "en": "the input as JSON Schema"},
        "benkoll.cli.schema",
    ),
    LETTER,
    *POPULATION,
    *CHAIN,
    *WORK,
    *REPORTS,
    *UPKEEP,
    *AUDIT,
    *DXA,
    *VFA,
    *ECONOMICS,
    *WEB,
)
