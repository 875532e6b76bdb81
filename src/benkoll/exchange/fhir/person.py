"""Patient: who it is, born when, of which sex, alive or not."""

from collections.abc import Iterator
from datetime import date

from benkoll.errors import Problem
from benkoll.exchange.fhir.charts import Chart
from benkoll.exchange.fhir.facts import Gathered
from benkoll.exchange.fhir.shapes import Resource, objects, text_of, when_of

PERSONAL_NUMBERS = ("personnummer", "samordningsnummer", "1.2.752.129.2.1.3.1", "1.2.752.129.2.1.3.3")
"""Parts of the identifier systems that hold identity numbers (HL7 Sweden base profile, and Inera's OIDs)."""


def read_person(chart: Chart, day: date, gathered: Gathered) -> list[Problem]:
    """State what Patient says; what of it cannot be used."""
    patient = chart.patient
    if patient is None:
        gathered.state("patient_id", chart.reference.rpartition("/")[2])
        return []
    gathered.state("patient_id", _identity(patient), patient)
    _state_sex(chart, patient, gathered)
    _state_death(patient, day, gathered)
    return list(_state_birth(patient, day, gathered))


def _identity(patient: Resource) -> str:
    """Patient.id; an identity number only where there is nothing else to tell the patient by."""
    identifiers = objects(patient.body.get("identifier"))
    personal = {id(one) for one in identifiers if any(part in text_of(one.get("system")) for part in PERSONAL_NUMBERS)}
    ranked = sorted(identifiers, key=lambda one: (id(one) in personal, text_of(one.get("value"))))
    values = [text_of(patient.body.get("id")), *(text_of(one.get("value")) for one in ranked)]
    return next(filter(None, values), patient.name.rpartition("/")[2])


def _state_sex(chart: Chart, patient: Resource, gathered: Gathered) -> None:
    gender = patient.text("gender")
    if gender in ("female", "male"):
        gathered.state("sex", gender, patient)
    elif gender:
        chart.notebook.tell("gender", gender, about=patient, fact="sex")


def _state_death(patient: Resource, day: date, gathered: Gathered) -> None:
    died = when_of(patient.body.get("deceasedDateTime"))
    if died:
        gathered.state("deceased", died.first <= day, patient)
    elif isinstance(patient.body.get("deceasedBoolean"), bool):
        gathered.state("deceased", patient.body["deceasedBoolean"], patient)


def _state_birth(patient: Resource, day: date, gathered: Gathered) -> Iterator[Problem]:
    """A birth date without its day gives an age only where every day that it may be gives the same."""
    born = when_of(patient.body.get("birthDate"))
    if born is None:
        return
    if born.exact:
        gathered.state("birth_date", born.first, patient)
        return
    oldest, youngest = (
        day.year - one.year - ((day.month, day.day) < (one.month, one.day)) for one in (born.first, born.last)
    )
    if oldest == youngest:
        gathered.state("age", oldest, patient)
    else:
        gathered.state(
            "birth_date", patient.text("birthDate"), patient
        )  # as it stands: no date, so the record is refused
        yield Problem(
            f"ofullständigt födelsedatum: åldern den {day} kan vara {youngest} eller {oldest} år; ange hela datumet",
            f"incomplete date of birth: the age on {day} may be {youngest} or {oldest} years; state the whole date",
            fact="birth_date",
            value=patient.text("birthDate"),
        )
