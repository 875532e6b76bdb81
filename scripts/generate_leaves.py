"""Writes src/benkoll/facts/leaves.py from facts.yaml: run it after a fact was added."""

from itertools import groupby
from pathlib import Path

from benkoll.facts.registry import registry

LEAVES = Path(__file__).parents[1] / "src/benkoll/facts/leaves.py"
HEAD = '''\
"""Every fact as a leaf term, by its own name. Generated from facts.yaml by `make generated`; do not edit."""

from benkoll.logic.term import Fact

'''


def leaves() -> str:
    """The module's text."""
    lines = []
    for group, facts in groupby(registry().values(), key=lambda info: info.group):
        lines.append(f"# {group}")
        lines += [f'{info.name} = Fact("{info.name}", "{info.kind}")' for info in facts]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    LEAVES.write_text(leaves(), encoding="utf-8")
