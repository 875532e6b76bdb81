"""Answers to FHIR R4: one collection Bundle with a care plan, its orders, drugs, warnings and risk for each answer.

Everything is a proposal (draft). What is only possible is an action in words and orders nothing. Ids follow from
patient, day, guideline and code, so that the same answer is the same Bundle; every reference resolves inside it.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from benkoll.assess.answer import Advice, Assessment
from benkoll.errors import Lang
from benkoll.exchange.fhir import proposals
from benkoll.exchange.fhir.proposals import Made, annotations, coded, said
from benkoll.guideline.drugs import drug_name

ORDER = {"Patient": 0, "CarePlan": 1, "RequestGroup": 2}
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:benkoll")

TITLE: Mapping[Lang, str] = {"sv": "Osteoporos: förslag enligt {}", "en": "Osteoporosis: proposal by {}"}
LIMITS: Mapping[Lang, str] = {
    "sv": "Beräknat förslag som stöd för bedömning. Inte CE-märkt, ersätter inte klinisk bedömning.",
    "en": "Computed proposal in support of judgement. Not CE-marked, does not replace clinical judgement.",
}


def bundle(assessments: Iterable[Assessment], lang: Lang = "sv") -> dict[str, Any]:
    """One R4 collection Bundle. `lang`: the language that the assessments were made in."""
    entries: dict[str, Made] = {}
    times: Counter[tuple[str, date]] = Counter()
    for position, assessment in enumerate(assessments, 1):
        who = assessment.patient_id or f"#{position}"
        times[who, assessment.assessment_date] += 1
        entries |= _Plan(assessment, who, times[who, assessment.assessment_date], lang).entries()
    found = [{"fullUrl": address, "resource": resource} for address, resource in entries.items()]
    return {"resourceType": "Bundle", "type": "collection", **({"entry": found} if found else {})}


class _Plan:
    """The resources of one answer, by the address at which the others point at them.

    `who`: by which the patient's id is made. `time`: the how manieth answer for the same patient and day it is.
    """

    def __init__(self, assessment: Assessment, who: str, time: int, lang: Lang) -> None:
        self.assessment = assessment
        self.lang = lang
        self.day = assessment.assessment_date.isoformat()
        guideline = assessment.guideline
        self.key = (who, self.day, guideline["variant"], guideline["version"], str(time))
        self.made: dict[str, Made] = {}
        identity = {"identifier": [{"system": proposals.PATIENT, "value": assessment.patient_id}]}
        self.patient = self._put({"resourceType": "Patient", **(identity if assessment.patient_id else {})}, who)
        shown = [one for one in assessment.recommendations if one.status == "recommended" or one.supported]
        self.warnings = [one for one in shown if one.code.startswith(proposals.WARNED)]
        self.actions = [one for one in shown if one not in self.warnings]

    def entries(self) -> dict[str, Made]:
        """All resources: the patient, the plan, its group of actions, then what these point at."""
        risk = proposals.risk(self.assessment, self.patient, self.day, self.lang)
        supporting = [self._put(risk, *self.key)] if risk else []
        supporting += [
            self._put(proposals.warning(one, self.patient, self.day, self.lang), *self.key, one.code)
            for one in self.warnings
        ]
        group = {
            "resourceType": "RequestGroup",
            "status": "draft",
            "intent": "proposal",
            "subject": self.patient,
            "authoredOn": self.day,
            **proposals.some("action", [self._action(one) for one in self.actions]),
        }
        guideline = self.assessment.guideline
        plan = {
            "resourceType": "CarePlan",
            "status": "draft",
            "intent": "proposal",
            "title": TITLE[self.lang].format(f"{guideline['name']} ({guideline['variant']} {guideline['version']})"),
            "subject": self.patient,
            "created": self.day,
            **proposals.some("supportingInfo", supporting),
            "activity": [{"reference": self._put(group, *self.key)}],
            **annotations([*self._withheld(), LIMITS[self.lang]]),
        }
        self._put(plan, *self.key)
        ranked = sorted(self.made.items(), key=lambda one: ORDER.get(one[1]["resourceType"], len(ORDER)))
        return dict(ranked)

    def _withheld(self) -> list[str]:
        """Why there is no drug yet, where a pathway is recommended."""
        found = self.assessment.findings.get("first_choice_withheld")
        if not found:
            return []
        why = ", ".join([found["because"], *found["codes"]])
        if found["afterwards"]:
            why += "; " + said("afterwards", self.lang, drug_name(found["afterwards"], self.lang))
        return [said("withheld", self.lang, why)]

    def _target(self, advice: Advice) -> Made | None:
        """What the advice orders or proposes; None where it is words alone."""
        who = (self.patient, self.day, self.lang)
        if advice.status == "possible":
            return None
        if advice.code in proposals.PATHWAYS and self.assessment.findings["first_choice"]:
            return proposals.first_choice(self.assessment, advice, *who)
        if advice.code == proposals.SUPPLEMENT and not advice.details.get("already_taken"):
            return proposals.supplement(advice, *who)
        return proposals.order(advice, *who) if advice.code.startswith(proposals.ORDERED) else None

    def _action(self, advice: Advice) -> Made:
        details = advice.details
        target = self._target(advice)
        listed = {one.code for one in self.actions}
        after = [{"actionId": code, "relationship": "after"} for code in details.get("after", ()) if code in listed]
        told = proposals.notes(advice, self.lang)
        return {
            "id": advice.code,
            "title": advice.words,
            **({"description": " ".join(told)} if told else {}),
            **({"priority": "urgent"} if details.get("urgent") else {}),
            "code": [coded(proposals.RECOMMENDATION, advice.code, advice.words)],
            "documentation": [
                {"type": "justification", "display": words, **({"label": ", ".join(ids)} if ids else {})}
                for words, ids in proposals.grounds(advice)
            ],
            **({"timingDateTime": details["due"]} if details.get("due") else {}),
            **({"resource": self._put(target, *self.key, advice.code)} if target else {}),
            **proposals.some("relatedAction", after),
        }

    def _put(self, resource: Made, *key: str) -> Made:
        """Keep the resource under an id made of its type and key; a reference to it."""
        kind = resource["resourceType"]
        id_ = str(uuid.uuid5(NAMESPACE, "\x1f".join((kind, *key))))
        self.made[f"urn:uuid:{id_}"] = {"resourceType": kind, "id": id_, **resource}
        return {"reference": f"urn:uuid:{id_}"}
