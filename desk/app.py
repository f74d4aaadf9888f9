"""The desk: pages for the secretariat, which act through the public API alone."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, Depends, Request, Response

from desk.client import Client
from desk.contacts import Contacts
from desk.deliveries import Deliveries
from desk.forms.doing import Doing
from desk.forms.offers import Offers
from desk.session import Desk, crumb, document_of
from desk.things import entries_of, lines, links, page_of, title_of
from shared.contracts.telling import Telling
from shared.web.edge.origin import same_origin
from shared.web.pages.page import Pages, assets

TEMPLATES: Final = Path(__file__).with_name("templates")


def desk(origin: str, client: Client) -> APIRouter:
    """Every page of the desk; its forms come from ``origin``, and ``client`` asks the public API."""
    router = APIRouter(prefix="/desk", include_in_schema=False)
    templates = Pages("/desk", TEMPLATES)
    offers = Offers(client)
    pages, doing = _DeskPages(client, templates, offers), Doing(client, templates, offers)
    contacts, deliveries = Contacts(client, templates), Deliveries(client, templates)
    ours = [Depends(same_origin(origin))]
    router.get("")(pages.overview)
    router.get("/deliveries")(deliveries.failed)
    router.post("/deliveries/{delivery}/mend", dependencies=ours)(deliveries.mend)
    router.get("/contacts")(contacts.all)
    router.post("/contacts", dependencies=ours)(contacts.register)
    router.post("/contacts/{contact}/release", dependencies=ours)(contacts.release)
    router.get("/done/{stream}/{version}")(pages.done)
    router.get("/do/{name}")(doing.ask)
    router.post("/do/{name}", dependencies=ours)(doing.act)
    router.include_router(assets())
    router.get("/{kind}/{key}")(pages.thing)
    return router


class _DeskPages:
    """Each method answers one route."""

    def __init__(self, client: Client, pages: Pages, offers: Offers) -> None:
        self._client = client
        self._pages = pages
        self._offers = offers

    async def overview(self, visit: Desk) -> Response:
        """What there is, and what can begin."""
        token = visit.token
        offers, lists = await self._offers.all(token), []
        for kind, thing in offers.things.items():
            for path, title in thing.lists.items():
                said = await self._client.get(f"{path}?limit=1000", token)
                found = lines(kind, thing, said.document, visit.speech) if said.good else None
                lists.append((title, found))
        return self._pages.show(
            "overview.html",
            visit,
            lists=lists,
            begins=offers.begins,
        )

    async def thing(self, kind: str, key: str, visit: Desk, request: Request) -> Response:
        """One thing: what it is now, and what can be done with it."""
        offers = await self._offers.all(visit.token)
        thing = offers.thing(kind)
        document = await document_of(self._client, thing, key, visit, request)
        return self._pages.show(
            "thing.html",
            visit,
            crumb(visit),
            document=document,
            title=title_of(thing, document, visit.speech, key),
            page=page_of(thing, key, document),
            actions=list(links(offers.of(kind, document.get("status", "")), key)),
            entries=list(entries_of(offers, kind, key, document)),
        )

    async def done(self, stream: str, version: int, visit: Desk, draft: str = "") -> Response:
        """What was recorded, and where to go on."""
        kind, _, key = stream.partition("-")
        token, after = visit.token, f"?after={stream}@{version}"
        thing = (await self._offers.all(token)).thing(kind)
        said = await self._client.get(
            thing.document.format(key=key) + after, token
        )  # until every page shows it
        page = page_of(thing, key, said.document)
        history = said.document.get("history") or said.document.get("changes") or ()
        return self._pages.show(
            "done.html",
            visit,
            crumb(visit),
            version=version,
            told=[
                Telling(said["kind"], said["type"], said["facts"], said["it"])
                for one in history
                if one["version"] == version and (said := one["said"])
            ],
            page=page and page + after,
            desk=f"/desk/{kind}/{key}",
            draft=draft,
        )
