"""A VFA reading as FHIR: a DiagnosticReport with an Observation for each level; valid in R4, R4B and R5 alike.

Codes that no terminology was found to have are our own (`urn:benkoll:vfa`). The reader's grade is the value of a
level's Observation; the computed one stands among its components with its probabilities, and a deformity is called a
fracture only where the reader did.
"""

import uuid
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from benkoll.errors import Lang
from benkoll.exchange.codes.tables import rows
from benkoll.exchange.fhir.proposals import PATIENT, UCUM, Made, coded, some, spoken
from benkoll.exchange.fhir.write import NAMESPACE
from benkoll.measures.vertebra import LEVELS
from benkoll.measures.vfa_numbers import RATIO, measured
from benkoll.measures.vfa_report import VfaFinding, VfaReport
from benkoll.measures.vfa_words import JUDGEMENTS, NOT_EVALUABLE, SHAPES, computed_by

OWN, READER = "urn:benkoll:vfa", "urn:benkoll:user"
SNOMED, LOINC, DICOM_UID = "http://snomed.info/sct", "http://loinc.org", "urn:dicom:uid"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_SERVICE = "http://terminology.hl7.org/CodeSystem/v2-0074"
_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"

TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "report": ("Kotfrakturbedömning (VFA)", "Vertebral fracture assessment (VFA)"),
        "level": ("Genant-grad, {}", "Genant grade, {}"),
        "computed": ("Genant-grad beräknad ur sex punkter", "Genant grade computed from six points"),
        "computed by": ("graden är beräknad av", "the grade was computed by"),
        "grade": ("grad {}", "grade {}"),
        "height.anterior": ("främre höjd", "anterior height"),
        "height.middle": ("mellersta höjd", "middle height"),
        "height.posterior": ("bakre höjd", "posterior height"),
        "ratio.wedge": ("främre mot bakre höjd", "anterior against posterior height"),
        "ratio.biconcave": ("mellersta mot bakre höjd", "middle against posterior height"),
        "ratio.crush": ("bakre höjd mot grannarnas", "posterior height against that of the neighbours"),
        "loss_percent": ("höjdförlust", "loss of height"),
        "probability": ("sannolikhet för grad {}", "probability of grade {}"),
        "shape": ("form", "shape"),
        "judgement": ("avläsarens bedömning", "the reader's judgement"),
        "spine_deformity_index": ("spine deformity index", "spine deformity index"),
    }
)


def vfa_bundle(report: VfaReport, lang: Lang = "sv") -> Made:
    """A collection Bundle: patient, report, one Observation a level, and the spine deformity index where there is one.

    Final where the reading is approved, else preliminary. Ids follow from the image and the reader, so that the same
    reading is the same Bundle; every reference resolves inside it.
    """
    return _Written(report, lang).bundle()


