"""UIDs of what Benkoll writes: made from the content under the root 2.25, so that the same content has the same UID."""

import hashlib

ROOT = "2.25."
"""The arc for UUIDs (ITU-T X.667); DICOM PS3.5 B.2 allows it."""


def uid_of(*content: bytes | str) -> str:
    """The UID of the content, at most 44 characters; parts are kept apart, so ("ab", "c") is not ("a", "bc")."""
    digest = hashlib.sha256()
    for part in content:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return ROOT + str(int.from_bytes(digest.digest()[:16], "big"))
