"""A service's HTTP app: its routes under ``/api``, its OpenAPI document, its errors as problems."""

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from shared.auth import Verifier
from shared.problems import install, problem
from shared.runtime.service import Room, Service
from shared.web.page import assets
from shared.web.preview import consequences


class _App(FastAPI):
    """Its document says by itself what a route answers to who may not call it, as its access declares."""

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        for route in iter_route_contexts(self.routes):
            operations = document["paths"].get(route.path_format, {})
            for method in operations.keys() & {method.lower() for method in route.methods or ()}:
                found = operations[method]["responses"]
                found |= {str(status): problem(status) for status in _answers(route.dependant)}
                operations[method]["responses"] = dict(sorted(found.items()))
        return document


def _answers(dependant: Dependant) -> set[int]:
    own = {status for one in dependant.dependencies for status in getattr(one.call, "answers", ())}
    return own.union(*map(_answers, dependant.dependencies))


def service_app(service: Service, room: Room | None, verifier: Verifier | None) -> FastAPI:
    """The app, to be mounted at ``/<service>``. Without a room it has no routes: not every process has the role."""
    app = _App(
        title=f"One Voice: {service.name}",
        summary=service.summary,
        version="1",
        docs_url=None,
        redoc_url=None,
        servers=[{"url": f"/{service.name}"}],
        root_path_in_servers=False,
    )
    app.state.verifier = verifier
    app.state.secure = room is not None and room.origin.startswith("https://")
    install(app)
    if room:
        app.state.rates = room.rates
        api = APIRouter(prefix="/api")
        for routes in service.routes:
            api.include_router(routes(room))
        if service.reactions:
            api.include_router(consequences(room.commands, service.slices, service.reactions))
        app.include_router(api)
        for pages in service.pages:
            app.include_router(pages(room))
        if service.pages:
            app.include_router(assets())
    return app