class _Written:
    """The resources of one reading, by the address at which the others point at them."""

    def __init__(self, report: VfaReport, lang: Lang) -> None:
        self.report = report
        self.lang = lang
        self.computed_by = computed_by(report.reference, lang)
        image = report.image.sop_instance if report.image else ""
        self.key = (image, report.patient_id or "", report.read_by or "", str(report.read_on))
        self.status = "preliminary" if report.approved_on is None else "final"
        self.made: dict[str, Made] = {}

    def bundle(self) -> Made:
        """All of it."""
        patient = self._put("Patient", "patient", self._patient())
        about = self._about(patient)
        results = [self._put("Observation", one.level, self._level(one, about)) for one in self.report.findings]
        if self.report.spine_deformity_index is not None:
            results.append(self._put("Observation", "index", self._index(about)))
        self._put("DiagnosticReport", "report", self._whole(about, results))
        ordered = sorted(self.made.items(), key=lambda one: _ORDER.index(one[1]["resourceType"]))
        return {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [{"fullUrl": address, "resource": resource} for address, resource in ordered],
        }

    def _put(self, kind: str, part: str, body: Made) -> Made:
        id_ = str(uuid.uuid5(NAMESPACE, "\x1f".join((kind, *self.key, part))))
        self.made[f"urn:uuid:{id_}"] = {"resourceType": kind, "id": id_, **body}
        return {"reference": f"urn:uuid:{id_}"}

    def _patient(self) -> Made:
        report = self.report
        return {
            **some("identifier", [{"system": PATIENT, "value": report.patient_id}] if report.patient_id else []),
            **some("name", [{"text": report.patient_name}] if report.patient_name else []),
            **({"birthDate": report.birth_date.isoformat()} if report.birth_date else {}),
            **({"gender": report.sex} if report.sex else {}),
        }

    def _about(self, patient: Made) -> Made:
        """What report and Observations share: of whom and when."""
        day = self.report.imaged_on or self.report.read_on
        return {
            "status": self.status,
            "subject": patient,
            **({"effectiveDateTime": day.isoformat()} if day else {}),
        }

    def _performer(self) -> list[Made]:
        reader = self.report.read_by
        return [{"type": "Practitioner", "identifier": {"system": READER, "value": reader}}] if reader else []

    def _observed(self, about: Made) -> Made:
        image = self.report.image
        study = image.study if image else ""
        seen = {"type": "ImagingStudy", "identifier": {"system": DICOM_UID, "value": f"urn:oid:{study}"}}
        return {
            **about,
            "category": [{"coding": [{"system": _CATEGORY, "code": "imaging"}]}],
            **some("performer", self._performer()),
            **some("derivedFrom", [seen] if study else []),
        }

    def _level(self, one: VfaFinding, about: Made) -> Made:
        value: Made
        if one.reader_grade is not None:
            value = {"valueCodeableConcept": self._grade(one.reader_grade)}
        elif one.not_evaluable is not None:
            coding = [{"system": _ABSENT, "code": "unknown"}, {"system": OWN, "code": one.not_evaluable}]
            value = {"dataAbsentReason": {"coding": coding, "text": NOT_EVALUABLE[one.not_evaluable][self.lang]}}
        else:
            value = {"dataAbsentReason": {"coding": [{"system": _ABSENT, "code": "not-performed"}]}}
        return {
            **self._observed(about),
            "code": self._own("genant-grade", "level", one.level),
            "bodySite": {"coding": [{"system": SNOMED, "code": _vertebrae()[one.level]}], "text": one.level},
            **value,
            **some("component", list(self._components(one))),
        }

    def _components(self, one: VfaFinding) -> Iterator[Made]:
        """The measures, the computed grade, the shape, and what the reader holds it to be."""
        for name, value, unit in measured(one):
            words, _, part = name.partition(".")
            code = name.replace(".", "-").replace("_", "-")
            told = self._own(code, words, part) if words == "probability" else self._own(code, name)
            yield {"code": told, **_quantity(value, unit)}
        if one.grade is not None:
            yield {"code": self._own("computed-grade", "computed"), "valueCodeableConcept": self._grade(one.grade)}
            yield {"code": self._own("computed-by", "computed by"), "valueString": self.computed_by}
        if one.shape is not None:
            yield self._answered("shape", one.shape, SHAPES)
        if one.judgement is not None:
            yield self._answered("judgement", one.judgement, JUDGEMENTS)

    def _answered(self, question: str, answer: str, called: Mapping[str, Mapping[Lang, str]]) -> Made:
        value = {"coding": [{"system": OWN, "code": answer}], "text": called[answer][self.lang]}
        return {"code": self._own(question, question), "valueCodeableConcept": value}

    def _grade(self, grade: object) -> Made:
        return self._own(f"genant-{grade}", "grade", grade)

    def _own(self, code: str, words: str, *parts: object) -> Made:
        return coded(OWN, code, spoken(TEXTS, words, self.lang, *parts))

    def _index(self, about: Made) -> Made:
        index = self.report.spine_deformity_index
        assert index is not None
        code = self._own("spine-deformity-index", "spine_deformity_index")
        return {**self._observed(about), "code": code, **_quantity(index, RATIO)}

    def _whole(self, about: Made, results: list[Made]) -> Made:
        image = self.report.image
        radiograph = image is not None and image.sop_class in _radiographs()
        code = [] if radiograph else [{"system": LOINC, "code": _DXA_WITH_VFA}]
        fractured = [{"system": SNOMED, "code": _COMPRESSION_FRACTURE}] if self.report.fractures else []
        conclusion = self.report.conclusion
        return {
            **about,
            "category": [coded(_SERVICE, "RAD")],
            "code": {**some("coding", code), "text": spoken(TEXTS, "report", self.lang)},
            **some("resultsInterpreter", self._performer()),
            **some("result", results),
            **({"conclusion": conclusion} if conclusion else {}),
            **some("conclusionCode", [{"coding": fractured}] if fractured else []),
        }


def _quantity(number: float, unit: str) -> Made:
    value = {"value": number, "unit": unit, "system": UCUM, "code": unit}
    return {"valueQuantity": value if unit != RATIO else {"value": number, "system": UCUM, "code": unit}}


@cache
def _vertebrae() -> Mapping[str, str]:
    """Level -> its SNOMED CT code."""
    return MappingProxyType({row["name"]: row["code"] for row in rows("dicom_concepts") if row["name"] in LEVELS})


@cache
def _radiographs() -> frozenset[str]:
    """Classes of images that no densitometer made."""
    return frozenset(
        row["uid"] for row in rows("dicom_classes") if row["reads"] == "image" and row["made_by"] == "x-ray"
    )


_ORDER = ("Patient", "DiagnosticReport", "Observation")
_DXA_WITH_VFA = "83014-1"  # LOINC: axial DXA with vertebral fracture views
_COMPRESSION_FRACTURE = "42942008"  # SNOMED CT: compression fracture of vertebral column
