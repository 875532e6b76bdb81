"""The patient's other images, to be looked at level by level beside the one that is read."""

from typing import Any

from benkoll.errors import Lang
from benkoll.letters.vfa_words import ToldVfa
from benkoll.readings.changes import points_of
from benkoll.readings.reads import Listed, Opened
from benkoll.web.pages.vfa_shown import drawing
from benkoll.web.pages.vfa_words import READING


def earlier(found: Opened, lang: Lang) -> list[dict[str, Any]]:
    """Each other image of the patient, with the points of the reading of it that was signed last."""
    said = list[dict[str, Any]]()
    for image, readings in found.others:
        signed = [one for one in readings if one.report is not None]
        last = max(signed, key=lambda one: (str(one.signed_on), one.id), default=None)
        day = READING["undated"][lang] if image.made_on is None else str(image.made_on)
        said.append({**drawing(image), "label": day, "levels": {} if last is None else _levels(last, lang)})
    return said


def _levels(one: Listed, lang: Lang) -> dict[str, Any]:
    assert one.report is not None
    told = ToldVfa(one.report, lang)
    return {
        finding.level: {
            "points": None if finding.vertebra is None else points_of(finding.vertebra),
            "assessed": told.assessed(finding),
        }
        for finding in one.report.findings
    }
