"""Why a DICOM file is refused, in words that say what to do; and the limits within which one is read."""

from collections.abc import Mapping
from types import MappingProxyType

from benkoll.errors import InputError, Problem
from benkoll.exchange.codes.tables import rows
from benkoll.facts.messages import shown

LIMITS: Mapping[str, float] = MappingProxyType({row["name"]: float(row["value"]) for row in rows("dicom_limits")})

Words = tuple[str, str]
"""A message in Swedish and English."""

DAMAGED: Words = (
    "DICOM-filen är skadad eller ofullständig; hämta den på nytt från arkivet (PACS)",
    "the DICOM file is damaged or cut off; fetch it again from the archive (PACS)",
)
NO_DICOM: Words = (
    "filen är inte DICOM (märket DICM saknas); exportera den som DICOM-fil (Part 10) från arkivet",
    "the file is no DICOM file (the mark DICM is missing); export it as a DICOM file (Part 10) from the archive",
)
_MEGABYTES = f"{LIMITS['file_bytes'] / 2**20:.0f}"
TOO_LARGE: Words = (
    f"filen är större än {_MEGABYTES} MB; exportera en enda bild ur undersökningen",
    f"the file is larger than {_MEGABYTES} MB; export a single image of the examination",
)
INFLATED: Words = (
    "filen blir orimligt stor när den packas upp; exportera den utan komprimering (Explicit VR Little Endian)",
    "the file grows beyond reason as it is unpacked; export it without compression (Explicit VR Little Endian)",
)
MEMORY: Words = (
    "bilden kräver mer minne än vad som är tillåtet; exportera den okomprimerad eller i lägre upplösning",
    "the image needs more memory than is allowed; export it uncompressed or in a lower resolution",
)


def refused(words: Words, field: str | None = None, value: object = None) -> InputError:
    """The refusal with these words. `field`: the attribute by its DICOM keyword; `value`: as it stood."""
    return InputError([Problem(*words, field, None if value is None else shown(value))])
