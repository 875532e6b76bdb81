"""VFA readings for tests: one with everything, and the parts that it is made of."""

from datetime import date

from pydicom.uid import SecondaryCaptureImageStorage

from benkoll.exchange.dicom.uids import uid_of
from benkoll.measures.vertebra import Spacing, Vertebra
from benkoll.measures.vfa_report import Heights, ImageUids, Ratios, ReferenceUsed, VfaFinding, VfaReport

IMAGE = ImageUids(
    study=uid_of("study"), series=uid_of("series"), sop_class=SecondaryCaptureImageStorage, sop_instance=uid_of("image")
)


def vertebra(top: float) -> Vertebra:
    """A wedge: 20 pixels high in front, 30 behind."""
    return Vertebra(
        anterior_top=(100.25, top + 10),
        anterior_bottom=(101.5, top + 30.125),
        middle_top=(120, top + 6),
        middle_bottom=(120.375, top + 31),
        posterior_top=(140, top),
        posterior_bottom=(141, top + 30),
    )


L1 = VfaFinding(
    level="L1",
    vertebra=vertebra(400),
    heights_px=Heights(20.164, 25.003, 30.017),
    heights_mm=Heights(20.164 / 2, 25.003 / 2, 30.017 / 2),
    ratios=Ratios(0.672, 0.833, 0.98),
    loss_percent=32.8,
    shape="wedge",
    grade=2,
    probabilities=(0.01, 0.09, 0.85, 0.05),
    reader_grade="2",
    judgement="fracture",
    approved=True,
)
REPORT = VfaReport(
    findings=(
        VfaFinding("T4", not_evaluable="overlaid", approved=True),
        VfaFinding("T8", vertebra=vertebra(200), heights_px=Heights(20, 25, 30), ratios=Ratios(0.7, 0.8)),
        VfaFinding("T12", reader_grade="0.5", judgement="scheuermann", approved=True),
        L1,
    ),
    patient_id="19500907-2553",
    patient_name="Test^Tora",
    birth_date=date(1950, 9, 7),
    sex="female",
    image=IMAGE,
    imaged_on=date(2026, 3, 1),
    spacing=Spacing(0.5, 0.6),
    read_by="Karin Läsare",
    read_on=date(2026, 3, 2),
    approved_on=date(2026, 3, 3),
    conclusion="Kompression av L1.\nInget annat.",
    spine_deformity_index=2.0,
    reference=ReferenceUsed("våra normala.json", date(2026, 1, 5), "female", 312),
)
