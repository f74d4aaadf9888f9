"""The desk: pages for the secretariat, which act through the public API alone."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response

from desk.action import THINGS
from desk.actions import ACTIONS, OUTCOMES
from desk.client import Client
from desk.contacts import Contacts
from desk.deliveries import Deliveries
from desk.doing import Doing
from desk.evidence import pieces
from desk.session import Desk, crumb, document_of
from shared.i18n.outcomes import KINDS
from shared.i18n.speaker import Said
from shared.i18n.speech import N_
from shared.i18n.versions import Version, version
from shared.problems import Problem
from shared.web.origin import same_origin
from shared.web.page import Pages, assets
from shared.web.visit import session_of

TEMPLATES: Final = Path(__file__).with_name("templates")
_LISTS: Final = (
    ("briefing", N_("Briefings"), "/consultations/api/briefings?limit=1000", "briefings"),
    ("call", N_("Calls for input"), "/consultations/api/calls?limit=1000", "calls"),
    ("call", N_("Calls that are being drafted"), "/consultations/api/call-drafts?limit=1000", "calls"),
    ("champion", N_("Champion countries"), "/registry/api/champions?limit=1000", "champions"),
    ("secondment", N_("Secondments"), "/registry/api/secondments?limit=1000", "secondments"),
)


def desk(origin: str) -> APIRouter:
    """Every page of the desk; ``origin`` is where the public API is."""
    router = APIRouter(prefix="/desk", include_in_schema=False)
    client, templates = Client(origin), Pages("/desk", TEMPLATES)
    pages, doing = _DeskPages(client, templates), Doing(client, templates)
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

    def __init__(self, client: Client, pages: Pages) -> None:
        self._client = client
        self._pages = pages

    async def overview(self, visit: Desk, request: Request) -> Response:
        """What there is, and what can begin."""
        token = session_of(request) or ""
        lists = []
        for kind, title, path, name in _LISTS:
            said = await self._client.get(path, token)
            lists.append((kind, title, said.document.get(name, []) if said.good else None))
        tree = await self._client.get("/registry/api/networks", token)
        begins = [action for action in ACTIONS.values() if action.begins or action.name == "announce"]
        return self._pages.show(
            "overview.html",
            visit,
            lists=lists,
            networks=_networks(tree.document),
            begins=begins,
            day=lambda text: visit.speech.day(dt.date.fromisoformat(text)),
        )

    async def thing(self, kind: str, key: str, visit: Desk, request: Request) -> Response:
        """One thing: what it is now, and what can be done with it."""
        if kind not in THINGS:
            raise Problem(404, "not-found", f"the desk knows no {kind}")
        document = await document_of(self._client, kind, key, request)
        status = document.get("status", "")
        actions = [one for one in ACTIONS.values() if one.kind == kind and status in one.when]
        return self._pages.show(
            "thing.html",
            visit,
            crumb(visit),
            kind=kind,
            key=key,
            document=document,
            title=_title(document, key, visit.speech.tag),
            page=_page(kind, key, document),
            actions=actions,
            outcomes=[(one, KINDS[one]) for one in OUTCOMES]
            if kind == "briefing" and status in _HELD
            else [],
            kinds=KINDS,
            pieces=list(pieces(kind, key, document)),
        )

    async def done(
        self, stream: str, version: int, visit: Desk, request: Request, draft: str = ""
    ) -> Response:
        """What was recorded, and where to go on."""
        kind, _, key = stream.partition("-")
        if kind not in THINGS:
            raise Problem(404, "not-found", "there is no such stream")
        after = f"?after={stream}@{version}"
        path = THINGS[kind].document.format(key=key) + after
        said = await self._client.get(path, session_of(request) or "")  # waits until every page shows it
        page = _page(kind, key, said.document)
        history = said.document.get("history") or said.document.get("changes") or ()
        return self._pages.show(
            "done.html",
            visit,
            crumb(visit),
            version=version,
            told=[
                Said.model_validate(one["said"])
                for one in history
                if one["version"] == version and one["said"]
            ],
            page=page and page + after,
            desk=f"/desk/{kind}/{key}",
            draft=draft,
        )


def _page(kind: str, key: str, document: Mapping[str, Any]) -> str | None:
    """Where everybody sees it; None for a call that is being drafted."""
    if kind == "call" and document.get("status") == "drafted":
        return None
    return THINGS[kind].page.format(key=key)


_HELD: Final = ("held", "summarised")


def _title(document: Mapping[str, Any], key: str, language: str) -> Version:
    """What the thing is called, in the reader's language where it has a title in several."""
    versions = (document.get("terms") or {}).get("title")
    said = document.get("title") or document.get("name") or key
    return version(versions, language) if versions else Version(said, "en")


def _networks(tree: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Every network in the tree."""
    regions = tree.get("regional", {}).get("regions", [])
    nodes = [tree.get("global", {}).get("network"), *(region["network"] for region in regions)]
    nodes += [one for region in regions for one in region["countries"]]
    nodes += tree.get("country", {}).get("without_region", [])
    return [node for node in nodes if node]
