"""Reports over HTTP: what everybody sees, the drafts for who takes part, and who says what of them."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query

from services.consultations.attachments.api import told
from services.consultations.briefings.files.taking import kept
from services.consultations.concurrence import commands as agree
from services.consultations.report import commands as c
from services.consultations.report.freezing import Freezing
from services.consultations.report.heard import Heard, WhoWasHeard
from services.consultations.report.reading import REPORT, SECTION, Reports
from services.consultations.report.shown import (
    ReportDraft,
    ReportShown,
    SectionDraft,
    draft_of,
    in_order,
    section_draft,
)
from shared.auth import PUBLIC, Caller, Role, allow
from shared.forms import made_from
from shared.mongo import StoreClock
from shared.problems import Problem
from shared.runtime.service import Room
from shared.texts import N_
from shared.values import Key, OfficialLanguage, Value
from shared.web.routes.queries import Paged, reading
from shared.web.routes.routes import Address, CommandRoutes

SECRETARIAT: Final = allow(Role.SECRETARIAT)
AGENCY: Final = allow(Role.AGENCY)
WRITERS: Final = allow(Role.SECRETARIAT, Role.AGENCY)
_Report = Annotated[Key, Path(title=N_("Key"), description=N_("Part of its address for ever, such as 2026."))]
_Section = Annotated[
    Key,
    Path(
        title=N_("Key"),
        description=N_("Part of its address for ever."),
        json_schema_extra=made_from("report", "title.en"),
    ),
]


class ReportList(Value):
    """Reports by key; ``next`` is the cursor of the rest."""

    reports: tuple[ReportShown, ...]
    next: str | None


class SectionList(Value):
    """Sections with their latest drafts, by key; ``next`` is the cursor of the rest."""

    sections: tuple[SectionDraft, ...]
    next: str | None


async def address(key: _Report) -> Address:
    """A report's stream and place."""
    return at(key)


def at(key: str, **fields: object) -> Address:
    """The same, with fields of the command."""
    return Address(f"report-{key}", f"/consultations/api/reports/{key}", fields)


def own_agency(caller: Caller) -> str:
    """The agency that the caller acts for. Raises ``Problem`` 403."""
    if caller.organisation:
        return caller.organisation
    raise Problem(403, "forbidden", "your token names no agency (org): nothing can be said for one")


