"""Findings over HTTP: the public list, one with what is cited in it, and the secretariat's commands."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from services.consultations.calls.projection import CALLS
from services.consultations.citations.findings import commands as c
from services.consultations.citations.findings import domain
from services.consultations.citations.findings.projection import FINDINGS, FindingState
from services.consultations.citations.findings.targets import check_target
from services.consultations.citations.shown import Citations, FindingShown
from shared.auth import PUBLIC, Caller, Role, allow
from shared.eventstore.handle import Slice
from shared.forms import Entries, Thing, made_from
from shared.i18n.speech import N_
from shared.mistakes import Wrong
from shared.problems import Problem, invalid
from shared.runtime.service import Room
from shared.values import Key, Value
from shared.views.reader import Reader
from shared.web.routes.queries import Paged, reading
from shared.web.routes.routes import Address, CommandRoutes

THING = Thing(
    lists={"/api/findings": N_("Findings")},
    document="/api/findings/{key}",
    page="/findings/{key}",
    name=("text",),
    entries={"outcomes": Entries(N_("What came of it"), ("kind", "target"))},
)
FINDING = Slice("finding", domain.ABSENT, domain.decide, domain.evolve, THING)
SECRETARIAT = allow(Role.SECRETARIAT)
_Key = Annotated[
    Key,
    Path(
        title=N_("Key"),
        description=N_("Part of its address for ever, such as 2026-routes."),
        json_schema_extra=made_from("text.en"),
    ),
]
_CALL = N_("there is no call {call}; the key of one that was announced is right")
_EXAMPLE = N_("a finding of an example is one, and of a real call none")


class FindingLine(Value):
    """A finding in the list: what it says, and how much came of it."""

    version: int
    key: str
    status: domain.Status
    text: dict[str, str]
    call: str | None
    example: bool
    outcomes: int


class FindingList(Value):
    """Findings by key; ``next`` is the cursor of the rest."""

    findings: tuple[FindingLine, ...]
    next: str | None


async def one(findings: Reader[FindingState], key: str) -> FindingState:
    """A finding, also one that was taken back. Raises ``Problem`` 404."""
    found = await findings.get(f"finding-{key}")
    if found is None or found.state.status == "absent":
        raise Problem(404, "not-found", f"no finding {key} is known")
    return found.state


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router = APIRouter(tags=["findings"])
    findings, calls, citations = room.reader(FINDINGS), room.reader(CALLS), Citations(room)

    @reading(router, "/findings", PUBLIC, wait=findings.wait_for)
    async def finding_list(
        part: Paged, call: Annotated[Key | None, Query(description="Those of this call.")] = None
    ) -> FindingList:
        """The findings that were not taken back."""
        query = {"listed": True, **({"call": call} if call else {})}
        page = await findings.page(part.cursor, part.limit, query)
        return FindingList(findings=tuple(_line(shown.state) for shown in page.items), next=page.next)

    @reading(router, "/findings/{key}", PUBLIC, wait=findings.wait_for, private=True)
    async def one_finding(key: Key) -> FindingShown:
        """A finding, with the passages that may be read now."""
        return await citations.shown(await one(findings, key))

    async def address(key: _Key, caller: Annotated[Caller, Depends(SECRETARIAT)]) -> Address:
        fields = {"by": caller.organisation or caller.role.value}
        return Address(f"finding-{key}", f"/consultations/api/findings/{key}", fields)

    async def of_a_call(said: c.RecordFinding) -> None:
        if said.call is None:
            return
        found = await calls.get(f"call-{said.call}")
        if found is None or not found.state.listed:
            raise invalid([Wrong("call", _CALL, {"call": said.call})])
        if found.state.example != said.example:
            raise invalid([Wrong("example", _EXAMPLE)])

    async def there(said: c.TieOutcome) -> None:
        await check_target(room, said)

    commands = CommandRoutes(router, room.commands, FINDING, SECRETARIAT)
    given = frozenset({"by"})
    commands.add("/findings/{key}/record", c.RecordFinding, address, given, of_a_call)
    commands.add("/findings/{key}/correct", c.CorrectFinding, address, given)
    commands.add("/findings/{key}/withdraw", c.WithdrawFinding, address, given)
    commands.add("/findings/{key}/tie", c.TieOutcome, address, given, there)
    commands.add("/findings/{key}/untie", c.UntieOutcome, address, given)
    return router


def _line(state: FindingState) -> FindingLine:
    copied = {name: getattr(state, name) for name in ("version", "key", "status", "text", "call", "example")}
    return FindingLine(**copied, outcomes=len(state.outcomes))
