"""T-scores of bone density: reckoned from a density, held against what a machine printed, and which one counts."""

from collections.abc import Iterator
from dataclasses import dataclass

from benkoll.logic.evaluate import round_half_away
from benkoll.measures.density_references import Against, Reference, against, others_of, reference_of
from benkoll.measures.density_report import Maker, Region, SiteDensity
from benkoll.measures.density_words import Both, Said, place, say
from benkoll.measures.numbers import rule

HAIR = 1e-9
"""What binary numbers may be off by."""


@dataclass(frozen=True, slots=True)
class TScore:
    """A T-score reckoned against a reference, one decimal. `low`, `high`: as far as the reference is known."""

    value: float
    low: float
    high: float
    reference: Reference


@dataclass(frozen=True, slots=True)
class Standing:
    """How a printed T-score stands to the guideline's reference.

    `against`: whom it is against, by its words. `computed`: the same density against young women, or why it is not
    reckoned. `difference`: printed less computed, where rounding does not explain it. `fits`: the reference of others
    that the printed one fits instead.
    """

    against: Against
    computed: TScore | Said
    difference: float | None = None
    fits: Reference | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """The T-score of a line that counts: as printed, or reckoned from the density.

    `low`, `high`: its interval, one number where it is known. `said`: where it is from and what it is against.
    `marks`: what has to be looked at.
    """

    value: float
    low: float
    high: float
    printed: bool
    said: Said
    marks: tuple[Said, ...] = ()


def t_score(
    bmd: float, maker: Maker | None, model: str | None, region: Region, vertebrae: tuple[str, ...] = ()
) -> TScore | Said:
    """The T-score of a density in g/cm2 against young women of the maker's and model's reference; or why there is none.

    `model`: as printed. `vertebrae`: those that the density of a lumbar spine is of. Halves are rounded away from zero.
    """
    reference = reference_of(maker, model, region, vertebrae)
    if isinstance(reference, Said):
        return reference
    low, high = reference.scores(bmd)
    return TScore(_rounded((low + high) / 2), _rounded(low), _rounded(high), reference)


def standing(line: SiteDensity, maker: Maker | None, model: str | None) -> Standing:
    """The printed T-score of a line held against its density. ValueError where the line has no T-score."""
    if line.t_score is None:
        raise ValueError("the line has no T-score")
    whom = against(line.reference)
    if line.bmd is None:
        return Standing(whom, say(WORDS["no bmd"], _place(line)))
    computed = t_score(line.bmd, maker, model, line.region, line.vertebrae)
    if isinstance(computed, Said):
        return Standing(whom, computed)
    difference = _off(line.t_score, line.bmd, computed.reference)
    fitting = (one for one in others_of(computed.reference) if _off(line.t_score, line.bmd or 0, one) is None)
    return Standing(whom, computed, difference, None if difference is None else next(fitting, None))


def scored(line: SiteDensity, maker: Maker | None, model: str | None) -> Scored | Said:
    """The T-score of a line that the guideline can use; or why there is none.

    A printed one is kept, with marks. One against men, both sexes or another population is not what the guideline
    means: then it is the density's own against young women, and both are told; where that cannot be reckoned, none.
    """
    if line.t_score is None:
        return _computed(line, maker, model)
    found = standing(line, maker, model)
    marks = tuple(marks_of(line, found))
    if found.against == "young_women" or (found.against == "unknown" and found.fits is None):
        said = say(WORDS["printed" if line.reference else "printed bare"], line.reference or "")
        return Scored(line.t_score, line.t_score, line.t_score, True, said, marks)
    if isinstance(found.computed, Said):
        return say(WORDS["no other"], _place(line), line.t_score, _whom(found), found.computed)
    one = found.computed
    return Scored(one.value, one.low, one.high, False, _from_bmd(line, one), marks)


def marks_of(line: SiteDensity, found: Standing) -> Iterator[Said]:
    """What has to be looked at in a printed T-score."""
    where, printed = _place(line), line.t_score or 0
    if found.against in WHOM:
        yield say(WORDS["against"], where, printed, _whom(found), line.reference or "")
    elif found.against == "unknown":
        yield say(WORDS["unnamed" if line.reference else "unstated"], where, printed, line.reference or "")
    if found.difference is not None and isinstance(found.computed, TScore):
        one = found.computed
        difference = Said(*(("+" if found.difference > 0 else "") + text for text in _both(found.difference)))
        yield say(WORDS["differs"], where, printed, _interval(one), one.reference.population, difference)
    if found.fits is not None and found.against != found.fits.against:
        yield say(WORDS["fits"], where, printed, found.fits.population)


