"""What signed readings of the spine say of a patient, as facts that a consultation begins with."""

from starlette.requests import Request

from benkoll.chain.reads import episode
from benkoll.logic.term import Value
from benkoll.readings.reads import reports_of
from benkoll.readings.stated import stated
from benkoll.web.pages.vfa import keys_of
from benkoll.web.permissions import Permission
from benkoll.web.reading_room import desk_of
from benkoll.web.routes import chain_of, who_asks


def found_in_images(request: Request, named: str) -> dict[str, Value]:
    """The facts of an episode's patient, of those readings that whoever asks may see; none for who sees no images."""
    if not who_asks(request).may(Permission.IMAGES_READ):
        return {}
    chain = chain_of(request)
    reports = reports_of(desk_of(request), keys_of(chain, episode(chain, named)))
    return {one.fact: one.value if isinstance(one.value, bool | int) else str(one.value) for one in stated(reports)}
