"""The command that writes letters, with its words."""

from benkoll.cli.arguments import Command, Option, Slot
from benkoll.cli.options import COMPLETE, FILE, NAME, READING, VARIANT

PATIENT = READING[-1]
KIND = Slot(
    "kind",
    {"sv": "SLAG", "en": "KIND"},
    {
        "sv": "invitation (kallelse), reminder (påminnelse), recommendation (till vårdcentral), "
        "referral (remiss), self_care (egenvård), before_denosumab (inför denosumab)",
        "en": "invitation, reminder, recommendation (to a care centre), referral, self_care, before_denosumab",
    },
)
LETTER = Command(
    ("letter",),
    {
        "sv": "skriv ett brev om en patient, som text eller PDF",
        "en": "write a letter about one patient, as text or PDF",
    },
    "benkoll.cli.letter",
    (KIND, FILE),
    (
        PATIENT,
        Option("--name", {"sv": "patientens namn", "en": "the patient's name"}, NAME),
        Option(
            "--address",
            {
                "sv": "en rad av patientens adress; får upprepas",
                "en": "a line of the patient's address; may be repeated",
            },
            {"sv": "RAD", "en": "LINE"},
            repeated=True,
        ),
        Option(
            "--unit",
            {
                "sv": "enheten som skriver (annars Osteoporosmottagningen)",
                "en": "the unit that writes (else The osteoporosis clinic)",
            },
            {"sv": "ENHET", "en": "UNIT"},
        ),
        Option("--phone", {"sv": "enhetens telefon", "en": "the unit's telephone"}, {"sv": "NUMMER", "en": "NUMBER"}),
        Option("--contact", {"sv": "vem man frågar efter där", "en": "whom to ask for there"}, NAME),
        Option(
            "--to",
            {
                "sv": "vart rekommendationen eller remissen går: namn, sedan adressrader; får upprepas",
                "en": "where the recommendation or referral goes: name, then lines of address; may be repeated",
            },
            {"sv": "RAD", "en": "LINE"},
            repeated=True,
        ),
        Option(
            "--time",
            {
                "sv": "tid och plats i en kallelse, t.ex. 'tisdag 3 mars klockan 10, plan 2'",
                "en": "time and place of an invitation, such as 'Tuesday 3 March at 10, floor 2'",
            },
            {"sv": "ORD", "en": "WORDS"},
        ),
        Option(
            "--templates",
            {
                "sv": "mapp med egna mallar, sv/SLAG.md och en/SLAG.md, som går före våra",
                "en": "folder of your own templates, sv/KIND.md and en/KIND.md, which go before ours",
            },
            {"sv": "MAPP", "en": "FOLDER"},
        ),
        Option(
            "--out",
            {"sv": "skriv brevet hit (annars visas texten)", "en": "write the letter here (else its text is shown)"},
            {"sv": "FIL.pdf|.txt", "en": "FILE.pdf|.txt"},
            short="-o",
        ),
        Option(
            "--date",
            {
                "sv": "brevets dag, och bedömningsdag där ingen är angiven (annars i dag)",
                "en": "day of the letter, and of the assessment where none is given (else today)",
            },
            {"sv": "ÅÅÅÅ-MM-DD", "en": "YYYY-MM-DD"},
        ),
        COMPLETE,
        VARIANT,
    ),
)
