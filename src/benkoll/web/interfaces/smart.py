"""SMART on FHIR: the service started from an EHR, the assessment filled in with the patient's record.

Only EHRs of the configuration. Nothing is written to the record but by the user's own click.
"""

import base64
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from benkoll.assess.answer import plain
from benkoll.assess.shown import Consultation, consult
from benkoll.audit.log import patient_digest
from benkoll.chain.identifiers import identifier
from benkoll.errors import BenkollError, InputError
from benkoll.exchange.cds_hooks.call import ID, identity_number, record, usable
from benkoll.exchange.fhir import proposals
from benkoll.exchange.fhir.shapes import object_of, text_of
from benkoll.letters.record import record_text
from benkoll.logic.term import Value
from benkoll.web.forms import form_of
from benkoll.web.interfaces.smart_read import read_patient
from benkoll.web.kept import keep, kept_under, take
from benkoll.web.launches import RESUME, await_log_in, awaited
from benkoll.web.outward import Unreachable, is_safe
from benkoll.web.own_key import shown
from benkoll.web.pages.consultation_form import entry
from benkoll.web.permissions import NOBODY, Permission, Who
from benkoll.web.problems import Forbidden, Refused
from benkoll.web.routes import Door, who_asks
from benkoll.web.service import Service, Smart, service_of
from benkoll.web.views import Words, lang_of, render

WORDS: Words = {
    "title": {"sv": "Skrivet till journalen", "en": "Written to the record"},
    "title refused": {"sv": "Inte skrivet till journalen", "en": "Not written to the record"},
    "written": {
        "sv": "Bedömningen är skriven till patientens journal: {}.",
        "en": "The assessment is written to the patient's record: {}.",
    },
    "not written": {
        "sv": "Journalsystemet tog inte emot allt. Inte skrivet: {}.",
        "en": "The EHR did not take everything. Not written: {}.",
    },
    "back": {"sv": "Tillbaka till bedömningen", "en": "Back to the assessment"},
    "document": {"sv": "Osteoporosbedömning enligt riktlinjen", "en": "Osteoporosis assessment by the guideline"},
}
READ = (
    "Patient",
    "Condition",
    "Observation",
    "MedicationRequest",
    "MedicationStatement",
    "MedicationAdministration",
    "Procedure",
    "FamilyMemberHistory",
    "AllergyIntolerance",
)
WRITTEN = ("DocumentReference", "RiskAssessment")
CALLBACK = "/smart/callback"
FROM = "from"
WAIT, KEPT = timedelta(minutes=10), timedelta(minutes=60)
"""How long a launch may take, and how long what was read of a patient is kept for the form: sealed, for one session."""

door = Door()


@door.get("/smart/launch", Permission.PUBLIC)
def launched(request: Request) -> Response:
    """Started from an EHR (with `launch`), or by itself; who is not logged in logs in first."""
    service, who = service_of(request), who_asks(request)
    iss = request.query_params.get("iss", "").rstrip("/")
    launch = request.query_params.get("launch", "")[:2000]
    smart = _configured(service, iss)
    if who is NOBODY:
        answer = RedirectResponse("/login", 303)
        await_log_in(request, smart.iss, launch, answer)
        return answer
    if not who.may(Permission.ASSESS):
        raise Forbidden
    return _off(service, who, smart, launch)


@door.get(RESUME, Permission.ASSESS)
def resumed(request: Request) -> Response:
    """On with the launch that waited for a log-in."""
    waited = awaited(request)
    if waited is None:
        return RedirectResponse("/", 303)
    service = service_of(request)
    return _off(service, who_asks(request), _configured(service, waited[0]), waited[1])