def _computed(line: SiteDensity, maker: Maker | None, model: str | None) -> Scored | Said:
    if line.bmd is None:
        return say(WORDS["nothing"], _place(line))
    one = t_score(line.bmd, maker, model, line.region, line.vertebrae)
    return one if isinstance(one, Said) else Scored(one.value, one.low, one.high, False, _from_bmd(line, one))


def _from_bmd(line: SiteDensity, one: TScore) -> Said:
    told = say(WORDS["computed"], line.bmd or 0, one.reference.population)
    if one.reference.mark != "V":
        told = say(WORDS["worked out"], told)
    return told if one.low == one.high else say(WORDS["with interval"], told, _interval(one))


def _off(printed: float, bmd: float, reference: Reference) -> float | None:
    """Printed less computed, one decimal each, where that is more than the digits of score and density can make."""
    low, high = reference.scores(bmd)
    score_digit, bmd_digit = (0.5 * 10 ** -rule(name) for name in ("score.decimals", "bmd.decimals"))
    slack = score_digit + bmd_digit / reference.sd + HAIR
    if low - slack <= printed <= high + slack:
        return None
    return round_half_away(printed - _rounded(low if printed < low else high), int(rule("score.decimals")) + 1)


def _rounded(value: float) -> float:
    return round_half_away(value, int(rule("score.decimals")))


def _interval(one: TScore) -> Said:
    return _both_said(one.value) if one.low == one.high else say(WORDS["interval"], one.low, one.high)


def _both_said(value: float) -> Said:
    return Said(*_both(value))


def _both(value: float) -> tuple[str, str]:
    said = say({"sv": "{}", "en": "{}"}, value)
    return said.sv, said.en


def _whom(found: Standing) -> Said:
    return say(WHOM.get(found.against, WHOM["men"]))


def _place(line: SiteDensity) -> Said:
    return place(line.region, line.side, line.vertebrae)


WHOM: dict[str, Both] = {
    "men": {"sv": "män", "en": "men"},
    "mixed": {"sv": "kvinnor och män tillsammans", "en": "women and men together"},
    "other": {"sv": "en annan befolkning", "en": "another population"},
}
WORDS: dict[str, Both] = {
    "printed": {"sv": "utskriven, mot {}", "en": "printed, against {}"},
    "printed bare": {"sv": "utskriven, utan angiven referens", "en": "printed, its reference not stated"},
    "computed": {"sv": "räknad ur BMD {} g/cm2 mot {}", "en": "from BMD {} g/cm2 against {}"},
    "worked out": {
        "sv": "{}, ur utskrivna rapporter framräknad",
        "en": "{}, worked out from printed reports",
    },
    "with interval": {
        "sv": "{}; referensen är känd så långt att T-score ligger {}",
        "en": "{}; the reference is known so far that the T-score lies {}",
    },
    "interval": {"sv": "mellan {} och {}", "en": "between {} and {}"},
    "nothing": {"sv": "{}: varken T-score eller BMD står där", "en": "{}: neither T-score nor BMD stands there"},
    "no bmd": {"sv": "{}: BMD står inte där", "en": "{}: no BMD stands there"},
    "no other": {
        "sv": "{}: T-score {} är mot {} och används inte: riktlinjen menar unga kvinnor (DX-1). Den räknas inte om: {}",
        "en": "{}: T-score {} is against {} and not used: the guideline means young women (DX-1). It is not reckoned "
        "anew: {}",
    },
    "against": {
        "sv": "{}: utskriven T-score {} är mot {} ({}); riktlinjen menar unga kvinnor (DX-1)",
        "en": "{}: the T-score printed, {}, is against {} ({}); the guideline means young women (DX-1)",
    },
    "unstated": {
        "sv": "{}: referensen för T-score {} är inte angiven; läst som unga kvinnor",
        "en": "{}: the reference of T-score {} is not stated; read as young women",
    },
    "unnamed": {
        "sv": "{}: referensen för T-score {}, {}, säger inte vilket kön; läst som unga kvinnor",
        "en": "{}: the reference of T-score {}, {}, does not say which sex; read as young women",
    },
    "differs": {
        "sv": "{}: utskriven T-score {}, räknad {} mot {}: skillnad {}",
        "en": "{}: T-score {} printed, {} reckoned against {}: difference {}",
    },
    "fits": {"sv": "{}: T-score {} passar i stället {}", "en": "{}: T-score {} fits {} instead"},
}
