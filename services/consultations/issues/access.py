"""Who may act for an issue: the lead agency, an agency that is asked to concur, the secretariat."""

from collections.abc import Callable
from typing import Final

from services.consultations.issues import domain
from services.consultations.issues.issue import Issue
from shared.auth import Caller, Role
from shared.eventstore.handle import Slice
from shared.forms import Entries, Thing
from shared.problems import Problem
from shared.runtime.service import Room
from shared.texts import N_

THING: Final = Thing(
    lists={"/api/issues/overdue": N_("Issues that are overdue"), "/api/issues": N_("Issues")},
    document="/api/issues/{key}/drafts",
    page="/issues/{key}",
    name=("matter.text",),
    entries={"concurrence": Entries(N_("Agencies that are asked to concur"), ("agency",))},
)
ISSUE: Final = Slice("issue", domain.ABSENT, domain.decide, domain.evolve, THING)
NOT_YOURS: Final = "this is for the agency that leads on the issue, and for those that are asked to concur"
May = Callable[[Issue, str], bool]


def leads(issue: Issue, agency: str) -> bool:
    """Whether the agency answers for the issue."""
    return issue.lead == agency


def is_asked(issue: Issue, agency: str) -> bool:
    """Whether the agency is asked to concur."""
    return agency in issue.concurrence.asked


def takes_part(issue: Issue, agency: str) -> bool:
    """Whether the agency may read drafts."""
    return leads(issue, agency) or is_asked(issue, agency)


async def check(room: Room, caller: Caller, key: str, may: May) -> None:
    """Whether the caller's agency may, by the issue's stream. Raises ``Problem`` 403, whether there is one or not."""
    if caller.role is Role.AGENCY:
        _, issue = await room.commands.read(ISSUE, f"issue-{key}")
        if not may(issue, caller.organisation or ""):
            raise Problem(403, "forbidden", NOT_YOURS)
