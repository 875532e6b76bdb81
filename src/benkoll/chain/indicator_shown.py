"""The indicators as they are shown: lines of text, CSV for a spreadsheet, and a value for JSON."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benkoll.chain.indicator_counts import COLUMNS, MISSING_FIELDS, MISSING_PERCENT, Counted, Report
from benkoll.chain.indicator_reads import Asked, Listed
from benkoll.chain.indicators import Definition, definitions
from benkoll.chain.small_numbers import SMALLEST
from benkoll.errors import Lang
from benkoll.exchange.rejects import FORMULA, NUMBER
from benkoll.letters.lines import Line, hang
from benkoll.letters.phrases import figure, said

HIDDEN = f"<{SMALLEST}"
PLAIN = tuple(name for name in COLUMNS if name not in ("in_stock", "of"))
BANDS: Mapping[int, tuple[dict[Lang, str], ...]] = {
    1: ({"sv": "under {0} %", "en": "under {0} %"}, {"sv": "{0} % eller mer", "en": "{0} % or more"}),
    2: (
        {"sv": "under {0} %", "en": "under {0} %"},
        {"sv": "{0}–{1} %", "en": "{0}–{1} %"},
        {"sv": "över {1} %", "en": "over {1} %"},
    ),
}
WORDS: dict[str, dict[Lang, str]] = {
    "verified": {"sv": "verifierad", "en": "verified"},
    "indirect": {"sv": "indirekt läst", "en": "read indirectly"},
    "unverified": {"sv": "overifierad", "en": "unverified"},
    "guideline": {"sv": "riktlinjen", "en": "the guideline"},
    "title": {"sv": "Frakturkedjans indikatorer den {}", "en": "Indicators of the fracture chain on {}"},
    "all": {"sv": "alla", "en": "all"},
    "head": {"sv": "{} {} [{}]", "en": "{} {} [{}]"},
    "share": {"sv": "{} av {}", "en": "{} of {}"},
    "interval": {"sv": "({}–{})", "en": "({}–{})"},
    "unknown": {"sv": "okänt {}", "en": "unknown {}"},
    "unclear": {"sv": "oklart om de hör dit {}", "en": "unclear whether they belong {}"},
    "waiting": {"sv": "tiden inte ute {}", "en": "time not out {}"},
    "by": {
        "sv": "behandlade kända genom recept {}, given dos {} (på rekvisition {}), uppgift {}",
        "en": "treated known by prescription {}, dose given {} (on requisition {}), word {}",
    },
    "outside": {"sv": "utanför 99,8 %-gränsen", "en": "outside the 99.8 % limit"},
    "cannot": {"sv": "kan inte räknas i kedjan: {}", "en": "cannot be computed in the chain: {}"},
    "no caseload": {
        "sv": "andelen kan inte räknas: ange väntat antal med --caseload ENHET=ANTAL",
        "en": "no share: name the number expected with --caseload UNIT=NUMBER",
    },
    "fields": {
        "sv": "fält där mer än {} % saknas: {}; färre än {} fält: {}",
        "en": "fields of which more than {} % are missing: {}; fewer than {} fields: {}",
    },
    "yes": {"sv": "ja", "en": "yes"},
    "no": {"sv": "nej", "en": "no"},
    "hidden": {"sv": "för få för att visas", "en": "too few to show"},
    "nobody": {"sv": "inga", "en": "none"},
    "left out": {"sv": "utanför alla mått: {}", "en": "outside all indicators: {}"},
    "small": {
        "sv": "{}: antal under {}, eller ett antal som ett sådant kan räknas fram ur",
        "en": "{}: a count under {}, or one from which such a count can be computed",
    },
    "only": {
        "sv": "Bara frakturer som kedjan följer, och bara vad den fått veta: infusioner och injektioner på rekvisition "
        "finns i inget nationellt register.",
        "en": "Only fractures that the chain follows, and only what it was told: infusions and injections on "
        "requisition are in no national register.",
    },
    "list": {"sv": "{} {}: {} patienter", "en": "{} {}: {} patients"},
    "missing": {"sv": "saknas: {}", "en": "missing: {}"},
    "protected": {"sv": "(skyddad identitet)", "en": "(protected identity)"},
}
ANSWERS: Mapping[str, dict[Lang, str]] = {
    "yes": {"sv": "ja", "en": "yes"},
    "no": {"sv": "nej", "en": "no"},
    "unknown": {"sv": "okänt", "en": "unknown"},
    "unclear": {"sv": "oklart", "en": "unclear"},
    "waiting": {"sv": "tiden inte ute", "en": "time not out"},
}
REASONS: Mapping[str, dict[Lang, str]] = {
    "atypical": {"sv": "atypisk femurfraktur", "en": "atypical femoral fracture"},
    "not_a_fracture": {"sv": "ingen fraktur", "en": "no fracture"},
    "high_energy": {"sv": "högenergi", "en": "high energy"},
    "tumour": {"sv": "tumör", "en": "tumour"},
    "already_followed": {"sv": "följs redan", "en": "followed already"},
    "palliative": {"sv": "palliativ", "en": "palliative"},
    "lives_elsewhere": {"sv": "bor annanstans", "en": "lives elsewhere"},
    "other": {"sv": "annat", "en": "other"},
}


# TEXT


def as_lines(found: Report, day: str, lang: Lang) -> Iterator[Line]:
    """The report for a terminal."""
    yield Line(said(WORDS, "title", lang, day), "title")
    yield from (Line(text, "quiet") for text in hang("", said(WORDS, "only", lang)))
    for key, definition in definitions().items():
        yield Line("")
        yield Line(_head(definition, lang), "heading")
        rows = found.rows[key]
        if not rows:
            reading = "" if definition.reading is None else definition.reading[lang]
            yield from map(Line, hang("  ", said(WORDS, "cannot", lang, reading), 2))
        for row in rows:
            yield from map(Line, hang(f"  {_name(row, lang)}: ", _row_words(row, lang), 4))
        if key == "UK-01" and found.fields:
            yield from map(Line, hang("  ", _fields(found, lang), 2))
    yield Line("")
    if found.left_out:
        told = ", ".join(f"{REASONS[reason][lang]} {count_words(count)}" for reason, count in found.left_out.items())
        yield from map(Line, hang("", said(WORDS, "left out", lang, told)))
    yield from (Line(text, "quiet") for text in hang("", said(WORDS, "small", lang, HIDDEN, SMALLEST)))


def _head(definition: Definition, lang: Lang) -> str:
    return said(WORDS, "head", lang, definition.id, definition.words[lang]["name"], said(WORDS, definition.mark, lang))


def _name(row: Counted, lang: Lang) -> str:
    return row.row[1] or said(WORDS, "all", lang)


def _row_words(row: Counted, lang: Lang) -> str:
    of = row.counts.get("of") if row.definition.id != "UK-02" else row.expected
    if row.definition.id == "UK-02" and row.expected is None:
        return f"{count_words(row.counts.get('yes'))}; {said(WORDS, 'no caseload', lang)}"
    if of == 0:
        parts = [said(WORDS, "nobody", lang)]
    else:
        parts = [
            " ".join(
                [said(WORDS, "share", lang, count_words(row.counts.get("yes")), count_words(of)), *_share(row, lang)]
            )
        ]
    for name in ("unknown", "unclear", "waiting"):
        if row.counts.get(name) != 0:
            parts.append(said(WORDS, name, lang, count_words(row.counts.get(name))))
    by = [row.counts.get(name) for name in ("prescription", "dose", "requisition", "told")]
    if any(count != 0 for count in by):
        parts.append(said(WORDS, "by", lang, *map(count_words, by)))
    return "; ".join(parts)


def _share(row: Counted, lang: Lang) -> list[str]:
    if row.share is None:
        return []
    parts = [f"= {figure(100 * row.share, lang, 0)} %"]
    if row.interval is not None:
        low, high = (figure(100 * limit, lang, 0) for limit in row.interval)
        parts.append(said(WORDS, "interval", lang, low, high))
    if row.band is not None:
        parts.append(f"[{_band(row, lang)}]")
    if row.outside:
        parts.append(said(WORDS, "outside", lang))
    return parts


def _band(row: Counted, lang: Lang) -> str:
    bands = [figure(limit, lang, 0) for limit in row.definition.bands]
    return "" if row.band is None else BANDS[len(bands)][row.band][lang].format(*bands)


def _fields(found: Report, lang: Lang) -> str:
    lacking = ", ".join(one.name for one in found.fields if one.too_many) or said(WORDS, "nobody", lang)
    met = {True: "yes", False: "no", None: "hidden"}[found.complete]
    return said(WORDS, "fields", lang, MISSING_PERCENT, lacking, MISSING_FIELDS, said(WORDS, met, lang))


def count_words(count: int | None) -> str:
    """A count, or that it is hidden."""
    return HIDDEN if count is None else str(count)


# JSON


def as_json(found: Report, asked: Asked, day: str, lang: Lang) -> dict[str, Any]:
    """The report as a JSON value; a count that is hidden is null."""
    return {
        "date": day,
        "from": asked.since,
        "to": asked.until,
        "hospital": asked.hospital,
        "unit": asked.unit,
        "by": asked.by,
        "trend": asked.every,
        "hidden_below": SMALLEST,
        "left_out": dict(found.left_out),
        "indicators": [_indicator(found, definition, lang) for definition in definitions().values()],
    }


def _indicator(found: Report, one: Definition, lang: Lang) -> dict[str, Any]:
    rows = found.rows[one.id]
    made = {
        "id": one.id,
        **one.words[lang],
        "source": one.source,
        "mark": one.mark,
        "reading": None if one.reading is None else one.reading[lang],
        "statements": list(one.statements),
        "bands_percent": list(one.bands),
        "computable": one.computable,
        "all": next((_values(row) for row in rows if row.row[0] == "all"), None),
        "groups": [_values(row) for row in rows if row.row[0] == "group"],
        "periods": [_values(row) for row in rows if row.row[0] == "period"],
    }
    if one.id == "UK-01":
        made["fields"] = [
            {"name": field.name, "of": field.of, "missing": field.missing, "too_many": field.too_many}
            for field in found.fields
        ]
        made["fewer_than_five_fields_missing"] = found.complete
    return made


def _values(row: Counted) -> dict[str, Any]:
    funnel = row.funnel
    return {
        "name": row.row[1] or None,
        "denominator": row.counts.get("of"),
        "expected": row.expected,
        "numerator": row.counts.get("yes"),
        **{name: row.counts.get(name) for name in PLAIN if name != "yes"},
        "hides": row.hides,
        "share": row.share,
        "interval_95": row.interval,
        "unknown_share": row.unknown_share,
        "band": row.band,
        "funnel_95": None if funnel is None else funnel[0],
        "funnel_998": None if funnel is None else funnel[1],
        "outside": row.outside,
    }


# CSV

HEADER = (
    *("indicator", "name", "mark", "row", "of_what", "denominator", "expected", "numerator", *PLAIN[:2], *PLAIN[3:]),
    *("share", "low_95", "high_95", "unknown_share", "band", "funnel_95_low", "funnel_95_high", "funnel_998_low"),
    *("funnel_998_high", "outside"),
)
COUNTS = ("denominator", "numerator", *PLAIN)


def as_csv(found: Report, lang: Lang) -> str:
    """A line for each row of each indicator; in Swedish semicolons and decimal commas. Hidden counts are `<5`."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if lang == "sv" else ",", lineterminator="\r\n")
    writer.writerow(HEADER)
    for key, definition in definitions().items():
        head = [key, definition.words[lang]["name"], definition.mark]
        if not found.rows[key]:
            writer.writerow([*head, "cannot", *[""] * (len(HEADER) - 4)])
        for row in found.rows[key]:
            writer.writerow([*head, row.row[0], _harmless(row.row[1]), *_cells(row, lang)])
    return out.getvalue()


