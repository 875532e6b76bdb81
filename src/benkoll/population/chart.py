"""The summary as a picture: bars as SVG, and an HTML page with the tables beside; all in one file, nothing fetched."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import count as counting

from benkoll.errors import Lang
from benkoll.guideline.build import Guideline
from benkoll.letters.phrases import said
from benkoll.population import groups
from benkoll.population.summary import Summary, gap_bars, of_all, tables
from benkoll.population.tables import advice_words, as_html, count, shorter

WORDS: dict[str, dict[Lang, str]] = {
    "title": {"sv": "Befolkningen enligt riktlinjen", "en": "The population by the guideline"},
    "gap": {"sv": "Indikation för läkemedel, antal patienter", "en": "Drug treatment indicated, patients"},
    "advice": {"sv": "Rekommendationer, antal patienter", "en": "Recommendations, patients"},
    "on_drug": {"sv": "har läkemedel", "en": "on a drug"},
    "untreated": {"sv": "obehandlade", "en": "untreated"},
    "drug_unknown": {"sv": "läkemedel okänt", "en": "drug unknown"},
    "recommended": {"sv": "rekommenderas", "en": "recommended"},
    "possible": {"sv": "möjligt", "en": "possible"},
    "none": {"sv": "Inga patienter", "en": "No patients"},
    "by": {"sv": "{}, variant {}", "en": "{}, variant {}"},
}
BLUE, ORANGE, GREY = "#1f5f8b", "#d9731a", "#b9bec4"  # told apart by the colour-blind too, and in grey
WIDTH, LEFT, RIGHT, TOP, ROW, BAR = 860, 330, 90, 78, 26, 17
LETTER = 7.0  # how broad a letter of 12 px is, about
MOST_LETTERS = int((LEFT - 16) / LETTER)
MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars, each of parts laid end to end.

    `series`: the parts' names and colours; `rows`: the name and the parts of each.
    """

    title: str
    series: Sequence[tuple[str, str]]
    rows: Sequence[tuple[str, Sequence[int]]]


def gap_chart(found: Summary, lang: Lang) -> Bars:
    """Who is indicated, by sex and age: on a drug, untreated, or not known."""
    colours = {"on_drug": BLUE, "untreated": ORANGE, "drug_unknown": GREY}
    series = [(said(WORDS, key, lang), colour) for key, colour in colours.items()]
    rows = [(groups.name_of(row, ("sex", "age"), lang), parts) for row, parts in gap_bars(found)]
    return Bars(said(WORDS, "gap", lang), series, rows)


def advice_chart(found: Summary, guideline: Guideline, lang: Lang) -> Bars:
    """How many have each recommendation: recommended, or possible."""
    series = [(said(WORDS, key, lang), colour) for key, colour in {"recommended": BLUE, "possible": GREY}.items()]
    counted = of_all(found).select("code", "recommended", "possible").iter_rows()
    rows = [(f"{code} {advice_words(guideline, code, lang)}", parts) for code, *parts in counted]
    return Bars(said(WORDS, "advice", lang), series, rows)


def as_svg(bars: Bars, lang: Lang) -> str:
    """The bars as one SVG element with its texts, which stands in a page or a file of its own."""
    height = TOP + ROW * max(len(bars.rows), 1) + 12
    title = _text(12, 24, bars.title, 'font-size="16" font-weight="600"')
    drawn = [title, *_legend(bars), *_axis(bars, height, lang), *_rows(bars, lang)]
    if not bars.rows:
        drawn.append(_text(LEFT, TOP + BAR - 4, said(WORDS, "none", lang)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" font-family="system-ui, Helvetica, Arial, sans-serif" font-size="12" fill="#1c2126">\n'
        f"<title>{escape(bars.title)}</title>\n"
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n' + "\n".join(drawn) + "\n</svg>\n"
    )


def as_page(found: Summary, guideline: Guideline, lang: Lang) -> str:
    """An HTML page: the two charts, and every table of the summary."""
    title = said(WORDS, "title", lang)
    charts = "\n".join(
        f"<figure>{as_svg(bars, lang)}</figure>"
        for bars in (gap_chart(found, lang), advice_chart(found, guideline, lang))
    )
    shown = "\n".join(f"<section>{as_html(table)}</section>" for table in tables(found, guideline, lang))
    by = escape(said(WORDS, "by", lang, f"{guideline.name} {guideline.version}", guideline.variant))
    return PAGE.format(lang=lang, title=title, by=by, charts=charts, tables=shown)


PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ font: 15px/1.45 system-ui, Helvetica, Arial, sans-serif; color: #1c2126; margin: 2rem auto; max-width: 62rem;
  padding: 0 1rem; }}
