"""A service's HTTP app: its routes under ``/api``, its OpenAPI document, its errors as problems."""

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from shared.auth import Verifier
from shared.problems import MEDIA_TYPE, ProblemBody, documented, install
from shared.runtime.service import Room, Service
from shared.runtime.sight import operations
from shared.web.pages.page import HTML, assets
from shared.web.pages.visit import Sessions
from shared.web.routes.preview import consequences


class _App(FastAPI):
    """Its document says by itself what no route repeats.

    That is what a route answers to who may not call it, as its access declares; where a token may be sent and need
    not be, so that a client that has one sends it; and that outside ``/api`` a browser gets a page of a problem.
    """

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        problem = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas |= {**problem.pop("$defs"), "ProblemBody": problem}
        for route in iter_route_contexts(self.routes):
            path = route.path_format or ""
            operations = document["paths"].get(path, {})
            for method in operations.keys() & {method.lower() for method in route.methods or ()}:
                operation, answers = operations[method], _answers(route.dependant)
                told = operation["responses"]
                told |= {str(status): one for status, one in documented(*answers).items()}
                operation["responses"] = dict(sorted(told.items()))
                for one in told.values():
                    if MEDIA_TYPE in one.get("content", {}) and not path.startswith("/api/"):
                        one["content"].update(HTML["content"])
                if answers:
                    operation.setdefault("security", [{}, {"bearer": []}])
        return document


def _answers(dependant: Dependant) -> set[int]:
    own = {status for one in dependant.dependencies for status in getattr(one.call, "answers", ())}
    return own.union(*map(_answers, dependant.dependencies))


def service_app(
    service: Service, room: Room | None, verifier: Verifier | None, sessions: Sessions | None = None
) -> FastAPI:
    """The app, to be mounted at ``/<service>``. Without a room it has no routes: not every process has the role."""
    app = _App(
        title=f"One Voice: {service.name}",
        summary=service.summary,
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_tags=[one.thing.tag(one.kind) for one in service.slices if one.thing],
        servers=[{"url": f"/{service.name}"}],
        root_path_in_servers=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.verifier = verifier
    app.state.sessions = sessions
    app.state.secure = room is not None and room.origin.startswith("https://")
    install(app)
    if room:
        app.state.rates = room.rates
        api = APIRouter()
        for routes in service.routes:
            api.include_router(routes(room))
        if service.reactions:
            api.include_router(consequences(room.commands, service.slices, service.reactions))
        api.include_router(operations(service, room))
        # without a prefix here FastAPI would make all of these routes once more, to look at their paths
        app.include_router(api, prefix="/api")
        for pages in service.pages:
            app.include_router(pages(room))
        if service.pages:
            app.include_router(assets())
    return app
