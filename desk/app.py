"""The desk: pages for the secretariat, which act through the public API alone."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from desk.actions import ACTIONS, OUTCOMES, THINGS, Action
from desk.client import Client, Said
from desk.fields import Field, Values, body, changed, filled
from desk.words import event_words
from shared.auth import Role
from shared.contracts.registry.secondments import secondment_key
from shared.i18n.outcomes import KINDS
from shared.i18n.regions import REGION_NAMES
from shared.i18n.speech import N_
from shared.problems import Problem
from shared.values import REGIONS
from shared.web.frame import Crumb
from shared.web.origin import same_origin
from shared.web.page import Pages, assets, form
from shared.web.preview import Preview
from shared.web.visit import SESSION, Visit, Visiting

_DESK: Final = Crumb(N_("Desk"), "/desk")
_GONE, _REFUSED, _MOVED, _INVALID = 401, 409, 412, 422
_LISTS: Final = (
    ("briefing", N_("Briefings"), "/consultations/api/briefings?limit=1000", "briefings"),
    ("champion", N_("Champion countries"), "/registry/api/champions?limit=1000", "champions"),
    ("secondment", N_("Secondments"), "/registry/api/secondments?limit=1000", "secondments"),
)


def desk(origin: str) -> APIRouter:
    """Every page of the desk; ``origin`` is where the public API is."""
    router = APIRouter(prefix="/desk", include_in_schema=False)
    pages = _DeskPages(Client(origin), Pages("/desk", Path(__file__).with_name("templates")))
    router.get("")(pages.overview)
    router.get("/deliveries")(pages.deliveries)
    router.get("/contacts")(pages.contacts)
    router.get("/done/{stream}/{version}")(pages.done)
    router.get("/do/{name}")(pages.ask)
    router.post("/do/{name}", dependencies=[Depends(same_origin(origin))])(pages.act)
    router.include_router(assets())
    router.get("/{kind}/{key}")(pages.thing)
    return router


async def secretariat(visit: Visiting) -> Visit:
    """The dependency: only the secretariat's session. Raises ``Problem`` 401 and 403."""
    if visit.caller is None:
        raise Problem(_GONE, "unauthenticated", "sign in as the secretariat")
    if visit.caller.role is not Role.SECRETARIAT:
        raise Problem(403, "forbidden", f"the role {visit.caller.role} may never do this; secretariat may")
    return visit


Desk = Annotated[Visit, Depends(secretariat)]


