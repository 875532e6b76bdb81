"""What CDS Hooks answers: few cards, each new, with its reasons and something to do; unknown is never no."""

from datetime import date
from typing import Any

import jsonschema
import pytest

from benkoll.exchange.cds_hooks.answer import MOST, answer
from benkoll.exchange.cds_hooks.call import read_call
from benkoll.exchange.cds_hooks.services import SERVICES, discovery, templates
from benkoll.guideline.build import load
from interface.web.calls import (
    Json,
    albumin,
    bundle,
    calcium,
    call,
    condition,
    egfr,
    given,
    order,
    ordered,
    patient,
    tablets,
)
from interface.web.cards import DISCOVERY, RESPONSE

DAY = date(2026, 11, 30)
WHOLE = ("drugs", "oral_drugs", "conditions")
STROKE, INFARCTION = condition("I63.9", "2019-01-01"), condition("I21.9", "2019-01-01")
HIP = condition("S72.00", "2026-11-20")
OLD = patient("1944-03-02")


def cards(body: Json, declared: tuple[str, ...] = (), lang: Any = "sv") -> list[Json]:
    """The cards, of the specification's form."""
    service = SERVICES[f"benkoll-{body['hook']}"]
    found = answer(read_call(service, body), DAY, load(), declared, lang, "https://benkoll.example")
    jsonschema.validate(found, RESPONSE, format_checker=jsonschema.FormatChecker())
    listed: list[Json] = found["cards"]
    return listed


def only(body: Json, declared: tuple[str, ...] = (), lang: Any = "sv") -> Json:
    (card,) = cards(body, declared, lang)
    return card


def codes(found: list[Json]) -> list[str]:
    return [card["source"]["topic"]["code"] for card in found]


def actions(card: Json) -> list[tuple[str, str]]:
    """What a click does: its type, and the resource that it makes or takes away."""
    found = [action for one in card.get("suggestions", ()) for action in one["actions"]]
    return [(one["type"], one.get("resourceId") or one["resource"]["resourceType"]) for one in found]


def test_discovery() -> None:
    found = discovery("sv")
    jsonschema.validate(found, DISCOVERY)
    hooks = ["patient-view", "order-select", "order-sign", "encounter-discharge", "appointment-book"]
    assert [one["hook"] for one in found["services"]] == hooks
    for one in found["services"]:
        assert one["prefetch"].keys() <= templates().keys()
        assert sum(map(len, one["prefetch"].values())) < 1500
        assert all("{{context.patientId}}" in query for query in one["prefetch"].values())


# ORDERS


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
@pytest.mark.parametrize(("disease", "words"), [(STROKE, "stroke"), (INFARCTION, "hjärtinfarkt")])
def test_romosozumab_after_stroke_or_infarction(hook: str, disease: Json, words: str) -> None:
    card = only(ordered(order("M05BX06"), hook=hook, of=(patient(), disease)))
    assert card["indicator"] == "critical"
    assert card["summary"] == f"Romosozumab är uteslutet: tidigare {words}"
    assert "SEQ-3" in card["source"]["label"]
    assert actions(card) == [("delete", "MedicationRequest/draft-1")]
    assert {one["code"] for one in card["overrideReasons"]} >= {"done", "judgement", "declined"}


def test_in_english() -> None:
    card = only(ordered(order("M05BX06"), of=(patient(), STROKE)), lang="en")
    assert card["summary"] == "Romosozumab is excluded: stroke, ever"


def test_romosozumab_where_nothing_is_known_against_it() -> None:
    """Silence is no permission, and no alarm: what a blood test tells is asked for."""
    card = only(ordered(order("M05BX06"), of=(patient(),)))
    assert card["indicator"] == "info"
    assert "totalkalcium" in card["summary"]


@pytest.mark.parametrize("atc", ["M05BA04", "M05BA07", "M05BA08"])
@pytest.mark.parametrize(("value", "stops"), [(30, True), (34, True), (35, False), (60, False)])
def test_a_bisphosphonate_by_kidney_function(atc: str, value: float, stops: bool) -> None:
    found = cards(ordered(order(atc), of=(patient(), egfr(value, "2026-11-01"), calcium(2.3, "2026-11-01"))))
    assert [card["indicator"] for card in found if card["indicator"] == "critical"] == ["critical"] * stops
    if stops:
        assert "eGFR under 35" in found[0]["summary"]
        assert "BP-5" in found[0]["source"]["label"]
    else:
        assert found == []


