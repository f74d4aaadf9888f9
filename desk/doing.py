"""Doing something at the desk: the form, the preview of who will be told what, the command, what went wrong."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from desk.action import Action
from desk.actions import ACTIONS
from desk.client import Client, Said
from desk.fields import Field, Values, body, changed, filled
from desk.session import Desk, Sent, crumb, document_of
from desk.words import event_words
from shared.contracts.registry.secondments import secondment_key
from shared.i18n.regions import REGION_NAMES
from shared.i18n.speech import N_
from shared.problems import Problem
from shared.values import REGIONS
from shared.web.page import Pages, form
from shared.web.preview import Preview
from shared.web.visit import SESSION, Visit

_GONE, _MOVED, _INVALID = 401, 412, 422
NEEDED: Final = N_("This is needed.")
NO_KEY: Final = N_("Letters, digits, - and _ are right, at most 80, a letter or digit first.")
_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


class Doing:
    """Each public method answers one route."""

    def __init__(self, client: Client, pages: Pages) -> None:
        self._client = client
        self._pages = pages

    async def ask(self, name: str, visit: Desk, request: Request, key: str = "", item: str = "") -> Response:
        """The form of an action; with what is so now where it replaces something."""
        action = _action(name)
        document = (
            await document_of(self._client, action.kind, key, request)
            if key and not _is_new(action, key)
            else {}
        )
        known = _known(action, document, item)
        values = {**known, "key": key, "item": item}
        return self._form(visit, action, values, known=known, version=document.get("version"))

    async def act(self, name: str, visit: Sent, request: Request) -> Response:
        """Preview, then do. What was typed is never lost: whatever is wrong, the form comes back with it."""
        action, values = _action(name), {"key": "", "item": "", **dict(await form(request))}
        version = int(values["version"]) if values.get("version", "").isdecimal() else None
        known = {name.removeprefix("was."): text for name, text in values.items() if name.startswith("was.")}
        again = _Again(self, visit, action, values, known, version)
        if visit.caller is None:
            return again.form(_GONE, note="session")
        if values.get("step") == "edit":
            return again.form(200)
        if wrong := _wrong(action, values):
            return again.form(_INVALID, errors=wrong)
        if values.get("step") == "confirm":
            return await self._confirmed(again, request)
        token = request.cookies[SESSION]
        sent = body(action.fields, values, action.constants)
        said = await self._client.preview(_path(action, values), sent, token, version)
        if said.good:
            return await self._preview(visit, action, values, Preview.model_validate(said.document), token)
        return await again.refused(said, request)

    async def _confirmed(self, again: "_Again", request: Request) -> Response:
        action, values = again.action, again.values
        said = await self._client.command(
            _path(action, values),
            body(action.fields, values, action.constants),
            request.cookies[SESSION],
            key=values.get("command", ""),
            version=again.version,
            silent=values.get("silent") == "yes",
        )
        if not said.good:
            return await again.refused(said, request)
        stream, at = said.document["stream"], said.document["version"]
        return RedirectResponse(f"/desk/done/{stream}/{at}?action={action.name}", 303)

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
            event_words=event_words,
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
            crumb(visit),
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
            ours={NEEDED, NO_KEY},
            regions=[(region, REGION_NAMES[region]) for region in REGIONS],
            sent=status != 200,  # noqa: PLR2004
        )


@dataclass(frozen=True)
class _Again:
    """The form once more, with what was typed and why it was not taken."""

    doing: "Doing"
    visit: Visit
    action: Action
    values: Values
    known: Values
    version: int | None

    def form(self, status: int, **more: Any) -> Response:
        """With a status, and what is wrong."""
        given = {"known": self.known, "version": self.version, **more}
        return self.doing._form(self.visit, self.action, self.values, status=status, **given)  # noqa: SLF001

    async def refused(self, said: Said, request: Request) -> Response:
        """What the API said; where somebody else was first, what they changed."""
        if said.status == _MOVED:
            document = await document_of(self.doing._client, self.action.kind, self.values["key"], request)  # noqa: SLF001
            now = _known(self.action, document, self.values.get("item", ""))
            return self.form(
                _MOVED,
                note="moved",
                known=now,
                version=document["version"],
                meanwhile=changed(self.known, now),
            )
        if said.status == _GONE:
            return self.form(_GONE, note="session")
        return self.form(
            said.status, errors=_named(self.action, said.errors), note="refused", detail=said.detail
        )


def _action(name: str) -> Action:
    if name not in ACTIONS:
        raise Problem(404, "not-found", f"the desk cannot do {name}")
    return ACTIONS[name]


def _fields(action: Action) -> tuple[Field, ...]:
    return (*action.names, *action.fields)


def _is_new(action: Action, key: str) -> bool:
    return action.name == "schedule" or not key


def _wrong(action: Action, values: Values) -> dict[str, str]:
    """What is missing, and keys that are none: those are part of an address and never guessed."""
    wrong = {
        one.name: NEEDED for one in _fields(action) if one.required and not values.get(one.name, "").strip()
    }
    for name in ("key", "item"):
        text = values.get(name, "").strip()
        if text and not _KEY.fullmatch(text):
            wrong[name] = NO_KEY
    return wrong


def _named(action: Action, errors: Mapping[str, str]) -> dict[str, str]:
    """Errors by the names of the form's fields: the API names the kind of an outcome or evidence in between."""
    kinds = {str(value) for value in action.constants.values()}
    return {".".join(step for step in name.split(".") if step not in kinds): e for name, e in errors.items()}


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
    return action.path.format(key=key, item=values.get("item", "").strip())