@door.get(CALLBACK, Permission.ASSESS)
def called_back(request: Request) -> Response:
    """Back from the EHR: its patient is read, and the form is filled in."""
    service, who, said = service_of(request), who_asks(request), request.query_params
    about = take(service.database, service.keys, f"smart {said.get('state', '')}", service.clock())
    if about is None or about["session"] != who.session or "error" in said or not said.get("code"):
        raise Refused(
            400,
            "journalsystemet släppte inte in oss: öppna bedömningen från journalen igen",
            "the EHR did not let us in: open the assessment from the record again",
        )
    smart = _configured(service, about["iss"])
    tokens = _exchanged(service, smart, about, said["code"])
    token, patient = text_of(tokens.get("access_token")), text_of(tokens.get("patient"))
    if not token or not ID.fullmatch(patient):
        raise _unanswered()
    try:
        resources = read_patient(service.outward, smart.iss, patient, token)
    except Unreachable:
        raise _unanswered() from None
    digest = _digest(service, smart, patient, resources)
    with service.chain(who).book() as book:
        book.tell("SMART read", digest, smart.iss[:200])
    facts = _facts(service, f"Patient/{patient}", resources)
    key, now = secrets.token_urlsafe(32), service.clock()
    kept = {"session": who.session, "iss": smart.iss, "patient": patient, "digest": digest, "token": token}
    keep(service.database, service.keys, f"record {key}", {**kept, "facts": facts}, now, now + KEPT)
    return RedirectResponse(f"/assess?{urlencode({FROM: key})}", 303)


def prefilled(request: Request, key: str) -> Mapping[str, Value]:
    """The facts that were read from the EHR under the key, for the form; the log says that they were shown.

    Forbidden where they are not there any more, or are another session's.
    """
    service, who, about = _kept(request, key)
    with service.chain(who).book() as book:
        book.tell("SMART shown", about["digest"], about["iss"][:200])
    facts: dict[str, Value] = about["facts"]
    return facts


@door.post("/smart/back", Permission.ASSESS)
async def write_back(request: Request) -> Response:
    """The assessment, as it stands in the form, written to the record: because the user has said so."""
    form = await form_of(request, who_asks(request))
    return await run_in_threadpool(_written_back, request, form)


def _written_back(request: Request, form: Mapping[str, list[str]]) -> Response:
    key = form.get(FROM, [""])[0]
    if not key:
        raise Refused(422, "formuläret är inte ifyllt från en journal", "the form is not filled in from a record")
    service, who, about = _kept(request, key)
    entered = entry(form)
    if entered.problems:
        raise InputError(entered.problems)
    _held_to_the_patient(about["facts"], entered.known)
    result = consult(entered.known, entered.blocked_facts(), entered.variant, service.today(), lang_of(request))
    with service.chain(who).book() as book:
        book.tell("SMART written", about["digest"], about["iss"][:200])
    written, refused = [], []
    for resource in _resources(request, result, about["patient"]):
        try:
            answer = service.outward.post_json(f"{about['iss']}/{resource['resourceType']}", resource, about["token"])
            written.append(f"{resource['resourceType']}/{text_of(object_of(answer).get('id')) or '?'}")
        except Unreachable:
            refused.append(resource["resourceType"])
    status = 200 if written else 502
    return render(request, "smart_back.html", WORDS, status, written=written, refused=refused, key=key)


def _held_to_the_patient(read: Mapping[str, Any], entered: Mapping[str, object]) -> None:
    """Refuse what was filled in for somebody else: it would be written to this patient's record."""
    for name in ("birth_date", "sex"):
        if name in read and entered.get(name, read[name]) != read[name]:
            raise Refused(
                422,
                "födelsedatum eller kön är inte den patients som journalen gäller: öppna bedömningen från rätt journal",
                "the date of birth or the sex is not that of the record's patient: open it from the right record",
            )


def _kept(request: Request, key: str) -> tuple[Service, Who, dict[str, Any]]:
    service, who = service_of(request), who_asks(request)
    about = kept_under(service.database, service.keys, f"record {key}", service.clock())
    if about is None or about["session"] != who.session:
        raise Forbidden
    return service, who, about


# THE EHR


def _configured(service: Service, iss: str) -> Smart:
    """The EHR of that FHIR server, as the configuration has it; Forbidden for any other."""
    found = next((one for one in service.smart if one.iss == iss), None)
    if found is None:
        raise Forbidden
    return found