figure {{ margin: 1.5rem 0; }}
svg {{ max-width: 100%; height: auto; }}
section {{ overflow-x: auto; margin: 2rem 0; }}
table {{ border-collapse: collapse; font-size: 14px; }}
caption {{ text-align: left; font-weight: 600; font-size: 16px; padding-bottom: .4rem; }}
th, td {{ padding: .2rem .7rem .2rem 0; text-align: right; white-space: nowrap; border-bottom: 1px solid #e3e6e9;
  font-variant-numeric: tabular-nums; }}
th {{ font-weight: 500; }}
tbody th, thead .names {{ text-align: left; }}
tbody th {{ white-space: normal; vertical-align: top; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{by}</p>
{charts}
{tables}
</body>
</html>
"""


# DRAWING


def _legend(bars: Bars) -> list[str]:
    drawn, x = [], float(LEFT)
    for name, colour in bars.series:
        drawn += [f'<rect x="{x:g}" y="37" width="12" height="12" fill="{colour}"/>', _text(x + 17, 47, name)]
        x += 40 + LETTER * len(name)
    return drawn


def _axis(bars: Bars, height: int, lang: Lang) -> list[str]:
    step = _step(_longest(bars))
    drawn = []
    for number in range(0, _longest(bars) + 1, step):
        x = f"{_x(bars, number):g}"
        drawn.append(f'<line x1="{x}" x2="{x}" y1="{TOP - 6}" y2="{height - 8}" stroke="#e3e6e9"/>')
        drawn.append(_text(x, TOP - 11, count(number, lang), 'text-anchor="middle" font-size="11" fill="#5b646d"'))
    return drawn


def _rows(bars: Bars, lang: Lang) -> list[str]:
    drawn = []
    for place, (name, parts) in enumerate(bars.rows):
        y = TOP + ROW * place
        drawn.append(_text(LEFT - 10, y + BAR - 4, shorter(name, MOST_LETTERS), 'text-anchor="end"'))
        total = 0
        for part, (series, colour) in zip(parts, bars.series, strict=True):
            start, width = _x(bars, total), _x(bars, total + part) - _x(bars, total)
            told = f"<title>{escape(f'{name}: {series} {count(part, lang)}')}</title>"
            if part:
                drawn.append(
                    f'<rect x="{start:.2f}" y="{y}" width="{width:.2f}" height="{BAR}" fill="{colour}">{told}</rect>'
                )
            total += part
        drawn.append(_text(f"{_x(bars, total) + 6:.1f}", y + BAR - 4, count(total, lang)))
    return drawn


def _text(x: float | str, y: float, words: str, style: str = "") -> str:
    return f'<text x="{x}" y="{y}"{" " if style else ""}{style}>{escape(words)}</text>'


def _longest(bars: Bars) -> int:
    return max((sum(parts) for _, parts in bars.rows), default=0)


def _x(bars: Bars, number: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * number / max(_longest(bars), 1)


def _step(longest: int) -> int:
    """1, 2 or 5 times a power of ten, so that there are few ticks."""
    steps = (digit * 10**power for power in counting() for digit in (1, 2, 5))
    step: int = next(step for step in steps if longest <= MOST_TICKS * step)
    return step
