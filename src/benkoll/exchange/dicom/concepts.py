"""The coded concepts of structured reports: one row of `codes/dicom_concepts.csv` a name, with its source."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from highdicom.sr import CodedConcept

from benkoll.exchange.codes.tables import rows


@cache
def concepts() -> Mapping[str, CodedConcept]:
    """Name, as the rest of the room calls it -> concept."""
    return MappingProxyType(
        {row["name"]: CodedConcept(row["code"], row["scheme"], row["meaning"]) for row in rows("dicom_concepts")}
    )
