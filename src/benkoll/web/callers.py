"""Where a request comes from, and how many came from there: past a proxy that is known, and past no other."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import Scope


def address_of(scope: Scope, proxies: Sequence[str]) -> str:
    """The caller's address: the connection's own; where that is a proxy of the configuration, what it says.

    Each proxy adds at the end whom it was called by (X-Forwarded-For), so the last one that is no proxy of ours is the
    caller. What stands before it the caller may have written.
    """
    client = scope.get("client")
    peer = str(client[0]) if client else ""
    if not is_proxy(peer, proxies):
        return peer
    said = ",".join(Headers(scope=scope).getlist("x-forwarded-for"))
    for one in reversed([one.strip() for one in said.split(",")]):
        if not _is_address(one):
            return peer
        if not is_proxy(one, proxies):
            return one
    return peer


def is_proxy(address: str, proxies: Sequence[str]) -> bool:
    """Whether the address is in one of these networks."""
    if not proxies or not _is_address(address):
        return False
    there = ipaddress.ip_address(address)
    return any(there in ipaddress.ip_network(one, strict=False) for one in proxies)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


class Callers:
    """How many requests came from each address in this minute; the addresses that came last, no more."""

    MOST = 10_000

    def __init__(self) -> None:
        self._minute = 0
        self._count: OrderedDict[tuple[str, int], int] = OrderedDict()

    def wait(self, address: str, limit: int) -> int | None:
        """Seconds to wait; None where it may go on."""
        now = int(time.monotonic())
        if now // 60 != self._minute:
            self._minute = now // 60
            self._count.clear()
        key = (address, limit)
        self._count[key] = self._count.get(key, 0) + 1
        if len(self._count) > self.MOST:
            self._count.popitem(last=False)
        return 60 - now % 60 if self._count[key] > limit else None

    def is_first_too_many(self, address: str, limit: int) -> bool:
        """Whether the last one from there was the first that had to wait: it is told of once a minute."""
        return self._count.get((address, limit)) == limit + 1