def _cells(row: Counted, lang: Lang) -> list[str]:
    values = _values(row)
    for name, short in (("interval_95", ("low_95", "high_95")), *_FUNNELS):
        values |= dict(zip(short, values[name] or (None, None), strict=True))
    return [_cell(name, values[name], lang) for name in HEADER[5:]]


_FUNNELS = tuple((f"funnel_{one}", (f"funnel_{one}_low", f"funnel_{one}_high")) for one in ("95", "998"))


def _cell(name: str, value: Any, lang: Lang) -> str:
    if value is None:
        return HIDDEN if name in COUNTS else ""
    return figure(value, lang, 4) if isinstance(value, float) else str(value).lower()


def _harmless(text: str) -> str:
    """No spreadsheet runs the name of a unit as a formula."""
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


# A LIST OF PATIENTS


def list_lines(key: str, found: Sequence[Listed], lang: Lang) -> list[Line]:
    """What stands above a list of patients."""
    definition = definitions()[key]
    return [
        Line(said(WORDS, "list", lang, key, definition.words[lang]["name"], len(found)), "title"),
        *(Line(text, "quiet") for text in hang("", definition.words[lang]["numerator"])),
    ]


def list_cells(one: Listed, site: str, lang: Lang) -> list[str]:
    """A patient of a list in words; `site`: the fracture's, in the language."""
    missing = said(WORDS, "missing", lang, ", ".join(one.missing)) if one.missing else one.by or ""
    name = said(WORDS, "protected", lang) if one.known.get("protected") else str(one.known.get("name") or "")
    return [ANSWERS[one.answer][lang], one.person_id, name, str(one.fracture_date), site, one.unit or "", missing]


def list_values(one: Listed) -> dict[str, Any]:
    """A patient of a list for JSON."""
    names = ("answer", "episode", "person_id", "fracture_date", "site", "state", "unit", "by", "missing")
    protected = bool(one.known.get("protected"))
    name = None if protected else one.known.get("name")
    return {"name": name, "protected": protected, **{name: getattr(one, name) for name in names}}


LIST_HEADER = ("answer", "person_id", "name", "fracture_date", "site", "unit", "by_or_missing")


def list_csv(found: Sequence[Listed], sites: Sequence[str], lang: Lang) -> str:
    """A list of patients for a spreadsheet, in which no text becomes a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if lang == "sv" else ",", lineterminator="\r\n")
    writer.writerow(LIST_HEADER)
    for one, site in zip(found, sites, strict=True):
        writer.writerow(map(_harmless, list_cells(one, site, lang)))
    return out.getvalue()
