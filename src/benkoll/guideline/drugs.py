"""The drugs: names and proposed doses, as data with source."""

from collections.abc import Mapping

from benkoll.facts.numbers import read_yaml


def drugs() -> Mapping[str, Mapping[str, str]]:
    """Drug code -> names and dose in both languages, and their source."""
    loaded: Mapping[str, Mapping[str, str]] = read_yaml("benkoll.guideline", "drugs.yaml")
    return loaded


def drug_name(code: str, lang: str) -> str:
    """The drug's name in the language."""
    return drugs()[code][lang]