def test_what_must_be_known_before_the_first_dose() -> None:
    card = only(ordered(order("M05BA08"), of=(patient(), HIP)))
    assert (card["indicator"], card["summary"]) == (
        "info",
        "Kontrollera före zoledronsyra: eGFR (angivet), totalkalcium",
    )
    assert actions(card) == [("create", "ServiceRequest")]


def test_denosumab_at_low_calcium() -> None:
    """By total calcium alone it is a doubt; with albumin it is known."""
    low = (patient(), egfr(60, "2026-11-01"), calcium(1.9, "2026-11-01"))
    card = only(ordered(order("M05BX04"), of=low))
    assert (card["indicator"], card["summary"]) == ("warning", "Kontrollera före denosumab: joniserat kalcium")
    card = only(ordered(order("M05BX04"), of=(*low, albumin(38, "2026-11-01"))))
    assert (card["indicator"], card["summary"]) == ("critical", "Denosumab är uteslutet: hypokalcemi")


def test_a_cancer_dose_is_no_osteoporosis_drug() -> None:
    monthly = {"timing": {"repeat": {"frequency": 1, "period": 4, "periodUnit": "wk"}}}
    dose = {**monthly, "doseAndRate": [{"doseQuantity": {"value": 120, "unit": "mg", "code": "mg"}}]}
    assert cards(ordered(order("M05BX04", dose=dose), of=(patient(), calcium(1.9, "2026-11-01")))) == []


DENOSUMAB = (patient(), given("M05BX04", "2026-09-01"), given("M05BX04", "2026-03-01", id="a0"))


def test_denosumab_stopped() -> None:
    card = only(ordered(order("M05BX04", status="stopped"), of=DENOSUMAB))
    assert card["indicator"] == "critical"
    assert card["summary"].startswith("Denosumab sätts aldrig bara ut")
    assert "DMAB-3" in card["source"]["label"]


def test_denosumab_stopped_and_followed_by_a_bisphosphonate() -> None:
    both = ordered(order("M05BX04", status="stopped"), order("M05BA08", id="draft-2"), of=DENOSUMAB)
    assert codes(cards(both)) == ["CHECK-zoledronic_acid"]


def test_what_is_not_selected_gets_no_card() -> None:
    body = ordered(order("M05BX06"), hook="order-select", of=(patient(), STROKE))
    body["context"]["selections"] = ["MedicationRequest/another"]
    assert cards(body) == []


def test_another_patients_order_gets_no_card() -> None:
    strange = order("M05BX06", subject={"reference": "Patient/another"})
    assert cards(ordered(strange, of=(patient(), STROKE))) == []


def test_other_orders_get_no_card() -> None:
    others = ({"resourceType": "ServiceRequest", "id": "s", "status": "draft"}, order("C10AA05"))
    assert cards(ordered(*others, of=(patient(), STROKE))) == []
    assert cards(ordered(order("M05BX06", doNotPerform=True), of=(patient(), STROKE))) == []


@pytest.mark.parametrize("strange", [[], "x", None, {"entry": 1}, {"entry": [1, {"resource": 2}]}])
def test_drafts_of_another_shape(strange: Any) -> None:
    body = ordered(order("M05BX06"), of=(patient(), STROKE))
    body["context"]["draftOrders"] = strange or {"entry": "x"}
    assert cards(body) == []


# CORTISONE


def test_cortisone_for_three_months() -> None:
    card = only(ordered(order("H02AB06", dose=tablets(10, 3)), of=(patient(),)))
    assert card["indicator"] == "warning"
    assert card["summary"] == "Kortison minst 5 mg/dag i minst 3 månader: skydda skelettet"
    assert "GC-1" in card["source"]["label"]
    assert ("create", "ServiceRequest") in actions(card)
    density = [one["actions"][0]["resource"] for one in card["suggestions"]]
    assert any(one["code"]["coding"][0]["code"] == "INV-DXA" for one in density)


@pytest.mark.parametrize(
    ("mg", "months", "told"), [(4, 6, False), (5, 3, True), (5, 2, False), (10, 2, False), (7.5, 12, True)]
)
def test_by_dose_and_length(mg: float, months: float, told: bool) -> None:
    assert bool(cards(ordered(order("H02AB06", dose=tablets(mg, months)), of=(patient(),)))) is told


