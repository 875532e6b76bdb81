"""How much of the care chain one person, or one system, looks up within an hour: enough to work, too little to copy it.

A look is a patient, a list or a page of a list that was not opened before in that hour; whatever is sent in a form, a
search by number above all, is one each time. Lists that are loaded anew are none.
"""

import threading
import time

PEOPLE_AN_HOUR, SYSTEMS_AN_HOUR = 600, 20_000
"""To each process. People: ten a minute through a whole hour, more than anybody works (reading); systems: a list of a
whole region read page by page (reading)."""
HOUR = 3600


class Looks:
    """What each has looked at in this hour."""

    def __init__(self) -> None:
        self._hour = -1
        self._seen: dict[str, set[str]] = {}
        self._sent: dict[str, int] = {}
        self._told: set[str] = set()
        self._lock = threading.Lock()

    def wait(self, who: str, place: str | None, limit: int) -> int | None:
        """Seconds to wait; None where they may look. `place`: what is looked at, None for what is sent."""
        now = int(time.monotonic())
        with self._lock:
            if now // HOUR != self._hour:
                self._hour, self._seen, self._sent, self._told = now // HOUR, {}, {}, set()
            seen, sent = self._seen.setdefault(who, set()), self._sent.get(who, 0)
            if place in seen:
                return None
            if len(seen) + sent >= limit:
                return HOUR - now % HOUR
            if place is None:
                self._sent[who] = sent + 1
            else:
                seen.add(place)
        return None

    def is_to_be_told(self, who: str) -> bool:
        """Whether it was not told yet in this hour that they must wait; from now on it was."""
        with self._lock:
            first = who not in self._told
            self._told.add(who)
            return first
