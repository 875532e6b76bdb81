"""The drugs: names and proposed doses, as data with source."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from benkoll.guideline.parameters import LOADER


@cache
def drugs() -> Mapping[str, Mapping[str, str]]:
    """Drug code -> names and dose in both languages, and their source."""
    loaded: Mapping[str, Mapping[str, str]] = yaml.load(
        files("benkoll.guideline").joinpath("drugs.yaml").read_bytes(), LOADER
    )
    return loaded


def drug_name(code: str, lang: str) -> str:
    """The drug's name in the language."""
    return drugs()[code][lang]
