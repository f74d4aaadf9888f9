"""What time alone brings about while a report is cleared: reminders, and dates that pass, each recorded once."""

from services.consultations.clocked import Clocked
from services.consultations.concurrence.domain import due
from services.consultations.report.projection import REPORTS, ReportState
from services.consultations.report.reading import REPORT
from shared.runtime.service import Room


class ReportReminders(Clocked[ReportState]):
    """Looks for reports that time has brought further."""

    def __init__(self, room: Room) -> None:
        super().__init__(
            room, "report-reminders", REPORT, REPORTS, lambda one, now: due(one.report.concurrence, now)
        )
