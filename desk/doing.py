"""Doing something at the desk: the form, the preview of who will be told what, the command, what went wrong."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from desk.action import Action
from desk.actions import ACTIONS
from desk.client import Client, Said
from desk.fields import Values, body, changed, marks, standing
from desk.filling import NEEDED, NO_KEY, known, labels, lists, now_fields, path, placed, shown_rows, wrong
from desk.folding import folded, to_open, tongues
from desk.rows import apart, packed
from desk.session import Desk, Sent, crumb, document_of
from shared.i18n.regions import REGION_NAMES
from shared.i18n.speech import OWN_NAMES
from shared.problems import Problem
from shared.values import REGIONS
from shared.web.page import Pages, form
from shared.web.preview import Preview
from shared.web.visit import Visit, session_of

_GONE, _MOVED, _INVALID = 401, 412, 422
_WAS: Final = "was."


class Doing:
    """Each public method answers one route."""

    def __init__(self, client: Client, pages: Pages) -> None:
        self._client = client
        self._pages = pages

    async def ask(self, name: str, visit: Desk, request: Request, key: str = "", item: str = "") -> Response:
        """The form of an action; with what is so now where it replaces something, and with what its address says."""
        action = _action(name)
        document = (
            await document_of(self._client, action.kind, key, request)
            if key and not _is_new(action, key)
            else {}
        )
        now, asked = _said(known(action, document, item)), request.query_params
        given = {one.name: asked[one.name] for one in action.fields if one.name in asked}
        draft = " ".join((name, key, item, *given.values())).strip()
        values = {**now, **given, "key": key, "item": item, "draft": draft}
        was, growing = marks(standing(now_fields(action, item), now)), [one.name for one in lists(action)]
        return self._form(
            visit, action, values, known=was, version=document.get("version"), growing=growing, sent=False
        )

    async def act(self, name: str, visit: Sent, request: Request) -> Response:
        """Preview, then do. What was typed is never lost: whatever is wrong, the form comes back with it."""
        action = _action(name)
        names = [one.name for one in lists(action)]
        typed = apart(names, {"key": "", "item": "", "draft": name, **dict(await form(request))})
        values = packed(names, typed)
        again = _Again(self, visit, action, values)
        if visit.caller is None:
            return again.form(_GONE, note="session")
        if values.get("step") == "edit" or "more" in values or "open" in values:
            return again.form(200, growing=[values.get("more", "")], opened=to_open(action, typed))
        if found := wrong(action, values):
            return again.form(_INVALID, errors=found)
        if values.get("step") == "confirm":
            return await self._confirmed(again, request)
        token = session_of(request) or ""
        sent = body(action.fields, values, action.constants)
        said = await self._client.preview(path(action, values), sent, token, again.version)
        if said.good:
            return await self._preview(visit, action, values, Preview.model_validate(said.document), token)
        return await again.refused(said, request)

    async def _confirmed(self, again: "_Again", request: Request) -> Response:
        action, values = again.action, again.values
        said = await self._client.command(
            path(action, values),
            body(action.fields, values, action.constants),
            session_of(request) or "",
            key=values.get("command", ""),
            version=again.version,
            silent=values.get("silent") == "yes",
        )
        if not said.good:
            return await again.refused(said, request)
        stream, at = said.document["stream"], said.document["version"]
        return RedirectResponse(f"/desk/done/{stream}/{at}?draft={quote(values['draft'])}", 303)

    async def _preview(
        self, visit: Visit, action: Action, values: Values, found: Preview, token: str
    ) -> Response:
        follow = await self._client.consequences(found, token)
        asked = [await self._client.notices(of, token) for of in (found, *(follow or ()))]
        told = [one for notices in asked for one in notices or ()]
        return self._pages.show(
            "preview.html",
            visit,
            crumb(visit),
            action=action,
            values={**values, "step": "confirm"},
            found=found,
            follow=follow or [],
            told=told,
            unsure=follow is None or None in asked,
            moment=lambda at: visit.speech.moment(dt.datetime.fromisoformat(at)),
        )

    def _form(
        self,
        visit: Visit,
        action: Action,
        values: Values,
        *,
        known: Values,
        version: int | None,
        sent: bool,
        growing: Sequence[str] = (),
        opened: str = "",
        status: int = 200,
        errors: Mapping[str, str] | None = None,
        note: str | None = None,
        detail: str = "",
        meanwhile: Values | None = None,
    ) -> Response:
        shown, every = shown_rows(action, values, *growing), (*action.names, *action.fields)
        return self._pages.show(
            "form.html",
            visit,
            crumb(visit),
            status=status,
            action=action,
            fields=every,
            rows=shown,
            labels=labels(every, shown),
            folded=folded(action, values, errors or {}, opened),
            tongues=tongues(action, {**values, **(meanwhile or {})}, *growing),
            own_names=OWN_NAMES,
            values=values,
            known=known,
            version=version,
            command=values.get("command") if status == _GONE else uuid.uuid4().hex,
            errors=errors or {},
            note=note,
            detail=detail,
            meanwhile=meanwhile or {},
            ours={NEEDED, NO_KEY},
            regions=[(region, REGION_NAMES[region]) for region in REGIONS],
            sent=sent,
        )


@dataclass(frozen=True)
class _Again:
    """The form once more, with what was typed and why it was not taken."""

    doing: "Doing"
    visit: Visit
    action: Action
    values: Values

    @property
    def version(self) -> int | None:
        """The version that the form was filled in on."""
        text = self.values.get("version", "")
        return int(text) if text.isdecimal() else None

    @property
    def known(self) -> Values:
        """The marks of what stood there then."""
        every = self.values.items()
        return {name.removeprefix(_WAS): text for name, text in every if name.startswith(_WAS)}

    def form(self, status: int, **more: Any) -> Response:
        """With a status, and what is wrong."""
        given = {"known": self.known, "version": self.version, "sent": True, **more}
        return self.doing._form(self.visit, self.action, self.values, status=status, **given)  # noqa: SLF001

    async def refused(self, said: Said, request: Request) -> Response:
        """What the API said; where somebody else was first, what they changed."""
        if said.status == _MOVED:
            return await self._moved(request)
        if said.status == _GONE:
            return self.form(_GONE, note="session")
        errors = placed(self.action, self.values, said.errors)
        return self.form(said.status, errors=errors, note="refused", detail=said.detail)

    async def _moved(self, request: Request) -> Response:
        action, item = self.action, self.values["item"]
        document = await document_of(self.doing._client, action.kind, self.values["key"], request)  # noqa: SLF001
        now = standing(now_fields(action, item), known(action, document, item))
        meanwhile = {name: now[name] for name in changed(self.known, marks(now))}
        version = document["version"]
        return self.form(_MOVED, note="moved", known=marks(now), version=version, meanwhile=meanwhile)


def _action(name: str) -> Action:
    if name not in ACTIONS:
        raise Problem(404, "not-found", f"the desk cannot do {name}")
    return ACTIONS[name]


def _said(values: Values) -> dict[str, str]:
    return {name: text for name, text in values.items() if text}


def _is_new(action: Action, key: str) -> bool:
    return action.name == "schedule" or not key
