"""An assessment: findings and recommendations, each with its reasons, in the shape of the public JSON contract."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Json = Any  # a value that json.dumps takes; dates are ISO strings


def plain(value: object) -> Json:
    """A term's value as JSON has it: a date as ISO text, all else as it is."""
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True, slots=True)
class Because:
    """One criterion that speaks for (or may settle) an advice: its name, value, statements and words.

    `measured`: where the criterion holds a measured value against a limit, that value.
    """

    criterion: str
    value: Json
    statements: tuple[str, ...]
    words: str
    reading: bool = False
    measured: Json = None


@dataclass(frozen=True, slots=True)
class Advice:
    """One recommendation as it came out for the patient; `missing` names the unknown facts that can still change it.

    `texts`: (statement, words) that explain it.
    `supported`: something that is known speaks for it; a possible one without that hangs on unknown facts alone.
    """

    code: str
    status: Literal["recommended", "possible"]
    words: str
    statements: tuple[str, ...]
    because: tuple[Because, ...]
    missing: tuple[str, ...]
    details: Mapping[str, Json] = field(default_factory=dict)
    reading: str | None = None
    supported: bool = True
    texts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole answer for one patient on one day. `findings` has the contract's keys and JSON values."""

    patient_id: str | None
    assessment_date: date
    guideline: Mapping[str, str]
    findings: Mapping[str, Json]
    recommendations: tuple[Advice, ...]

    def advice(self, code: str) -> Advice | None:
        """The advice with this code, or None where it is not listed."""
        return next((advice for advice in self.recommendations if advice.code == code), None)

    def as_json(self) -> dict[str, Json]:
        """The object that `assessment.schema.json` describes."""
        return {
            "patient_id": self.patient_id,
            "assessment_date": self.assessment_date.isoformat(),
            "guideline": dict(self.guideline),
            "findings": dict(self.findings),
            "recommendations": [_advice_json(advice) for advice in self.recommendations],
        }


def _advice_json(advice: Advice) -> dict[str, Json]:
    return {
        "code": advice.code,
        "status": advice.status,
        "words": advice.words,
        "statements": list(advice.statements),
        "reading": advice.reading,
        "supported": advice.supported,
        "because": [
            {
                "criterion": because.criterion,
                "value": because.value,
                "statements": list(because.statements),
                "words": because.words,
                "reading": because.reading,
                "measured": because.measured,
            }
            for because in advice.because
        ],
        "missing": list(advice.missing),
        "details": dict(advice.details),
        "texts": [{"statement": statement, "words": words} for statement, words in advice.texts],
    }
