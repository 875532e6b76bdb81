"""`make mutate`: every mutant of the rules, by the spec tables; then the measures, by their unit tests."""

import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import monotonic

sys.path.insert(0, str(Path(__file__).parents[1]))

from benkoll.guideline.build import load
from mutation.rules import Mutant, equivalent, found, mutants, rows

WORKERS = os.cpu_count() or 1


def _share(part: int) -> list[tuple[str, bool, bool]]:
    """(name, of a parameter, found) for every WORKERS-th mutant."""
    order = list(rows())
    mine: list[Mutant] = [one for place, one in enumerate(mutants(load())) if place % WORKERS == part]
    results = []
    started = monotonic()
    for count, one in enumerate(mine, 1):
        results.append((one.name, one.parameter, found(one, order)))
        if count % 100 == 0:
            left = (monotonic() - started) / count * (len(mine) - count)
            print(f"worker {part}: {count} of {len(mine)}, {left / 60:.0f} min left", file=sys.stderr, flush=True)
    return results


def main() -> int:
    with ProcessPoolExecutor(WORKERS) as pool:
        results = [one for share in pool.map(_share, range(WORKERS)) for one in share]
    known = equivalent()
    survivors = sorted(name for name, _, was_found in results if not was_found and name not in known)
    print("\n".join(["not found:", *survivors]))
    for title, of_parameter in (("parameters", True), ("terms", False)):
        counted = [was_found for name, it_is, was_found in results if it_is is of_parameter and name not in known]
        print(f"{title}: {sum(counted)} of {len(counted)} found, {100 * sum(counted) / len(counted):.1f} %")
    print(f"{len(known)} mutants change no answer, with reasons in tests/mutation/equivalent.yaml")
    return subprocess.call([sys.executable, "-m", "mutation.measures"], cwd=Path(__file__).parents[1])


if __name__ == "__main__":
    sys.exit(main())
