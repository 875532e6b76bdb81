"""What the rows of the fracture tables say together: the one site, and whether the energy was low."""

from collections.abc import Collection, Iterable

from benkoll.exchange.codes.tables import Row


def site_of(rows: Iterable[Row], beside: Collection[str]) -> str | None:
    """The site that the codes of one diagnosis say, or None where they say none or several.

    `beside`: the sites that the diagnosis names outside its code, for a code that says a fracture and not where.
    """
    rows = tuple(rows)
    sites = {row["site"] for row in rows if row["site"]}
    if not sites and any(row["kind"] == "unsited" for row in rows):
        sites = set(beside)
    if len(sites) > 1:
        sites.discard("other")  # the same bone, said less closely
    return sites.pop() if len(sites) == 1 else None


def low_energy(causes: Iterable[Row]) -> bool | None:
    """What the rows of external causes say; None where nothing clear is said, or they contradict each other."""
    said = {row["low_energy"] for row in causes}
    return {"yes": True, "no": False}.get(said.pop()) if len(said) == 1 else None
