"""What time alone brings about: agencies are reminded, and let their date pass, each recorded once, however late."""

from services.consultations.clocked import Clocked
from services.consultations.concurrence.domain import due
from services.consultations.issues.api import ISSUE
from services.consultations.issues.projection import ISSUES, IssueState
from shared.runtime.service import Room


class IssueReminders(Clocked[IssueState]):
    """Looks for issues that time has brought further."""

    def __init__(self, room: Room) -> None:
        super().__init__(
            room, "issue-reminders", ISSUE, ISSUES, lambda one, now: due(one.issue.concurrence, now)
        )
