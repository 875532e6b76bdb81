"""What a code says in a densitometry report, whatever system carries it: a quantity with its site, or a site."""

from benkoll.exchange.codes.tables import Code, found
from benkoll.exchange.densitometry.columns import Column, column_of
from benkoll.exchange.densitometry.sites import Place, place_of


def coded_column(code: Code | None, title: str) -> Column | str | None:
    """The quantity that a code says, with the site that it names; of a code that is not known, by its title.

    None: nothing that is read. A text: the words of the title that name no known site.
    """
    row = next(iter(found("density_codes", code)), None) if code else None
    if row is None or row["reads"] == "site":
        return column_of(title)
    return Column(title, row["reads"], place_of(row["site"]))


def coded_place(code: Code | None, title: str) -> Place | None:
    """The site or side that a code names; of a code that is not known, by its title; None where neither is known."""
    row = next(iter(found("density_codes", code)), None) if code else None
    return place_of(row["site"] if row else title)
