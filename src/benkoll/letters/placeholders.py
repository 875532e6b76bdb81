"""What can be filled into a template: for each kind of letter the placeholders, and what each becomes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from benkoll.assess.answer import Assessment
from benkoll.assess.ask import open_questions
from benkoll.errors import Lang
from benkoll.facts.registry import value_label
from benkoll.guideline.build import Guideline, load
from benkoll.guideline.drugs import drugs
from benkoll.guideline.variants import DEFAULT
from benkoll.letters import findings as found
from benkoll.letters.parties import KINDS, TO_CARE, Addressee, Kind, Sender, Subject
from benkoll.letters.phrases import facts, figure, said
from benkoll.letters.record import Told
from benkoll.letters.template import Filling, Rules

MONTHS: dict[Lang, tuple[str, ...]] = {
    "sv": (
        *("januari", "februari", "mars", "april", "maj", "juni"),
        *("juli", "augusti", "september", "oktober", "november", "december"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
BROKEN: dict[str, dict[Lang, str]] = {
    "hip": {"sv": "höften", "en": "your hip"},
    "vertebra": {"sv": "en kota i ryggen", "en": "a vertebra in your back"},
    "wrist": {"sv": "handleden", "en": "your wrist"},
    "proximal_humerus": {"sv": "överarmen", "en": "your upper arm"},
    "pelvis": {"sv": "bäckenet", "en": "your pelvis"},
    "rib": {"sv": "ett revben", "en": "a rib"},
    "lower_leg": {"sv": "underbenet", "en": "your lower leg"},
    "ankle": {"sv": "fotleden", "en": "your ankle"},
    "other": {"sv": "ett ben", "en": "a bone"},
}
"""What the person has broken, as it is said to the person."""
WORDS: dict[str, dict[Lang, str]] = {
    "nothing": {"sv": "Inget av riktlinjens råd gäller just nu.", "en": "None of the guideline's advice applies now."}
}
ASKED = 8
"""Unknown facts that are named."""
OURSELVES = ("REF-FRACTURE-CHAIN",)
"""What has been done where a letter comes from: it is not asked of the one who gets it."""


@dataclass(frozen=True, slots=True)
class About:
    """All that a letter can be filled with."""

    lang: Lang
    to: Addressee
    sender: Sender
    subject: Subject
    guideline: Guideline
    assessment: Assessment | None

    def told(self) -> Told | None:
        """The assessment part by part; anew for each placeholder, for a template may leave any of them out."""
        return Told(self.assessment, self.subject.known, self.lang) if self.assessment else None

    def number(self, parameter: str) -> str:
        """A number of the guideline in this variant."""
        return figure(self.guideline.parameters[parameter].parameter.value, self.lang)


Fill = Callable[[About], Filling]


def in_words(day: date, lang: Lang) -> str:
    """`2 mars 2026`."""
    return f"{day.day} {MONTHS[lang][day.month - 1]} {day.year}"


# TO ANYONE

ANYONE: dict[str, Fill] = {
    "name": lambda about: about.to.name,
    "person_id": lambda about: about.to.person_id,
    "unit": lambda about: about.sender.unit,
    "phone": lambda about: about.sender.phone,
    "contact": lambda about: about.sender.contact,
}


# TO THE PERSON


def _broken(about: About) -> str | None:
    return BROKEN.get(about.subject.fracture_site or "", {}).get(about.lang)


def _broken_on(about: About) -> str | None:
    """Not for a vertebra: its day is often that of the picture."""
    day = about.subject.fracture_date
    return None if day is None or about.subject.fracture_site == "vertebra" else in_words(day, about.lang)


PERSON: dict[str, Fill] = {
    **ANYONE,
    "date": lambda about: in_words(about.subject.date, about.lang),
    "fracture": _broken,
    "fracture_date": _broken_on,
    "appointment": lambda about: about.subject.appointment,
    "calcium_mg": lambda about: about.number("calcium_vitamin_d.calcium"),
    "calcium_mg_low_intake": lambda about: about.number("calcium_vitamin_d.calcium_low_intake"),
    "vitamin_d_iu": lambda about: about.number("calcium_vitamin_d.vitamin_d"),
    "denosumab_dose": lambda about: drugs()["denosumab"][f"dose_{about.lang}"],
    "denosumab_interval": lambda about: drugs()["denosumab"][f"interval_{about.lang}"],
}


# TO CARE


def _site(about: About) -> str | None:
    site = about.subject.fracture_site
    return None if site is None else value_label("latest_fracture_site", site, about.lang)


def _site_on(about: About) -> str | None:
    day = about.subject.fracture_date
    return None if day is None else day.isoformat()


def _told(part: Callable[[Told], Filling | list[str]]) -> Fill:
    """What `Told` says; a list of it as several."""

    def fill(about: About) -> Filling:
        told = about.told()
        given = None if told is None else part(told)
        return tuple(given) if isinstance(given, list) else given

    return fill


def _found(part: Callable[[found.Findings, Lang], str]) -> Fill:
    """What is said of the findings, where the guideline answers for the patient at all."""

    def words(told: Told) -> str | None:
        return part(told.assessment.findings, told.lang) if told.is_answered() else None

    return _told(words)


def _recommendations(told: Told) -> list[str]:
    return told.plan("now", "treat", "refer", "investigate", but=OURSELVES) or [said(WORDS, "nothing", told.lang)]


def _missing(told: Told) -> str:
    return facts((one.fact for one in open_questions(told.assessment) if one.changes), told.lang, ASKED)


CARE: dict[str, Fill] = {
    **ANYONE,
    "recipient": lambda about: about.subject.recipient,
    "date": lambda about: about.subject.date.isoformat(),
    "fracture": _site,
    "fracture_date": _site_on,
    "assessed": _told(lambda told: told.assessment.assessment_date.isoformat()),
    "background": _told(Told.background),
    "risk": _found(found.risk),
    "diagnosis": _found(found.diagnosis),
    "treatment": _told(lambda told: told.treatment() if told.is_answered() else None),
    "body": _found(found.body),
    "laboratory": _found(found.laboratory),
    "borderline": _found(found.borderline),
    "assumptions": _found(found.assumptions),
    "recommendations": _told(_recommendations),
    "beside": _told(lambda told: told.plan("now", "treat", "investigate")),
    "drug": _told(Told.drug),
    "referral": _told(lambda told: told.plan("refer", but=OURSELVES)),
    "follow_up": _told(lambda told: told.plan("follow")),
    "self_care": _told(lambda told: told.plan("self")),
    "possible": _told(Told.possible),
    "missing": _told(_missing),
    "source": _told(Told.source),
}
LISTS = frozenset(("recommendations", "beside", "drug", "referral", "follow_up", "self_care", "possible"))
REQUIRED: dict[Kind, tuple[str, ...]] = {
    "invitation": ("unit",),
    "reminder": ("unit",),
    "recommendation": ("person_id", "recommendations", "drug", "source"),
    "referral": ("person_id", "referral", "diagnosis", "risk", "source"),
    "self_care": (),
    "before_denosumab": ("denosumab_interval", "calcium_mg", "vitamin_d_iu"),
}


def _of(kind: Kind) -> dict[str, Fill]:
    return CARE if kind in TO_CARE else PERSON


RULES: Mapping[Kind, Rules] = {kind: Rules(tuple(_of(kind)), LISTS & set(_of(kind)), REQUIRED[kind]) for kind in KINDS}
"""What may and must stand in the template of each kind."""


def fillings(kind: Kind, lang: Lang, to: Addressee, sender: Sender, subject: Subject) -> dict[str, Filling]:
    """Every placeholder of this kind of letter -> what it becomes."""
    assessment = subject.assessment
    guideline = load(assessment.guideline["variant"] if assessment else DEFAULT)
    about = About(lang, to, sender, subject, guideline, assessment)
    return {name: fill(about) for name, fill in _of(kind).items()}