def routes(room: Room) -> APIRouter:  # noqa: C901  one function for each route
    """The slice's routes."""
    router = APIRouter(tags=["reports"])
    reports, freezing, heard, clock = Reports(room), Freezing(room), Heard(room), StoreClock(room.database)

    @reading(router, "/reports", PUBLIC, wait=reports.wait_for)
    async def report_list(part: Paged) -> ReportList:
        page = await reports.views.page(part.cursor, part.limit, {"listed": True})
        found = [await reports.shown(one.state) for one in page.items]
        return ReportList(reports=tuple(found), next=page.next)

    @reading(router, "/reports/{key}", PUBLIC, wait=reports.wait_for)
    async def one_report(key: Key) -> ReportShown:
        return await reports.shown(await reports.state(key))

    @reading(router, "/reports/{key}/heard", PUBLIC, wait=reports.wait_for)
    async def who_was_heard(key: Key) -> WhoWasHeard:
        """Who was heard for it, and how many of them it cites."""
        return await heard.of(await reports.state(key))

    @reading(router, "/reports/{key}/draft", wait=reports.wait_for, private=True)
    async def report_draft(key: Key, caller: Annotated[Caller, Depends(WRITERS)]) -> ReportDraft:
        """The sections' drafts, and what each agency said of them."""
        state = await reports.state(key)
        await reports.may_read(caller, state)
        return draft_of(state, await reports.sections_of(key))

    @reading(router, "/sections", SECRETARIAT, wait=reports.wait_for, private=True)
    async def section_list(part: Paged) -> SectionList:
        page = await reports.sections.page(part.cursor, part.limit, {})
        found = tuple(section_draft(one) for one in in_order(each.state for each in page.items))
        return SectionList(sections=found, next=page.next)

    @reading(router, "/sections/{key}", wait=reports.wait_for, private=True)
    async def one_section(key: Key, caller: Annotated[Caller, Depends(WRITERS)]) -> SectionDraft:
        """A section with its latest draft."""
        found = await reports.section(key)
        await reports.may_read(caller, await reports.state(found.of))
        return section_draft(found)

    async def now(key: _Report) -> Address:
        return at(key, at=await clock.now())

    async def put(key: _Report) -> Address:
        return at(key, at=await clock.now(), sections=await reports.drafts(key))

    async def frozen(
        key: _Report, *, preview: Annotated[bool, Query(include_in_schema=False)] = False
    ) -> Address:
        command = await freezing.freeze(f"report-{key}", keep=not preview)
        return at(key, **dict(command))

    async def as_agency(key: _Report, caller: Annotated[Caller, Depends(AGENCY)]) -> Address:
        return at(key, at=await clock.now(), agency=own_agency(caller))

    async def in_language(key: _Report, language: OfficialLanguage) -> Address:
        return at(key, language=language)

    async def take(address: Address, content: AsyncIterator[bytes]) -> c.FileVersion:
        """PDF, DOCX, ODT, PNG or JPEG, judged by its content, up to 25 MB; the same again says nothing new."""
        _, report = await room.commands.read(REPORT, address.stream)
        language: Any = address.fields["language"]
        before = report.versions.get(language)
        with told("file"):
            file = await kept(freezing.files, content, before.file if before else None)
        return c.FileVersion(language=language, **dict(file))

    given = frozenset({"at", "agency", "sections"})
    commands = CommandRoutes(router, room.commands, REPORT, SECRETARIAT)
    commands.add("/reports/{key}/open", c.OpenReport, address)
    commands.add("/reports/{key}/freeze", c.FreezeReport, frozen, frozenset(c.FreezeReport.model_fields))
    commands.add("/reports/{key}/put", c.PutForClearance, put, given)
    commands.add("/reports/{key}/ask", agree.AskToConcur, now, given - {"agency"})
    commands.add("/reports/{key}/stop-asking", agree.StopAsking, now, given - {"agency"})
    commands.add("/reports/{key}/decide", agree.Decide, now, given)
    commands.add("/reports/{key}/launch", c.LaunchReport, address)
    commands.add("/reports/{key}/versions", c.PublishVersion, address)
    commands.add("/reports/{key}/withdraw-version", c.WithdrawVersion, address)
    commands.add("/reports/{key}/withdraw", c.WithdrawReport, address)
    agencies = CommandRoutes(router, room.commands, REPORT, AGENCY)
    agencies.add("/reports/{key}/concur", agree.Concur, as_agency, given)
    agencies.add("/reports/{key}/ask-for-change", agree.AskForChange, as_agency, given)
    commands.sent("/reports/{key}/versions/{language}/file", c.FileVersion, take, in_language)
    _sections(router, room)
    return router


def _sections(router: APIRouter, room: Room) -> None:
    """The commands of sections."""
    reports = Reports(room)

    async def section_address(key: _Section) -> Address:
        return Address(f"section-{key}", f"/consultations/api/sections/{key}")

    async def as_writer(key: _Section, caller: Annotated[Caller, Depends(WRITERS)]) -> Address:
        """The same, with who writes: the secretariat, or the agency whose section it is."""
        place = await section_address(key)
        by = caller.organisation or caller.role.value
        _, now = await room.commands.read(SECTION, place.stream)
        if caller.role is Role.AGENCY and own_agency(caller) != now.owner and now.owner:
            raise Problem(403, "forbidden", "this section is written by another agency")
        if now.report:
            await reports.under_way(now.report)
        return Address(place.stream, place.location, {"by": by})

    async def of_a_report(said: c.SetSection) -> None:
        await reports.under_way(said.report)

    commands = CommandRoutes(router, room.commands, SECTION, SECRETARIAT)
    commands.add("/sections/{key}/set", c.SetSection, section_address, check=of_a_report)
    commands.add("/sections/{key}/drop", c.DropSection, section_address)
    writers = CommandRoutes(router, room.commands, SECTION, WRITERS)
    writers.add("/sections/{key}/draft", c.DraftSection, as_writer, frozenset({"by"}))
