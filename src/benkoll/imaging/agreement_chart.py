"""The differences of two readers' heights against their mean, with bias and limits of agreement, as one SVG."""

from collections.abc import Sequence
from html import escape
from itertools import count
from math import ceil, floor

from benkoll.errors import Lang
from benkoll.imaging.agreement import BlandAltman, Interval

WORDS: dict[str, dict[Lang, str]] = {
    "title": {
        "sv": "Kothöjder: två läsares skillnad mot deras medel",
        "en": "Heights: two readers' difference by mean",
    },
    "across": {"sv": "medel av de två, {}", "en": "mean of the two, {}"},
    "up": {"sv": "{} minus {}, {}", "en": "{} minus {}, {}"},
    "bias": {"sv": "medelskillnad {}", "en": "bias {}"},
    "limit": {"sv": "gräns {}", "en": "limit {}"},
    "said": {
        "sv": "{} höjder; medelskillnad {} ({} till {}), 95 % av skillnaderna mellan {} och {} {}.",
        "en": "{} heights; bias {} ({} to {}), 95 % of the differences between {} and {} {}.",
    },
}
BLUE, ORANGE, GREY, FAINT = "#1f5f8b", "#d9731a", "#5b646d", "#e3e6e9"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 440, 74, 128, 66, 52
MOST_TICKS = 7
NARROWEST = 0.1  # of an axis, in the unit of the heights


def as_svg(
    pairs: Sequence[tuple[float, float]], found: BlandAltman, readers: tuple[str, str], unit: str, lang: Lang
) -> str:
    """The heights of the pairs (one reader's, the other's) as one SVG element, its numbers in its description."""
    axes = _Axes(pairs, found)
    said = WORDS["said"][lang].format(
        found.count,
        *(_figure(one, lang) for one in (found.bias.value, found.bias.low, found.bias.high)),
        *(_figure(one.value, lang) for one in (found.lower, found.upper)),
        unit,
    )
    title = WORDS["title"][lang]
    drawn = [
        _text(LEFT, 24, title, 'font-size="16" font-weight="600"'),
        _text(LEFT, 44, said, f'fill="{GREY}"'),
        *_grid(axes, lang),
        *_lines(axes, found, lang),
        *(
            f'<circle cx="{axes.x((one + other) / 2):.1f}" cy="{axes.y(one - other):.1f}" r="2.5" fill="{BLUE}" '
            'fill-opacity="0.55"/>'
            for one, other in pairs
        ),
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, WORDS["across"][lang].format(unit), 'text-anchor="middle"'),
        _text(
            0,
            0,
            WORDS["up"][lang].format(*readers, unit),
            f'text-anchor="middle" transform="translate(18 {(TOP + HEIGHT - BOTTOM) / 2:g}) rotate(-90)"',
        ),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" font-family="system-ui, Helvetica, Arial, sans-serif" font-size="12" fill="#1c2126">\n'
        f"<title>{escape(title)}</title>\n<desc>{escape(said)}</desc>\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n' + "\n".join(drawn) + "\n</svg>\n"
    )


class _Axes:
    """Where values lie: means from left to right, differences from below."""

    def __init__(self, pairs: Sequence[tuple[float, float]], found: BlandAltman) -> None:
        means = [(one + other) / 2 for one, other in pairs]
        apart = [one - other for one, other in pairs] + [found.lower.low, found.upper.high, 0.0]
        self.left, self.right, self.across = _span(min(means), max(means))
        self.low, self.high, self.up = _span(min(apart), max(apart))

    def x(self, value: float) -> float:
        """The place of a mean."""
        return LEFT + (value - self.left) / (self.right - self.left) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """The place of a difference."""
        return HEIGHT - BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM)


def _span(low: float, high: float) -> tuple[float, float, float]:
    """Ends on whole steps of 1, 2 or 5 times a power of ten, so that there are few ticks; and the step."""
    wide = max(high - low, NARROWEST)
    steps = (digit * 10.0**power for power in count(-7) for digit in (1, 2, 5))
    step = next(step for step in steps if wide <= MOST_TICKS * step)
    first = floor(low / step) * step
    return first, max(ceil(high / step) * step, first + step), step


def _grid(axes: _Axes, lang: Lang) -> list[str]:
    drawn = []
    for place in range(round((axes.high - axes.low) / axes.up) + 1):
        y = axes.y(axes.low + place * axes.up)
        drawn.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{FAINT}"/>')
        drawn.append(_text(LEFT - 8, y + 4, _tick(axes.low + place * axes.up, axes.up, lang), 'text-anchor="end"'))
    for place in range(round((axes.right - axes.left) / axes.across) + 1):
        x = axes.x(axes.left + place * axes.across)
        words = _tick(axes.left + place * axes.across, axes.across, lang)
        drawn.append(_text(x, HEIGHT - BOTTOM + 18, words, 'text-anchor="middle"'))
    return drawn


def _lines(axes: _Axes, found: BlandAltman, lang: Lang) -> list[str]:
    """Bias and limits, each on the band of its interval; the dashes tell them apart without colour."""
    drawn = []
    rows: tuple[tuple[Interval, str, str, str], ...] = (
        (found.upper, "limit", ORANGE, "6 3"),
        (found.bias, "bias", BLUE, ""),
        (found.lower, "limit", ORANGE, "6 3"),
    )
    for one, name, colour, dashes in rows:
        top, bottom, y = axes.y(one.high), axes.y(one.low), axes.y(one.value)
        wide = WIDTH - LEFT - RIGHT
        drawn += [
            f'<rect x="{LEFT}" y="{top:.1f}" width="{wide}" height="{bottom - top:.1f}" fill="{colour}" '
            'fill-opacity="0.12"/>',
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}" stroke-width="1.5"'
            + (f' stroke-dasharray="{dashes}"/>' if dashes else "/>"),
            _text(WIDTH - RIGHT + 8, y + 4, WORDS[name][lang].format(_figure(one.value, lang))),
        ]
    return drawn


def _figure(value: float, lang: Lang) -> str:
    written = f"{value + 0.0:.2f}"
    return written.replace(".", ",") if lang == "sv" else written


def _tick(value: float, step: float, lang: Lang) -> str:
    written = f"{round(value / step) * step + 0.0:.{max(0, -_power_of_ten(step))}f}"
    return written.replace(".", ",") if lang == "sv" else written


def _power_of_ten(step: float) -> int:
    """The power of ten that the step has."""
    return next(power for power in count(6, -1) if step >= 10.0**power * (1 - 1e-9))


def _text(x: float, y: float, words: str, style: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}"{" " if style else ""}{style}>{escape(words)}</text>'
