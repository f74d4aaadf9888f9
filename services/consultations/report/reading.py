"""Reading reports and their sections, and who may read their drafts."""

from typing import Final

from services.consultations.report import domain, section
from services.consultations.report.projection import REPORTS, SECTIONS, ReportState, SectionState
from services.consultations.report.shown import ReportShown, in_order, shown_of
from shared.auth import Caller, Role
from shared.eventstore.handle import Slice
from shared.forms import Entries, Thing
from shared.problems import Problem
from shared.runtime.service import Room
from shared.texts import N_

REPORT: Final = Slice(
    "report",
    domain.ABSENT,
    domain.decide,
    domain.evolve,
    Thing(
        lists={"/api/reports": N_("Reports of the Secretary-General")},
        document="/api/reports/{key}",
        page="/reports/{key}",
        name=("terms.title",),
        entries={
            "concurrence": Entries(N_("Clearance"), ("agency",)),
            "versions": Entries(N_("Language version"), ("language",)),
        },
    ),
)
SECTION: Final = Slice(
    "section",
    section.ABSENT,
    section.decide,
    section.evolve,
    Thing(
        lists={"/api/sections": N_("Sections of reports")},
        document="/api/sections/{key}",
        page="/sections/{key}",
        name=("title",),
    ),
)


class Reports:
    """Reads reports for a process. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self._commands = room.commands
        self.views, self.sections = room.reader(REPORTS), room.reader(SECTIONS)

    async def wait_for(self, seen: list[tuple[str, int]]) -> None:
        """Until this is visible. Raises ``NotYet`` and ``NotFolded``."""
        of_sections = [place for place in seen if place[0].startswith("section-")]
        await self.sections.wait_for(of_sections)
        await self.views.wait_for([place for place in seen if place not in of_sections])

    async def state(self, key: str) -> ReportState:
        """A report that was ever begun. Raises ``Problem`` 404."""
        found = await self.views.get(f"report-{key}")
        if found is None or found.state.report.terms is None:
            raise Problem(404, "not-found", f"no report {key} is known")
        return found.state

    async def shown(self, state: ReportState) -> ReportShown:
        """The same, with its sections, as everybody sees it. Raises ``Problem`` 404."""
        if shown := shown_of(state, await self.sections_of(state.key)):
            return shown
        raise Problem(404, "not-found", f"no report {state.key} is known")

    async def listed(self) -> list[ReportShown]:
        """Those under way and launched."""
        return [await self.shown(one.state) for one in await self.views.find({"listed": True})]

    async def sections_of(self, key: str) -> list[SectionState]:
        """The sections of a report, dropped ones too."""
        return [one.state for one in await self.sections.find({"of": key})]

    async def section(self, key: str) -> SectionState:
        """One section. Raises ``Problem`` 404."""
        found = await self.sections.get(f"section-{key}")
        if found is None or not found.state.of:
            raise Problem(404, "not-found", f"no section {key} is known")
        return found.state

    async def drafts(self, key: str) -> dict[str, int]:
        """By section, the number of its latest draft, read from the streams themselves."""
        found: dict[str, int] = {}
        for one in await self.sections_of(key):
            _, now = await self._commands.read(SECTION, f"section-{one.key}")
            if now.status == "drafted":
                found[one.key] = now.draft
        return found

    async def under_way(self, key: str) -> None:
        """Nothing is written for a report that is not there, or over, by its stream. Raises Refused."""
        domain.under_way((await self._commands.read(REPORT, f"report-{key}"))[1])

    async def may_read(self, caller: Caller, state: ReportState) -> None:
        """Only the secretariat, an agency that writes a section, and one that is asked. Raises ``Problem`` 403."""
        if caller.role is Role.SECRETARIAT:
            return
        owners = {one.section.owner for one in in_order(await self.sections_of(state.key))}
        if caller.organisation not in owners | state.report.concurrence.asked.keys():
            raise Problem(
                403, "forbidden", "drafts are read by who writes them and by the agencies that are asked"
            )
