"""What every page of the desk starts from: the secretariat's session, and the thing it is about."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request

from desk.client import Client
from shared.auth import Role
from shared.forms import Thing
from shared.i18n.speech import N_
from shared.problems import Problem
from shared.web.pages.frame import Crumb
from shared.web.pages.session import OpenForm, Session
from shared.web.pages.visit import Visit

Desk = Annotated[Visit, Depends(Session(Role.SECRETARIAT))]
Sent = Annotated[Visit, Depends(OpenForm(Role.SECRETARIAT))]
_NOT_THERE = 404


def crumb(visit: Visit) -> Crumb:
    """The way back to the desk."""
    return Crumb(visit.speech.say(N_("Desk")), "/desk")


async def document_of(
    client: Client, thing: Thing, key: str, visit: Visit, request: Request
) -> Mapping[str, Any]:
    """The thing's document, not before what the address asks for is in it. Raises ``Problem``."""
    after = request.query_params.get("after")
    path = thing.document.format(key=key) + (f"?after={after}" if after else "")
    said = await client.get(path, visit.token)
    if not said.good:
        type_ = "not-found" if said.status == _NOT_THERE else "unavailable"
        raise Problem(said.status, type_, said.detail)
    return said.document
