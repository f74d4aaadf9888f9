"""Issues over HTTP: what everybody sees, what waits for an agency, and who may say what."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path

from services.consultations.issues import commands as c
from services.consultations.issues.access import ISSUE, is_asked, leads, takes_part
from services.consultations.issues.acting_api import OfIssue, acting, check_other
from services.consultations.issues.reading import IssueReader
from services.consultations.issues.shown import IssueKept, IssueShown, Stage
from shared.auth import PUBLIC, Caller, Role, allow
from shared.forms import made_from
from shared.mistakes import Wrong
from shared.mongo import StoreClock
from shared.problems import invalid
from shared.runtime.service import Room
from shared.texts import N_
from shared.values import Key, Value
from shared.web.routes.queries import reading
from shared.web.routes.routes import Address, CommandRoutes

__all__ = ["ISSUE", "routes"]
_Key = Annotated[
    Key,
    Path(
        title=N_("Key"),
        description=N_("Part of its address for ever, such as one-voice."),
        json_schema_extra=made_from("matter.topic"),
    ),
]
SECRETARIAT: Final = allow(Role.SECRETARIAT)
AGENCIES: Final = allow(Role.AGENCY)
_TAKEN: Final = frozenset({"mine", "overdue"})
"""What stands in the addresses of issues itself."""
_GIVEN: Final = frozenset({"key", "agency", "by", "at"})


class IssueList(Value):
    """Issues by key."""

    issues: tuple[IssueShown, ...]


class OwnIssues(Value):
    """What waits for the caller's agency: that on which it leads, and that in which it is asked to concur."""

    issues: tuple[IssueKept, ...]


async def address(key: _Key) -> Address:
    """A new issue's stream and place. Raises ``Problem`` 422."""
    if key in _TAKEN:
        raise invalid([Wrong("key", N_("another key is right"))])
    return Address(f"issue-{key}", f"/consultations/api/issues/{key}")


def routes(room: Room) -> APIRouter:
    """The slice's routes."""
    router, issues = APIRouter(prefix="/issues", tags=["issues"]), IssueReader(room)
    wait = issues.views.wait_for

    @reading(router, "", PUBLIC, wait=wait)
    async def issue_list(
        stage: Stage | None = None, briefing: Key | None = None, agency: str | None = None
    ) -> IssueList:
        """Every issue, or those at this stage, of this briefing, or on which this agency leads."""
        found = [
            one
            for one in await issues.shown()
            if stage in {None, one.stage}
            and agency in {None, one.lead}
            and (briefing is None or briefing in {getattr(s.origin, "briefing", None) for s in one.sources})
        ]
        return IssueList(issues=tuple(found))

    @reading(router, "/overdue", PUBLIC, wait=wait)
    async def overdue_issues() -> IssueList:
        """Those for which agencies let their date pass."""
        return IssueList(issues=tuple(await issues.overdue()))

    @reading(router, "/mine", wait=wait, private=True)
    async def own_issues(caller: Annotated[Caller, Depends(AGENCIES)]) -> OwnIssues:
        """What waits for the caller's agency."""
        return OwnIssues(issues=tuple(await issues.of_agency(caller.organisation or "")))

    takes = OfIssue(room, takes_part, Role.SECRETARIAT)

    @reading(router, "/{key}/drafts", takes, wait=wait, private=True)
    async def issue_drafts(key: Key) -> IssueKept:
        """One with its drafts, for the secretariat, the lead agency and those that are asked to concur."""
        return await issues.kept(key)

    @reading(router, "/{key}", PUBLIC, wait=wait)
    async def one_issue(key: Key) -> IssueShown:
        return await issues.one(key)

    async def merges(said: c.MergeIssue) -> None:
        await check_other(room, said.key, said.into)

    async def links(said: c.LinkIssue) -> None:
        await check_other(room, said.key, said.other)

    clock = StoreClock(room.database)
    desk = CommandRoutes(router, room.commands, ISSUE, SECRETARIAT)
    at_desk = acting(SECRETARIAT, clock)
    desk.add("/{key}/raise", c.OpenIssue, address)
    desk.add("/{key}/revise", c.ReviseIssue, at_desk, _GIVEN)
    desk.add("/{key}/take-back", c.TakeBackIssue, at_desk, _GIVEN)
    desk.add("/{key}/merge", c.MergeIssue, at_desk, _GIVEN, merges)
    desk.add("/{key}/part", c.PartIssue, at_desk, _GIVEN)
    desk.add("/{key}/split", c.SplitIssue, at_desk, _GIVEN)
    desk.add("/{key}/link", c.LinkIssue, at_desk, _GIVEN, links)
    desk.add("/{key}/unlink", c.UnlinkIssue, at_desk, _GIVEN)
    desk.add("/{key}/assign", c.AssignLead, at_desk, _GIVEN)
    desk.add("/{key}/decide", c.DecideOnAnswer, at_desk, _GIVEN)
    desk.add("/{key}/reopen", c.ReopenIssue, at_desk, _GIVEN)
    lead = OfIssue(room, leads, Role.SECRETARIAT)
    leading, by_lead = CommandRoutes(router, room.commands, ISSUE, lead), acting(lead, clock)
    leading.add("/{key}/draft", c.DraftAnswer, by_lead, _GIVEN)
    leading.add("/{key}/ask", c.AskAgencies, by_lead, _GIVEN)
    leading.add("/{key}/publish", c.PublishAnswer, by_lead, _GIVEN)
    leading.add("/{key}/translate", c.TranslateAnswer, by_lead, _GIVEN)
    leading.add("/{key}/follow-up", c.FollowUpIssue, by_lead, _GIVEN)
    leading.add("/{key}/stop-asking", c.StopAskingAgency, by_lead, frozenset({"at"}))
    asked = OfIssue(room, is_asked)
    agency, by_agency = CommandRoutes(router, room.commands, ISSUE, asked), acting(asked, clock)
    agency.add("/{key}/concur", c.ConcurInAnswer, by_agency, _GIVEN)
    agency.add("/{key}/ask-for-change", c.AskForAnswerChange, by_agency, _GIVEN)
    return router
