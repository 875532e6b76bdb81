"""The care chain: a year of all Sweden's fractures taken in, single writes, and the worklist at a million episodes."""

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import million
import sqlalchemy as sa
from figures import Spent, goal, spent, table

from benkoll.audit.log import Actor
from benkoll.chain import tables
from benkoll.chain.book import Book
from benkoll.chain.commands import Chain, record
from benkoll.chain.demo_people import People
from benkoll.chain.intake import BATCH, take_in
from benkoll.chain.reads import Filter, listed, worklist
from benkoll.exchange.visits.read import read_messages
from benkoll.store.database import Database
from benkoll.store.keys import Keys
from benkoll.store.migrate import migrate

if TYPE_CHECKING:
    from database.server import Server

FRACTURES, EPISODES = 100_000, 1_000_000
PAGE = 50
PAGES, WRITES, SYNCS = 200, 200, 200
GOAL_RATE, GOAL_PAGE = 500, 50.0
KEYS = Keys(b"a key that the bench may have...", Path("bench.key"))
_CODES = ("S7200 W0109", "S7210 W0199", "S2200 W1809", "S5250 W0109", "S5260 W0104", "S4220 W0109", "S3250 W1809")
_HEAD = "message_id;person_id;name;date;unit;ward;diagnosis_codes"


def intake(folder: Path, rows: int) -> str:
    """The table of what is written: a file taken in, single writes, and what the disk itself can do."""
    count = min(rows, FRACTURES)
    data, path = visits(count), folder / "intake.db"
    before = _syncs(folder)
    with _made(f"sqlite:///{path}") as database:
        chain = _chain(database)
        cost = spent(lambda: _take(chain, data))
        with database.reading() as connection:
            events = connection.scalar(sa.select(sa.func.count()).select_from(tables.event)) or 0
            episodes = list(connection.scalars(sa.select(tables.episode.c.id)))
        writes = _writes(chain, Random(1).sample(episodes, min(WRITES, len(episodes))))
    after = _syncs(folder)
    head = ("what", "count", "seconds", "CPU s", "a second", "p50, ms", "p99, ms", "goal")
    said = goal(f"at least {GOAL_RATE}", count / cost.seconds >= GOAL_RATE, count / cost.cpu >= GOAL_RATE)
    lines: list[list[object]] = [
        [f"fractures taken in, {BATCH} to a transaction", f"{count:,}", *_both(cost), f"{count / cost.seconds:,.0f}"],
        ["the events that they make", f"{events:,}", "", "", f"{events / cost.seconds:,.0f}"],
        [f"one event, a transaction of its own, with {len(episodes):,} episodes there", *_rate(writes)],
        ["the disk: 4 KB written and synced, before", *_rate(before)],
        ["the same, after", *_rate(after)],
    ]
    lines = [[*line, *[""] * (len(head) - len(line))] for line in lines]
    lines[0][-1] = said
    return table(head, lines)


