"""Reading issues: what everybody sees, and what is for who answers and concurs."""

from collections.abc import Collection

from services.consultations.issues.access import takes_part
from services.consultations.issues.family import Issues, is_of_input, of_briefing
from services.consultations.issues.projection import ISSUES, IssueState
from services.consultations.issues.shown import IssueKept, IssueShown, kept_of, shown_of, stage_of
from shared.clock import now
from shared.problems import Problem
from shared.runtime.service import Room

_MOST = 10_000
"""Issues are raised at briefings, some at each: no installation has so many."""


class IssueReader:
    """Reads issues for a process. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self.views = room.reader(ISSUES)

    async def all(self) -> Issues:
        """Every issue that stands."""
        return {one.state.key: one.state for one in await self.views.find({"listed": True}, _MOST)}

    async def state(self, key: str) -> IssueState:
        """What is kept of one. Raises ``Problem`` 404."""
        found = await self.views.get(f"issue-{key}")
        if found is None or found.state.issue.matter is None:
            raise Problem(404, "not-found", f"no issue {key} is known")
        return found.state

    async def shown(self) -> list[IssueShown]:
        """Every issue as everybody sees it, what is most urgent first."""
        issues, at = await self.all(), now()
        return [shown_of(one, issues, at) for one in issues.values()]

    async def overdue(self) -> list[IssueShown]:
        """Those for which agencies let their date pass."""
        return [one for one in await self.shown() if one.stage == "overdue"]

    async def one(self, key: str) -> IssueShown:
        """One as everybody sees it. Raises ``Problem`` 404."""
        return shown_of(await self.state(key), await self.all(), now())

    async def kept(self, key: str) -> IssueKept:
        """One with its drafts. Raises ``Problem`` 404."""
        return kept_of(await self.state(key), await self.all(), now())

    async def of_agency(self, agency: str) -> list[IssueKept]:
        """Those on which an agency leads or is asked to concur, and which are not answered."""
        issues, at = await self.all(), now()
        return [
            kept_of(one, issues, at)
            for one in issues.values()
            if takes_part(one.issue, agency) and stage_of(one, at) in _WAITING
        ]

    async def of_briefing(self, briefing: str) -> dict[str, IssueShown]:
        """Those that a briefing's record holds, by their keys there."""
        issues, at = await self.all(), now()
        return {item: shown_of(one, issues, at) for item, one in of_briefing(briefing, issues)}

    async def of_input(self, public: str) -> list[IssueShown]:
        """Those that a published input raised."""
        issues, at = await self.all(), now()
        return [shown_of(one, issues, at) for one in issues.values() if is_of_input(one, public)]

    async def several(self, keys: Collection[str]) -> dict[str, IssueShown]:
        """Those of these keys that stand."""
        issues, at = await self.all(), now()
        return {key: shown_of(issues[key], issues, at) for key in keys if key in issues}


_WAITING = frozenset({"assigned", "drafted", "concurring", "overdue", "agreed"})
