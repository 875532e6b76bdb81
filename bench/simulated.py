"""So many people, so many years, one scenario: what bench/economics.py times."""

import sys

from benkoll.economics.parameters import means
from benkoll.economics.people import counts, draw_people
from benkoll.economics.run import simulate
from benkoll.economics.scenarios import scenario

if __name__ == "__main__":
    number, years = map(int, sys.argv[1:])
    simulate(draw_people(counts("sweden"), number, years, 1), [scenario("chain")], [means()], years, 1)
