"""The guideline's tests as chapters: a folder is a chapter, a file a section, a test a paragraph with its tables."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from pages import ROOT
from spec.ascii_table import Table, collecting

SPEC = ROOT / "tests" / "spec" / "guideline"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One test: its id, what it says, the statements it shows, and its tables."""

    test: str
    says: str
    statements: tuple[str, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One file of tests."""

    title: str
    file: str
    paragraphs: tuple[Paragraph, ...]


def chapters() -> dict[str, list[Section]]:
    """Every chapter that has tests, by the name of its folder."""
    found: dict[str, list[Section]] = {}
    for path in sorted(SPEC.glob("*/test_*.py")):
        found.setdefault(path.parent.name, []).append(_section(path))
    return found


def _section(path: Path) -> Section:
    module = _load(path)
    file = str(path.relative_to(ROOT))
    title = inspect.getdoc(module) or ""
    return Section(title.strip().rstrip("."), file, tuple(_paragraph(test, file) for test in _tests(module)))


def _load(path: Path) -> ModuleType:
    spec = spec_from_file_location(f"guideline_{path.parent.name}_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _tests(module: ModuleType) -> Iterator[Callable[..., None]]:
    return (test for name, test in vars(module).items() if name.startswith("test_"))


def _calls(test: Callable[..., None]) -> list[dict[str, Any]]:
    """The arguments of each run of a test, as its `parametrize` marks give them."""
    runs: list[dict[str, Any]] = [{}]
    for mark in getattr(test, "pytestmark", ()):
        names = [name.strip() for name in mark.args[0].split(",")] if isinstance(mark.args[0], str) else mark.args[0]
        rows = [row if len(names) > 1 else (row,) for row in mark.args[1]]
        runs = [run | dict(zip(names, row, strict=True)) for row in rows for run in runs]
    return runs


def _paragraph(test: Callable[..., None], file: str) -> Paragraph:
    with collecting() as tables:
        for arguments in _calls(test):
            test(**arguments)
    says = " ".join((inspect.getdoc(test) or "").split())
    return Paragraph(f"{file}::{test.__name__}", says, getattr(test, "shows", ()), tuple(tables))
