"""The chain's words: sites, states, steps, and why a step is to be done, Swedish and English."""

from collections.abc import Mapping
from datetime import date

from benkoll.chain.steps import urgency
from benkoll.errors import Lang
from benkoll.facts.registry import registry

Both = dict[Lang, str]

STATES: Mapping[str, Both] = {
    "to_confirm": {"sv": "ska bekräftas", "en": "to be confirmed"},
    "identified": {"sv": "identifierad", "en": "identified"},
    "invited": {"sv": "kallad", "en": "invited"},
    "investigated": {"sv": "utredd", "en": "investigated"},
    "assessed": {"sv": "bedömd", "en": "assessed"},
    "recommended": {"sv": "rekommendation skickad", "en": "recommendation sent"},
    "treated": {"sv": "behandling insatt", "en": "treatment started"},
    "adherence_checked": {"sv": "följsamhet kontrollerad", "en": "adherence checked"},
    "one_year_checked": {"sv": "kontrollerad efter ett år", "en": "checked at one year"},
    "closed": {"sv": "avslutad", "en": "closed"},
    "atypical": {"sv": "atypisk femurfraktur", "en": "atypical femoral fracture"},
    "excluded": {"sv": "exkluderad", "en": "excluded"},
    "declined": {"sv": "har avböjt", "en": "declined"},
    "moved": {"sv": "har flyttat", "en": "moved"},
    "died": {"sv": "avliden", "en": "died"},
}
STEPS: Mapping[str, Both] = {
    "confirm": {"sv": "bekräfta", "en": "confirm"},
    "start_before_discharge": {"sv": "sätt in före utskrivning", "en": "start before discharge"},
    "invite": {"sv": "kalla", "en": "invite"},
    "remind": {"sv": "påminn", "en": "remind"},
    "call": {"sv": "ring", "en": "call by phone"},
    "investigate": {"sv": "DXA med VFA och prover", "en": "DXA with VFA, and blood tests"},
    "assess": {"sv": "bedöm", "en": "assess"},
    "recommend": {"sv": "skicka rekommendation", "en": "send the recommendation"},
    "tell_primary_care": {"sv": "meddela vårdcentralen", "en": "tell primary care"},
    "refer_to_clinic": {"sv": "remittera till osteoporosmottagning", "en": "refer to the osteoporosis clinic"},
    "start_treatment": {"sv": "sätt in läkemedel", "en": "start the drug"},
    "check_adherence": {"sv": "kontrollera följsamhet (3 mån)", "en": "check adherence (3 months)"},
    "check_at_one_year": {"sv": "kontrollera efter ett år", "en": "check at one year"},
    "dxa_at_two_years": {"sv": "DXA efter två år", "en": "DXA at two years"},
    "decide_on_drug": {"sv": "besluta om nytt läkemedel", "en": "decide on another drug"},
    "denosumab_stopped": {"sv": "denosumab utsatt: ge annat läkemedel", "en": "denosumab stopped: give another drug"},
    "denosumab_dose": {"sv": "denosumabdos", "en": "denosumab dose"},
    "infusion": {"sv": "infusion av zoledronsyra", "en": "infusion of zoledronic acid"},
    "end_of_teriparatide": {"sv": "teriparatid avslutas: ge fortsatt läkemedel", "en": "teriparatide ends: follow on"},
    "end_of_romosozumab": {"sv": "romosozumab avslutas: ge fortsatt läkemedel", "en": "romosozumab ends: follow on"},
    "end_of_pause": {"sv": "pausen tar slut: ta ställning", "en": "the pause ends: decide"},
    "takeover": {"sv": "få bekräftat att någon tagit över", "en": "have somebody confirm that they took over"},
}
WHY: Mapping[str, Both] = {
    "check_site": {"sv": "koden säger inte vilken fraktur det är", "en": "the code does not say which fracture it is"},
    "check_finding": {
        "sv": "möjlig kotfraktur i röntgensvaret",
        "en": "possible vertebral fracture in the image's report",
    },
    "check_age": {"sv": "åldern är okänd", "en": "the age is not known"},
    "check_atypical": {
        "sv": "möjlig atypisk femurfraktur: lårbensskaft under antiresorptivt läkemedel",
        "en": "possible atypical femoral fracture: shaft of the femur on an antiresorptive drug",
    },
    "start_before_discharge": {
        "sv": "hög risk och kvar på avdelning: läkemedel före hemgång (CARE-2)",
        "en": "high risk and still on a ward: a drug before going home (CARE-2)",
    },
    "invite": {"sv": "fraktur, inte kallad än (CARE-1)", "en": "a fracture, not invited yet (CARE-1)"},
    "remind": {"sv": "kallad, har inte svarat", "en": "invited, has not answered"},
    "call": {"sv": "påmind, har inte svarat", "en": "reminded, has not answered"},
    "investigate": {"sv": "DXA med VFA och prover återstår", "en": "DXA with VFA and blood tests remain"},
    "investigate_dxa": {"sv": "DXA med VFA återstår", "en": "DXA with VFA remains"},
    "investigate_tests": {"sv": "prover återstår", "en": "blood tests remain"},
    "assess": {"sv": "utredd, inte bedömd än", "en": "investigated, not assessed yet"},
    "recommend": {"sv": "bedömd, rekommendationen är inte skickad", "en": "assessed, the recommendation is not sent"},
    "tell_primary_care": {
        "sv": "patienten har avböjt: vårdcentralen vet det inte",
        "en": "declined: primary care does not know",
    },
    "refer_to_clinic": {"sv": "bekräftad atypisk femurfraktur", "en": "a confirmed atypical femoral fracture"},
    "start_treatment": {"sv": "läkemedel rekommenderat, inte insatt", "en": "a drug is recommended, not started"},
    "check_adherence": {"sv": "tre månader efter insättning (FU-1)", "en": "three months after the start (FU-1)"},
    "check_at_one_year": {"sv": "ett år efter insättning", "en": "one year after the start"},
    "dxa_at_two_years": {"sv": "två år efter insättning (FU-2)", "en": "two years after the start (FU-2)"},
    "decide_on_drug": {
        "sv": "läkemedlet är utsatt utan att ett annat satts in",
        "en": "the drug was stopped and none begun",
    },
    "denosumab_stopped": {
        "sv": "denosumab utsatt utan annat läkemedel: frakturrisken stiger snabbt (DMAB-3)",
        "en": "denosumab stopped with no other drug: the risk of fracture rises fast (DMAB-3)",
    },
    "infusion": {"sv": "ett år efter förra infusionen", "en": "a year after the last infusion"},
    "end_of_teriparatide": {
        "sv": "kuren är slut efter högst 24 månader; sedan antiresorptivt läkemedel (SEQ-2)",
        "en": "the course ends after 24 months at most; then an antiresorptive drug (SEQ-2)",
    },
    "end_of_romosozumab": {
        "sv": "kuren är slut efter 12 månader; sedan antiresorptivt läkemedel (SEQ-3)",
        "en": "the course ends after 12 months; then an antiresorptive drug (SEQ-3)",
    },
    "end_of_pause": {"sv": "bisfosfonatpausen ska omprövas (BPS-1)", "en": "the pause is to be reviewed (BPS-1)"},
    "takeover": {"sv": "har flyttat; ingen har bekräftat", "en": "moved; nobody has confirmed"},
}
DOSE: Mapping[str, Both] = {
    "soon": {"sv": "nästa dos av denosumab närmar sig", "en": "the next dose of denosumab is near"},
    "late": {
        "sv": "dosen av denosumab är sen: ge den nu (DMAB-3)",
        "en": "the dose of denosumab is late: give it now (DMAB-3)",
    },
    "urgent": {
        "sv": "AKUT: mer än sju månader sedan förra dosen av denosumab, kotfrakturer hotar (DMAB-3)",
        "en": "URGENT: more than seven months since the last dose of denosumab, vertebral fractures threaten (DMAB-3)",
    },
}
ROLES: Mapping[str, Both] = {
    "coordinator": {"sv": "koordinator", "en": "coordinator"},
    "ward": {"sv": "avdelningen", "en": "the ward"},
    "clinic": {"sv": "osteoporosmottagningen", "en": "the osteoporosis clinic"},
    "primary_care": {"sv": "vårdcentralen", "en": "primary care"},
}
LATE: Both = {"sv": "{} dagar sen", "en": "{} days late"}
A_DAY_LATE: Both = {"sv": "1 dag sen", "en": "1 day late"}
NO_SITE: Both = {"sv": "oklart ställe", "en": "site not told"}


def reason(step: str, why: str, due: date, day: date, lang: Lang) -> str:
    """Why the step is to be done, and how late it is."""
    words = DOSE[urgency(due, day)][lang] if step == "denosumab_dose" else WHY[why][lang]
    late = (day - due).days
    if late < 1:
        return words
    return f"{words}; {A_DAY_LATE[lang] if late == 1 else LATE[lang].format(late)}"


def site_name(site: str | None, lang: Lang) -> str:
    """The fracture's place."""
    return NO_SITE[lang] if site is None else registry()["latest_fracture_site"].said(site, lang)
