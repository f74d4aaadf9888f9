"""A service's HTTP app: its routes under ``/api``, its OpenAPI document, its errors as problems."""

from fastapi import APIRouter, FastAPI

from shared.auth import Verifier
from shared.problems import install
from shared.runtime.service import Room, Service
from shared.web.page import assets
from shared.web.preview import consequences


def service_app(service: Service, room: Room | None, verifier: Verifier | None) -> FastAPI:
    """The app, to be mounted at ``/<service>``. Without a room it has no routes: not every process has the role."""
    app = FastAPI(
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
