"""The form in which a report of bone density is typed in: its sites, and what each field is called."""

from typing import Any

from benkoll.errors import Lang
from benkoll.exchange.densitometry.sites import place_of
from benkoll.exchange.densitometry.typed import SITES, UNITS
from benkoll.letters.phrases import capital
from benkoll.measures.density_words import LANGS, place
from benkoll.web.pages.chain_forms import Form
from benkoll.web.pages.density_words import WORDS
from benkoll.web.views import Words


def _name(site: str) -> dict[Lang, str]:
    """What a site of the form is called."""
    found = place_of(SITES[site])
    assert found is not None
    assert found.region is not None
    side = next((one for one in ("left", "right") if one == found.side), None)
    said = place(found.region, side, found.vertebrae)
    return {lang: capital(said.said(lang)) for lang in LANGS}


LABELS: Words = {
    **{
        f"{site}_{quantity}": {lang: f"{_name(site)[lang]}, {WORDS[quantity][lang]}" for lang in LANGS}
        for site in SITES
        for quantity in UNITS
    },
    "measured_on": WORDS["measured_on"],
    "maker": WORDS["maker"],
    "model": WORDS["model"],
    "device": WORDS["device no"],
    "vertebrae": WORDS["vertebrae field"],
    "reference_spine": WORDS["reference_spine"],
    "reference_hip": WORDS["reference_hip"],
}
"""Fields of the form, as it calls them."""


def sites_asked(entered: Form, lang: Lang) -> list[dict[str, Any]]:
    """A row a site, a field a quantity, with what was entered."""
    return [
        {
            "site": _name(site)[lang],
            "fields": [
                {
                    "name": f"{site}_{quantity}",
                    "column": WORDS[quantity][lang],
                    "label": LABELS[f"{site}_{quantity}"][lang],
                    "value": entered.get(f"{site}_{quantity}") or "",
                }
                for quantity in UNITS
            ],
        }
        for site in SITES
    ]
