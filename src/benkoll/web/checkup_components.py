"""The installed packages held against a list of known holes: an export of OSV, fetched where there is a net.

https://osv.dev gives one for PyPI as one file (PyPI/all.zip); a folder of its JSON files does as well. Nothing is asked
for over a network. A package is affected where its version is listed, or stands in a range that is.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from importlib.metadata import distributions
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from benkoll.web.checkup import Found

ECOSYSTEM = "PyPI"
MEND_DAYS = 30
"""SECURITY.md: a hole is mended within so many days of its being known, one that is reached from outside sooner."""
LIST_DAYS = 8
"""A list that is older knows too little."""

Advisory = Mapping[str, Any]
Version = tuple[int, ...]


def installed() -> dict[str, str]:
    """Every package of this environment, by its name as registries write it, and its version."""
    return {_name(one.metadata["Name"]): one.version for one in distributions()}


def _name(said: str) -> str:
    return re.sub(r"[-_.]+", "-", said).lower()


def components(place: Path, there: Mapping[str, str], now: datetime) -> Iterator[Found]:
    """What the list says of the packages that are there; how old it is; and where it cannot be read, that."""
    newest, count, affected = "", 0, list[tuple[Advisory, str]]()
    try:
        for one in _advisories(place):
            count += 1
            newest = max(newest, str(one.get("modified", "")))
            affected += [(one, name) for name in _named(one) if name in there and is_affected(one, name, there[name])]
    except (OSError, BadZipFile, ValueError) as error:
        yield Found("components", "wrong", f"{place}: {error}", f"{place}: {error}", *_FETCH)
        return
    if not count:
        yield Found("components", "wrong", f"{place}: ingen lista från OSV", f"{place}: no list of OSV", *_FETCH)
        return
    yield from (_told(one, name, there[name], now) for one, name in affected)
    age = now - _time(newest)
    said = f"{count} poster, den senaste från {newest[:10]}", f"{count} entries, the last of {newest[:10]}"
    if age > timedelta(days=LIST_DAYS):
        yield Found("components", "warning", f"gammal lista: {said[0]}", f"an old list: {said[1]}", *_FETCH)
    elif not affected:
        names = f"{len(there)} paket, inget känt hål; {said[0]}", f"{len(there)} packages, no known hole; {said[1]}"
        yield Found("components", "well", *names)


_FETCH = (
    "hämta listan från osv.dev (PyPI/all.zip) på en dator med nät och ange den med --advisories",
    "fetch the list of osv.dev (PyPI/all.zip) on a machine with a net and name it with --advisories",
)


def _told(one: Advisory, name: str, version: str, now: datetime) -> Found:
    """How long it has been known decides: what should have been mended by now is wrong."""
    published = str(one.get("published") or one.get("modified") or "")
    late = now - _time(published) > timedelta(days=MEND_DAYS)
    said = f"{name} {version}: {one.get('id')} ({published[:10]}) {str(one.get('summary', ''))[:120]}".strip()
    return Found(
        "components",
        "wrong" if late else "warning",
        said,
        said,
        "ta in en version av Benkoll eller paketet där hålet är lagat",
        "take in a version of Benkoll, or of the package, in which it is mended",
    )


def _time(said: str) -> datetime:
    """ValueError where it is none."""
    return datetime.fromisoformat(said)


def _advisories(place: Path) -> Iterator[Advisory]:
    """Those of the list; ValueError for what is no JSON."""
    if place.is_dir():
        for path in sorted(place.glob("*.json")):
            yield json.loads(path.read_bytes())
        return
    with ZipFile(place) as archive:
        for name in archive.namelist():
            if name.endswith(".json"):
                yield json.loads(archive.read(name))


def _named(one: Advisory) -> set[str]:
    """The packages that it is about; those of one that was withdrawn are none."""
    if one.get("withdrawn"):
        return set()
    packages = [affected.get("package", {}) for affected in one.get("affected", ())]
    return {_name(its.get("name", "")) for its in packages if its.get("ecosystem") == ECOSYSTEM}


def is_affected(one: Advisory, name: str, version: str) -> bool:
    """Whether it says that the package of this version has the hole."""
    for its in one.get("affected", ()):
        package = its.get("package", {})
        if package.get("ecosystem") != ECOSYSTEM or _name(package.get("name", "")) != name:
            continue
        if version in its.get("versions", ()):
            return True
        ranges = [span for span in its.get("ranges", ()) if span.get("type") == "ECOSYSTEM"]
        if any(_within(span.get("events", ()), _numbers(version)) for span in ranges):
            return True
    return False


def _within(events: list[Mapping[str, str]], version: Version) -> bool:
    """Whether the version stands between where the hole came in and where it was mended, in the order of versions."""
    inside = False
    for event in sorted(events, key=_place):
        ((kind, at),) = event.items()
        if kind == "introduced" and _numbers(at) <= version:
            inside = True
        elif (kind == "fixed" and _numbers(at) <= version) or (kind == "last_affected" and _numbers(at) < version):
            inside = False
    return inside


def _place(event: Mapping[str, str]) -> Version:
    return _numbers(next(iter(event.values())))


def _numbers(version: str) -> Version:
    """The numbers of a release, without zeros at its end; what follows them (a candidate) is taken for the release."""
    found = re.match(r"\D*(\d+(?:\.\d+)*)", version)
    numbers = [int(one) for one in found[1].split(".")] if found else [0]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
