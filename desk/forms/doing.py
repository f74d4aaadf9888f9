"""Doing something at the desk: the form, the preview of who will be told what, the command, what went wrong."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from desk.client import Client, Said
from desk.forms.fields import Values, body, changed, marks, standing
from desk.forms.filling import (
    asked,
    entry_of,
    known,
    labelled,
    lists,
    path,
    placed,
    shown_rows,
    with_keys,
    with_zones,
    wrong,
)
from desk.forms.folding import folded, to_open, tongues
from desk.forms.offers import Action, Offers
from desk.forms.options import selected
from desk.forms.rows import apart, packed
from desk.session import Desk, Sent, crumb, document_of
from shared.problems import Problem
from shared.texts import OWN_NAMES
from shared.web.pages.page import Pages, form
from shared.web.pages.visit import Visit
from shared.web.routes.preview import Preview

_GONE, _MOVED, _INVALID = 401, 412, 422


class Doing:
    """Each public method answers one route."""

    def __init__(self, client: Client, pages: Pages, offers: Offers) -> None:
        self._client = client
        self._pages = pages
        self._offers = offers

    async def ask(self, name: str, visit: Desk, request: Request, key: str = "", item: str = "") -> Response:
        """The form of an action; with what is so now where it replaces something, and with what its address says."""
        offers = await self._offers.all(visit.token)
        command, address = offers.command(name), dict(request.query_params)
        document: Mapping[str, Any] = {}
        if not key and command not in offers.begins:
            raise Problem(404, "not-found", "this form is about a thing: open it from its page at the desk")
        if key and (command.form.when or command.form.beside):
            document = await document_of(self._client, offers.thing(command.thing), key, visit, request)
        entry = entry_of(command.action(address), document, item)
        action = command.action({**(command.chosen_by(entry) if entry else {}), **address})
        now = _said(known(action, document, entry))
        given = {one.name: address[one.name] for one in action.fields if one.name in address}
        chosen = {one: address[one] for one in action.chosen if one in address}
        draft = " ".join((name, key, item, *chosen.values(), *given.values())).strip()
        values = {**now, **given, **action.chosen, "key": key, "item": item, "draft": draft}
        was, growing = marks(standing(action.replaced, now)), [one.name for one in lists(action)]
        return self._form(
            visit, action, values, known=was, version=document.get("version"), growing=growing, sent=False
        )

    async def act(self, name: str, visit: Sent, request: Request) -> Response:
        """Preview, then do. What was typed is never lost: whatever is wrong, the form comes back with it."""
        sent = {"key": "", "item": "", "draft": name, **dict(await form(request))}
        offers = await self._offers.all(visit.token)
        if visit.caller is None and name not in offers.commands:
            raise Problem(401, "unauthenticated", "sign in, and send it again")
        action = offers.command(name).action(sent)
        names = [one.name for one in lists(action)]
        typed = apart(names, sent)
        values = packed(names, typed)
        again = _Again(self, visit, action, values)
        if visit.caller is None:
            return again.form(_GONE, note="session")
        if values.get("step") == "edit" or "more" in values or "open" in values:
            return again.form(200, growing=[values.get("more", "")], opened=to_open(action, typed))
        values = again.values = with_keys(action, values)
        if found := {name: visit.speech.say(text) for name, text in wrong(action, values).items()}:
            return again.form(_INVALID, errors=found)
        if values.get("step") == "confirm":
            return await self._confirmed(again, request)
        token = visit.token
        said = await self._client.preview(
            path(action, values), _body(action, values), token, t=visit.speech, version=again.version
        )
        if said.good:
            return await self._preview(visit, action, values, Preview.model_validate(said.document), token)
        return await again.refused(said, request)

    async def _confirmed(self, again: "_Again", request: Request) -> Response:
        action, values = again.action, again.values
        said = await self._client.command(
            path(action, values),
            _body(action, values),
            again.visit.token,
            t=again.visit.speech,
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
        follow = await self._client.consequences(found, token, t=visit.speech)
        notices = [await self._client.notices(of, token) for of in (found, *(follow or ()))]
        told = [one for some in notices for one in some or ()]
        return self._pages.show(
            "preview.html",
            visit,
            crumb(visit),
            action=action,
            values={**values, "step": "confirm"},
            found=found,
            follow=follow or [],
            told=told,
            unsure=follow is None or None in notices,
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
        shown = shown_rows(action, values, *growing)
        every = (*action.names, *asked(action, values, {*(errors or ()), *(meanwhile or ())}))
        return self._pages.show(
            "form.html",
            visit,
            crumb(visit),
            status=status,
            action=action,
            fields=every,
            rows=shown,
            labels=labelled(every, shown),
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
            selected=lambda one, value: selected(one, value, visit.speech),
            asks_key=any(one.name == "key" for one in action.names),
            sent=sent,
        )


@dataclass
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
        marked = (one.partition(":") for one in self.values.get("was", "").split())
        return {name: mark for name, _, mark in marked}

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
        offers = await self.doing._offers.all(self.visit.token)  # noqa: SLF001
        action, thing = self.action, offers.thing(self.action.thing)
        document = await document_of(self.doing._client, thing, self.values["key"], self.visit, request)  # noqa: SLF001
        entry = entry_of(action, document, self.values["item"])
        now = standing(action.replaced, known(action, document, entry))
        meanwhile = {name: now[name] for name in changed(self.known, marks(now))}
        version = document["version"]
        return self.form(_MOVED, note="moved", known=marks(now), version=version, meanwhile=meanwhile)


def _body(action: Action, values: Values) -> dict[str, Any]:
    return body(action.fields, with_zones(action, values), action.constants)


def _said(values: Values) -> dict[str, str]:
    return {name: text for name, text in values.items() if text}
