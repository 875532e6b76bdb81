"""The source files of the project, as text and as syntax trees."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "benkoll"
GENERATED = {SOURCE / "facts" / "leaves.py"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def python_files() -> tuple[Path, ...]:
    """Every Python file of ours that a person wrote."""
    found = [path for room in ("src", "tests", "scripts", "bench") for path in (ROOT / room).rglob("*.py")]
    return tuple(sorted(path for path in found if path not in GENERATED and "node_modules" not in path.parts))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def body(node: Function | ast.Module) -> list[ast.stmt]:
    """What stands in it, its docstring left out."""
    return node.body[1:] if ast.get_docstring(node) is not None else node.body


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))
