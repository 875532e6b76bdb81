"""`benkoll vfa phantom`: images of spines that never were, as DICOM, each beside its truth as JSON."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benkoll.cli.arguments import Both, Call, line_error, number_in
from benkoll.cli.console import Console
from benkoll.cli.patients import file_error
from benkoll.errors import DONE, Lang
from benkoll.exchange.rejects import write_whole
from benkoll.letters.phrases import said
from benkoll.measures.vertebra import POINTS, Vertebra

if TYPE_CHECKING:
    from benkoll.imaging.phantom import Phantom, PhantomKind

MOST, LAST_SEED = 100_000, 2**31 - 1
COUNT, SEED = "10", "1"
WORDS: dict[str, dict[Lang, str]] = {
    "written": {"sv": "{} fantom skrivna till {}", "en": "{} phantoms written to {}"},
}
KINDS: Both = {"sv": "--kind {}: tillåtet är {}", "en": "--kind {}: allowed is {}"}


def run(call: Call, console: Console) -> int:
    """Write the phantoms, the kinds in turn, phantom by phantom: `NAME.dcm` and `NAME.json`, the latter last."""
    count = number_in(call, "--count", COUNT, MOST)
    seed = number_in(call, "--seed", SEED, LAST_SEED)
    kinds = _kinds(call)
    out = Path(call["--out"])
    from benkoll.exchange.dicom.phantom_file import as_dicom
    from benkoll.imaging.phantom import draw

    try:
        out.mkdir(parents=True, exist_ok=True)
        for place in range(count):
            kind = list(kinds)[place % len(kinds)]
            phantom, name = draw(seed + place, kinds[kind]), f"phantom-{seed + place:06d}-{kind}"
            write_whole(out / f"{name}.dcm", as_dicom(phantom, name))
            write_whole(out / f"{name}.json", f"{json.dumps(truth(phantom, kind, name), indent=1)}\n".encode())
    except OSError as raised:
        raise file_error(str(out), raised) from None
    console.show([said(WORDS, "written", console.lang, count, out)])
    return DONE


def _kinds(call: Call) -> dict[str, "PhantomKind"]:
    from benkoll.imaging.phantom import KINDS as KNOWN

    asked = [one.strip() for given in call.all("--kind") for one in given.split(",") if one.strip()]
    for kind in asked:
        if kind not in KNOWN:
            raise line_error(KINDS, call, kind, ", ".join(KNOWN))
    return {kind: KNOWN[kind] for kind in asked or KNOWN}


def truth(phantom: "Phantom", kind: str, name: str) -> dict[str, Any]:
    """The true points as `benkoll vfa grade` reads them, and beside them what was done to each vertebra.

    `loss_percent` is the largest loss of the three heights against what the vertebra was before, `before` its points
    then; `pixel_mm` what a pixel measures in truth ([row, column]), also where the image does not say it.
    """
    spacing, broken = phantom.spacing, {one.level: one.shape for one in phantom.fractures}
    return {
        "spacing_mm": None if spacing is None else [spacing.row, spacing.column],
        "click_error_mm": 0,
        "sex": phantom.sex,
        "image": name,
        "vertebrae": _points(phantom.vertebrae),
        "truth": {
            "kind": kind,
            "seed": phantom.seed,
            "look": phantom.look,
            "anterior": phantom.facing,
            "pixel_mm": [phantom.pixel.row, phantom.pixel.column],
            "grades": phantom.grades,
            "loss_percent": {level: round(loss, 3) for level, loss in phantom.loss_percent.items()},
            "shapes": {level: broken.get(level, "normal") for level in phantom.vertebrae},
            "before": _points(phantom.before),
        },
    }


def _points(vertebrae: dict[str, Vertebra]) -> dict[str, dict[str, list[float]]]:
    return {
        level: {name: [round(number, 4) for number in getattr(one, name)] for name in POINTS}
        for level, one in vertebrae.items()
    }
