"""Whatever is done in whatever order, the database shows what a second, plain account of it says."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from benkoll.audit.log import verify
from benkoll.chain import tables
from benkoll.chain.book import rebuild
from benkoll.chain.commands import claim, died, judge, merge, record, release, snooze, withdraw
from benkoll.errors import Conflict, UsageError
from database.fresh import Emptied, Fresh, Memory
from database.hospital import ANNA, BERIT, DAY, EVA, FREJA, KEYS, chain, derived, fracture, message, taken, visit
from database.model import Model

PEOPLE = (ANNA, BERIT, EVA, FREJA)
SITES = ("hip", "wrist", "pelvis", None)
FINDING = 3
places = st.integers(0, len(PEOPLE) - 1)
names = st.sampled_from(("A", "B"))


class Work(RuleBasedStateMachine):
    fresh: ClassVar[Fresh]

    @initialize()
    def begins(self) -> None:
        self.database = self.fresh.new()
        self.model = Model(len(PEOPLE), FINDING)
        for place, (who, site) in enumerate(zip(PEOPLE, SITES, strict=True)):
            day = DAY - timedelta(days=place)
            seen = visit(day, fracture(site, None)) if site else visit(day, finding="kompression")
            taken(self.database, [message(place, who, seen)])
        event = tables.event.c
        with self.database.reading() as connection:
            asked = sa.select(event.id).where(event.kind.in_(("fracture", "finding"))).order_by(event.seq)
            self.ids = list(connection.scalars(asked))

    def does(self, may: bool, refusal: type[Exception], act: Callable[[], Any]) -> bool:
        """Do it; refused so, and only then, when the model says that it may not be done."""
        try:
            self.event = act()
        except refusal:
            assert not may
            return False
        assert may
        return True

    def chain(self, name: str = "A") -> Any:
        return chain(self.database, name)

    # WHAT IS DONE

    @rule(
        place=places,
        kind=st.sampled_from(("invited", "invited", "answered", "answered", "declined", "moved", "excluded")),
    )
    def record(self, place: int, kind: str) -> None:
        state = self.model.state(place)
        data = {"reason": "other"} if kind == "excluded" else {}
        may = state is not None and (state != "died" or kind == "excluded")
        if self.does(may, UsageError, lambda: record(self.chain(), self.ids[place], kind, DAY, data)):
            self.model.add(kind, place, event=self.event)

    @rule(place=places, name=names, to=st.sampled_from((None, None, "A", "B")))
    def claims(self, place: int, name: str, to: str | None) -> None:
        step, owner = self.model.step(place), self.model.owner(place)
        may = step is not None and owner in (None, name)
        refusal = UsageError if step is None else Conflict
        if self.does(may, refusal, lambda: claim(self.chain(name), self.ids[place], step or "invite", to)):
            self.model.add("claimed", place, step=step, value=to or name)

    @rule(place=places, name=names, reason=st.sampled_from((None, "ill")))
    def releases(self, place: int, name: str, reason: str | None) -> None:
        step, owner = self.model.step(place), self.model.owner(place)
        may = owner is not None and (owner == name or reason is not None)
        if self.does(may, UsageError, lambda: release(self.chain(name), self.ids[place], step or "invite", reason)):
            self.model.add("released", place, step=step)

    @rule(place=places, days=st.integers(-1, 60))
    def puts_off(self, place: int, days: int) -> None:
        step, until = self.model.step(place), DAY + timedelta(days=days)
        may = step is not None and days > 0
        if self.does(may, UsageError, lambda: snooze(self.chain(), self.ids[place], step or "invite", until, "away")):
            self.model.add("snoozed", place, step=step, value=until)

    @rule(place=places, yes=st.booleans())
    def judges(self, place: int, yes: bool) -> None:
        may = self.model.state(place) == "to_confirm"
        if self.does(may, UsageError, lambda: judge(self.chain(), self.ids[place], yes)):
            self.model.add("confirmed" if yes else "refuted", place)

    @rule(one=places, other=places)
    def merges(self, one: int, other: int) -> None:
        if self.does(one != other, UsageError, lambda: merge(self.chain(), PEOPLE[one], PEOPLE[other])):
            self.model.add("merged", one, value=other, event=self.event)

    @rule(place=places)
    def dies(self, place: int) -> None:
        died(self.chain(), PEOPLE[place], DAY)
        with self.database.reading() as connection:
            event = connection.scalar(sa.select(tables.event.c.id).order_by(tables.event.c.seq.desc()).limit(1))
        self.model.add("died", place, event=event)

    @precondition(lambda self: any(one.event and one.stands for one in self.model.log))
    @rule(data=st.data())
    def takes_back(self, data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from([one for one in self.model.log if one.event and one.stands]))
        withdraw(self.chain(), chosen.event, "wrong")
        chosen.stands = False

    # WHAT IS SHOWN

    @invariant()
    def the_same(self) -> None:
        if not hasattr(self, "ids"):
            return
        episode, item, identity = tables.episode.c, tables.item.c, tables.identity.c
        with self.database.reading() as connection:
            states = {row.id: row for row in connection.execute(sa.select(episode.id, episode.state, episode.person))}
            items = {row.episode: row for row in connection.execute(sa.select(tables.item))}
            assert len(items) == connection.scalar(sa.select(sa.func.count(item.key)))
            persons = {row.id: row.person for row in connection.execute(sa.select(identity.id, identity.person))}
        digests = [KEYS.digest("person", who) for who in PEOPLE]
        for place, id_ in enumerate(self.ids):
            model = self.model
            together = {digests[one] for one in model.one_with(place)}
            assert {one for one in persons if persons[one] == persons[digests[place]]} == together
            assert persons[digests[place]] in together
            found = states.get(id_)
            assert (found and found.state) == model.state(place)
            assert found is None or found.person == persons[digests[place]]
            waits = items.get(id_)
            assert (waits and waits.step, waits and waits.owner) == (model.step(place), model.owner(place))
            put_off = model.put_off(place)
            assert waits is None or put_off is None or waits.shows >= put_off

    def teardown(self) -> None:
        if not hasattr(self, "ids"):
            return
        stood = derived(self.database)
        with self.database.writing() as connection:
            assert verify(connection, KEYS).broken is None
            rebuild(connection, KEYS)
        assert derived(self.database) == stood


def run(fresh: Fresh, examples: int, steps: int) -> None:
    machine = type("Work", (Work,), {"fresh": fresh})
    chosen = settings(max_examples=examples, stateful_step_count=steps, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(machine, settings=chosen)


def test_on_sqlite(memory: Memory) -> None:
    run(memory, max(60, settings().max_examples // 5), 40)


def test_on_postgresql(emptied: Emptied) -> None:
    run(emptied, max(10, settings().max_examples // 30), 25)
