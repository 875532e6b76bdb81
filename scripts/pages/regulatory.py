"""docs/regulatory/: what is traced from statements to tests, and the software that others made, from the lock file."""

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any

from benkoll.guideline.build import load
from benkoll.guideline.matrix import matrix
from pages import ROOT

TRACED = ("statement", "kind", "criteria", "recommendations", "parameters", "indicators", "texts", "tests")
SOUP = ("name", "version", "licence", "for", "through", "room")
CARRIED: tuple[tuple[str, str, str, str, str, str], ...] = (
    (
        "htmx",
        "4.0.1",
        "0BSD",
        "web",
        "carried",
        "pages: forms that change a part of a page",
    ),
    ("@fkui/design", "6.44.0", "MIT", "web", "carried", "pages: how they look"),
    (
        "QFracture-2012",
        "src/benkoll/risk/qfracture",
        "LGPL-3.0-or-later",
        "core",
        "carried",
        "risk: a model beside ours",
    ),
    ("Liberation Sans", "src/benkoll/letters/fonts", "OFL-1.1", "letters", "carried", "letters: how they look"),
)
"""What is in the package itself; where there is no version, the folder is named."""

AS_VERSION = {
    "src/benkoll/web/static/htmx.min.js": "a0abb04f2f45a1f8",
    "src/benkoll/web/static/fkui.min.css": "3a0bf425b89867a7",
}
"""The file that a version above is, by the beginning of its SHA-256: another file is another version."""


def pages() -> dict[str, str]:
    """Path within the project -> text."""
    for path, digest in AS_VERSION.items():
        if not sha256((ROOT / path).read_bytes()).hexdigest().startswith(digest):
            raise ValueError(f"{path} is another file: name its version in scripts/pages/regulatory.py")
    return {
        "docs/regulatory/traceability.csv": _csv(TRACED, _traced()),
        "docs/regulatory/soup.csv": _csv(SOUP, sorted([*_soup(), *CARRIED])),
    }


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _traced() -> Iterable[list[str]]:
    """Each statement with the rules that it lives in, and the tests that show it."""
    for line in matrix(load()):
        slots = (line["criteria"], line["recommendations"], line["parameters"], line["indicators"], line["texts"])
        yield [line["id"], line["kind"], *("; ".join(slot) for slot in (*slots, line["tests"]))]


def _soup() -> Iterable[tuple[str, ...]]:
    """Each package of others that some part of Benkoll runs with; what only its makers use is left out."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packages: dict[str, list[Mapping[str, Any]]] = {}
    for one in lock["package"]:  # one package may be there in several versions, for several versions of Python
        packages.setdefault(one["name"], []).append(one)
    (own,) = packages["benkoll"]
    parts = {"core": own["dependencies"], **own.get("optional-dependencies", {})}
    known, rooms = _known(), _rooms(project)
    used: dict[str, list[str]] = {}
    for part, wanted in parts.items():
        for name in _all(packages, [one["name"] for one in wanted if one["name"] != "benkoll"]):
            used.setdefault(name, []).append(part)
    direct = {one["name"] for wanted in parts.values() for one in wanted}
    for name, those in used.items():
        through = "direct" if name in direct else _through(packages, name, used)
        versions = [one["version"] for one in packages[name]]
        licence = _licence(name, versions) or known.get(name, "")
        yield from ((name, version, licence, " ".join(those), through, rooms.get(name, "")) for version in versions)


def _all(packages: Mapping[str, list[Mapping[str, Any]]], names: list[str]) -> list[str]:
    """They and all that they need, each once."""
    found: dict[str, None] = {}
    while names:
        name = names.pop()
        if name not in found:
            found[name] = None
            names += [dep["name"] for one in packages[name] for dep in _needs(one) if dep["name"] in packages]
    return sorted(found)


def _needs(one: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What it depends on, its extras' dependencies among them."""
    extras = one.get("optional-dependencies", {}).values()
    return [*one.get("dependencies", ()), *(dep for deps in extras for dep in deps)]


def _through(packages: Mapping[str, list[Mapping[str, Any]]], name: str, used: Mapping[str, object]) -> str:
    """Which of the others need it; whose extra it is, where it is asked for by that."""
    every = [(other, one) for other in used for one in packages[other]]
    needing = {other for other, one in every for dep in one.get("dependencies", ()) if dep["name"] == name}
    extras = {
        f"{other}[{extra}]"
        for other, one in every
        for extra, deps in one.get("optional-dependencies", {}).items()
        for dep in deps
        if dep["name"] == name
    }
    return " ".join(sorted(needing or extras))


def _rooms(project: Mapping[str, Any]) -> dict[str, str]:
    """Package -> the words of its import contract, and which rooms may use it."""
    found: dict[str, str] = {}
    for contract in project["tool"]["importlinter"]["contracts"]:
        if contract["type"] == "protected":
            said = f"{contract['name']} ({', '.join(contract['allowed_importers'])})"
            found |= {_normal(module): said for module in contract["protected_modules"]}
    return found | {"pyyaml": found.get("yaml", ""), "psycopg": found.get("sqlalchemy", "")}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _licence(name: str, versions: list[str]) -> str:
    """As the installed package says it; nothing where it is not installed here, or in none of these versions."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ""
    if said["Version"] not in versions:
        return ""
    classed = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or () if one.startswith("License ::")]
    written = [one for name in ("License-Expression", "License") for one in said.get_all(name) or () if "\n" not in one]
    return written[0] if written else ", ".join(classed)


def _known() -> dict[str, str]:
    """What the table says already, for packages that are not for this machine."""
    place = ROOT / "docs/regulatory/soup.csv"
    if not place.exists():
        return {}
    with place.open() as file:
        return {row["name"]: row["licence"] for row in csv.DictReader(file)}
