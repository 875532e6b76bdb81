"""Pictures of the spine while people work with them: read in a worker with limits, and kept in memory for a while."""

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from benkoll.errors import UsageError

if TYPE_CHECKING:
    from benkoll.exchange.densitometry.checked import Checked
    from benkoll.exchange.dicom.spine_image import SpineImage
    from benkoll.exchange.dicom.worker import Reader

KEPT_BYTES = 128 * 1024 * 1024
"""Of pictures that are kept, in each process: some thirty of a densitometer, or three large radiographs (reading)."""


class Images:
    """The pictures of one service, by the ids of their images; whoever asks has been let to see the image before.

    `hands`: of each reader how exactly they place points, in mm; None where that is not known.

    Nothing is begun, and no image library loaded, before the first file comes.
    """

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        self._lock = threading.Lock()
        self._reader: Reader | None = None
        self._kept: OrderedDict[str, SpineImage] = OrderedDict()
        self._most = kept_bytes
        self.hands: dict[str, float | None] = {}

    def read(self, content: bytes) -> "SpineImage":
        """The image in a DICOM file; InputError where it is refused."""
        return self._worker().image(content)

    def density(self, content: bytes, name: str) -> "Checked":
        """What a structured report called `name` says of bone density; InputError where it is refused."""
        return self._worker().density(content, name)

    def kept(self, named: str) -> "SpineImage | None":
        """The image of this id, if it is in memory."""
        with self._lock:
            found = self._kept.get(named)
            if found is not None:
                self._kept.move_to_end(named)
            return found

    def of(self, named: str, content: bytes) -> "SpineImage":
        """The image of this id, of which this is the file; InputError as `read`."""
        found = self.kept(named)
        return self.keep(named, self.read(content)) if found is None else found

    def keep(self, named: str, found: "SpineImage") -> "SpineImage":
        """Keep the image of this id, which was read."""
        with self._lock:
            self._kept[named] = found
            self._kept.move_to_end(named)
            while len(self._kept) > 1 and sum(one.pixels.nbytes for one in self._kept.values()) > self._most:
                self._kept.popitem(last=False)
        return found

    def close(self) -> None:
        """End the worker, and let the pictures go."""
        with self._lock:
            reader, self._reader = self._reader, None
            self._kept.clear()
        if reader is not None:
            reader.close()

    def _worker(self) -> "Reader":
        with self._lock:
            if self._reader is None:
                try:
                    from benkoll.exchange.dicom.worker import Reader
                except ImportError:
                    raise UsageError(
                        "DICOM läses inte här: installera benkoll[imaging]",
                        "DICOM is not read here: install benkoll[imaging]",
                    ) from None
                self._reader = Reader()
            return self._reader
