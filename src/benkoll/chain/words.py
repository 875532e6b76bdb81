"""The chain's words: sites, states, steps, and why a step is to be done, Swedish and English."""

from collections.abc import Mapping
from datetime import date

from benkoll.chain.events import DRUGS, SITES
from benkoll.chain.steps import urgency
from benkoll.errors import Lang
from benkoll.facts.registry import registry
from benkoll.guideline.drugs import drug_name

Both = dict[Lang, str]


def site_label(site: str, lang: Lang) -> str:
    """A site by its name."""
    return registry()["latest_fracture_site"].said(site, lang)


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
    "assess_again": {
        "sv": "bedömningen kunde inte avgöra om läkemedel ska ges: komplettera och bedöm på nytt",
        "en": "the assessment could not tell whether a drug is to be given: complete it and assess again",
    },
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
KINDS: Mapping[str, Both] = {
    "person": {"sv": "personuppgifter", "en": "what is known of the person"},
    "fracture": {"sv": "fraktur rapporterad", "en": "fracture reported"},
    "finding": {"sv": "fynd i röntgensvar", "en": "finding in an image's report"},
    "confirmed": {"sv": "bekräftad", "en": "confirmed"},
    "refuted": {"sv": "avfärdad", "en": "refuted"},
    "invited": {"sv": "kallad", "en": "invited"},
    "reminded": {"sv": "påmind", "en": "reminded"},
    "answered": {"sv": "har svarat", "en": "answered"},
    "declined": {"sv": "har avböjt", "en": "declined"},
    "dxa_done": {"sv": "DXA gjord", "en": "DXA done"},
    "blood_tests_done": {"sv": "prover tagna", "en": "blood tests done"},
    "falls_assessed": {"sv": "fallrisk bedömd", "en": "risk of falls assessed"},
    "training_started": {"sv": "styrke- och balansträning börjad", "en": "strength and balance training begun"},
    "assessed": {"sv": "bedömd enligt riktlinjen", "en": "assessed by the guideline"},
    "recommendation_sent": {"sv": "rekommendation skickad", "en": "recommendation sent"},
    "prescribed": {"sv": "recept skrivet", "en": "prescribed"},
    "treatment_started": {"sv": "läkemedel insatt", "en": "treatment started"},
    "treatment_paused": {"sv": "läkemedel pausat", "en": "treatment paused"},
    "treatment_stopped": {"sv": "läkemedel utsatt", "en": "treatment stopped"},
    "dose_given": {"sv": "dos given", "en": "dose given"},
    "followed_up": {"sv": "uppföljd", "en": "followed up"},
    "moved": {"sv": "har flyttat", "en": "moved"},
    "taken_over": {"sv": "annan enhet har tagit över", "en": "another unit has taken over"},
    "died": {"sv": "avliden", "en": "died"},
    "excluded": {"sv": "exkluderad", "en": "excluded"},
    "claimed": {"sv": "steg taget", "en": "step claimed"},
    "released": {"sv": "steg släppt", "en": "step given back"},
    "snoozed": {"sv": "steg uppskjutet", "en": "step put off"},
    "note": {"sv": "anteckning", "en": "note"},
    "merged": {"sv": "nummer sammanslagna", "en": "numbers merged"},
    "unmerged": {"sv": "sammanslagning upphävd", "en": "merge undone"},
    "withdrawn": {"sv": "händelse tillbakatagen", "en": "event taken back"},
    "cancelled": {"sv": "besök avbokat av avsändaren", "en": "visit cancelled by the sender"},
    "blocked": {"sv": "enhetens uppgifter spärrade", "en": "the unit's information blocked"},
    "unblocked": {"sv": "spärren hävd", "en": "block lifted"},
}
VALUES: Mapping[str, Both] = {
    "3_months": {"sv": "efter 3 månader", "en": "at 3 months"},
    "12_months": {"sv": "efter 12 månader", "en": "at 12 months"},
    "dxa_2_years": {"sv": "DXA efter 2 år", "en": "DXA at 2 years"},
    "primary_care": {"sv": "vårdcentralen", "en": "primary care"},
    "clinic": {"sv": "osteoporosmottagningen", "en": "the osteoporosis clinic"},
    "not_a_fracture": {"sv": "ingen fraktur", "en": "not a fracture"},
    "high_energy": {"sv": "högenergivåld", "en": "high energy"},
    "tumour": {"sv": "tumör", "en": "tumour"},
    "already_followed": {"sv": "följs redan", "en": "already followed"},
    "palliative": {"sv": "palliativ vård", "en": "palliative care"},
    "lives_elsewhere": {"sv": "bor på annan ort", "en": "lives elsewhere"},
    "other": {"sv": "annat", "en": "other"},
    **{drug: {"sv": drug_name(drug, "sv"), "en": drug_name(drug, "en")} for drug in DRUGS},
    **{site: {"sv": site_label(site, "sv"), "en": site_label(site, "en")} for site in SITES},
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
    return NO_SITE[lang] if site is None else site_label(site, lang)


def said_of(value: object, lang: Lang) -> str:
    """A value of an event."""
    if isinstance(value, bool):
        return {"sv": ("nej", "ja"), "en": ("no", "yes")}[lang][value]
    if isinstance(value, list):
        return ", ".join(said_of(one, lang) for one in value)
    return VALUES[str(value)][lang] if str(value) in VALUES else str(value)
