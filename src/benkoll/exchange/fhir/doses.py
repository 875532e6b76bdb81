"""Dosages: what one dose is in milligrams, how often it is given, what it is against, by which route."""

from collections.abc import Iterator
from datetime import date

from benkoll.exchange.codes.tables import Row, found, rows
from benkoll.exchange.fhir.shapes import (
    Json,
    Resource,
    codes,
    end_of,
    names,
    number_of,
    object_of,
    objects,
    text_of,
    when_of,
    words,
)
from benkoll.exchange.fhir.units import converted, unit_of

DAYS = {"s": 1 / 86400, "min": 1 / 1440, "h": 1 / 24, "d": 1.0, "wk": 7.0, "mo": 365.25 / 12, "a": 365.25}
"""Days in FHIR's units of time."""

TIMES_A_DAY = {"QD": 1.0, "QOD": 0.5, "BID": 2.0, "TID": 3.0, "QID": 4.0, "AM": 1.0, "PM": 1.0}
"""FHIR's codes of usual timings."""

ORAL_DAYS = 2
"""A dose at least every other day is a tablet where no route is given: nobody injects a glucocorticoid so often."""


def dosages(resource: Resource) -> tuple[Json, ...]:
    """The dosages of a statement, an order or an administration."""
    return objects(resource.body.get("dosage")) or objects(resource.body.get("dosageInstruction"))


def use_of(drug: str, resource: Resource, medication: Json) -> str:
    """`osteoporosis` or `oncology` by dose, brand and interval; `unknown` where nothing tells; `differ` where they do.

    A drug whose table has no sign of osteoporosis is used against it unless another sign says otherwise.
    """
    table = [row for row in rows("drug_uses") if row["drug"] == drug]
    brand = f"{words(resource.body.get('medicationCodeableConcept'))} {words(medication.get('code'))}"
    signs = {"mg": _dose_signs(resource, medication), "months": list(_intervals(resource))}
    uses = {row["use"] for row in table if _shows(row, signs, brand)}
    if len(uses) > 1:
        return "differ"
    needs_a_sign = any(row["use"] == "osteoporosis" for row in table)
    return uses.pop() if uses else "unknown" if needs_a_sign else "osteoporosis"


def _shows(row: Row, signs: dict[str, list[float]], brand: str) -> bool:
    if row["sign"] == "brand":
        return row["text"] in brand
    return any(float(row["low"]) <= value <= float(row["high"]) for value in signs[row["sign"]])


def _dose_signs(resource: Resource, medication: Json) -> list[float]:
    """Milligrams of a dose; where no dose is said, of what the package holds."""
    doses = [mg for dosage in dosages(resource) if (mg := _mg(dosage, medication)) is not None]
    strength = None if doses else _strength(medication)
    return doses if strength is None else [strength[0]]


def _intervals(resource: Resource) -> Iterator[float]:
    """Months between doses."""
    for dosage in dosages(resource):
        often = _times_a_day(dosage)
        if often:
            yield 1 / often / DAYS["mo"]


def daily_mg(resource: Resource, medication: Json, day: date) -> float | None:
    """Milligrams a day of what is taken on the day; None where that is not said, or only as needed or stepwise."""
    running = [dosage for dosage in dosages(resource) if _covers(dosage, day)]
    steps = {dosage.get("sequence") for dosage in running}
    if not running or len(steps) > 1:
        return None
    total = 0.0
    for dosage in running:
        mg, often = _mg(dosage, medication), _times_a_day(dosage)
        if mg is None or often is None or dosage.get("asNeededBoolean") or dosage.get("asNeededCodeableConcept"):
            return None
        total += mg * often
    return round(total, 4)


def oral(resource: Resource) -> bool:
    """Whether it is taken by mouth: by its route; where none is given, by how often."""
    routes = [dosage.get("route") for dosage in dosages(resource) if dosage.get("route")]
    if routes:
        return all(_is_oral(route) for route in routes)
    often = [_times_a_day(dosage) for dosage in dosages(resource)]
    return all(times is None or times * ORAL_DAYS >= 1 for times in often)


def _is_oral(route: object) -> bool:
    if any(found("routes", code) for code in codes(route)):
        return True
    said = words(route)
    return not codes(route) and any(sign in said for sign in ("oral", "mun", "mouth")) and bool(names(route))


def bounds(resource: Resource) -> tuple[date | None, date | None]:
    """From when to when the dosages run, where they say so."""
    periods = [object_of(_repeat(dosage).get("boundsPeriod")) for dosage in dosages(resource)]
    starts = [when.first for period in periods if (when := when_of(period))]
    ends = [when.last for period in periods if (when := end_of(period))]
    whole = bool(periods) and len(ends) == len(periods)
    return min(starts, default=None), max(ends) if whole else None


def _covers(dosage: Json, day: date) -> bool:
    period = _repeat(dosage).get("boundsPeriod")
    start, end = when_of(period), end_of(period)
    return not (start and start.first > day) and not (end and end.last < day)


def _repeat(dosage: Json) -> Json:
    return object_of(object_of(dosage.get("timing")).get("repeat"))


def _times_a_day(dosage: Json) -> float | None:
    repeat = _repeat(dosage)
    period, unit = number_of(repeat.get("period")), DAYS.get(text_of(repeat.get("periodUnit")))
    if period and period > 0 and unit:
        return (number_of(repeat.get("frequency")) or 1) / (period * unit)
    when = repeat.get("when")
    if isinstance(when, list) and when:
        return float(len(when))
    coded = objects(object_of(object_of(dosage.get("timing")).get("code")).get("coding"))
    return next((TIMES_A_DAY[code] for one in coded if (code := text_of(one.get("code"))) in TIMES_A_DAY), None)


def _mg(dosage: Json, medication: Json) -> float | None:
    """Milligrams of one dose: as said, or by the strength of what is counted or measured out."""
    given = [object_of(dosage.get("dose"))]
    given += [object_of(one.get("doseQuantity")) for one in objects(dosage.get("doseAndRate"))]
    for quantity in given:
        number = number_of(quantity.get("value"))
        if number is None or quantity.get("comparator"):
            continue
        mg = converted("dose_mg", number, unit_of(quantity))
        strength = _strength(medication)
        if mg is None and strength and _counted(unit_of(quantity)) == strength[2]:
            mg = number * strength[0] / strength[1]
        if mg is not None:
            return mg
    return None


def _strength(medication: Json) -> tuple[float, float, str] | None:
    """Milligrams in so much of a unit, of a drug with one ingredient."""
    ingredients = objects(medication.get("ingredient"))
    strength = object_of(ingredients[0].get("strength")) if len(ingredients) == 1 else {}
    numerator, denominator = (object_of(strength.get(part)) for part in ("numerator", "denominator"))
    number, per = number_of(numerator.get("value")), number_of(denominator.get("value"))
    mg = None if number is None else converted("dose_mg", number, unit_of(numerator))
    return (mg, per, _counted(unit_of(denominator))) if mg is not None and per else None


def _counted(unit: str) -> str:
    """Volumes as they are; everything else counts pieces, however it is called."""
    plain = unit.lower()
    return plain if plain in ("ml", "l") else "piece"
