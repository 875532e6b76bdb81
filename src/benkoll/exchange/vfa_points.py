"""Files of points: the six points of each vertebra of one image, or of many, as JSON, and what is wrong with them.

One image is an object: `spacing_mm` ([row, column], or null for no millimetres), `vertebrae` (level -> point -> [x, y]
in pixels), and where known `click_error_mm` or `click_error_px`, `age`, `sex`, `image` and `reader` (names),
`not_evaluable` (level -> why) and `reader_grades` (level -> 0, 0.5, 1, 2 or 3). Other keys are passed over. Many are a
list, or lines.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from math import isfinite
from typing import Any, Literal, get_args

from benkoll.errors import InputError, Problem
from benkoll.exchange.json import Object, read_objects
from benkoll.exchange.rows import Reject, placed
from benkoll.exchange.text import text_of
from benkoll.facts.messages import shown
from benkoll.measures.vertebra import LEVELS, POINTS, Point, Spacing, Vertebra, number, point_problems, spine_problems
from benkoll.measures.vfa_report import ReaderGrade

Sex = Literal["female", "male"]


@dataclass(frozen=True, slots=True)
class Placed:
    """The points of one image. `problems`: the vertebrae that were set aside, each with why.

    `click_error`: SD of one coordinate, in `click_unit`; None: not told. `unread`: levels said to be not evaluable.
    """

    row: int
    vertebrae: Mapping[str, Vertebra]
    spacing: Spacing | None
    click_error: float | None = None
    click_unit: Literal["mm", "px"] = "mm"
    age: float | None = None
    sex: Sex | None = None
    image: str | None = None
    reader: str | None = None
    unread: tuple[str, ...] = ()
    reader_grades: Mapping[str, ReaderGrade] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_points(data: bytes, name: str) -> tuple[list[Placed], list[Problem]]:
    """The images of a file called `name`, and what was set aside: whole images, and single vertebrae.

    Raises InputError where nothing in it can be used; its problems name the file.
    """
    try:
        found = read_objects(text_of(data), ("en bilds punkter", "the points of an image"))
    except InputError as error:
        raise InputError(placed(problem, name) for problem in error.problems) from None
    except RecursionError:
        raise InputError([Problem("filen är nästlad för djupt", "the file is nested too deeply", file=name)]) from None
    images, problems = list[Placed](), list[Problem]()
    for one in found:
        if isinstance(one, Reject):
            problems += one.problems
            continue
        number_, said = one
        image, wrong = _image(number_, said)
        problems += [replace(problem, row=number_ if len(found) > 1 else None) for problem in wrong]
        images += [] if image is None else [image]
    problems = [placed(problem, name) for problem in problems]
    if not images:
        none = Problem("filen innehåller inga punkter", "the file holds no points", file=name)
        raise InputError(problems or [none])
    return images, problems


def _image(row: int, said: Object) -> tuple[Placed | None, list[Problem]]:
    """One image, None where it cannot be used, with all that is wrong with it."""
    reader = _Reader(said)
    spacing = reader.spacing()
    error, unit = reader.click_error()
    age, sex = reader.age(), reader.one_of("sex", get_args(Sex))
    image, name = reader.name("image"), reader.name("reader")
    whole = len(reader.problems)
    unread = tuple(level for level in LEVELS if level in reader.by_level("not_evaluable"))
    grades = reader.grades()
    vertebrae = reader.vertebrae(unread)
    if whole or not vertebrae:
        return None, reader.problems
    aside = tuple(reader.problems[whole:])
    return Placed(row, vertebrae, spacing, error, unit, age, sex, image, name, unread, grades, aside), reader.problems


class _Reader:
    """Reads one object, and gathers what is wrong."""

    def __init__(self, said: Object) -> None:
        self.said = said
        self.problems: list[Problem] = []

    def wrong(self, fact: str, value: object, sv: str, en: str) -> None:
        """Keep one problem; `value` None: nothing stood there."""
        self.problems.append(Problem(sv, en, fact=fact, value=None if value is None else shown(value)))

    def spacing(self) -> Spacing | None:
        """`spacing_mm`, which must be there, if only as null."""
        if "spacing_mm" not in self.said:
            self.wrong(
                "spacing_mm",
                None,
                "saknas: skriv [rad, kolumn] i mm per bildpunkt, eller null om bilden saknar millimeter",
                "is missing: write [row, column] in mm a pixel, or null where the image has no millimetres",
            )
            return None
        given = self.said["spacing_mm"]
        if given is None:
            return None
        low, high = number("spacing.range")
        if isinstance(given, list) and len(given) == 2 and all(_is_number(one) and low <= one <= high for one in given):
            return Spacing(float(given[0]), float(given[1]))
        self.wrong(
            "spacing_mm",
            given,
            f"ska vara [rad, kolumn], två tal {low:g}-{high:g} mm, eller null",
            f"must be [row, column], two numbers {low:g}-{high:g} mm, or null",
        )
        return None

    def click_error(self) -> tuple[float | None, Literal["mm", "px"]]:
        """`click_error_mm`, or `click_error_px`."""
        most = number("click_error.most")
        units: tuple[tuple[str, Literal["mm", "px"], float], ...] = (
            ("click_error_mm", "mm", most),
            ("click_error_px", "px", most / number("spacing.range")[0]),
        )
        for key, unit, limit in units:
            given = self.said.get(key)
            if given is not None:
                if _is_number(given) and 0 <= given <= limit:
                    return float(given), unit
                self.wrong(
                    key,
                    given,
                    f"ska vara ett tal 0-{limit:g} {unit}: standardavvikelsen för en koordinat",
                    f"must be a number 0-{limit:g} {unit}: the standard deviation of one coordinate",
                )
        return None, "mm"

    def age(self) -> float | None:
        """`age`, whole years."""
        given = self.said.get("age")
        if given is None or (_is_number(given) and 0 <= given <= 130):
            return None if given is None else float(given)
        self.wrong("age", given, "ska vara ett tal år, 0-130", "must be a number of years, 0-130")
        return None

    def one_of(self, key: str, allowed: tuple[str, ...]) -> Any:
        """A key with one of these texts, or nothing."""
        given = self.said.get(key)
        if given is not None and given not in allowed:
            self.wrong(key, given, f"ska vara något av {', '.join(allowed)}", f"must be one of {', '.join(allowed)}")
            return None
        return given

    def name(self, key: str) -> str | None:
        """A key with a text, or nothing."""
        given = self.said.get(key)
        if given is None or isinstance(given, str):
            return given
        self.wrong(key, given, "ska vara text, inom citattecken", "must be text, in quotation marks")
        return None

    def by_level(self, key: str) -> Mapping[str, Any]:
        """An object whose keys are levels; a key that is none is a problem."""
        given = self.said.get(key)
        if given is None:
            return {}
        if not isinstance(given, Mapping):
            self.wrong(key, given, "ska vara ett objekt med en nyckel per nivå", "must be an object, a key a level")
            return {}
        for level in given:
            if level not in LEVELS:
                near = get_close_matches(str(level).upper(), LEVELS, n=1)
                meant = {"sv": f" (menade du {near[0]}?)", "en": f" (did you mean {near[0]}?)"} if near else {}
                self.wrong(
                    f"{key}.{shown(level)}",
                    None,
                    f"ingen nivå som en VFA läser; tillåtet är {LEVELS[0]} till {LEVELS[-1]}{meant.get('sv', '')}",
                    f"no level that a VFA reads; allowed is {LEVELS[0]} to {LEVELS[-1]}{meant.get('en', '')}",
                )
        return {level: given[level] for level in LEVELS if level in given}

    def grades(self) -> dict[str, ReaderGrade]:
        """`reader_grades`, as numbers or texts."""
        allowed: tuple[ReaderGrade, ...] = get_args(ReaderGrade)
        found = dict[str, ReaderGrade]()
        for level, given in self.by_level("reader_grades").items():
            for grade in allowed:
                if given == grade or (_is_number(given) and float(given) == float(grade)):
                    found[level] = grade
            if level not in found:
                of = ", ".join(allowed)
                self.wrong(f"reader_grades.{level}", given, f"ska vara något av {of}", f"must be one of {of}")
        return found

    def vertebrae(self, unread: tuple[str, ...]) -> dict[str, Vertebra]:
        """The vertebrae that can be used; the others are problems."""
        if "vertebrae" not in self.said:
            self.wrong("vertebrae", None, "saknas: nivå -> sex punkter", "is missing: level -> six points")
            return {}
        found = dict[str, Vertebra]()
        for level, given in self.by_level("vertebrae").items():
            if level in unread:
                self.wrong(
                    f"vertebrae.{level}",
                    None,
                    "har punkter och är angiven som ej bedömbar: ta bort det ena",
                    "has points and is said to be not evaluable: leave one of them out",
                )
            elif (vertebra := self._vertebra(level, given)) is not None:
                wrong = point_problems(level, vertebra)
                self.problems += [replace(one, fact=f"vertebrae.{one.fact}") for one in wrong]
                found |= {} if wrong else {level: vertebra}
        odd = spine_problems(found)
        self.problems += [replace(one, fact=f"vertebrae.{one.fact}") for one in odd]
        return {level: one for level, one in found.items() if level not in {problem.fact for problem in odd}}

    def _vertebra(self, level: str, given: object) -> Vertebra | None:
        place = f"vertebrae.{level}"
        if not isinstance(given, Mapping):
            self.wrong(place, given, "ska vara ett objekt med sex punkter", "must be an object with six points")
            return None
        points = dict[str, Point]()
        for name in (*POINTS, *(key for key in given if key not in POINTS)):
            found = _point(given, name)
            if isinstance(found, Problem):
                self.wrong(f"{place}.{shown(name)}", given.get(name), found.sv, found.en)
            else:
                points[name] = found
        return Vertebra(**points) if len(points) == len(POINTS) == len(given) else None


def _point(given: Mapping[str, Any], name: str) -> Point | Problem:
    """A point, or what is wrong with it."""
    if name not in POINTS:
        of = ", ".join(POINTS)
        return Problem(f"okänd punkt; de heter {of}", f"unknown point; they are called {of}")
    if name not in given:
        return Problem("saknas: [x, y] i bildpunkter", "is missing: [x, y] in pixels")
    if not (isinstance(given[name], list) and len(given[name]) == 2 and all(map(_is_number, given[name]))):
        return Problem("ska vara [x, y], två ändliga tal i bildpunkter", "must be [x, y], two finite numbers in pixels")
    x, y = given[name]
    return float(x), float(y)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
