"""Pictures of the results as SVG: lines over years or money, and spans around a middle; each has a table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from benkoll.errors import Lang
from benkoll.letters.phrases import figure
from benkoll.population.tables import count

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 330, 86, 190, 46, 44
ROW, NAMES = 28, 330
COLOURS = ("#1f5f8b", "#d9731a", "#5b646d", "#7a4a9e", "#2d7d46")
"""Told apart by the colour-blind, too; each line also has its name at its end."""
DASHES = ("", "7 4", "2 3", "9 3 2 3", "4 2")
TICKS = 5
FONT = 'font-family="system-ui, Helvetica, Arial, sans-serif" font-size="12" fill="#1c2126"'


@dataclass(frozen=True, slots=True)
class Series:
    """A line: its name and a value for each x."""

    name: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Span:
    """A bar from one end to the other, whichever is greater, and its middle."""

    name: str
    low: float
    middle: float
    high: float


def lines(title: str, x: Sequence[float], x_name: str, series: Sequence[Series], lang: Lang, zero: bool = True) -> str:
    """Lines over x as one SVG element. `zero`: the scale begins at 0 where all values are above it."""
    all_values = [value for one in series for value in one.values]
    if zero:
        all_values.append(0.0)
    low, high = min(all_values), max(all_values)
    steps = ticks(low, high)
    low, high = steps[0], steps[-1]

    def across(value: float) -> float:
        return LEFT + (value - x[0]) / ((x[-1] - x[0]) or 1) * (WIDTH - LEFT - RIGHT)

    def up(value: float) -> float:
        return HEIGHT - BOTTOM - (value - low) / ((high - low) or 1) * (HEIGHT - TOP - BOTTOM)

    drawn = [_text(12, 22, title, 'font-size="15" font-weight="600"')]
    for step in steps:
        drawn.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{up(step):.1f}" y2="{up(step):.1f}" stroke="#e3e6e9"/>'
        )
        drawn.append(_text(LEFT - 8, up(step) + 4, tick(step, lang), 'text-anchor="end"'))
    for step in ticks(x[0], x[-1]):
        if x[0] <= step <= x[-1]:
            drawn.append(_text(across(step), HEIGHT - BOTTOM + 18, tick(step, lang), 'text-anchor="middle"'))
    drawn.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, x_name, 'text-anchor="middle"'))
    ends = _apart([up(one.values[-1]) + 4 for one in series])
    for place, one in enumerate(series):
        colour, dash = COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]
        points = " ".join(f"{across(at):.1f},{up(value):.1f}" for at, value in zip(x, one.values, strict=True))
        drawn.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        drawn.append(_text(WIDTH - RIGHT + 6, ends[place], one.name, f'fill="{colour}" font-weight="600"'))
    return _svg(title, WIDTH, HEIGHT, drawn)


def spans(title: str, rows: Sequence[Span], x_name: str, lang: Lang) -> str:
    """Bars from low to high about their middle, one below the other, with a line at 0."""
    height = TOP + ROW * len(rows) + BOTTOM
    ends = [end for one in rows for end in (one.low, one.high)]
    steps = ticks(min(0.0, *ends), max(0.0, *ends))

    def across(value: float) -> float:
        return NAMES + (value - steps[0]) / ((steps[-1] - steps[0]) or 1) * (WIDTH - NAMES - 30)

    bottom = height - BOTTOM + 4
    drawn = [_text(12, 22, title, 'font-size="15" font-weight="600"')]
    for step in steps:
        colour = "#5b646d" if step == 0 else "#e3e6e9"
        drawn.append(
            f'<line x1="{across(step):.1f}" x2="{across(step):.1f}" y1="{TOP - 8}" y2="{bottom}" stroke="{colour}"/>'
        )
        drawn.append(_text(across(step), bottom + 16, tick(step, lang), 'text-anchor="middle"'))
    drawn.append(_text((NAMES + WIDTH) / 2, height - 6, x_name, 'text-anchor="middle"'))
    for place, one in enumerate(rows):
        y = TOP + ROW * place
        left, right = across(min(one.low, one.high)), across(max(one.low, one.high))
        drawn.append(_text(NAMES - 10, y + 14, one.name, 'text-anchor="end"'))
        drawn.append(
            f'<rect x="{left:.1f}" y="{y + 4}" width="{max(right - left, 1):.1f}" height="12" '
            f'fill="{COLOURS[0]}" opacity="0.75"/>'
        )
        drawn.append(f'<circle cx="{across(one.middle):.1f}" cy="{y + 10}" r="4.5" fill="#1c2126"/>')
    return _svg(title, WIDTH, height, drawn)


def ticks(low: float, high: float) -> list[float]:
    """Round numbers that hold both ends between them, about five."""
    size = (high - low) or abs(high) or 1.0
    step = 10.0 ** (len(str(int(size / TICKS))) - 1) if size >= TICKS else 1.0
    while size / step < TICKS / 2:
        step /= 10
    for times in (1, 2, 5, 10, 20, 50):
        if size / (step * times) <= TICKS:
            step *= times
            break
    first = step * (low // step)
    count = int(-(-(high - first) // step)) or 1
    return [round(first + step * place, 10) for place in range(count + 1)]


def tick(value: float, lang: Lang) -> str:
    """A round number as it is written, without decimals that say nothing."""
    return count(round(value), lang) if value == round(value) else figure(value, lang)


def _apart(heights: list[float], least: float = 15.0) -> list[float]:
    """Places of names at the ends of lines, moved so that none stands on another."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    found = list(heights)
    for before, place in pairwise(order):
        found[place] = max(found[place], found[before] + least)
    return found


def _text(x: float, y: float, words: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{escape(words)}</text>'


def _svg(title: str, width: int, height: int, drawn: Sequence[str]) -> str:
    inside = "\n".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" {FONT}>\n<title>{escape(title)}</title>\n'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n{inside}\n</svg>\n'
    )
