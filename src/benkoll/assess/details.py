"""The details of a recommendation, as the contract shapes them: its forms filled with one patient's values."""

from benkoll.assess.answer import Json, plain
from benkoll.errors import Lang
from benkoll.guideline.form import Detail, DrugIf, Due, Items, Reason, Recommendation, Value, Words
from benkoll.logic.evaluate import Evaluation
from benkoll.logic.missing import Missing


def details(form: Recommendation, holds: bool, evaluation: Evaluation, missing: Missing, lang: Lang) -> dict[str, Json]:
    """Key -> value. `holds`: it is recommended, not only possible."""
    found: dict[str, Json] = {}
    for detail in form.details:
        _fill(found, detail, holds, evaluation, missing, lang)
    return found


def _fill(
    found: dict[str, Json], detail: Detail, holds: bool, evaluation: Evaluation, missing: Missing, lang: Lang
) -> None:
    match detail:
        case Value():
            value = evaluation.value(detail.term)
            found[detail.key] = int(value) if isinstance(value, float) and value.is_integer() else plain(value)
        case DrugIf():
            if not holds:
                drug = evaluation.value(detail.term)
                found["drug_if"] = None if drug == "none" else drug
        case Due():
            due = evaluation.value(detail.term)
            found["due"] = plain(due)
            found["due_missing"] = [] if due is not None else list(missing.of(detail.term))
        case Items():
            held = [item for when, item in detail.items if evaluation.true(when)]
            once = {item if isinstance(item, str) else (item.sv, item.source): item for item in held}
            _put(found, detail.key, [_item(item, lang) for item in once.values()])
        case Words():
            said = [sv if lang == "sv" else en for when, sv, en in detail.lines if evaluation.true(when)]
            if said:
                found["words"] = " ".join(said)


def _put(found: dict[str, Json], key: str, items: list[Json]) -> None:
    outer, _, inner = key.partition(".")
    if inner:
        found.setdefault(outer, {})[inner] = items
    else:
        found[outer] = items


def _item(item: str | Reason, lang: Lang) -> Json:
    return item if isinstance(item, str) else reason(item, lang)


def reason(one: Reason, lang: Lang) -> Json:
    """A reason with its source; ours is marked as a reading."""
    return {"reason": one.sv if lang == "sv" else one.en, "source": one.source, "reading": one.reading}
