"""What was found, finding by finding, as short sentences: risk, diagnosis, laboratory, drug, and what was assumed."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from benkoll.errors import Lang
from benkoll.guideline.drugs import drug_name
from benkoll.letters.phrases import drugs, facts, figure, joined, said

Findings = Mapping[str, Any]
NOTHING = (False, 0, "none")
WORDS: dict[str, dict[Lang, str]] = {
    "frax": {"sv": "FRAX {} %", "en": "FRAX {} %"},
    "estimate": {"sv": "uppskattad frakturrisk {} %", "en": "estimated fracture risk {} %"},
    "interval": {"sv": " ({}–{} %)", "en": " ({}–{} %)"},
    "hip": {"sv": "höft {} %", "en": "hip {} %"},
    "hip only": {"sv": "FRAX höft {} %", "en": "FRAX hip {} %"},
    "risk unknown": {"sv": "FRAX saknas", "en": "no FRAX"},
    "frax old": {"sv": "inte längre aktuell", "en": "no longer current"},
    "high": {"sv": "hög frakturrisk", "en": "high fracture risk"},
    "not high": {"sv": "inte hög frakturrisk", "en": "fracture risk not high"},
    "perhaps high": {"sv": "oklart om frakturrisken är hög", "en": "not known whether the risk is high"},
    "osteoporosis": {"sv": "osteoporos", "en": "osteoporosis"},
    "severe": {"sv": "svår osteoporos", "en": "severe osteoporosis"},
    "low_bone_mass": {"sv": "låg bentäthet (osteopeni)", "en": "low bone mass (osteopenia)"},
    "normal": {"sv": "normal bentäthet", "en": "normal bone density"},
    "unknown": {"sv": "okänd", "en": "unknown"},
    "also severe": {"sv": "räknas som svår osteoporos", "en": "counts as severe osteoporosis"},
    "by record": {"sv": "enligt journalen", "en": "by the record"},
    "t-score": {"sv": "T-score {} {}", "en": "T-score {} {}"},
    "no t-score": {"sv": "T-score saknas", "en": "no T-score"},
    "stale": {"sv": "äldre än två år", "en": "older than two years"},
    "femoral_neck": {"sv": "lårbenshals", "en": "femoral neck"},
    "total_hip": {"sv": "total höft", "en": "total hip"},
    "lumbar_spine": {"sv": "ländrygg", "en": "lumbar spine"},
    "yes": {"sv": "indicerad", "en": "indicated"},
    "no": {"sv": "inte indicerad", "en": "not indicated"},
    "egfr": {"sv": "eGFR {}", "en": "eGFR {}"},
    "given": {"sv": "angivet", "en": "as given"},
    "lmr": {"sv": "kreatinin, LMR", "en": "creatinine, LMR"},
    "capa": {"sv": "cystatin C, CAPA", "en": "cystatin C, CAPA"},
    "mean": {"sv": "medel av LMR och CAPA", "en": "mean of LMR and CAPA"},
    "absolute": {"sv": "absolut {} mL/min", "en": "absolute {} mL/min"},
    "ionised": {"sv": "joniserat kalcium {}", "en": "ionised calcium {}"},
    "albumin_corrected": {"sv": "korrigerat kalcium {}", "en": "corrected calcium {}"},
    "total": {"sv": "totalkalcium {}", "en": "total calcium {}"},
    "low calcium": {"sv": "hypokalcemi", "en": "hypocalcaemia"},
    "high calcium": {"sv": "hyperkalcemi", "en": "hypercalcaemia"},
    "bmi": {"sv": "BMI {}", "en": "BMI {}"},
    "height loss": {"sv": "längdminskning {} cm", "en": "height loss {} cm"},
    "weight loss": {"sv": "viktnedgång {} %", "en": "weight loss {} %"},
    "provisional": {"sv": "preliminärt, hänger på {}", "en": "provisional, hangs on {}"},
    "hangs on": {"sv": "hänger på {}", "en": "hangs on {}"},
    "provisional only": {"sv": "preliminärt", "en": "provisional"},
    "not before": {"sv": "tidigast {}", "en": "not before {}"},
    "await": {"sv": "om osteoporosmottagningen inte kan nås i tid", "en": "if the clinic cannot be had in time"},
    "afterwards": {"sv": "därefter {}", "en": "{} afterwards"},
    "near limit": {"sv": "{}: värdet är {}", "en": "{}: the value is {}"},
    "no for others": {"sv": "nej för {} andra", "en": "no for {} others"},
    "others": {"sv": "med mera ({} till)", "en": "and so on ({} more)"},
}


def risk(findings: Findings, lang: Lang) -> str:
    """Fracture risk, and whether it counts as high."""
    return "; ".join((_probability(findings["fracture_risk"], lang), _high(findings["high_fracture_risk"], lang)))


def _probability(given: Findings | None, lang: Lang) -> str:
    if given is None:
        return said(WORDS, "risk unknown", lang)
    major, hip = given["major_percent"], given["hip_percent"]
    if major is None:
        return said(WORDS, "risk unknown" if hip is None else "hip only", lang, _percent(hip or 0, lang))
    beside = [] if hip is None else [said(WORDS, "hip", lang, _percent(hip, lang))]
    beside += [said(WORDS, "frax old", lang)] * bool(given.get("stale"))
    words = said(WORDS, "frax" if given["source"] == "official" else "estimate", lang, _percent(major, lang))
    if given.get("interval"):
        words += said(WORDS, "interval", lang, *(_percent(end, lang) for end in given["interval"]))
    return f"{words} ({', '.join(beside)})" if beside else words


def _percent(value: float, lang: Lang) -> str:
    return figure(round(value, 1), lang)


def _high(high: bool | None, lang: Lang) -> str:
    return said(WORDS, {True: "high", False: "not high", None: "perhaps high"}[high], lang)


def diagnosis(findings: Findings, lang: Lang) -> str:
    """The diagnosis, what it stands on, and whether it is severe."""
    value, by = findings["diagnosis"]["value"], findings["diagnosis"].get("by")
    severe = findings["severe_osteoporosis"]
    key = "severe" if value == "osteoporosis" and severe else value
    words = said(WORDS, key, lang)
    if by == "record":
        words += " " + said(WORDS, "by record", lang)
    tail = [said(WORDS, "also severe", lang)] if severe and key != "severe" else []
    return "; ".join((words, density(findings, lang), *tail))


def density(findings: Findings, lang: Lang) -> str:
    """The lowest T-score and its site."""
    lowest = findings["lowest_t_score"]
    if lowest is None:
        return said(WORDS, "no t-score", lang)
    words = said(WORDS, "t-score", lang, figure(lowest["value"], lang, 1), said(WORDS, lowest["site"], lang))
    return f"{words} ({said(WORDS, 'stale', lang)})" if lowest["stale"] else words


def treatment(findings: Findings, lang: Lang) -> str:
    """Whether treatment is indicated."""
    value: str = findings["treatment_indicated"]["value"]
    return said(WORDS, value, lang)


def laboratory(findings: Findings, lang: Lang) -> str:
    """Kidney and calcium, as far as they are known; empty where nothing is."""
    parts = [_kidney(findings["egfr"], lang), _calcium(findings["corrected_calcium"], lang)]
    parts += [said(WORDS, "low calcium", lang)] * (findings["hypocalcaemia"] is True)
    parts += [said(WORDS, "high calcium", lang)] * (findings["hypercalcaemia"] is True)
    return ", ".join(part for part in parts if part)


def _kidney(egfr: Findings | None, lang: Lang) -> str:
    if egfr is None:
        return ""
    beside = [said(WORDS, egfr["method"], lang)]
    if egfr["absolute"] is not None:
        beside.append(said(WORDS, "absolute", lang, figure(egfr["absolute"], lang)))
    return f"{said(WORDS, 'egfr', lang, figure(egfr['value'], lang))} ({', '.join(beside)})"


def _calcium(calcium: Findings | None, lang: Lang) -> str:
    return "" if calcium is None else said(WORDS, calcium["method"], lang, figure(calcium["value"], lang, 2))


def body(findings: Findings, lang: Lang) -> str:
    """BMI, height and weight lost, as far as they are known; empty where nothing is."""
    shown = (("bmi", "bmi"), ("height loss", "height_loss_cm"), ("weight loss", "weight_loss_percent"))
    return ", ".join(
        said(WORDS, key, lang, figure(findings[name], lang)) for key, name in shown if findings[name] is not None
    )


def first_choice(findings: Findings, lang: Lang, at_most: int | None = None) -> str:
    """The drug with its dose, and under which conditions it is the choice; empty where none is."""
    chosen = findings["first_choice"]
    if chosen is None:
        return ""
    dose = " ".join(chosen[key] for key in ("dose", "route", "interval"))
    parts = [f"{drug_name(chosen['drug'], lang)} {dose} [{chosen['source']}]"]
    if chosen["not_before"]:
        parts.append(said(WORDS, "not before", lang, chosen["not_before"]))
    if chosen["await"]:
        parts.append(said(WORDS, "await", lang))
    if chosen["provisional"]:
        missing = chosen["missing"]
        key = "provisional" if missing else "provisional only"
        parts.append(said(WORDS, key, lang, facts(missing, lang, at_most)))
    return "; ".join(parts)


def withheld(findings: Findings, lang: Lang) -> str:
    """Why there is no drug yet, and which would come first afterwards; empty where none is held back."""
    held = findings["first_choice_withheld"]
    if held is None:
        return ""
    after = held["afterwards"]
    parts = [held["because"], *([said(WORDS, "afterwards", lang, drug_name(after, lang))] if after else [])]
    return "; ".join(parts)


def alternatives(findings: Findings, lang: Lang) -> str:
    """The other drugs, in the guideline's order, and what the provisional ones hang on."""
    alike = groupby(findings["alternatives"], lambda one: (one["provisional"], one["missing"]))
    return "; ".join(_alternatives([one["drug"] for one in several], *kind, lang) for kind, several in alike)


