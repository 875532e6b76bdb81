"""The commands about many patients, with their words."""

from benkoll.cli.arguments import Command, Option, Slot
from benkoll.cli.options import COMPLETE, DAY, SET, VARIANT

MODULE = "benkoll.cli.population"
INPUTS = Slot(
    "input",
    {"sv": "INDATA...", "en": "INPUT..."},
    {
        "sv": "Parquet eller CSV med en kolumn per uppgift: filer, mappar, mönster, mappar som unit=K1",
        "en": "Parquet or CSV with a column per fact: files, folders, globs, folders such as unit=K1",
    },
    repeated=True,
)
FACTS_OR_FOLDER = Slot(
    INPUTS.name,
    INPUTS.shown,
    {
        "sv": "uppgifter (Parquet, CSV: filer, mappar, mönster) eller en bedömd mapp",
        "en": "facts (Parquet, CSV: files, folders, globs) or an assessed folder",
    },
    repeated=True,
)
KEEP = Option(
    "--keep",
    {
        "sv": "kolumner som inte är uppgifter men ska följa med, t.ex. unit",
        "en": "columns that are no facts but go with the answers, such as unit",
    },
    {"sv": "KOLUMN,...", "en": "COLUMN,..."},
)
BY = Option(
    "--by",
    {"sv": "räkna också per värde i den här kolumnen, t.ex. unit", "en": "count by this column, too, such as unit"},
    {"sv": "KOLUMN", "en": "COLUMN"},
)


def _out(sv: str, en: str, required: bool = False, shown: str = "FIL") -> Option:
    en_shown = {"FIL": "FILE", "MAPP": "FOLDER"}[shown]
    return Option("--out", {"sv": sv, "en": en}, {"sv": shown, "en": en_shown}, required=required, short="-o")


POPULATION = (
    Command(
        ("population", "assess"),
        {
            "sv": "bedöm en hel befolkning till en mapp med Parquet; ett avbrott fortsätter där det var",
            "en": "assess a whole population into a folder of Parquet; a broken run goes on where it was",
        },
        MODULE,
        (INPUTS,),
        (
            _out("mappen som svaren skrivs till", "the folder that the answers go to", required=True, shown="MAPP"),
            Option(
                "--columns",
                {
                    "sv": "bara dessa av svarets kolumner (annars alla)",
                    "en": "only these columns of the answer (else all)",
                },
                {"sv": "KOLUMN,...", "en": "COLUMN,..."},
            ),
            KEEP,
            Option(
                "--explain",
                {
                    "sv": "också kriterierna, skälen, det som saknas och antagandena",
                    "en": "also the criteria, the reasons, what is missing and what is assumed",
                },
            ),
            VARIANT,
            SET,
            DAY,
            COMPLETE,
            Option(
                "--workers",
                {
                    "sv": "så många processer (annars en, på alla kärnor)",
                    "en": "so many processes (else one, on all cores)",
                },
                {"sv": "ANTAL", "en": "NUMBER"},
            ),
            Option(
                "--engine",
                {
                    "sv": "den här datorn (annars) eller Apache Spark",
                    "en": "this machine (the default) or Apache Spark",
                },
                {"sv": "polars|spark", "en": "polars|spark"},
                ("polars", "spark"),
            ),
        ),
    ),
    Command(
        ("population", "list"),
        {
            "sv": "arbetslista: vilka som bör kallas och varför, högst risk först",
            "en": "worklist: who should be called and why, the highest risk first",
        },
        MODULE,
        (FACTS_OR_FOLDER,),
        (
            Option(
                "--for",
                {
                    "sv": "bentäthetsmätning, behandling, försenad dos eller kontroll, frakturkedja",
                    "en": "bone density, treatment, a late dose or control, the fracture chain",
                },
                {"sv": "dxa|treatment|overdue|chain", "en": "dxa|treatment|overdue|chain"},
                ("dxa", "treatment", "overdue", "chain"),
                required=True,
            ),
            _out(
                "skriv listan hit, som .csv eller .xlsx (annars CSV till skärmen)",
                "write it here, as .csv or .xlsx (else CSV to the screen)",
            ),
            VARIANT,
            SET,
            DAY,
            COMPLETE,
        ),
    ),
    Command(
        ("population", "summary"),
        {
            "sv": "hur många som bör få vad, och behandlingsgapet, efter ålder, kön och enhet",
            "en": "how many should have what, and the treatment gap, by age, sex and unit",
        },
        MODULE,
        (FACTS_OR_FOLDER,),
        (
            BY,
            KEEP,
            _out("skriv tabell och diagram hit, som .html eller .svg", "write table and chart here, as .html or .svg"),
            VARIANT,
            SET,
            DAY,
            COMPLETE,
        ),
    ),
    Command(
        ("population", "compare"),
        {
            "sv": "två varianter över samma befolkning: hur många fler eller färre, vilka, och varför",
            "en": "two variants over the same population: how many more or fewer, who, and why",
        },
        MODULE,
        (FACTS_OR_FOLDER,),
        (
            Option(
                "--variant",
                {
                    "sv": "den ena varianten, och en gång till den andra (annars vgr); --set ändrar den andra",
                    "en": "the one variant, and once more the other (else vgr); --set changes the other",
                },
                VARIANT.value,
                repeated=True,
            ),
            SET,
            BY,
            KEEP,
            _out(
                "skriv vilka som får ett annat svar hit, som .csv eller .xlsx",
                "write who gets another answer here, as .csv or .xlsx",
            ),
            DAY,
            COMPLETE,
        ),
    ),
    Command(
        ("population", "from-fhir"),
        {
            "sv": "en FHIR-bulkexport (NDJSON) som uppgifter i Parquet, för population assess",
            "en": "a FHIR bulk export (NDJSON) as facts in Parquet, for population assess",
        },
        MODULE,
        (
            Slot(
                "file",
                {"sv": "FIL...", "en": "FILE..."},
                {"sv": "exportens filer, en resurs per rad", "en": "the export's files, a resource a line"},
                repeated=True,
            ),
        ),
        (
            _out("filen som skrivs", "the file to write", required=True),
            Option(
                "--rejects",
                {
                    "sv": "skriv vad som lagts åt sidan till den här CSV-filen",
                    "en": "write what was set aside to this CSV",
                },
                {"sv": "FIL", "en": "FILE"},
            ),
            DAY,
        ),
    ),
    Command(
        ("population", "sample"),
        {
            "sv": "en slumpad, verklighetslik befolkning som Parquet, att pröva med",
            "en": "a random, lifelike population as Parquet, to try things on",
        },
        MODULE,
        (Slot("count", {"sv": "ANTAL", "en": "NUMBER"}, {"sv": "så många patienter", "en": "so many patients"}),),
        (
            _out("filen som skrivs", "the file to write", required=True),
            Option(
                "--seed",
                {
                    "sv": "slumpens frö: samma frö, samma patienter (annars 1)",
                    "en": "same seed, same patients (else 1)",
                },
                {"sv": "TAL", "en": "NUMBER"},
            ),
            DAY,
        ),
    ),
)
