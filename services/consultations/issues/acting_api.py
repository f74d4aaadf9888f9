"""How a request says who acts for an issue: by the token and the issue's stream, never by the body."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Final

from fastapi import Depends, Request

from services.consultations.issues.access import ISSUE, May, check
from services.consultations.issues.issue import Issue
from shared.auth import Access, Caller, Role
from shared.mongo import StoreClock
from shared.runtime.service import Room
from shared.values import Key, Refused
from shared.web.routes.routes import Address

_FAR: Final = 100
"""However often issues were merged into others."""


class OfIssue(Access):
    """The agencies that may by the issue which the path names, and the other roles."""

    def __init__(self, room: Room, may: May, *roles: Role) -> None:
        super().__init__(Role.AGENCY, *roles)
        self._room, self._may = room, may

    async def __call__(self, request: Request) -> Caller:
        """The caller. Raises ``Problem`` 401 or 403."""
        caller = await super().__call__(request)
        await check(self._room, caller, request.path_params["key"], self._may)
        return caller


def acting(access: Access, clock: StoreClock) -> Callable[..., Awaitable[Address]]:
    """The same of one that is there, with who acts and when, by the store's clock."""

    async def acting_address(key: Key, caller: Annotated[Caller, Depends(access)]) -> Address:
        fields = {"key": key, "at": await clock.now(), **acts(caller)}
        return Address(f"issue-{key}", f"/consultations/api/issues/{key}", fields)

    return acting_address


def acts(caller: Caller) -> dict[str, str]:
    """How a command says who acts: an agency for itself alone, whatever the body says."""
    if caller.role is Role.AGENCY and caller.organisation:
        return {"by": caller.organisation, "agency": caller.organisation}
    return {"by": Role.SECRETARIAT.value}


async def check_other(room: Room, key: str, other: str) -> None:
    """Whether an issue may be merged into another, or linked. Raises Refused."""
    own, found = await _read(room, key), await _read(room, other)
    if found.status in {"absent", "dropped", "split"}:
        raise Refused("{other}: no issue of this key waits for an answer or has one", other=other)
    if own.example != found.example:
        raise Refused("an example has nothing to do with what is none")
    for _ in range(_FAR):
        if found.merged_into is None:
            return
        if found.merged_into == key:
            raise Refused("{other} is answered with this issue already", other=other)
        found = await _read(room, found.merged_into)


async def _read(room: Room, key: str) -> Issue:
    return (await room.commands.read(ISSUE, f"issue-{key}"))[1]