class _DeskPages:
    """Each method answers one route."""

    def __init__(self, client: Client, pages: Pages) -> None:
        self._client = client
        self._pages = pages

    async def overview(self, visit: Desk, request: Request) -> Response:
        """What there is, and what can begin."""
        token = request.cookies[SESSION]
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
        document = await self._document(kind, key, request)
        status = document.get("status", "")
        actions = [one for one in ACTIONS.values() if one.kind == kind and status in one.when]
        return self._pages.show(
            "thing.html",
            visit,
            self._crumb(visit),
            kind=kind,
            key=key,
            document=document,
            title=document.get("title") or document.get("name") or key,
            page=THINGS[kind].page.format(key=key),
            actions=actions,
            outcomes=[(one, KINDS[one]) for one in OUTCOMES]
            if kind == "briefing" and status in _HELD
            else [],
            kinds=KINDS,
        )

    async def ask(self, name: str, visit: Desk, request: Request, key: str = "", item: str = "") -> Response:
        """The form of an action; with what is so now where it replaces something."""
        action = _action(name)
        document = await self._document(action.kind, key, request) if key and not _is_new(action, key) else {}
        known = _known(action, document, item)
        values = {**known, "key": key, "item": item}
        return self._form(visit, action, values, known=known, version=document.get("version"))

    async def act(self, name: str, visit: Visiting, request: Request) -> Response:
        """Preview, then do. What was typed is never lost: whatever is wrong, the form comes back with it."""
        action, values = _action(name), {"key": "", "item": "", **dict(await form(request))}
        version = int(values["version"]) if values.get("version", "").isdigit() else None
        known = {field: values.get(f"was.{field}", "") for field in _now(action)}
        again = _Again(self, visit, action, values, known, version)
        if visit.caller is None:
            return again.form(_GONE, note="session")
        if visit.caller.role is not Role.SECRETARIAT:
            raise Problem(403, "forbidden", "only the secretariat may")
        token = request.cookies[SESSION]
        missing = {
            one.name: N_("This is needed.")
            for one in _fields(action)
            if one.required and not values.get(one.name, "").strip()
        }
        if missing:
            return again.form(_INVALID, errors=missing)
        path, sent = _path(action, values), body(action.fields, values, action.constants)
        if values.get("step") != "confirm":
            said = await self._client.preview(path, sent, token, version)
            if said.good:
                return await self._preview(
                    visit, action, values, Preview.model_validate(said.document), token
                )
            return await again.refused(said, request)
        said = await self._client.command(
            path,
            sent,
            token,
            key=values.get("command", ""),
            version=version,
            silent=values.get("silent") == "yes",
        )
        if said.good:
            stream, at = said.document["stream"], said.document["version"]
            return RedirectResponse(f"/desk/done/{stream}/{at}?action={action.name}", 303)
        return await again.refused(said, request)

    async def done(
        self, stream: str, version: int, visit: Desk, request: Request, action: str = ""
    ) -> Response:
        """What was recorded, and where to go on."""
        kind, _, key = stream.partition("-")
        if kind not in THINGS:
            raise Problem(404, "not-found", "there is no such stream")
        after = f"?after={stream}@{version}"
        path = THINGS[kind].document.format(key=key) + after
        await self._client.get(path, request.cookies[SESSION])  # waits until every page shows it
        return self._pages.show(
            "done.html",
            visit,
            self._crumb(visit),
            version=version,
            page=THINGS[kind].page.format(key=key) + after,
            desk=f"/desk/{kind}/{key}",
            action=action,
            key=key,
        )

    async def contacts(self, visit: Desk, request: Request) -> Response:
        """The secretariat's own contacts."""
        said = await self._client.get("/notifications/api/contacts?limit=1000", request.cookies[SESSION])
        return self._pages.show(
            "contacts.html", visit, self._crumb(visit), contacts=said.document.get("contacts", [])
        )

    async def deliveries(self, visit: Desk, request: Request) -> Response:
        """Deliveries that failed, newest first."""
        said = await self._client.get("/notifications/api/deliveries", request.cookies[SESSION])
        return self._pages.show(
            "deliveries.html",
            visit,
            self._crumb(visit),
            deliveries=said.document.get("deliveries", []),
            moment=lambda text: visit.speech.moment(dt.datetime.fromisoformat(text)),
        )

    async def _document(self, kind: str, key: str, request: Request) -> Mapping[str, Any]:
        after = request.query_params.get("after")
        path = THINGS[kind].document.format(key=key) + (f"?after={after}" if after else "")
        said = await self._client.get(path, request.cookies.get(SESSION, ""))
        if not said.good:
            raise Problem(said.status, "not-found" if said.status == 404 else "unavailable", said.detail)  # noqa: PLR2004
        return said.document

    async def _preview(
        self, visit: Visit, action: Action, values: Values, found: Preview, token: str
    ) -> Response:
        follow = await self._client.consequences(found, token)
        told = [one for of in (found, *follow) for one in await self._client.notices(of, token)]
        return self._pages.show(
            "preview.html",
            visit,
            self._crumb(visit),
            action=action,
            values={**values, "step": "confirm"},
            found=found,
            follow=follow,
            told=told,
            event_words=event_words,
            back=_address(action, values),
        )

    def _form(
        self,
        visit: Visit,
        action: Action,
        values: Values,
        *,
        known: Values,
        version: int | None,
        status: int = 200,
        errors: Mapping[str, str] | None = None,
        note: str | None = None,
        detail: str = "",
        meanwhile: Values | None = None,
    ) -> Response:
        return self._pages.show(
            "form.html",
            visit,
            self._crumb(visit),
            status=status,
            action=action,
            fields=_fields(action),
            values=values,
            known=known,
            version=version,
            command=values.get("command") if status == _GONE else uuid.uuid4().hex,
            errors=errors or {},
            note=note,
            detail=detail,
            meanwhile=meanwhile or {},
            regions=[(region, REGION_NAMES[region]) for region in REGIONS],
            sent=status != 200,  # noqa: PLR2004
        )

    def _crumb(self, visit: Visit) -> Crumb:
        return Crumb(visit.speech.say(_DESK.name), _DESK.href)


