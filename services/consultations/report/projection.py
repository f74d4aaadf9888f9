"""Reports and their sections as they are kept to be read, folded from their streams."""

from dataclasses import dataclass, replace
from typing import Any

from services.consultations.report import domain, section
from services.consultations.report.domain import Report
from services.consultations.report.section import Section
from shared.contracts.consultations.concurrence import ChangeAsked
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.values import Value
from shared.views.history import Change, change
from shared.views.view import View


class ReportState(Value):
    """A report, the ``calls`` that feed it, and whether it is ``waiting``: time will bring something about."""

    version: int = 0
    key: str
    listed: bool = False
    waiting: bool = False
    calls: tuple[str, ...] = ()
    report: Report = domain.ABSENT
    history: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportFolded:
    """A report and its history."""

    report: Report = domain.ABSENT
    history: tuple[Change, ...] = ()


def fold(before: ReportFolded | None, record: Recorded[Any]) -> ReportFolded:
    """All of it after one more event."""
    before = before or ReportFolded()
    step = change(record, before.history)
    if isinstance(record.event, ChangeAsked):
        step = replace(step, reason=None)  # an agency's words are for who takes part
    history = (*before.history, step)
    return ReportFolded(domain.evolve(before.report, record.event), history)


def show(stream: str, version: int, folded: ReportFolded) -> ReportState:
    """The entry."""
    found = folded.report
    return ReportState(
        version=version,
        key=key_of(stream),
        listed=found.status not in {"absent", "withdrawn"},
        waiting=found.status != "withdrawn" and found.concurrence.waiting,
        calls=found.terms.calls if found.terms else (),
        report=found,
        history=folded.history,
    )


REPORTS = View(
    name="reports",
    kinds=frozenset({"report"}),
    state=ReportState,
    evolve=fold,
    folded=ReportFolded,
    show=show,
    indexes=(("listed", "calls"), ("waiting",)),
)


class SectionState(Value):
    """A section of the report of the key ``of``, with its latest draft."""

    version: int = 0
    key: str
    of: str = ""
    section: Section = section.ABSENT


def project(state: SectionState | None, record: Recorded[Any]) -> SectionState:
    """The section after one more event."""
    before = state or SectionState(key=key_of(record.stream))
    now = section.evolve(before.section, record.event)
    return SectionState(version=record.version, key=before.key, of=now.report, section=now)


SECTIONS = View(
    name="report_sections",
    kinds=frozenset({"section"}),
    state=SectionState,
    evolve=project,
    indexes=(("of",),),
)
