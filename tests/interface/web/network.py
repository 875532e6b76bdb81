"""A network of the tests' own servers: an address leads to an application, or nowhere."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
from starlette.types import ASGIApp

from benkoll.web.outward import Outward


@dataclass
class Network(httpx.BaseTransport):
    """`servers`: origin -> application. `gone`: origins that do not answer. `asked`: every address that was called."""

    servers: dict[str, ASGIApp] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The application's answer."""
        origin = f"{request.url.scheme}://{request.url.netloc.decode()}"
        self.asked.append(str(request.url))
        if origin not in self.servers or origin in self.gone:
            raise httpx.ConnectError("no such server", request=request)
        headers = {name: value for name, value in request.headers.items() if name != "host"}
        content = request.read()

        async def asked() -> httpx.Response:
            inside = httpx.ASGITransport(self.servers[origin])
            async with httpx.AsyncClient(transport=inside, base_url=origin) as client:
                return await client.request(request.method, request.url, headers=headers, content=content)

        with ThreadPoolExecutor(1) as beside:  # a loop may be running here
            answer = beside.submit(asyncio.run, asked()).result()
        kept = {name: value for name, value in answer.headers.items() if name != "content-encoding"}
        return httpx.Response(answer.status_code, headers=kept, content=answer.content)

    def outward(self) -> Outward:
        """The service's way out into it."""
        return Outward(self)