@pytest.mark.parametrize(
    ("value", "unit", "told"), [(90, "d", True), (60, "d", False), (12, "wk", False), (14, "wk", True)]
)
def test_the_length_of_what_is_dispensed(value: float, unit: str, told: bool) -> None:
    supply = {"expectedSupplyDuration": {"value": value, "code": unit}}
    found = cards(ordered(order("H02AB06", dose=tablets(10), dispenseRequest=supply), of=(patient(),)))
    assert bool(found) is told


def test_cortisone_of_unknown_length_asks_for_it() -> None:
    card = only(ordered(order("H02AB06", dose=tablets(10)), of=(patient(),)))
    assert card["indicator"] == "info"
    assert "om det ska ges i minst 3 månader" in card["summary"]


def test_cortisone_that_changes_nothing_gets_no_card() -> None:
    """Who takes it already has heard it."""
    on = order("H02AB06", status="active", id="m", dose=tablets(10, 12), authoredOn="2026-01-01")
    on["dosageInstruction"][0]["timing"]["repeat"]["boundsPeriod"] = {"start": "2026-01-01", "end": "2027-06-01"}
    assert cards(ordered(order("H02AB06", dose=tablets(10, 12)), of=(patient(), on))) == []


# DISCHARGE


def test_a_hip_fracture_goes_home_untreated() -> None:
    card = only(call("encounter-discharge", OLD, HIP), WHOLE)
    assert (card["indicator"], card["summary"]) == ("warning", "Starta behandlingen före utskrivning")
    assert "CARE-2" in card["source"]["label"]
    assert "Förstahandsval: zoledronsyra" in card["detail"]
    assert ("create", "MedicationRequest") not in actions(card)  # eGFR is not known: no click orders it


def test_where_the_list_of_drugs_is_not_known_to_be_whole() -> None:
    card = only(call("encounter-discharge", OLD, HIP))
    assert card["indicator"] == "warning"
    assert card["summary"].startswith("Kan gälla: starta behandlingen före utskrivning")
    assert "osteoporosläkemedel nu" in card["summary"]


def test_what_was_not_sent_is_unknown_and_never_no() -> None:
    """Declared whole, and yet not sent: its silence says nothing."""
    body = call("encounter-discharge", OLD, HIP)
    del body["prefetch"]["requests"]
    card = only(body, WHOLE)
    assert card["summary"].startswith("Kan gälla")
    assert "ordinationer" in card["detail"]


@pytest.mark.parametrize("sent", [None, {"resourceType": "OperationOutcome"}, "x", [], 7])
def test_a_query_that_failed_is_unknown(sent: Any) -> None:
    body = call("encounter-discharge", OLD, HIP)
    body["prefetch"]["requests"] = sent
    assert only(body, WHOLE)["summary"].startswith("Kan gälla")


def test_a_page_of_many_is_not_the_whole() -> None:
    body = call("encounter-discharge", OLD, HIP)
    body["prefetch"]["requests"]["link"] = [{"relation": "next", "url": "https://ehr.example/fhir?page=2"}]
    assert only(body, WHOLE)["summary"].startswith("Kan gälla")


def test_one_who_is_treated_gets_no_card() -> None:
    on = order("M05BA04", status="active", id="m", authoredOn="2026-05-01")
    assert cards(call("encounter-discharge", OLD, HIP, on), WHOLE) == []


def test_without_a_fracture_there_is_no_card() -> None:
    assert cards(call("encounter-discharge", OLD), WHOLE) == []


# PATIENT-VIEW


def test_what_to_do_now_and_what_to_ask() -> None:
    card = only(call("patient-view", OLD, HIP))
    assert card["indicator"] == "info"
    assert card["summary"] == "Osteoporos, att göra: anmäl till frakturkedjan; DXA av höft och ländrygg"
    assert "Mest värt att ta reda på: osteoporosläkemedel nu." in card["detail"]
    assert actions(card) == [("create", "ServiceRequest"), ("create", "ServiceRequest")]


def test_a_late_dose() -> None:
    late = (patient(), given("M05BX04", "2026-03-01"), given("M05BX04", "2025-09-01", id="a0"))
    assert [(card["indicator"], card["summary"]) for card in cards(call("patient-view", *late))] == [
        ("critical", "Denosumabdosen är försenad")
    ]