def _off(service: Service, who: Who, smart: Smart, launch: str) -> Response:
    """Off to the EHR's log-in, with PKCE."""
    from authlib.common.security import generate_token
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    metadata = _metadata(service, smart)
    state, verifier = generate_token(48), generate_token(64)
    now = service.clock()
    about = {"iss": smart.iss, "session": who.session, "verifier": verifier}
    keep(service.database, service.keys, f"smart {state}", about, now, now + WAIT)
    version_2 = "permission-v2" in (metadata.get("capabilities") or ())
    reads, makes = (".rs", ".c") if version_2 else (".read", ".write")
    scopes = ["launch" if launch else "launch/patient", "openid", "fhirUser"]
    scopes += [f"patient/{kind}{reads}" for kind in READ] + [f"patient/{kind}{makes}" for kind in WRITTEN]
    query = {
        "response_type": "code",
        "client_id": smart.client_id,
        "redirect_uri": service.origin + CALLBACK,
        **({"launch": launch} if launch else {}),
        "scope": " ".join(scopes),
        "state": state,
        "aud": smart.iss,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    }
    endpoint = metadata["authorization_endpoint"]
    return RedirectResponse(f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}", 303)


def _metadata(service: Service, smart: Smart) -> Mapping[str, Any]:
    try:
        found = service.outward.get(f"{smart.iss}/.well-known/smart-configuration")
    except Unreachable:
        raise _unanswered() from None
    named = ("authorization_endpoint", "token_endpoint")
    if not isinstance(found, dict) or not all(
        isinstance(found.get(name), str) and is_safe(found[name]) for name in named
    ):
        raise _unanswered()
    return found


def _exchanged(service: Service, smart: Smart, about: Mapping[str, Any], code: str) -> Mapping[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": service.origin + CALLBACK,
        "code_verifier": about["verifier"],
    }
    endpoint = _metadata(service, smart)["token_endpoint"]
    told, basic = shown(smart, form, endpoint, service.clock())
    try:
        found = service.outward.post_form(endpoint, told, basic)
    except Unreachable:
        raise _unanswered() from None
    return found if isinstance(found, dict) else {}


def _unanswered() -> Refused:
    return Refused(
        503,
        "journalsystemet svarar inte som det ska: försök igen, eller fyll i bedömningen för hand",
        "the EHR does not answer as it should: try again, or fill the assessment in by hand",
        {"Retry-After": "30"},
    )


def _facts(service: Service, reference: str, resources: list[dict[str, Any]]) -> dict[str, Any]:
    """What the record states, fit for the form; what cannot be used is left out, and is unknown."""
    day = service.today()
    try:
        found = usable(record(resources, reference, day).raw, day, ()).patient
    except InputError as error:
        raise Refused(
            422,
            "journalens uppgifter går inte att läsa som FHIR R4: fyll i bedömningen för hand",
            "the record cannot be read as FHIR R4: fill the assessment in by hand",
        ) from error
    if found is None:
        return {}
    settled = found.patient
    return {
        name: plain(settled.facts[name]) for name in settled.stated if name not in ("patient_id", "assessment_date")
    }


def _digest(service: Service, smart: Smart, patient: str, resources: list[dict[str, Any]]) -> str:
    """What the log knows the patient by: as CDS Hooks does."""
    who = next((one for one in resources if one.get("resourceType") == "Patient"), {})
    number = identity_number({"patient": who})
    try:
        known = identifier(number).number if number else ""
    except BenkollError:
        known = ""
    return patient_digest(service.keys, known or f"{smart.iss}/Patient/{patient}")


def _resources(request: Request, result: Consultation, patient: str) -> list[dict[str, Any]]:
    """What is written: the text for the record, and the risk where one is known."""
    service, lang = service_of(request), lang_of(request)
    day, subject = service.today().isoformat(), {"reference": f"Patient/{patient}"}
    text = "\n".join(record_text(result.assessment, result.settled.facts, lang))
    content = base64.b64encode(text.encode()).decode()
    title = WORDS["document"][lang]
    document = {
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": "preliminary",
        "type": {"text": title},
        "subject": subject,
        "date": service.clock().isoformat(timespec="seconds"),
        "content": [{"attachment": {"contentType": "text/markdown; charset=utf-8", "data": content, "title": title}}],
    }
    risk = proposals.risk(result.assessment, subject, day, lang)
    return [document, *([risk] if risk else [])]
