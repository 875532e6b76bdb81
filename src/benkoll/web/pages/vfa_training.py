"""Training on phantoms: images of spines that never were, read as any other, and held against what they are."""

import secrets
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from benkoll.errors import InputError, Lang, Problem
from benkoll.letters.phrases import figure
from benkoll.readings.arrived import new_image
from benkoll.readings.commands import start
from benkoll.readings.reads import waiting
from benkoll.readings.training import Trained, Truth, store_phantom, summary, trained
from benkoll.web.pages.chain_forms import Form, formed
from benkoll.web.pages.vfa import MOST, READING
from benkoll.web.pages.vfa_words import TRAINING
from benkoll.web.permissions import Permission
from benkoll.web.reading_room import desk_of
from benkoll.web.routes import Door, who_asks
from benkoll.web.service import service_of
from benkoll.web.views import lang_of, render

SEEDS = 2**31
KINDS = ("normal", "fractured", "thoracic_wedge", "short_height", "scheuermann", "degenerative", "scoliosis", "hard")
"""Kinds of phantom that can be chosen."""

ANY = "any"
"""One of them that nobody knows."""

door = Door()


@door.get("/vfa/training", Permission.IMAGES_WRITE)
def page(request: Request) -> Response:
    """Phantoms that wait to be read by whoever asks, and what came of those that they read."""
    lang, desk, me = lang_of(request), desk_of(request), who_asks(request).id
    done = trained(desk)
    known = {one.image for one in done}
    rows = [
        {
            "id": one.image.id,
            "stored": one.image.stored_at[:10],
            "mine": any(read.reader == me for read in one.readings),
        }
        for one in waiting(desk, MOST, training=True)
        if one.image.id not in known
    ]
    return render(
        request,
        "vfa_training.html",
        TRAINING,
        rows=rows,
        kinds=[(kind, TRAINING[f"kind {kind}"][lang]) for kind in (ANY, *KINDS)],
        results=[{"reading": one.reading, "day": one.signed_on, **_counts([one], lang)} for one in done],
        total=_counts(done, lang),
    )


def _counts(several: Sequence[Trained], lang: Lang) -> dict[str, Any]:
    told = summary(several)
    return {
        "found": f"{told.found} / {told.fractures}",
        "missed": told.missed,
        "false": told.false,
        "graded": f"{told.right} / {told.graded}",
        "error": "–" if told.error is None else figure(told.error, lang, 2),
    }


@door.post("/vfa/training", Permission.IMAGES_WRITE)
@formed
def drawn(request: Request, form: Form) -> Response:
    """A new phantom, of which nobody knows what it is, and a reading of it begun."""
    kind = form.needed("kind")
    if kind not in (ANY, *KINDS):
        allowed = ", ".join((ANY, *KINDS))
        raise InputError([Problem(f"tillåtet: {allowed}", f"allowed: {allowed}", fact="kind", value=kind[:40])])
    from benkoll.exchange.dicom.phantom_file import as_dicom
    from benkoll.imaging.phantom import KINDS as KNOWN
    from benkoll.imaging.phantom import draw

    phantom = draw(secrets.randbelow(SEEDS), KNOWN[secrets.choice(KINDS) if kind == ANY else kind])
    service, desk = service_of(request), desk_of(request)
    content = as_dicom(phantom, "phantom")
    image = service.images.read(content)
    made = new_image(content, image, "hand", None, service.today())
    stored = store_phantom(desk, made, Truth(phantom.vertebrae, phantom.grades))
    reading, _ = start(desk, stored)
    return RedirectResponse(READING.format(reading), 303)
