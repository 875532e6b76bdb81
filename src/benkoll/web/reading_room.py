"""The reading room as the web finds it: the desk of whoever asks, and who grades."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING

from starlette.requests import Request

from benkoll.chain.blocked_persons import blocked_of
from benkoll.measures.vertebra import Vertebra
from benkoll.measures.vertebra_heights import heights_px
from benkoll.readings.desk import Desk
from benkoll.readings.kept import About
from benkoll.readings.reads import Image
from benkoll.readings.result import GradedLevels
from benkoll.readings.second import repeats
from benkoll.web.routes import chain_of, who_asks
from benkoll.web.service import service_of
from benkoll.web.vfa_reference import normal_for

if TYPE_CHECKING:
    from benkoll.imaging.reference import Reference


def desk_of(request: Request) -> Desk:
    """Their desk: the chain's database, units and day, and what patients have had blocked there."""
    chain = chain_of(request)
    return Desk(chain.database, chain.keys, chain.actor, chain.day, chain.units, blocked_of)


@dataclass
class Grading:
    """Measures and grades the vertebrae of one image (a `readings.result.Grader`). `hand`: the reader's own click error
    in mm, None where it is not known; `reference`: the clinic's own, None where there is none.

    `near`: after that, of each vertebra the limit (percent lost) that it lies near.
    """

    hand: float | None = None
    reference: "Reference | None" = None
    near: dict[str, float] = field(default_factory=dict)

    def __call__(self, vertebrae: Mapping[str, Vertebra], about: About) -> GradedLevels:
        """The findings; what has no height yet is not measured."""
        from benkoll.imaging.genant import ClickError, grade_spine

        high = {level: one for level, one in vertebrae.items() if min(astuple(heights_px(one))) > 0}
        error = None if self.hand is None else ClickError(self.hand)
        known = None if self.reference is None else normal_for(self.reference, about.sex)
        normal, used = known or (None, None)
        found = grade_spine(high, about.spacing, error, normal, about.age, about.aspect).vertebrae
        self.near = {level: one.near_limit for level, one in found.items() if one.near_limit is not None}
        return GradedLevels({level: one.finding for level, one in found.items()}, used)


def grading_of(request: Request, image: Image, anew: bool = False) -> Grading:
    """What grades an image for whoever asks, by how exactly they have placed points in training, where they have read
    enough twice; asked once, and `anew` when a reading is opened.

    A phantom is of no people that a reference could be of: it is graded by its neighbours alone.
    """
    from benkoll.readings.agreed import click_error

    service, who = service_of(request), who_asks(request).id
    hands = service.images.hands
    if anew or who not in hands:
        found = click_error(repeats(desk_of(request), training=True))
        hands[who] = None if found is None else found.mm
    return Grading(hands[who], None if image.patient is None else service.vfa_reference)