def visits(count: int) -> bytes:
    """A list of so many fractures in a year as CSV, each of a person of its own."""
    random, people, lines = Random(1), People(Random(2)), [_HEAD]
    for number in range(count):
        day = million.DAY - timedelta(days=365 - 365 * number // count)
        who = people.number(day - timedelta(days=random.randrange(51 * 366, 99 * 365)), "female")
        unit, codes = random.choice(million.units()), random.choice(_CODES)
        ward = f"{unit} 1" if codes[1] == "7" else ""
        lines.append(f"{number};{who};Test Testsson {number};{day};{unit};{ward};{codes}")
    return "\n".join(lines).encode()


def _take(chain: Chain, data: bytes) -> None:
    for one in take_in(chain.database, KEYS, chain.actor, read_messages(data, "visits.csv"), "visits.csv"):
        if one.refused:
            sys.exit(one.problems[0].said("en"))


def _writes(chain: Chain, episodes: Sequence[str]) -> list[float]:
    return [_milliseconds(partial(record, chain, one, "invited", chain.day, {}))[0] for one in episodes]


def _syncs(folder: Path) -> list[float]:
    handle = os.open(folder / "synced", os.O_WRONLY | os.O_CREAT)

    def write() -> None:
        os.pwrite(handle, b"x" * 4096, 0)
        os.fsync(handle)

    try:
        return [_milliseconds(write)[0] for _ in range(SYNCS)]
    finally:
        os.close(handle)


# THE WORKLIST


def pages(folder: Path, rows: int) -> str:
    """The table of how long the list's first page takes, on SQLite and on PostgreSQL."""
    count = min(rows, EPISODES)
    found = {"SQLite": _pages(f"sqlite:///{folder / 'million.db'}", count)}
    with server() as there:
        if there is not None:
            found["PostgreSQL"] = _pages(there.make("bench"), count)
    head = ("database", "what", "query: p50, ms", "p99, ms", "CPU p50", "CPU p99", "page: p50, ms", "p99, ms", "goal")
    lines: list[list[object]] = []
    for name, asked in found.items():
        for what, (clock, cpu, page) in asked.items():
            figures = [f"{_at(times, share):.1f}" for times in (clock, cpu, page) for share in (0.5, 0.99)]
            met = goal(f"query {GOAL_PAGE:.0f} ms", _at(clock, 0.99) < GOAL_PAGE, _at(cpu, 0.99) < GOAL_PAGE)
            lines.append([name, what, *figures, met])
    said = "" if "PostgreSQL" in found else "\n\nPostgreSQL: not run, it is not installed."
    return table(head, lines) + said


_Times = tuple[list[float], list[float], list[float]]
"""The query by the clock, and CPU of this process; the whole page by the clock."""


def _pages(url: str, count: int) -> dict[str, _Times]:
    with _made(url) as database:
        million.fill(database, KEYS, count)
        chain = _chain(database)
        gc.collect()
        gc.freeze()  # as a process that lives long does: the guideline is many objects, which all stay
        return {what: _asked(chain, filters) for what, filters in _filters(Random(3)).items()}


def _asked(chain: Chain, filters: Callable[[], Filter]) -> _Times:
    """The query alone, and the page as it is shown: who is on it is opened and logged, and the log synced."""
    for _ in range(5):
        worklist(chain, filters(), PAGE)
    pages = [_milliseconds(partial(worklist, chain, filters(), PAGE))[0] for _ in range(PAGES)]
    with chain.database.reading() as connection:
        book = Book(connection, chain.keys, chain.actor)
        queries = [_milliseconds(partial(listed, book, chain.day, filters(), PAGE)) for _ in range(PAGES)]
    return [clock for clock, _ in queries], [cpu for _, cpu in queries], pages


def _filters(random: Random) -> dict[str, Callable[[], Filter]]:
    steps = [row[0] for row in million.WAITING]
    return {
        "everything": Filter,
        "of a hospital (4 units)": lambda: Filter(hospital=random.choice(million.units()).partition("/")[0]),
        "of a unit": lambda: Filter(unit=random.choice(million.units())),
        "what somebody has claimed": lambda: Filter(owner=random.choice(million.OWNERS)),
        "what nobody has claimed": lambda: Filter(owner="-"),
        "one step": lambda: Filter(step=random.choice(steps)),
        "one step, of a unit": lambda: Filter(unit=random.choice(million.units()), step=random.choice(steps)),
    }


# BOTH


@contextmanager
def _made(url: str) -> Iterator[Database]:
    database, _ = migrate(url, "real", KEYS)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def server() -> Iterator["Server | None"]:
    """A PostgreSQL server of its own, as the tests make it; None where there is none."""
    sys.path.append(str(Path(__file__).parents[1] / "tests"))
    from database.server import Server, programs

    there = programs()
    if there is None:
        yield None
        return
    made = Server(there)
    try:
        made.start()
        yield made
    finally:
        made.remove()


def made_in(there: "Server | None", folder: Path, name: str) -> str:
    """A new database on the server, or else a SQLite file in the folder; its URL."""
    return there.make(name) if there else f"sqlite:///{folder / name}.db"


def _chain(database: Database) -> Chain:
    at = datetime.combine(million.DAY, time(9), UTC)
    return Chain(database, KEYS, Actor("bench", "all", "bench", lambda: at), million.DAY)


def _milliseconds(call: Callable[[], object]) -> tuple[float, float]:
    """By the clock, and CPU of this process; no garbage is collected before, for that is longer than the call."""
    cpu, start = process_time(), perf_counter()
    call()
    return (perf_counter() - start) * 1000, (process_time() - cpu) * 1000


def _at(times: Sequence[float], share: float) -> float:
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def _both(cost: Spent) -> tuple[str, str]:
    return f"{cost.seconds:.1f}", f"{cost.cpu:.1f}"


def _rate(times: Sequence[float]) -> list[object]:
    seconds = sum(times) / 1000
    rate = f"{len(times) / seconds:,.0f}"
    return [len(times), f"{seconds:.1f}", "", rate, f"{_at(times, 0.5):.1f}", f"{_at(times, 0.99):.1f}"]
