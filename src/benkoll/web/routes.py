"""Routes that say what they need. The application does not start with one that says nothing."""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount

from benkoll.audit.log import Act, append
from benkoll.chain.commands import Chain
from benkoll.web.looks import PEOPLE_AN_HOUR, SYSTEMS_AN_HOUR
from benkoll.web.permissions import NOBODY, Permission, Who
from benkoll.web.problems import Forbidden, LogIn, Refused
from benkoll.web.security_log import told
from benkoll.web.service import service_of
from benkoll.web.sessions import who_is
from benkoll.web.signed import let_in

NEEDS = "x-needs"
OPEN_MOUNTS = ("/static",)
Endpoint = Callable[..., Any]


class Door:
    """A router whose every route names its permission; `api`: its routes are in the OpenAPI description."""

    def __init__(self, prefix: str = "", *, api: bool = False) -> None:
        self.router = APIRouter(prefix=prefix)
        self._api = api

    def get(self, path: str, needs: Permission, **more: Any) -> Callable[[Endpoint], Endpoint]:
        """A route that reads. `more`: as FastAPI's."""
        return self._route("GET", path, needs, more)

    def post(self, path: str, needs: Permission, **more: Any) -> Callable[[Endpoint], Endpoint]:
        """A route that does something; from a browser only with the session's token, from a page of ours."""
        return self._route("POST", path, needs, more)

    def route(self, method: str, path: str, needs: Permission, **more: Any) -> Callable[[Endpoint], Endpoint]:
        """A route of another method."""
        return self._route(method, path, needs, more)

    def _route(self, method: str, path: str, needs: Permission, more: dict[str, Any]) -> Callable[[Endpoint], Endpoint]:
        def added(endpoint: Endpoint) -> Endpoint:
            guards = [*more.pop("dependencies", []), Depends(guard(needs))]
            extra = {**more.pop("openapi_extra", {}), NEEDS: needs.value}
            more.setdefault("include_in_schema", self._api)
            if not self._api:
                more.setdefault("response_model", None)
            self.router.add_api_route(
                path, endpoint, methods=[method], dependencies=guards, openapi_extra=extra, **more
            )
            return endpoint

        return added


def guard(needs: Permission) -> Callable[[Request], Any]:
    """Lets through who may; the others are asked to log in, or told nothing."""
    if needs is Permission.TOKEN:
        return let_in

    def checked(request: Request) -> None:
        who = who_is(request)
        request.state.who = who
        if needs is Permission.PUBLIC:
            return
        if who is NOBODY:
            raise LogIn()
        if not who.may(needs):
            _tell_refused(request, who, "")
            told(request, "permission refused", needs.value, status=404)
            request.state.told = True
            raise Forbidden()
        if needs in LOOKED_UP:
            _not_too_many(request, who, _looked_at(request, needs))

    return checked


IMAGES = (Permission.IMAGES_READ, Permission.IMAGES_WRITE)
LOOKED_UP = (Permission.CHAIN_READ, Permission.CHAIN_WRITE, *IMAGES)


def _looked_at(request: Request, needs: Permission) -> str | None:
    """What counts as one look: a page with what it was asked for; of images the page, however it is shown."""
    if needs in IMAGES:
        return request.url.path
    return f"{request.url.path}?{request.url.query}" if request.method == "GET" else None


def _not_too_many(request: Request, who: Who, place: str | None) -> None:
    """Refuse (429) whoever looks up more than anybody works, and log it."""
    service = service_of(request)
    limit = PEOPLE_AN_HOUR if who.session else SYSTEMS_AN_HOUR
    wait = service.looks.wait(who.id, place, limit)
    if wait is None:
        return
    if service.looks.is_to_be_told(who.id):
        _tell_refused(request, who, "too many looked up")
        told(request, "too many", "looked up", status=429)
    request.state.told = True
    raise Refused(
        429,
        f"fler uppslag än {limit} på en timme: vänta {wait // 60 + 1} minuter",
        f"more than {limit} looked up within an hour: wait {wait // 60 + 1} minutes",
        {"Retry-After": str(wait)},
    )


def _tell_refused(request: Request, who: Who, why: str) -> None:
    """The log says what was tried, by the route's own name and not by what was asked for."""
    service, route = service_of(request), request.scope.get("route")
    said = f"{request.method} {getattr(route, 'path', '')}"[:200]
    act = Act("refused", object=said, outcome="refused", reason=why or None)
    with service.database.writing() as connection:
        append(connection, service.actor(who), service.keys, [act])


def who_asks(request: Request) -> Who:
    """Who the guard let through."""
    who = request.state.who
    assert isinstance(who, Who)
    return who


def chain_of(request: Request) -> Chain:
    """The chain in the hands of the one who asks."""
    return service_of(request).chain(who_asks(request))


def needs_of(route: BaseRoute) -> str | None:
    """What a route says that it needs; None where it says nothing."""
    if isinstance(route, APIRoute):
        return (route.openapi_extra or {}).get(NEEDS)
    if isinstance(route, Mount) and route.path in OPEN_MOUNTS:
        return Permission.PUBLIC.value
    return None


def every_route(app: FastAPI) -> Sequence[BaseRoute]:
    """The application's routes."""
    return app.routes


def refuse_open_routes(app: FastAPI) -> None:
    """Refuse to start (RuntimeError) where a route declares no permission."""
    silent = [getattr(route, "path", str(route)) for route in every_route(app) if needs_of(route) is None]
    if silent:
        raise RuntimeError(f"no permission is declared for {', '.join(silent)}")