_HELD: Final = ("held", "summarised")


@dataclass(frozen=True)
class _Again:
    """The form once more, with what was typed and why it was not taken."""

    _pages: _DeskPages
    _visit: Visit
    _action: Action
    _values: Values
    _known: Values
    _version: int | None

    def form(self, status: int, **more: Any) -> Response:
        """With a status, and what is wrong."""
        given = {"known": self._known, "version": self._version, **more}
        return self._pages._form(self._visit, self._action, self._values, status=status, **given)  # noqa: SLF001

    async def refused(self, said: Said, request: Request) -> Response:
        """What the API said; where somebody else was first, what they changed."""
        if said.status == _MOVED:
            document = await self._pages._document(self._action.kind, self._values["key"], request)  # noqa: SLF001
            now = _known(self._action, document, self._values.get("item", ""))
            return self.form(
                _MOVED,
                note="moved",
                known=now,
                version=document["version"],
                meanwhile=changed(self._known, now),
            )
        return self.form(said.status, errors=said.errors, note="refused", detail=said.detail)


def _action(name: str) -> Action:
    if name not in ACTIONS:
        raise Problem(404, "not-found", f"the desk cannot do {name}")
    return ACTIONS[name]


def _fields(action: Action) -> tuple[Field, ...]:
    return (*action.names, *action.fields)


def _is_new(action: Action, key: str) -> bool:
    return action.name == "schedule" or not key


def _now(action: Action) -> list[str]:
    return [field.name for field in action.fields if field.now]


def _known(action: Action, document: Mapping[str, Any], item: str) -> dict[str, str]:
    """What the thing, or the item in it that the form is about, says now."""
    for name, part in (("documents", "document"), ("issues_raised", "issue"), ("outcomes", "outcome")):
        found = next((one for one in document.get(name, ()) if one["key"] == item), None)
        if found and any(field.name.startswith(f"{part}.") for field in action.fields):
            inner = found.get(part, found)
            return filled(
                [Field(f.name, f.title, f.kind, now=f.name.partition(".")[2]) for f in action.fields], inner
            )
    return filled(action.fields, document)


def _path(action: Action, values: Values) -> str:
    key = values.get("key", "").strip()
    if action.kind == "secondment" and not key:
        key = secondment_key(values.get("agency", "").strip(), values.get("to", "").strip() or None)
    places = {"key": _segment(key), "item": _segment(values.get("item", "").strip())}
    return action.path.format(**places)


def _segment(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum() or letter in "-_") or "-"


def _address(action: Action, values: Values) -> str:
    key = _segment(values.get("key", ""))
    return f"/desk/{action.kind}/{key}" if values.get("version") else "/desk"


def _networks(tree: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Every network in the tree."""
    regions = tree.get("regional", {}).get("regions", [])
    nodes = [tree.get("global", {}).get("network"), *(region["network"] for region in regions)]
    nodes += [one for region in regions for one in region["countries"]]
    nodes += tree.get("country", {}).get("without_region", [])
    return [node for node in nodes if node]
