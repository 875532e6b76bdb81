"""Pictures of the spine while people work with them: read in a worker with limits, and kept in memory for a while."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from benkoll.errors import BenkollError, UsageError
from benkoll.web.problems import Refused

if TYPE_CHECKING:
    from benkoll.exchange.densitometry.checked import Checked
    from benkoll.exchange.dicom.spine_image import SpineImage
    from benkoll.exchange.dicom.worker import Reader

T = TypeVar("T")

KEPT_BYTES = 128 * 1024 * 1024
"""Of pictures that are kept, in each process: some thirty of a densitometer, or three large radiographs (reading)."""


class Images:
    """The pictures of one service, by the ids of their images; whoever asks has been let to see the image before.

    `hands`: of each reader how exactly they place points, in mm; None where that is not known.

    Nothing is begun, and no image library loaded, before the first file comes; once closed, nothing is begun again.
    """

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        self._lock = threading.Lock()
        self._reader: Reader | None = None
        self._closed = False
        self._kept: OrderedDict[str, SpineImage] = OrderedDict()
        self._most = kept_bytes
        self.hands: dict[str, float | None] = {}

    def read(self, content: bytes) -> "SpineImage":
        """The image in a DICOM file; InputError where it is refused, Refused (503) once closed."""
        return self._asked(lambda reader: reader.image(content))

    def density(self, content: bytes, name: str) -> "Checked":
        """What a structured report called `name` says of bone density; errors as `read`."""
        return self._asked(lambda reader: reader.density(content, name))

    def kept(self, named: str) -> "SpineImage | None":
        """The image of this id, if it is in memory."""
        with self._lock:
            found = self._kept.get(named)
            if found is not None:
                self._kept.move_to_end(named)
            return found

    def of(self, named: str, content: bytes) -> "SpineImage":
        """The image of this id, of which this is the file; errors as `read`."""
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
        """End the worker, and let the pictures go. A file that is being read is refused (503), and may come again."""
        with self._lock:
            self._closed = True
            reader, self._reader = self._reader, None
            self._kept.clear()
        if reader is not None:
            reader.close()

    def _asked(self, ask: "Callable[[Reader], T]") -> T:
        reader = self._worker()
        try:
            return ask(reader)
        except BenkollError as error:
            if not self._closed:
                raise
            raise _closing() from error  # its worker was ended: nothing is wrong with the file
        finally:
            if self._closed:
                reader.close()  # which may have begun another worker for the file that the first was ended with

    def _worker(self) -> "Reader":
        with self._lock:
            if self._closed:
                raise _closing()
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


def _closing() -> Refused:
    return Refused(
        503,
        "tjänsten stängs: filen lästes inte, försök igen om en stund",
        "the service is shutting down: the file was not read, try again in a while",
    )
