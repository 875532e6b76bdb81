"""What the chain knows of an episode's patient, as facts that a consultation begins with."""

from typing import Any

from benkoll.chain.commands import Chain
from benkoll.chain.course import course
from benkoll.chain.reads import Shown, episode
from benkoll.facts.fractures import OTHER, PRIOR_FACTS
from benkoll.logic.term import Value

REGULAR = ("denosumab", "zoledronic_acid")
"""The drugs of which single doses are told."""


def facts_of_episode(chain: Chain, named: str) -> tuple[dict[str, Value], bool]:
    """Who the patient is, the fracture, and the drug so far as it has been told; whether there is more, but blocked.

    Raises as `reads.episode`; whoever is shown is logged.
    """
    shown = episode(chain, named)
    given: dict[str, Any] = {
        "patient_id": shown.person_id,
        "birth_date": shown.known.get("birth_date"),
        "sex": shown.known.get("sex"),
        **_fracture(shown),
        **_drug(shown),
    }
    return {name: value for name, value in given.items() if value is not None}, shown.blocked


def _fracture(shown: Shown) -> dict[str, Any]:
    site = shown.row["site"]
    if site is None:
        return {}
    return {
        PRIOR_FACTS.get(site, OTHER): True,
        "latest_fracture_site": site,
        "latest_fracture_date": shown.row["fracture_date"].isoformat(),
    }


def _drug(shown: Shown) -> dict[str, Any]:
    """Nothing where none was told of: that is not to have none."""
    now = course(shown.events)
    if now.drug is not None:
        dose = now.last_dose.isoformat() if now.last_dose and now.drug in REGULAR else None
        return {
            "osteoporosis_drug": now.drug,
            "drug_start_date": now.since and now.since.isoformat(),
            "last_dose_date": dose,
        }
    ended = now.stopped_on or now.paused_on
    if now.left is None or ended is None:
        return {}
    return {
        "osteoporosis_drug": "none",
        "previous_osteoporosis_drug": now.left,
        "drug_stop_date": ended.isoformat(),
    }
