"""What the chain must show, said a second time and otherwise: plain lists of what was done, read anew at each look."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Done:
    """One thing that was done. `of`: an episode (by place), or for a merge and a death the person (by place)."""

    kind: str
    of: int
    event: str = ""
    step: str = ""
    value: Any = None
    stands: bool = True


@dataclass
class Model:
    """`count` persons, each with one fracture; the one of the place `finding` waits for somebody to confirm it."""

    count: int
    finding: int
    log: list[Done] = field(default_factory=list)

    def add(self, *words: Any, **more: Any) -> None:
        self.log.append(Done(*words, **more))

    def there(self, *kinds: str) -> list[Done]:
        return [one for one in self.log if one.kind in kinds and one.stands]

    def one_with(self, person: int) -> set[int]:
        """All who are one person with somebody."""
        found, more = {person}, True
        while more:
            pairs = [{one.of, one.value} for one in self.there("merged")]
            wider = found.union(*(pair for pair in pairs if pair & found))
            more, found = wider != found, wider
        return found

    def own(self, episode: int, *kinds: str) -> list[Done]:
        return [one for one in self.there(*kinds) if one.of == episode]

    def shared(self, episode: int, *kinds: str) -> list[Done]:
        return [one for one in self.there(*kinds) if one.of in self.one_with(episode)]

    def state(self, episode: int) -> str | None:
        """The state; None where the fracture is none."""
        judged = self.own(episode, "confirmed", "refuted") if episode == self.finding else []
        if judged and judged[-1].kind == "refuted":
            return None
        if self.shared(episode, "died"):
            return "died"
        if self.own(episode, "excluded"):
            return "excluded"
        if episode == self.finding and not judged:
            return "to_confirm"
        if self.shared(episode, "moved"):
            return "moved"
        if self.own(episode, "declined"):
            return "declined"
        return "invited" if self.shared(episode, "invited", "answered") else "identified"

    def step(self, episode: int) -> str | None:
        """The one step that waits, if any."""
        by_state = {"to_confirm": "confirm", "moved": "takeover", "declined": "tell_primary_care"}
        state = self.state(episode)
        if state in ("identified", "invited"):
            return "investigate" if self.shared(episode, "answered") else "remind" if state == "invited" else "invite"
        return by_state.get(state or "")

    def owner(self, episode: int) -> str | None:
        """Who has the step that waits."""
        step = self.step(episode)
        said = [one for one in self.own(episode, "claimed", "released") if one.step == step]
        return said[-1].value if said and said[-1].kind == "claimed" else None

    def put_off(self, episode: int) -> Any:
        said = [one for one in self.own(episode, "snoozed") if one.step == self.step(episode)]
        return said[-1].value if said else None
