"""docs/chain.md: the events of the care chain, its states and steps, and the numbers behind their dates."""

from benkoll.chain.events import FIELDS
from benkoll.chain.numbers import parameter_rows
from benkoll.chain.words import KINDS, STATES, STEPS
from benkoll.store.fields import Field
from pages.markdown import code, page, table

INTRO = [
    "One hospital's care chain after fracture. What happens is appended as **events** and never changed: a wrong event "
    "is taken back by a `withdrawn` one, and the right one is recorded beside it. Everything else (identities that are "
    "one person, episodes, their states, what is to be done) follows from the events, whatever order they came in, and "
    "`benkoll chain rebuild` derives it anew.",
    "",
    "An **episode** is one fracture that the chain follows. Reports of one site and side within "
    "`chain.same_fracture_months` are one fracture. It counts where the person is older than `care.chain_age` on its "
    "day, unless it is of high energy or from a tumour; where nothing is said of its energy it counts, as an "
    "assumption. What the codes do not tell (which fracture, the age, a finding in an image's report, a fracture of "
    "the femoral shaft on an antiresorptive drug) waits for somebody: `benkoll chain confirm` or `refute`.",
    "",
    "An episode closes when nothing more is to be done, now or later: never while a dose of denosumab, a bone-building "
    "drug or a pause still needs a date, unless the unit that takes over has said that it does (`taken_over`).",
]


def pages() -> dict[str, str]:
    """Path within the project -> text."""
    return {"docs/chain.md": _chain()}


def _chain() -> str:
    events = [
        [
            code(kind),
            KINDS[kind]["en"],
            KINDS[kind]["sv"],
            "; ".join(_field(name, field) for name, field in fields.items()),
        ]
        for kind, fields in FIELDS.items()
    ]
    numbers = [
        [code(name), str(row["value"]), row["unit"], str(row["source"]), row["by"], str(row["last_checked"])]
        for name, row in parameter_rows().items()
    ]
    return page(
        "The care chain: events, states, steps",
        INTRO,
        ["## Events"],
        [
            "`benkoll chain record EPISODE KIND NAME=VALUE...` records one. A value is needed where it is **bold**. "
            "`person`, `fracture`, `finding`, `cancelled` come from messages ([docs/intake.md](intake.md))."
        ],
        table(["kind", "English", "svenska", "says"], events),
        ["## States"],
        table(["state", "English", "svenska"], [[code(one), both["en"], both["sv"]] for one, both in STATES.items()]),
        ["## Steps"],
        [
            "What is to be done, in the worklist's order of weight: denosumab that is due, late or stopped; patients "
            "on a ward, before discharge; late steps, the longest overdue first; then what is due."
        ],
        table(["step", "English", "svenska"], [[code(one), both["en"], both["sv"]] for one, both in STEPS.items()]),
        ["## Numbers"],
        [
            "`reading`: ours; `audit`: another audit's figure. The chain also uses the guideline's own "
            "([docs/parameters.md](parameters.md)): `care.chain_age`, `care.discharge_age`, "
            "`care.chain_fracture_months`, `care.discharge_fracture_months`, `follow_up.*`, "
            "`denosumab.*`, `teriparatide.*`, `romosozumab.*`, "
            "`bisphosphonate.pause_months`."
        ],
        table(["name", "value", "unit", "source", "by", "last checked"], numbers),
    )


def _field(name: str, field: Field) -> str:
    bold = "**" if field.needed else ""
    return f"{bold}{code(name)}{bold} ({field.allowed})"
