"""The public keys of others: fetched from the addresses of the configuration, kept for a while."""

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benkoll.web.outward import Outward, Unreachable

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

FRESH, STALE, RETRY = 600.0, 86_400.0, 10.0
"""Seconds: keys are fetched again after the first, still count until the second where that fails; between two tries."""
SECONDS, WAIT = 5.0, 0.25
"""How long the keys may take to come, and how long one call waits for them."""


class BadToken(Exception):
    """A token that does not count; why in a word, never what it holds."""


class NotAtHand(Exception):
    """Keys that must be waited for, where nobody wants to wait."""


@dataclass
class _Ring:
    keys: "KeySet | None" = None
    at: float = 0.0
    tried: float = float("-inf")
    under_way: "Future[None] | None" = None


class Rings:
    """The keys of each JWKS address, kept for a while; an unknown `kid` has them fetched again, not too often.

    They are fetched beside the calls: a call waits a little for keys that it lacks, and not at all for fresher ones.
    """

    def __init__(self) -> None:
        self._rings: dict[str, _Ring] = {}
        self._lock = threading.Lock()
        self._workers = ThreadPoolExecutor(2, thread_name_prefix="jwks")

    def keys(self, outward: Outward, url: str, kid: str | None, seconds: float) -> "KeySet":
        """The keys; BadToken where none can be had in so many seconds; NotAtHand where they would come, in none."""
        now = time.monotonic()
        with self._lock:
            ring = self._rings.setdefault(url, _Ring())
            known = ring.keys is not None and (kid is None or any(key.kid == kid for key in ring.keys.keys))
            idle = ring.under_way is None or ring.under_way.done()
            if (not known or now - ring.at > FRESH) and idle and now - ring.tried > RETRY:
                ring.tried = now
                ring.under_way = self._workers.submit(_fetch, ring, outward, url)
            waited_for = None if known and now - ring.at <= STALE else ring.under_way
        if waited_for is not None:
            if not seconds and not waited_for.done():
                raise NotAtHand
            wait([waited_for], seconds)
        found = ring.keys
        if found is None or time.monotonic() - ring.at > STALE:
            raise BadToken("no keys")
        return found


def _fetch(ring: _Ring, outward: Outward, url: str) -> None:
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    try:
        found = outward.get(url, seconds=SECONDS)
        public = [key for key in found["keys"] if key.get("kty") in ("RSA", "EC") and key.get("use", "sig") == "sig"]
        ring.keys, ring.at = KeySet.import_key_set({"keys": public}), time.monotonic()
    except (Unreachable, JoseError, KeyError, TypeError, ValueError, AttributeError):
        return  # what is known still counts, for a while
