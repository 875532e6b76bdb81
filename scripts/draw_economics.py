"""Makes the draws that ship with the program: every scenario against its own. A broken run goes on where it was."""

import sys
from pathlib import Path

from benkoll.economics.draws import Job, run
from benkoll.economics.kept import FILE, as_bytes
from benkoll.economics.people import counts
from benkoll.economics.scenarios import names, scenario

ROOT = Path(__file__).parents[1]
PARTS = ROOT / "build" / "draws"
OUT = ROOT / "src" / "benkoll" / "economics" / "data" / FILE
YEARS, PEOPLE, DRAWS, SEED = 20, 20_000, 1000, 1


def main() -> None:
    """`build/draws` holds the parts: empty it where the model or a parameter was changed. WORKERS: the one argument."""
    workers = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    scenarios = tuple(scenario(name) for name in names() if name != "usual")
    job = Job(scenarios, counts("sweden"), YEARS, PEOPLE, DRAWS, SEED, {})
    drawn = run(job, workers, lambda done, of: print(f"{done} of {of}", flush=True), PARTS)
    OUT.write_bytes(as_bytes(drawn))


if __name__ == "__main__":
    main()
