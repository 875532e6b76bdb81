"""The facts of one patient as they are gathered from resources, each with the resources that said so."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from benkoll.exchange.fhir.shapes import Resource


class Gathered:
    """Facts and their sources. What is stated first stands: the better source is read first."""

    def __init__(self) -> None:
        self.raw: dict[str, Any] = {}
        self._sources: dict[str, set[str]] = {}

    def state(self, fact: str, value: object, *sources: Resource) -> None:
        """State the fact, dates as ISO text; a second source of the same value is added, another value is not."""
        plain = value.isoformat() if isinstance(value, date) else value
        if self.raw.setdefault(fact, plain) == plain:
            self._sources.setdefault(fact, set()).update(source.name for source in sources)

    def knows(self, fact: str) -> bool:
        """Whether it is stated already."""
        return fact in self.raw

    @property
    def sources(self) -> Mapping[str, tuple[str, ...]]:
        """Fact -> the resources that it was read from."""
        return {fact: tuple(sorted(names)) for fact, names in self._sources.items()}
