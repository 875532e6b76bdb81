"""The door for reports of densitometry: bytes of any form that is read to reports, and all that was set aside.

The form is told by the content: HL7 v2, XML, FHIR or typed-in fields as JSON, CSV, else the text of a printed report.
DICOM has its own door (exchange.dicom.density_sr), for it is parsed in a process with limits.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Literal, get_args

from benkoll.errors import InputError, Problem
from benkoll.exchange.densitometry import csv_export, printed, typed
from benkoll.exchange.densitometry.checked import Checked
from benkoll.exchange.densitometry.columns import Column, column_of
from benkoll.exchange.densitometry.mapping import Mapped
from benkoll.exchange.densitometry.numbers import LIMITS
from benkoll.exchange.json import Object, read_objects
from benkoll.exchange.rows import Reject, placed, unusable
from benkoll.exchange.text import refuse_other
from benkoll.exchange.visits.fields import decoded
from benkoll.measures.density_report import DensityReport

Form = Literal["hl7", "xml", "fhir", "typed", "csv", "text"]
FORMS: tuple[Form, ...] = get_args(Form)

_BLANKS = b" \t\r\n\x0b"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DICOM = (128, b"DICM")
_LARGEST: Mapping[Form, str] = MappingProxyType(dict.fromkeys(("typed", "text"), "largest_report"))


@dataclass(frozen=True, slots=True)
class Reports:
    """What a file says. `problems`: what was set aside, and why. `warnings`: what was read and has to be looked at."""

    form: str
    reports: tuple[DensityReport, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def read(data: bytes, name: str, mapping: Mapped = (), form: Form | None = None, day: date | None = None) -> Reports:
    """The reports of a file called `name`, in its order.

    `mapping`: the site's own table (`mapping.read_mapping`). `form`: what it is, where the content does not tell.
    `day`: today; no report can be of a later day. Raises InputError where not one report can be used; its problems
    name the file.
    """
    try:
        if not data.strip():
            raise unusable(*_EMPTY)
        form = form or form_of(data)
        found = _reports(data, form, mapping)
    except InputError as error:
        raise InputError(placed(one, name) for one in error.problems) from None
    except RecursionError:
        deep = Problem("filen är nästlad för djupt", "the file is nested too deeply")
        raise InputError([placed(deep, name)]) from None
    return gathered(found, name, form, day)


def gathered(found: Iterable[Checked], name: str, form: str, day: date | None = None) -> Reports:
    """The same for reports that are checked already; every message names the file."""
    found = [_dated(one, day) for one in found]
    problems = tuple(placed(problem, name) for one in found for problem in one.problems)
    reports = tuple(one.report for one in found if one.report is not None)
    if not reports:
        nothing = Problem("filen innehåller ingen rapport", "the file holds no report")
        raise InputError(problems or [placed(nothing, name)])
    warnings = tuple(placed(warning, name) for one in found for warning in one.warnings)
    return Reports(form, reports, problems, warnings)


def form_of(data: bytes) -> Form:
    """The form, by the content. Raises InputError for what is none of them."""
    if is_dicom(data):
        raise unusable("filen är DICOM och läses genom sin egen dörr", "the file is DICOM, which has its own door")
    head = data.removeprefix(b"\xef\xbb\xbf")[:4096].lstrip(_BLANKS)
    if data.startswith(_UTF16):
        head = _text(data[:4096]).strip().encode()
    if not head:
        raise unusable(*_EMPTY)
    if head.startswith((b"MSH", b"FHS", b"BHS")):
        return "hl7"
    if head.startswith(b"<"):
        return "xml"
    if head.startswith((b"{", b"[")):
        return "fhir" if b'"resourceType"' in data else "typed"
    return "csv" if _is_table(_text(head)) else "text"


def is_dicom(data: bytes) -> bool:
    """Whether it has DICOM's mark, and is read by `exchange.dicom.worker`."""
    start, mark = _DICOM
    return data[start : start + len(mark)] == mark


def _is_table(text: str) -> bool:
    """Whether the first line is the header of a table: two columns or more that are read, one of them a number."""
    first = text.removeprefix("sep=;\n").removeprefix("sep=,\n").partition("\n")[0]
    separator = csv_export.separator_of(first)
    if separator is None:
        return False
    columns = [one for name in first.split(separator) if isinstance(one := column_of(name.strip('" \r')), Column)]
    return len(columns) > 1 and any(one.quantity for one in columns)


def _reports(data: bytes, form: Form, mapping: Mapped) -> list[Checked]:
    largest = LIMITS[_LARGEST.get(form, "largest_export")]
    if len(data) > largest:
        raise unusable(
            f"filen är {len(data)} byte; tillåtet är högst {largest:g}: dela den",
            f"the file is {len(data)} bytes; at most {largest:g} are allowed: split it",
        )
    match form:
        case "hl7":
            from benkoll.exchange.densitometry import oru  # a heavy guest: only where the file calls for it

            return oru.reports(data, mapping)
        case "xml":
            from benkoll.exchange.densitometry import xml_export

            return xml_export.reports(data, mapping)
        case "csv":
            return csv_export.reports(_text(data), mapping)
        case "text":
            return [printed.report(_text(data))]
    objects = read_objects(_text(data))
    wrong = [problem for one in objects if isinstance(one, Reject) for problem in one.problems]
    if wrong:  # a report with a hole could lack the lowest site
        raise InputError(wrong)
    return _of_objects([one[1] for one in objects if not isinstance(one, Reject)], form)


def _of_objects(objects: list[Object], form: Form) -> list[Checked]:
    if form == "fhir":
        from benkoll.exchange.densitometry import fhir

        return fhir.reports(objects)
    return [typed.report(one) for one in objects]


def _text(data: bytes) -> str:
    """The text: UTF-8, UTF-16 with its mark, else Windows-1252, as densitometers' computers write."""
    if data.startswith(_UTF16):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError:
            raise unusable(*_NO_TEXT) from None
    else:
        refuse_other(data)
        text = decoded(data.removeprefix(b"\xef\xbb\xbf"))
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise unusable(*_NO_TEXT)
    if not text.strip():
        raise unusable(*_EMPTY)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _dated(found: Checked, day: date | None) -> Checked:
    """A report of a day to come is none."""
    report = found.report
    if day is None or report is None or report.measured_on is None or report.measured_on <= day:
        return found
    sv, en = (text.format(day) for text in _LATE)
    late = Problem(sv, en, "measured_on", report.measured_on.isoformat())
    return replace(found, report=None, problems=(*found.problems, late))


_EMPTY = ("filen är tom", "the file is empty")
_NO_TEXT = (
    "filen är inte text i UTF-8, UTF-16 eller Windows-1252: spara den på nytt som UTF-8",
    "the file is no text in UTF-8, UTF-16 or Windows-1252: save it anew as UTF-8",
)
_LATE = ("ligger efter {}: rätta dagen", "lies after {}: correct the day")
