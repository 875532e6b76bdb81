"""The form of the code: sizes, docstrings, empty `__init__.py`, and nothing written twice."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from house.tree import GENERATED, ROOT, SOURCE, Function, body, functions, named, python_files, tree

LONGEST_FILE = 400
LONGEST_FUNCTION = 70
SMALLEST_BODY = 150  # characters of its syntax tree; what is shorter says no more than a call of it would


def test_no_file_is_long() -> None:
    lengths = {named(path): len(path.read_text().splitlines()) for path in python_files()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_long() -> None:
    lengths = {
        f"{named(path)}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in python_files()
        for node in functions(path)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_the_door_of_a_room_holds_a_docstring_only() -> None:
    """An import there would load a heavy guest for everyone, and no import contract would see it."""
    doors = [path for path in SOURCE.rglob("__init__.py") if path != SOURCE / "__init__.py"]
    assert doors
    assert [named(path) for path in doors if body(tree(path)) or not ast.get_docstring(tree(path))] == []


def test_every_module_says_what_it_is() -> None:
    written = [path for path in python_files() if path.is_relative_to(SOURCE)]
    assert [named(path) for path in (*written, *GENERATED) if not ast.get_docstring(tree(path))] == []


def test_every_room_has_a_door() -> None:
    rooms = {path.parent for path in SOURCE.rglob("*.py")}
    assert [named(room) for room in rooms if not (room / "__init__.py").exists()] == []


def _public(node: ast.Module | ast.ClassDef) -> Iterator[Function | ast.ClassDef]:
    for inner in node.body:
        if isinstance(inner, Function | ast.ClassDef) and not inner.name.startswith("_"):
            yield inner
            if isinstance(inner, ast.ClassDef):
                yield from _public(inner)


def test_public_classes_and_functions_have_docstrings() -> None:
    """A method that the language or a base class names (`visit`, `__init__`) says nothing new."""
    bare = [
        f"{named(path)}:{node.lineno} {node.name}"
        for path in python_files()
        if path.is_relative_to(SOURCE)
        for node in _public(tree(path))
        if isinstance(node, ast.ClassDef) or node in tree(path).body
        if not ast.get_docstring(node)
    ]
    assert bare == []


def twins(paths: tuple[Path, ...]) -> list[list[str]]:
    """Functions that say the same, in one file or in several."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        for node in functions(path):
            said = "".join(ast.dump(statement) for statement in body(node))
            if len(said) >= SMALLEST_BODY:
                places[said].append(f"{named(path)}:{node.lineno} {node.name}")
    return [found for found in places.values() if len(found) > 1]


def test_two_functions_with_one_body_are_one_function() -> None:
    assert twins(tuple(path for path in python_files() if not path.is_relative_to(ROOT / "tests" / "spec"))) == []


@pytest.mark.parametrize("second", ["def b(x):\n    'Else.'\n    return sorted(set(x), key=len, reverse=True)"])
def test_twins_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: str) -> None:
    monkeypatch.setattr("house.tree.ROOT", tmp_path)
    path = tmp_path / "two.py"
    path.write_text("def a(x):\n    return sorted(set(x), key=len, reverse=True)\n\n\n" + second)
    assert twins((path,)) == [["two.py:1 a", "two.py:5 b"]]


def test_no_tool_is_hushed_without_a_reason() -> None:
    """Each `noqa` and `type: ignore` names the rule that it hushes."""
    hushed = [
        f"{named(path)}:{number}"
        for path in python_files()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if line.rstrip().endswith(("# noqa", "# type: " + "ignore"))
    ]
    assert hushed == []
