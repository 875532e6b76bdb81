"""What the pages are written with: rows of a table, anchors, and the line that says who writes them."""

from collections.abc import Iterable, Sequence

MADE = "<!-- Made by `make generated`; do not edit. -->"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table; a bar within a cell is escaped."""
    lines = [header, ["---"] * len(header), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines]


def code(text: str) -> str:
    """The text as code, or nothing."""
    return f"`{text}`" if text else ""


def codes(names: Iterable[str]) -> str:
    """Each name as code, with commas."""
    return ", ".join(map(code, names))


def anchor(heading: str) -> str:
    """What GitHub calls the place of a heading."""
    return "".join(c for c in heading.lower().replace(" ", "-") if c.isalnum() or c in "-_")


def page(title: str, *blocks: Iterable[str]) -> str:
    """A page: title, then blocks of lines with an empty line between them."""
    parts = [f"# {title}\n{MADE}", *("\n".join(block) for block in blocks)]
    return "\n\n".join(part for part in parts if part) + "\n"
