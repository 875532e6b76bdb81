"""What the answers of a VFA reading are called, in Swedish and English, by whoever shows them."""

from collections.abc import Mapping
from types import MappingProxyType

from benkoll.errors import Lang

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