def test_denosumab_that_ended_is_a_warning() -> None:
    ended = (patient(), given("M05BX04", "2025-11-01"), given("M05BX04", "2025-05-01", id="a0"))
    card = only(call("patient-view", *ended))
    assert (card["indicator"], codes([card])) == ("warning", ["TX-FOLLOW-ON"])


def test_the_drug_now_is_excluded() -> None:
    on = order("M05BA04", status="active", id="m", authoredOn="2026-05-01")
    found = cards(call("patient-view", patient(), on, egfr(25, "2026-11-01")))
    assert (found[0]["indicator"], codes(found)[0]) == ("critical", "ALERT-DRUG")
    assert found[0]["summary"].startswith("Alendronsyra är uteslutet: eGFR under 35")


@pytest.mark.parametrize(
    "who",
    [
        patient(),
        patient("1990-01-01"),
        patient("2015-01-01"),
        patient(gender="male"),
        patient("1944-03-02", deceasedBoolean=True),
    ],
)
def test_most_patients_get_no_card(who: Json) -> None:
    assert cards(call("patient-view", who)) == []


def test_a_dead_patients_fracture_gets_no_card() -> None:
    assert cards(call("patient-view", patient("1944-03-02", deceasedBoolean=True), HIP)) == []


def test_never_more_than_three() -> None:
    late = (OLD, HIP, given("M05BX04", "2026-03-01"), calcium(1.9, "2026-11-01"), STROKE | {"id": "c2"})
    assert len(cards(call("patient-view", *late))) <= MOST


def test_a_value_that_cannot_be_is_taken_out_and_told() -> None:
    """The rest of the record still counts."""
    card = only(call("patient-view", OLD, HIP, egfr(900, "2026-11-01")))
    assert "Kunde inte användas, räknas som okänt: eGFR (angivet)." in card["detail"]


@pytest.mark.parametrize("prefetch", [{}, None, "x", {"patient": None}, {"patient": {"resourceType": "Patient"}}])
def test_nothing_was_sent(prefetch: Any) -> None:
    body = call("patient-view", patient())
    body["prefetch"] = prefetch
    assert cards(body) == []


def test_another_patients_data_are_not_read() -> None:
    body = call("patient-view", OLD)
    strange = HIP | {"subject": {"reference": "Patient/another"}}
    body["prefetch"]["conditions"] = bundle(strange)
    assert cards(body) == []


# APPOINTMENT-BOOK

VISIT = {"resourceType": "Appointment", "status": "proposed", "start": "2027-04-15T09:00:00+02:00"}


def test_a_dose_that_will_be_late() -> None:
    dosed = (patient(), given("M05BX04", "2026-08-01"), given("M05BX04", "2026-02-01", id="a0"))
    card = only(call("appointment-book", *dosed, appointments=bundle(VISIT)))
    assert card["summary"] == "Denosumabdosen blir försenad före besöket 2027-04-15: ges senast 2027-02-01"
    soon = VISIT | {"start": "2027-01-20T09:00:00+01:00"}
    assert cards(call("appointment-book", *dosed, appointments=bundle(soon))) == []


def test_dxa_before_the_visit() -> None:
    card = only(call("appointment-book", OLD, HIP, appointments=bundle(VISIT)))
    assert card["summary"] == "Före besöket 2027-04-15: DXA av höft och ländrygg"
    assert actions(card) == [("create", "ServiceRequest")]


def test_a_control_whose_day_is_not_known_is_not_said_to_come_before_the_visit() -> None:
    """It is some years after the start of the drug, which is not known."""
    taken = {**order("M05BX03", "active"), "resourceType": "MedicationStatement"}
    assert cards(call("appointment-book", OLD, taken, appointments=bundle(VISIT))) == []
    assert only(call("patient-view", OLD, taken))["source"]["topic"]["code"] == "FU-DXA"


def test_visits_without_a_day_or_gone_by() -> None:
    for start in (None, "x", "2020-01-01T09:00:00Z"):
        assert cards(call("appointment-book", OLD, HIP, appointments=bundle(VISIT | {"start": start}))) == []


# THE SAME CALL


def test_the_same_call_gets_the_same_ids() -> None:
    body = call("patient-view", OLD, HIP)
    assert cards(body) == cards(body)
    other = cards(body | {"hookInstance": "another"})
    assert [card["uuid"] for card in other] != [card["uuid"] for card in cards(body)]
