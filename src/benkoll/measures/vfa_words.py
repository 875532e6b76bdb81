"""What the answers of a VFA reading are called, in Swedish and English, by whoever shows them."""

from collections.abc import Mapping
from types import MappingProxyType

from benkoll.errors import Lang
from benkoll.measures.vfa_report import ReferenceUsed

Both = Mapping[Lang, str]


def _table(**words: tuple[str, str]) -> Mapping[str, Both]:
    return MappingProxyType({name: MappingProxyType({"sv": sv, "en": en}) for name, (sv, en) in words.items()})


JUDGEMENTS = _table(
    fracture=("fragilitetsfraktur", "fragility fracture"),
    other_cause=("fraktur av annan orsak", "fracture of another cause"),
    degenerative=("degenerativ deformitet", "degenerative deformity"),
    scheuermann=("Mb Scheuermann", "Scheuermann's disease"),
    short_height=("låg kota utan fraktur", "short vertebra without fracture"),
    normal_variant=("normalvariant", "normal variant"),
)
SHAPES = _table(
    normal=("normal form", "normal shape"),
    wedge=("kilformad", "wedge"),
    biconcave=("bikonkav", "biconcave"),
    crush=("sammanpressad", "crush"),
)
NOT_EVALUABLE = _table(
    not_in_image=("utanför bilden", "not in the image"),
    overlaid=("skymd av annat", "hidden by other structures"),
    noise=("för brusig", "too noisy"),
    oblique=("sedd snett", "seen obliquely"),
    implant=("implantat eller cement", "implant or cement"),
    other=("annan orsak", "another reason"),
)
GROUPS = _table(female=("kvinnor", "women"), male=("män", "men"), any=("båda könen", "both sexes"))
"""Whose vertebrae a reference's table is of."""
_COMPUTED = _table(
    neighbours=(
        "Beräknade grader: mot grannkotorna ensamma, utan referens.",
        "Computed grades: by the neighbouring vertebrae alone, without a reference.",
    ),
    reference=(
        "Beräknade grader: mot grannkotorna och referensen {} ({}, {}, gjord {}).",
        "Computed grades: by the neighbouring vertebrae and the reference {} ({}, {}, made {}).",
    ),
    readings=("{} granskningar", "{} readings"),
    one=("en granskning", "one reading"),
    unknown=("okänt antal granskningar", "an unknown number of readings"),
)


def percent_of(probability: float) -> str:
    """The probability of a grade in whole percent, never 0 nor 100, which no measurement gives: `<1`, `85`, `>99`."""
    return {0.0: "<1", 1.0: ">99"}.get(round(probability, 2), str(min(99, max(1, round(100 * probability)))))


def computed_by(used: ReferenceUsed | None, lang: Lang) -> str:
    """With which reference grades were computed, and of how many readings it is; or by the neighbours alone."""
    if used is None:
        return _COMPUTED["neighbours"][lang]
    many = "unknown" if used.readings is None else "one" if used.readings == 1 else "readings"
    readings = _COMPUTED[many][lang].format(used.readings)
    return _COMPUTED["reference"][lang].format(used.name, GROUPS[used.group][lang], readings, used.made_on)
