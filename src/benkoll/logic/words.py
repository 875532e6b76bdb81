"""A term said in words, Swedish or English, with as few parentheses as its meaning allows."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from enum import IntEnum
from typing import Literal

from benkoll.logic import term as t

Lang = Literal["sv", "en"]
Label = Callable[[str, Lang], str]
ValueLabel = Callable[[str, str, Lang], str]


class Hold(IntEnum):
    """How firmly words hold together: looser words get parentheses where firmer ones are needed."""

    CHOICE = 0
    JOINED = 1  # and, or
    COMPARED = 2
    PHRASE = 3  # months from A to B
    SUM = 4
    PRODUCT = 5
    WORD = 6


Said = tuple[str, Hold]

WORDS: dict[str, dict[Lang, str]] = {
    "and": {"sv": " och ", "en": " and "},
    "or": {"sv": " eller ", "en": " or "},
    "not": {"sv": "inte {}", "en": "not {}"},
    "known": {"sv": "{} (känt)", "en": "{} (known)"},
    "recorded": {"sv": "{} är känt", "en": "{} is known"},
    "not recorded": {"sv": "{} är inte känt", "en": "{} is not known"},
    "at_least": {"sv": "minst {} av ({})", "en": "at least {} of ({})"},
    "is": {"sv": "{} är {}", "en": "{} is {}"},
    "is not": {"sv": "{} är inte {}", "en": "{} is not {}"},
    "is none of": {"sv": "{} är varken {}", "en": "{} is neither {}"},
    "nor": {"sv": " eller ", "en": " nor "},
    "if": {"sv": "{} om {}", "en": "{} if {}"},
    "otherwise": {"sv": "annars {}", "en": "otherwise {}"},
    "if unknown": {"sv": "{}, om okänt {}", "en": "{}, if unknown {}"},
    "lookup": {"sv": "tabellens värde för {}", "en": "the table's value for {}"},
    "power": {"sv": "{} upphöjt till {}", "en": "{} to the power of {}"},
    "rounded": {"sv": "{} avrundat till närmaste {}", "en": "{} rounded to the nearest {}"},
    "least": {"sv": "lägsta av ({})", "en": "lowest of ({})"},
    "greatest": {"sv": "högsta av ({})", "en": "highest of ({})"},
    "earliest": {"sv": "tidigaste av ({})", "en": "earliest of ({})"},
    "latest": {"sv": "senaste av ({})", "en": "latest of ({})"},
    "after": {"sv": "{} {} efter {}", "en": "{} {} after {}"},
    "before": {"sv": "{} {} före {}", "en": "{} {} before {}"},
    "between": {"sv": "{} från {} till {}", "en": "{} from {} to {}"},
    "day": {"sv": "dag", "en": "day"},
    "days": {"sv": "dagar", "en": "days"},
    "month": {"sv": "månad", "en": "month"},
    "months": {"sv": "månader", "en": "months"},
    "years": {"sv": "år", "en": "years"},
    "true": {"sv": "sant", "en": "true"},
    "false": {"sv": "falskt", "en": "false"},
    "unknown": {"sv": "okänt", "en": "unknown"},
    "number <": {"sv": "under", "en": "below"},
    "number <=": {"sv": "högst", "en": "at most"},
    "number >": {"sv": "över", "en": "above"},
    "number >=": {"sv": "minst", "en": "at least"},
    "date <": {"sv": "före", "en": "before"},
    "date <=": {"sv": "inte efter", "en": "not after"},
    "date >": {"sv": "efter", "en": "after"},
    "date >=": {"sv": "inte före", "en": "not before"},
}
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
SEVERAL = re.compile(r",|;| (och|eller|and|or) ")
"""What makes a label need parentheses among other words."""


def plain(fact: str, text: str, lang: Lang) -> str:
    """A text value as it stands, without underscores."""
    return text.replace("_", " ")


def say(term: t.Term, lang: Lang, label: Label, value: ValueLabel = plain) -> str:
    """The term in words: `label(fact, lang)` names a fact, `value(fact, text, lang)` one of its texts.

    For a text that stands by itself, as a choice's, the fact is "".
    A Named below the root is said by its own words, a Named root by what it stands for.
    """
    root = term.term if isinstance(term, t.Named) else term
    return _Speaker(lang, label, value).words(root)


def number(value: float, lang: Lang) -> str:
    """A number as it is written: no more decimals than it has, a comma before them in Swedish."""
    written = f"{value:.15g}"
    return written.replace(".", ",") if lang == "sv" else written


class _Speaker:
    def __init__(self, lang: Lang, label: Label, value: ValueLabel) -> None:
        self.lang = lang
        self.label = label
        self.value = value

    def words(self, term: t.Term, firm: Hold = Hold.CHOICE) -> str:
        """The term's words, in parentheses where they hold together less firmly than is needed."""
        words, hold = self._say(term)
        return f"({words})" if hold < firm else words

    def _form(self, key: str, *parts: str) -> str:
        return WORDS[key][self.lang].format(*parts)

    def _list(self, terms: Sequence[t.Term]) -> str:
        return "; ".join(self.words(term) for term in terms)

    def _say(self, term: t.Term) -> Said:
        match term:
            case t.Fact():
                return _label(self.label(term.name, self.lang))
            case t.Named():
                return _label(term.sv if self.lang == "sv" else term.en)
            case t.Constant() | t.Parameter():
                return self._constant(term.value), Hold.WORD
            case t.Recorded():
                return self._form("recorded", self.words(term.term, Hold.PHRASE)), Hold.COMPARED
            case t.Not():
                return self._not(term.term)
            case t.And():
                return self._joined("and", _known_parts(term.terms))
            case t.Or():
                return self._joined("or", [("", one) for one in term.terms])
            case t.AtLeast():
                return self._form("at_least", str(term.count), self._list(term.terms)), Hold.WORD
            case t.Compare():
                return self._compared(term.left, term.op, term.right)
            case t.Meets():
                return self._compared(term.value, str(term.limit.comparison), term.limit)
            case t.IsIn():
                return self._is_in(term, "is", "is", "or")
            case t.Choose():
                return self._choose(term)
            case _:
                return self._amount(term)

    def _amount(self, term: t.Term) -> Said:
        match term:
            case t.Lookup():
                return self._form("lookup", self.words(term.key, Hold.PHRASE)), Hold.PHRASE
            case t.Arithmetic():
                return self._arithmetic(term)
            case t.Function():
                return self._function(term)
            case t.Round():
                step = number(10.0**-term.decimals, self.lang)
                return self._form("rounded", self.words(term.term, Hold.WORD), step), Hold.PHRASE
            case t.Least():
                return self._form("earliest" if term.kind == "date" else "least", self._list(term.terms)), Hold.WORD
            case t.Greatest():
                return self._form("latest" if term.kind == "date" else "greatest", self._list(term.terms)), Hold.WORD
            case t.Shift():
                return self._shift(term)
            case t.Between():
                ends = (self.words(end, Hold.SUM) for end in (term.start, term.end))
                return self._form("between", self._form(term.unit), *ends), Hold.PHRASE
            case _:
                raise t.TermError(f"{type(term).__name__} has no words in words.py: give it some")

    def _constant(self, value: t.Value | None) -> str:
        if value is None:
            return self._form("unknown")
        if isinstance(value, bool):
            return self._form("true" if value else "false")
        if isinstance(value, int | float):
            return number(value, self.lang)
        return value.isoformat() if isinstance(value, date) else self.value("", value, self.lang)

    def _not(self, term: t.Term) -> Said:
        match term:
            case t.Recorded():
                return self._form("not recorded", self.words(term.term, Hold.PHRASE)), Hold.COMPARED
            case t.Compare():
                return self._compared(term.left, OPPOSITE[term.op], term.right)
            case t.Meets():
                return self._compared(term.value, OPPOSITE[str(term.limit.comparison)], term.limit)
            case t.IsIn():
                return self._is_in(term, "is not", "is none of", "nor")
            case _:
                return self._form("not", self.words(term, Hold.WORD)), Hold.COMPARED

    def _joined(self, joint: str, parts: Sequence[tuple[str, t.Term]]) -> Said:
        if not parts:
            return self._form("true" if joint == "and" else "false"), Hold.WORD
        if len(parts) == 1 and not parts[0][0]:
            return self._say(parts[0][1])
        said = [self._part(form, term) for form, term in parts]
        return WORDS[joint][self.lang].join(said), Hold.JOINED

    def _part(self, form: str, term: t.Term) -> str:
        words = self.words(term, Hold.COMPARED)
        return self._form(form, words) if form else words

    def _compared(self, left: t.Term, op: str, right: t.Term) -> Said:
        than = self._form(f"{left.kind} {op}")
        return f"{self.words(left, Hold.PHRASE)} {than} {self.words(right, Hold.PHRASE)}", Hold.COMPARED

    def _is_in(self, term: t.IsIn, one: str, many: str, joint: str) -> Said:
        if not term.texts:
            return self._form("false" if one == "is" else "true"), Hold.WORD
        fact = term.term.name if isinstance(term.term, t.Fact) else ""
        texts = [self.value(fact, text, self.lang) for text in term.texts]
        form = one if len(texts) == 1 else many
        said = self._form(form, self.words(term.term, Hold.PHRASE), WORDS[joint][self.lang].join(texts))
        return said, Hold.COMPARED if len(texts) == 1 else Hold.JOINED

    def _choose(self, term: t.Choose) -> Said:
        match term.cases:
            case ((t.Recorded() as known, first),) if known.term is first:
                parts = self.words(first, Hold.JOINED), self.words(term.otherwise)
                return self._form("if unknown", *parts), Hold.CHOICE
        cases = [
            self._form("if", self.words(value, Hold.PHRASE), self.words(when, Hold.JOINED))
            for when, value in term.cases
        ]
        return ", ".join([*cases, self._form("otherwise", self.words(term.otherwise, Hold.PHRASE))]), Hold.CHOICE

    def _arithmetic(self, term: t.Arithmetic) -> Said:
        hold = Hold.SUM if term.op in "+-" else Hold.PRODUCT
        after = Hold(hold + 1) if term.op in "-/" else hold
        sign = "×" if term.op == "*" else term.op
        return f"{self.words(term.left, hold)} {sign} {self.words(term.right, after)}", hold

    def _function(self, term: t.Function) -> Said:
        match term:
            case t.Function(
                name="exp", term=t.Arithmetic(op="*", left=t.Function(name="ln", term=base), right=exponent)
            ):
                parts = self.words(base, Hold.WORD), self.words(exponent, Hold.WORD)
                return self._form("power", *parts), Hold.PHRASE
        return f"{term.name}({self.words(term.term)})", Hold.WORD

    def _shift(self, term: t.Shift) -> Said:
        amount = term.amount.value if isinstance(term.amount, t.Constant | t.Parameter) else None
        start = self.words(term.start, Hold.SUM)
        if isinstance(amount, int | float):
            unit = self._form(term.unit.removesuffix("s") if abs(amount) == 1 else term.unit)
            return self._form(
                "before" if amount < 0 else "after", number(abs(amount), self.lang), unit, start
            ), Hold.PHRASE
        return self._form("after", self.words(term.amount, Hold.SUM), self._form(term.unit), start), Hold.PHRASE


def _label(words: str) -> Said:
    return words, Hold.JOINED if SEVERAL.search(words) else Hold.WORD


def _known_parts(terms: Sequence[t.Term]) -> list[tuple[str, t.Term]]:
    """The parts of an and, "x is known and x" (or "and not x") put as one."""
    parts: list[tuple[str, t.Term]] = []
    for term in terms:
        before = parts[-1][1] if parts else None
        inner = term.term if isinstance(term, t.Not) else term
        if isinstance(before, t.Recorded) and before.term is inner and not parts[-1][0]:
            parts[-1] = ("known", term)
        else:
            parts.append(("", term))
    return parts
