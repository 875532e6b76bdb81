"""The commands that measure vertebrae from their points, with their words."""

from collections.abc import Mapping

from benkoll.cli.arguments import Both, Command, Option, Slot
from benkoll.cli.options import TEXT_OR_JSON
from benkoll.errors import Lang

LANGS: tuple[Lang, ...] = ("sv", "en")
FILE_NAME: Both = {"sv": "FIL", "en": "FILE"}
POINTS: Both = {
    "sv": "JSON: spacing_mm, click_error_mm och vertebrae (nivå, punkt, [x, y] i bildpunkter); en bild, en lista av "
    "bilder eller en bild per rad; - läser standard in",
    "en": "JSON: spacing_mm, click_error_mm and vertebrae (level, point, [x, y] in pixels); one image, a list, "
    "or an image a line; - reads standard input",
}
REFERENCE = Option(
    "--reference",
    {
        "sv": "referens från benkoll vfa reference (annars bara grannkotorna)",
        "en": "a reference by benkoll vfa reference (else the neighbours alone)",
    },
    FILE_NAME,
)
SEX = Option(
    "--sex",
    {
        "sv": "patientens kön, där filen inte säger det: vilken av referensens tabeller",
        "en": "the patient's sex, where the file does not say it: which of the reference's tables",
    },
    dict.fromkeys(LANGS, "female|male"),
    ("female", "male"),
)


def _out(words: Mapping[Lang, str], required: bool) -> Option:
    return Option("--out", words, FILE_NAME, required=required, short="-o")


GRADE: tuple[Command, ...] = (
    Command(
        ("vfa", "grade"),
        {
            "sv": "mät och gradera kotor ur deras punkter: höjder, kvoter, förlust, Genants grad som sannolikheter",
            "en": "measure and grade vertebrae from their points: heights, ratios, loss, Genant's grade as "
            "probabilities",
        },
        "benkoll.cli.vfa_grade",
        (Slot("file", FILE_NAME, POINTS),),
        (REFERENCE, SEX, TEXT_OR_JSON),
    ),
    Command(
        ("vfa", "reference"),
        {
            "sv": "bygg en referens ur egna normala läsningar eller ur NHANES 2013-14",
            "en": "build a reference from your own normal readings, or from NHANES 2013-14",
        },
        "benkoll.cli.vfa_reference",
        (
            Slot(
                "file",
                {"sv": "FIL...", "en": "FILE..."},
                {
                    "sv": "läsningar av patienter utan deformitet, som till vfa grade; av en kota med reader_grades "
                    "över 0 används inget",
                    "en": "readings of patients without deformity, as for vfa grade; nothing is used of a vertebra "
                    "with reader_grades above 0",
                },
                required=False,
                repeated=True,
            ),
        ),
        (
            _out({"sv": "filen som skrivs", "en": "the file to write"}, required=True),
            Option(
                "--nhanes",
                {
                    "sv": "mapp med DEMO_H.xpt och DXXT4_H.xpt till DXXL4_H.xpt, hämtade från CDC",
                    "en": "folder of DEMO_H.xpt and DXXT4_H.xpt to DXXL4_H.xpt, fetched from the CDC",
                },
                {"sv": "MAPP", "en": "FOLDER"},
            ),
            Option(
                "--source",
                {
                    "sv": "vad referensen bygger på, i ord (annars filernas namn)",
                    "en": "what the reference is built from, in words (else the files' names)",
                },
                {"sv": "ORD", "en": "WORDS"},
            ),
            Option(
                "--date",
                {"sv": "dagen som referensen är gjord (annars i dag)", "en": "day the reference was made (else today)"},
                {"sv": "ÅÅÅÅ-MM-DD", "en": "YYYY-MM-DD"},
            ),
            TEXT_OR_JSON,
        ),
    ),
    Command(
        ("vfa", "agreement"),
        {
            "sv": "hur väl två läsare är ense: grad per kota och patient (kappa), höjder (Bland-Altman), punkter",
            "en": "how well two readers agree: grade by vertebra and patient (kappa), heights (Bland-Altman), points",
        },
        "benkoll.cli.vfa_agreement",
        (
            Slot(
                "one",
                {"sv": "EN", "en": "ONE"},
                {
                    "sv": "den enes läsningar, som till vfa grade, var och en med image (bildens namn); eller samma "
                    "läsares första",
                    "en": "the one's readings, as for vfa grade, each with image (the image's name); or the same "
                    "reader's first",
                },
            ),
            Slot(
                "other",
                {"sv": "ANNAN", "en": "OTHER"},
                {"sv": "den andres läsningar av samma bilder", "en": "the other's readings of the same images"},
            ),
        ),
        (
            _out(
                {"sv": "skriv Bland-Altman-diagrammet hit (.svg)", "en": "write the Bland-Altman plot here (.svg)"},
                required=False,
            ),
            REFERENCE,
            TEXT_OR_JSON,
        ),
    ),
)
