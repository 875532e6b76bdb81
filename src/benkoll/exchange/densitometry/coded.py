"""What a code says in a densitometry report, whatever system carries it: a quantity with its site, or a site."""

from benkoll.exchange.codes.tables import Code, found
from benkoll.exchange.densitometry.checked import HIP_ALONE
from benkoll.exchange.densitometry.columns import Column, column_of
from benkoll.exchange.densitometry.loinc import meant
from benkoll.exchange.densitometry.sites import REGIONS, Place, place_of


def coded_column(code: Code | None, title: str) -> Column | str | None:
    """The quantity that a code says, with the site that it names; of a code that is not known, by its title.

    None: nothing that is read. A text: the words of the title that name no known site. Of a hip whose title names no
    part the place is the hip, for a site beside it may be closer.
    """
    said = meant([code], title) if code else None
    if said is None:
        return column_of(title)
    if said.wrong == HIP_ALONE:
        return Column(title, said.quantity, Place("hip", side=said.side))
    if said.region is None:
        return Column(title, said.quantity, wrong=said.wrong)
    place = Place(REGIONS[said.region][1], said.region, said.side, said.vertebrae)
    return Column(title, said.quantity, place)


def coded_place(code: Code | None, title: str) -> Place | None:
    """The site or side that a code names; of a code that is not known, by its title; None where neither is known."""
    row = next(iter(found("density_codes", code)), None) if code else None
    return place_of(row["site"] if row else title)
