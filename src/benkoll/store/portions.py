"""How many rows of a table are held in memory at once: few where they hold images."""

import sqlalchemy as sa

ROWS = 1000
BYTES = 2**26
"""Of sealed bytes, held at once at most, unless one row alone has more."""


def portion_of(connection: sa.Connection, table: sa.Table) -> int:
    """So many rows of the table, 1-ROWS: that the bytes in them stay within BYTES, whichever rows they are."""
    longest = [sa.func.max(sa.func.length(one)) for one in table.c if isinstance(one.type, sa.LargeBinary)]
    if not longest:
        return ROWS
    largest = sum(int(one or 0) for one in connection.execute(sa.select(*longest)).one())
    return max(1, min(ROWS, BYTES // max(largest, 1)))
