"""How the installation stands, for who runs it: one page over what each service says of itself."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response

from desk.app import TEMPLATES
from desk.client import Client, Said
from shared.auth import Role
from shared.i18n.speech import N_, Speech
from shared.runtime.attention import Attention, words
from shared.web.edge.origin import same_origin
from shared.web.pages.page import Pages, assets, form
from shared.web.pages.session import OpenForm, Session
from shared.web.pages.visit import Visit

SERVICES: Final = ("registry", "consultations", "notifications")
_FAILED: Final = "/notifications/api/deliveries"
_WIDTH, _HEIGHT = 240, 40
Operator = Annotated[Visit, Depends(Session(Role.OPERATOR))]
Sent = Annotated[Visit, Depends(OpenForm(Role.OPERATOR))]
_PICTURES: Final = (
    ("unread", N_("Unread records")),
    ("pending", N_("Waiting for Kafka")),
    ("due_seconds", N_("Seconds that a delivery is due")),
)


def operations(origin: str, client: Client) -> APIRouter:
    """The page and its form, which comes from ``origin``; ``client`` asks the public API."""
    router = APIRouter(prefix="/operations", include_in_schema=False)
    pages = _OperationsPages(client, Pages("/operations", TEMPLATES))
    router.get("")(pages.seen)
    ours = [Depends(same_origin(origin))]
    router.post("/{service}/replay", dependencies=ours)(pages.replay)
    router.post("/deliveries/{delivery}/retry", dependencies=ours)(pages.retry)
    router.include_router(assets())
    return router


class _OperationsPages:
    """Each public method answers one route."""

    def __init__(self, client: Client, pages: Pages) -> None:
        self._client = client
        self._pages = pages

    async def seen(self, visit: Operator) -> Response:
        """Every service."""
        return await self._shown(visit)

    async def replay(self, service: str, visit: Sent, request: Request) -> Response:
        """Try what is parked of a stream, or of all of them, again."""
        stream = dict(await form(request)).get("stream") or None
        path = f"/{service if service in SERVICES else SERVICES[0]}/api/operations/replay"
        return await self._done(visit, path, {"stream": stream})

    async def retry(self, delivery: str, visit: Sent) -> Response:
        """Try a delivery that was given up once more."""
        return await self._done(visit, f"{_FAILED}/{quote(delivery, safe='')}/retry", {})

    async def _done(self, visit: Visit, path: str, body: Mapping[str, Any]) -> Response:
        if visit.caller is None:
            return await self._shown(visit, Said(401, {}))
        said = await self._client.command(path, body, visit.token, t=visit.speech, key=uuid.uuid4().hex)
        return await self._shown(visit, said)

    async def _shown(self, visit: Visit, said: Said | None = None) -> Response:
        token = visit.token
        found = {
            service: await self._client.get(f"/{service}/api/operations", token)
            for service in (SERVICES if visit.caller else ())
        }
        failed = await self._client.get(_FAILED, token) if visit.caller else Said(401, {})
        return self._pages.show(
            "operations.html",
            visit,
            status=said.status if said and not said.good else 200,
            said=said,
            services={name: one.document if one.good else None for name, one in found.items()},
            wrong={name: wrong(one, visit.speech) for name, one in found.items()},
            pictures={name: list(pictures(one.document.get("hour", ()))) for name, one in found.items()},
            failed=failed.document.get("deliveries", []) if failed.good else [],
            moment=lambda text: visit.speech.moment(dt.datetime.fromisoformat(text)),
        )


def wrong(said: Said, t: Speech) -> list[str]:
    """What somebody should look at, a sentence each."""
    found = said.document["attention"] if said.good else [{"what": "silent"}]
    return [words(Attention.model_validate(one), t) for one in found]


def pictures(hour: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, float]]:
    """What the last hour was like, of what was not always nothing: what it is, its line, and the most of it."""
    for name, title in _PICTURES:
        values = [float(one[name]) for one in hour]
        if most := max(values, default=0.0):
            step = _WIDTH / max(1, len(values) - 1)
            line = " ".join(
                f"{n * step:.0f},{_HEIGHT - value / most * _HEIGHT:.0f}" for n, value in enumerate(values)
            )
            yield title, line, most
