"""Writes the tables into docs/risk-model.md and draws its plots, from the figures and a fit of its own: `make fit`."""

import re
from pathlib import Path

from risk import united_kingdom
from risk.figures import figures
from risk.plots import draw

DOCS = Path(__file__).parent.parent / "docs"
PLACE = re.compile(r"(<!-- table: ([a-z-]+) -->\n).*?(?=<!-- end -->)", re.DOTALL)


def main() -> None:
    """Every place of the document gets its table; KeyError where there is none for it."""
    fitted = united_kingdom.fit()
    tables = figures(fitted)
    page = DOCS / "risk-model.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(PLACE.sub(lambda found: f"{found[1]}\n{tables[found[2]]}\n\n", text), encoding="utf-8")
    draw(fitted, DOCS / "risk-model")


if __name__ == "__main__":
    main()
