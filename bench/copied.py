"""What reading and writing alone take: `copied.py FACTS ASSESSED OUT` reads all facts and writes answers.

As many rows at a time as a population run, the same columns, written the same way; nothing is computed: the answers
are those of the first part, held in memory.
"""

import sys
from pathlib import Path

import polars as pl

from benkoll.population.run import ROWS_PER_PART, WRITTEN


def main() -> None:
    """Read and write part after part."""
    facts, assessed, out = map(Path, sys.argv[1:])
    rows = pl.scan_parquet(facts).select(pl.len()).collect().item()
    answers = pl.read_parquet(assessed / "part-00000.parquet")
    out.mkdir(parents=True, exist_ok=True)
    for number, first in enumerate(range(0, rows, ROWS_PER_PART)):
        part = pl.scan_parquet(facts).slice(first, ROWS_PER_PART).collect()
        answers.head(part.height).lazy().sink_parquet(out / f"part-{number:05}.parquet", **WRITTEN)


if __name__ == "__main__":
    main()
