"""Messages drawn at random: a few persons near every limit, so that much of what is drawn has to do with each other."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from benkoll.exchange.visits.visit import CodedFracture, Merge, Message, Person, Visit
from database.hospital import fracture, message, number, visit

FIRST = date(2025, 1, 10)
JUST_OLD = number(date(1974, 1, 9), 980)
"""51 years old the day before FIRST."""
JUST_YOUNG = number(date(1974, 2, 28), 981)
"""51 years old some weeks after FIRST."""
OLD, OLDER, RESERVE, OTHER_RESERVE = "195009072553", "189602029812", "20210325K069", "98240301AA06"
NUMBERS = (JUST_OLD, JUST_YOUNG, OLD, OLDER, RESERVE, OTHER_RESERVE)
DAYS = tuple(FIRST + timedelta(days=days) for days in (0, 1, 30, 48, 49, 180, 181, 182, 400))

days = st.sampled_from(DAYS)
numbers = st.sampled_from(NUMBERS)
visit_numbers = st.sampled_from((None, "v1", "v2", "v3"))


@st.composite
def fractures(draw: st.DrawFn) -> CodedFracture:
    site, code, shaft = draw(
        st.sampled_from([("hip", "S7200", False), ("vertebra", "S3200", False), ("other_femur", "S723", True)])
    )
    return fracture(
        "other" if site == "other_femur" else site,
        draw(st.sampled_from((None, "left", "right"))) if site != "vertebra" else None,
        code,
        low_energy=draw(st.sampled_from((None, None, True, False))),
        tumour=draw(st.sampled_from((False, False, False, True))),
        femur_shaft=shaft,
    )


@st.composite
def visits(draw: st.DrawFn) -> Visit:
    kind = draw(st.sampled_from(("fracture", "fracture", "fractures", "unclear", "finding", "nothing")))
    coded = tuple(draw(st.lists(fractures(), min_size=1, max_size=1 + (kind == "fractures"))))
    ward = draw(st.sampled_from((None, "A1")))
    day = draw(days)
    return visit(
        day,
        *(coded if kind.startswith("fracture") else ()),
        unit=draw(st.sampled_from(("ORT", "AKUT"))),
        ward=ward,
        unclear=("T142",) if kind == "unclear" else (),
        finding="kompression av L1" if kind == "finding" else None,
        discharged=day + timedelta(days=draw(st.sampled_from((1, 9)))) if ward and draw(st.booleans()) else None,
        number=draw(visit_numbers),
    )


@st.composite
def persons(draw: st.DrawFn) -> Person:
    who = draw(numbers)
    born = (
        draw(st.sampled_from((None, date(1950, 1, 1), date(1990, 1, 1)))) if who in (RESERVE, OTHER_RESERVE) else None
    )
    return Person(
        who,
        name=draw(st.sampled_from((None, "Anna Ek", "Anna Alm"))),
        birth_date=born,
        address=draw(st.sampled_from(((), ("Gatan 1", "400 00 Göteborg")))),
        protected=draw(st.sampled_from((False, False, True))),
        dead=draw(st.sampled_from((False,) * 8 + (True,))),
        deceased=draw(st.sampled_from((None,) * 8 + (DAYS[-1],))),
        other_ids=tuple(
            draw(st.lists(st.sampled_from((*NUMBERS, "MRN 17")), max_size=draw(st.sampled_from((0, 0, 0, 2)))))
        ),
    )


@st.composite
def _messages(draw: st.DrawFn) -> Message:
    kind = draw(st.sampled_from(("visit",) * 6 + ("merge", "merge", "cancel", "person")))
    found = message(0, draw(persons()), sent=draw(st.sampled_from((None, *DAYS))))
    if kind == "visit":
        return replace(found, visits=tuple(draw(st.lists(visits(), min_size=1, max_size=2))))
    if kind == "merge":
        return replace(found, merges=(Merge(draw(numbers)),))
    return replace(found, cancels=draw(st.sampled_from(("v1", "v2", "v3"))) if kind == "cancel" else None)


def messages(most: int = 10) -> st.SearchStrategy[list[Message]]:
    """Some messages, each with an id of its own."""
    drawn = st.lists(_messages(), min_size=1, max_size=most)
    return drawn.map(lambda found: [replace(one, message_id=f"m{place}") for place, one in enumerate(found)])


@st.composite
def orders(draw: st.DrawFn, found: list[Message]) -> list[list[Message]]:
    """The messages in any order, some of them twice, in batches of any size."""
    order = draw(st.permutations(found + draw(st.lists(st.sampled_from(found), max_size=4))))
    batches: list[list[Message]] = [[]]
    for one in order:
        if draw(st.booleans()):
            batches.append([])
        batches[-1].append(one)
    return batches
