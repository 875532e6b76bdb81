"""How a change of bone density is told: amounts with sign and unit, its interval, and what it comes to."""

from collections.abc import Iterator

from benkoll.errors import Lang
from benkoll.letters.phrases import figure, said
from benkoll.measures.density_change import Change

WORDS: dict[str, dict[Lang, str]] = {
    "bmd": {
        "sv": "BMD {} och {} g/cm2: {} g/cm2 ({} %), 95 % konfidensintervall {} till {}",
        "en": "BMD {} and {} g/cm2: {} g/cm2 ({} %), 95 % confidence interval {} to {}",
    },
    "least": {"sv": "minsta säkra ändring {} g/cm2", "en": "least significant change {} g/cm2"},
    "between": {"sv": "{} ({}–{})", "en": "{} ({}–{})"},
    "fallen": {
        "sv": "sjunkit mer än den minsta säkra ändringen",
        "en": "fallen by more than the least significant change",
    },
    "risen": {
        "sv": "stigit mer än den minsta säkra ändringen",
        "en": "risen by more than the least significant change",
    },
    "same": {"sv": "ingen säker ändring", "en": "no significant change"},
    "near": {
        "sv": "nära gränsen: precisionen är inte känd bättre än så",
        "en": "near the limit: the precision is known no better than that",
    },
    "chance": {
        "sv": "sannolikheten att den alls har sjunkit: {} %",
        "en": "likelihood that it has fallen at all: {} %",
    },
}
CHANGE_DECIMALS = 4


def change_sentences(one: Change, lang: Lang) -> Iterator[str]:
    """The change of one site: densities, change, its limit, the verdict."""
    amount, low, high = (_signed(value, lang, CHANGE_DECIMALS) for value in (one.amount, *one.interval))
    bmds = figure(one.earlier, lang, 3), figure(one.later, lang, 3)
    yield said(WORDS, "bmd", lang, *bmds, amount, _signed(one.percent, lang, 1), low, high)
    limit = figure(one.limit, lang, CHANGE_DECIMALS)
    if one.least.interval is not None:
        ends = (figure(value, lang, CHANGE_DECIMALS) for value in one.least.interval)
        limit = said(WORDS, "between", lang, limit, *ends)
    yield said(WORDS, "least", lang, limit)
    yield said(WORDS, _verdict(one), lang)
    if one.is_near_limit:
        yield said(WORDS, "near", lang)
    yield said(WORDS, "chance", lang, _percent(one.chance_of_fall))


def _verdict(one: Change) -> str:
    return "fallen" if one.has_fallen else "risen" if one.is_significant else "same"


def _percent(chance: float) -> str:
    """Whole percent; never 0 or 100, for nothing measured is that certain."""
    percent = round(100 * chance)
    return "< 1" if percent < 1 else "> 99" if percent > 99 else str(percent)


def _signed(value: float, lang: Lang, decimals: int) -> str:
    written = figure(value, lang, decimals)
    return f"+{written}" if value > 0 else written
