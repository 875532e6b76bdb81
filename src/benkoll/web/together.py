"""Acts that come at once are logged at once: those that wait for the log are one transaction, synced to the disk once.

Who comes while another writes waits with the others that come then; the first of them writes for all. Whoever told
something goes on when it is in the log, as if it had written alone. What lets somebody act but once is used up in the
same transaction.
"""

import threading
from dataclasses import dataclass, field

from benkoll.audit.log import Act, Actor, append_each
from benkoll.store.database import Database, again
from benkoll.store.keys import Keys
from benkoll.web.kept import Once, first_use


@dataclass
class _Told:
    actor: Actor
    act: Act
    once: Once | None
    first: bool = True
    done: bool = False
    error: Exception | None = None


@dataclass
class Together:
    """The acts of one service that wait for the log."""

    _waiting: list[_Told] = field(default_factory=list)
    _list: threading.Lock = field(default_factory=threading.Lock)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def tell(self, database: Database, keys: Keys, actor: Actor, act: Act, once: Once | None = None) -> bool:
        """Log the act; what the database refused is raised by each whose act was among them.

        `once`: what it is done by. False, and nothing is logged, where that was used before.
        """
        own = _Told(actor, act, once)
        with self._list:
            self._waiting.append(own)
        with self._turn:
            if not own.done:
                with self._list:
                    those, self._waiting = self._waiting, []
                _write(database, keys, those)
        if own.error is not None:
            raise own.error
        return own.first


def _write(database: Database, keys: Keys, those: list[_Told]) -> None:
    error = None
    try:
        _logged(database, keys, those)
    except Exception as raised:  # each of those who wait is told of it, whatever it is
        error = raised
    for one in those:
        one.done, one.error = True, error


@again
def _logged(database: Database, keys: Keys, those: list[_Told]) -> None:
    with database.writing() as connection:
        for one in sorted(those, key=_ids):  # in one order, so that no two wait for each other
            one.first = one.once is None or first_use(connection, one.once)
        append_each(connection, keys, [(one.actor, one.act) for one in those if one.first])


def _ids(one: _Told) -> tuple[str, ...]:
    return () if one.once is None else one.once.ids
