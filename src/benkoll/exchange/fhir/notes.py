"""What reading resources has to tell: what was set aside, what could not be read, and how doubtful things were read."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from benkoll.errors import Lang
from benkoll.exchange.fhir.shapes import Resource
from benkoll.facts.registry import label

SHOWN = 6
"""Names of resources or codes that one message shows; the rest are counted."""

TEXTS: Mapping[str, tuple[str, str]] = {
    # set aside whole
    "future": ("ligger efter bedömningsdagen, läses inte", "lies after the assessment date, not read"),
    "in error": ("felregistrerad (entered-in-error), läses inte", "entered in error, not read"),
    "refuted": ("avfärdad (refuted), läses inte", "refuted, not read"),
    "unconfirmed": ("obekräftad diagnos, läses inte som känd", "unconfirmed diagnosis, not read as known"),
    "status": ("status {0}: läses inte", "status {0}: not read"),
    "intent": ("är inget givet läkemedel (intent {0}), läses inte", "is no drug given (intent {0}), not read"),
    "do not": ("säger att läkemedlet inte ska ges, läses inte", "says not to give the drug, not read"),
    "modified": (
        "har ett tillägg som kan ändra innebörden (modifierExtension, implicitRules), läses inte",
        "carries an extension that may change its meaning (modifierExtension, implicitRules), not read",
    ),
    "versions": (
        "finns i flera versioner utan att det framgår vilken som är senast, ingen läses",
        "stands there in several versions, and which is the latest is not said: none is read",
    ),
    "no subject": ("säger inte vilken patient den gäller, läses inte", "does not say which patient, not read"),
    "no patient": ("patientresursen saknas", "the Patient resource is missing"),
    "ignored": (
        "{0} resurser utan någon kod som riktlinjen läser: {1}",
        "{0} resources without a code that is read: {1}",
    ),
    # single values
    "no date": ("saknar datum, värdet läses inte", "has no date, the value is not read"),
    "unit": (
        "enheten {0} kan inte läsas; värdet räknas inte om på gissning, och äldre värden används inte",
        "the unit {0} cannot be read; the value is not converted by guess, and older ones are not used",
    ),
    "no unit": (
        "enhet saknas; värdet läses inte på gissning, och äldre värden används inte",
        "the unit is missing; the value is not read by guess, and older ones are not used",
    ),
    "comparator": (
        "värdet är en gräns ({0}), inte ett tal, och läses inte",
        "the value is a bound ({0}) and no number, not read",
    ),
    "no number": ("värdet är inget tal, läses inte", "the value is no number, not read"),
    "answer": ("svaret {0} är inte känt, läses inte", "the answer {0} is not known, not read"),
    "old": ("är äldre än vad som räknas, läses inte", "is older than what counts, not read"),
    "older than others": (
        "är äldre än 12 månader medan andra prover är färskare, läses inte",
        "is older than 12 months while other laboratory values are newer, not read",
    ),
    "other day": (
        "är taget en annan dag än kalcium, läses inte",
        "was taken on another day than calcium, not read",
    ),
    "before creatinine": (
        "är äldre än det senaste kreatininet eller cystatin C, som gäller i stället",
        "is older than the latest creatinine or cystatin C, which count instead",
    ),
    "other density": (
        "hör till en äldre mätning än den senaste, läses inte",
        "belongs to an older measurement than the latest, not read",
    ),
    "site": (
        "mätstället kan inte avgöras eller hör inte till riktlinjens, läses inte",
        "the measured site cannot be told or is none of the guideline's, not read",
    ),
    "femur": (
        "anges för höft eller lårben utan närmare plats: läses som total höft, vår tolkning",
        "is given for hip or femur without a closer site: read as total hip, a reading of ours",
    ),
    "between drinks": (
        "{0} drinkar om dagen kan vara både under och över tre FRAX-enheter, läses inte",
        "{0} drinks a day may be below or above three FRAX units, not read",
    ),
    "codes differ": (
        "är kodad som flera olika mätningar, läses inte",
        "is coded as several different measurements, not read",
    ),
    "values differ": (
        "har olika värden från samma tid, inget läses",
        "has different values of the same time, none is read",
    ),
    "newer density": (
        "en senare bentäthetsmätning finns, men utan värden: de äldre värdena gäller",
        "there is a later bone density measurement, but without values: the older values stand",
    ),
    # conditions
    "ask": (
        "koden {0} kan betyda detta men säger det inte: ange uppgiften",
        "the code {0} may mean this but does not say so: state the fact",
    ),
    "ask fracture": (
        "koden {0} säger inte vilken sorts fraktur: ange frakturuppgifterna",
        "the code {0} does not say what kind of fracture: state the fracture facts",
    ),
    "unsited": (
        "koden {0} säger att något har brutits men inte vad: ange frakturuppgifterna",
        "the code {0} says that something broke but not what: state the fracture facts",
    ),
    "not active": (
        "räknas bara medan tillståndet pågår, och det framgår inte: läses inte",
        "counts only while the condition is active, and that is not said: not read",
    ),
    "resolved": ("är avslutad, läses inte som pågående", "is resolved, not read as present"),
    "untreated": (
        "pågående hypertyreos utan tyreostatika i underlaget läses som obehandlad",
        "active hyperthyroidism without antithyroid drugs in the record is read as untreated",
    ),
    "treated": (
        "hypertyreosen behandlas, läses inte som obehandlad",
        "the hyperthyroidism is treated, not read as untreated",
    ),
    "fracture undated": (
        "frakturen saknar dag: räknas, men inte som den senaste",
        "the fracture has no day: counts, but not as the latest",
    ),
    "fracture year": (
        "frakturen har bara årtal och kan vara den senaste: senaste fraktur lämnas okänd",
        "the fracture has only a year and may be the latest: the latest fracture is left unknown",
    ),
    "fracture month": (
        "frakturen har bara månad: den första dagen räknas",
        "the fracture has only a month: its first day counts",
    ),
    "childhood": ("fraktur i barndomen, räknas inte", "a fracture in childhood, does not count"),
    # drugs
    "use unknown": (
        "dosen framgår inte (osteoporos eller cancer): läses inte som någotdera",
        "the dose is not said (osteoporosis or cancer): read as neither",
    ),
    "uses differ": (
        "dos, märke och intervall säger emot varandra (osteoporos eller cancer): läses inte",
        "dose, brand and interval contradict each other (osteoporosis or cancer): not read",
    ),
    "oncology past": ("tidigare cancerdos, räknas inte som pågående", "an earlier cancer dose, not counted as present"),
    "two drugs": (
        "flera osteoporosläkemedel ser ut att pågå ({0}): ange vilket som gäller",
        "several osteoporosis drugs seem to be current ({0}): state which",
    ),
    "paused": (
        "{0} är uppehållet eller har passerat sin giltighetstid: om det pågår lämnas okänt",
        "{0} is on hold or past its validity: whether it is current is left unknown",
    ),
    "late": (
        "{0}: senaste dosen är så gammal att det inte framgår om behandlingen pågår",
        "{0}: the last dose is so old that it is not clear whether treatment goes on",
    ),
    "first prescription": (
        "{0}: starten är läst ur den första ordinationen eller dosen i underlaget, behandlingen kan vara äldre",
        "{0}: the start is read from the first order or dose in the record, the treatment may be older",
    ),
    "stop unknown": ("{0}: avslutat, men när framgår inte", "{0}: ended, but when is not said"),
    "earlier course": (
        "tidigare kur med {0}: bara den tid som framgår räknas",
        "earlier course of {0}: only the time that is said counts",
    ),
    "dose unclear": ("dygnsdosen kan inte räknas ut, läses inte", "the daily dose cannot be worked out, not read"),
    "not oral": (
        "ges inte som tablett, räknas inte in i kortisondosen",
        "is not given by mouth, not counted in the glucocorticoid dose",
    ),
    "not a man": ("räknas bara för en man", "counts only for a man"),
    # allergies
    "intolerance": (
        "överkänslighet mot bisfosfonat utan att det framgår vilken sort: ange uppgiften",
        "intolerance of a bisphosphonate, and of what kind is not said: state the fact",
    ),
    "gut by default": (
        "intolerans mot peroral bisfosfonat utan beskriven reaktion läses som mag-tarmbesvär",
        "intolerance of an oral bisphosphonate without a described reaction is read as gut symptoms",
    ),
    # the patient
    "gender": ("könet {0} läses inte: ange sex", "the gender {0} is not read: state sex"),
}


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to tell, of one fact or of none, and the resources that it is about."""

    key: str
    parts: tuple[str, ...]
    fact: str | None
    resources: tuple[str, ...]

    def said(self, lang: Lang) -> str:
        """`FHIR Observation/a, Observation/b, label: what is told`."""
        text = TEXTS[self.key][lang == "en"].format(*self.parts)
        where = ["FHIR", *([shortened(self.resources, lang)] if self.resources else [])]
        about = "" if self.fact is None else f", {label(self.fact, lang)}"
        return f"{' '.join(where)}{about}: {text}"


def shortened(listed: Collection[str], lang: Lang) -> str:
    """The first few, and how many more there are."""
    shown = ", ".join(sorted(listed)[:SHOWN])
    more = len(listed) - SHOWN
    return (
        shown
        if more <= 0
        else f"{shown} {'och' if lang == 'sv' else 'and'} {more} {'till' if lang == 'sv' else 'more'}"
    )


class Notebook:
    """Gathers notes on one patient; those that say the same become one note of several resources."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, tuple[str, ...], str | None], set[str]] = defaultdict(set)

    def tell(self, key: str, *parts: str, about: Resource | None = None, fact: str | None = None) -> None:
        """Note this. The order of telling does not matter."""
        self._told[key, parts, fact].update(() if about is None else (about.name,))

    def notes(self) -> tuple[Note, ...]:
        """All of them, in an order of their own."""
        order = list(TEXTS)
        told = sorted(self._told, key=lambda one: (order.index(one[0]), one[2] or "", one[1]))
        return tuple(Note(*one, tuple(sorted(self._told[one]))) for one in told)