def _alternatives(codes: list[str], provisional: bool, missing: list[str], lang: Lang) -> str:
    named = drugs(codes, lang)
    if not provisional:
        return named
    key = "hangs on" if missing else "provisional only"
    return f"{named} ({said(WORDS, key, lang, facts(missing, lang))})"


def excluded(findings: Findings, lang: Lang) -> str:
    """The excluded drugs, each under the first of its reasons, with the source of the reason."""
    together: dict[str, list[str]] = {}
    for drug, reasons in findings["excluded"].items():
        first = reasons[0]
        together.setdefault(f"{first['reason']} [{first['source']}]", []).append(drug_name(drug, lang))
    return "; ".join(f"{joined(names, lang)} ({why})" for why, names in together.items())


def borderline(findings: Findings, lang: Lang) -> str:
    """Values on a limit or within the measurement's own error of it, each limit once."""
    told = {(one["value"], one["limit"]): one for one in reversed(findings["borderline"])}
    return "; ".join(
        said(WORDS, "near limit", lang, one["words"], figure(one["value"], lang)) for one in reversed(told.values())
    )


def assumptions(findings: Findings, lang: Lang, room: int | None = None) -> str:
    """What was assumed: that which is not "no" in words, as much as there is room for, and how many others."""
    assumed = findings["assumptions"]
    named = [one["words"] for one in assumed if one["assumed"] not in NOTHING]
    for count in range(len(named), -1, -1):
        others = len(assumed) - count
        key = "no for others" if count == len(named) else "others"
        told = ", ".join([*named[:count], *([said(WORDS, key, lang, others)] if others else [])])
        if room is None or len(told) <= room:
            break
    return told
