"""What is seen of a report: by everybody, and by who writes it or is to clear it. Pure."""

import datetime as dt
from collections.abc import Iterable

from services.consultations.concurrence.items import Answer, Asked, Concurrence
from services.consultations.report.domain import Status
from services.consultations.report.projection import ReportState, SectionState
from shared.clock import Moment
from shared.contracts.consultations.calls import Deadline
from shared.contracts.consultations.concurrence import How
from shared.contracts.consultations.items import Filed
from shared.contracts.consultations.questions import ProseVersions, Versions
from shared.contracts.consultations.report import ReportTerms
from shared.values import PartialDate, Value
from shared.views.history import Change


class ClearanceShown(Value):
    """How an agency stands to the latest draft: since when it is waited for, and until when; never its words."""

    agency: str
    answer: Answer
    since: Moment
    due: Deadline
    draft: int


class ClearanceTold(ClearanceShown):
    """The same with its words, for who takes part in the clearance."""

    change: str | None
    reason: str | None


class VersionShown(Value):
    """Where it can be read in a language."""

    language: str
    link: str | None
    file: Filed | None


class HeardFixed(Value):
    """What was heard up to a moment: so many inputs to these calls, by the hash of their list."""

    calls: tuple[str, ...]
    count: int
    sha256: str
    at: dt.datetime
    href: str


class SectionShown(Value):
    """A section as everybody sees it: who writes it, until when, and how many drafts there are."""

    key: str
    version: int
    report: str
    status: str
    title: Versions
    owner: str
    due: PartialDate | None
    place: int
    draft: int


class SectionDraft(SectionShown):
    """The same with its latest draft, for who takes part."""

    text: ProseVersions | None


class ReportShown(Value):
    """A report as everybody sees it; ``waits_for`` are the agencies that have not agreed."""

    key: str
    version: int
    status: Status
    example: bool
    terms: ReportTerms
    announced: tuple[str, ...]
    frozen: HeardFixed | None
    draft: int
    concurrence: tuple[ClearanceShown, ...]
    waits_for: tuple[str, ...]
    agreed: How | None
    sections: tuple[SectionShown, ...]
    symbol: str | None
    on: PartialDate | None
    versions: tuple[VersionShown, ...]
    history: tuple[Change, ...]


class ReportDraft(Value):
    """The draft that is put for clearance, and what agencies said of it: for who takes part.

    A section's ``put`` is the draft of it that was put for clearance; what is shown is its latest.
    """

    key: str
    draft: int
    changes: str | None
    put: dict[str, int]
    sections: tuple[SectionDraft, ...]
    concurrence: tuple[ClearanceTold, ...]


def shown_of(state: ReportState, sections: Iterable[SectionState]) -> ReportShown | None:
    """The report for everybody; None where nothing was ever said of one."""
    found, key = state.report, state.key
    if found.terms is None:
        return None
    frozen = found.frozen
    return ReportShown(
        key=key,
        version=state.version,
        status=found.status,
        example=found.example,
        terms=found.terms,
        announced=found.announced,
        frozen=HeardFixed(
            calls=frozen.calls,
            count=frozen.count,
            sha256=frozen.sha256,
            at=frozen.at,
            href=f"/consultations/api/reports/{key}/heard.txt",
        )
        if frozen
        else None,
        draft=found.concurrence.draft,
        concurrence=tuple(ClearanceShown(**_stands(one)) for one in _in_order(found.concurrence)),
        waits_for=found.concurrence.waits_for,
        agreed=found.concurrence.agreed,
        sections=tuple(section_of(one) for one in in_order(sections)),
        symbol=found.symbol,
        on=found.on,
        versions=tuple(
            VersionShown(language=language, link=one.link, file=one.file)
            for language, one in sorted(found.versions.items())
        ),
        history=state.history,
    )


def draft_of(state: ReportState, sections: Iterable[SectionState]) -> ReportDraft:
    """What is put for clearance."""
    found = state.report
    return ReportDraft(
        key=state.key,
        draft=found.concurrence.draft,
        changes=found.changes,
        put=dict(found.sections),
        sections=tuple(section_draft(one) for one in in_order(sections)),
        concurrence=tuple(
            ClearanceTold(**_stands(one), change=one.change, reason=one.reason)
            for one in _in_order(found.concurrence)
        ),
    )


def in_order(sections: Iterable[SectionState]) -> list[SectionState]:
    """Those that are not dropped, by their place."""
    there = [one for one in sections if one.section.status in {"set", "drafted"}]
    return sorted(there, key=lambda one: (one.section.place, one.key))


def section_of(state: SectionState) -> SectionShown:
    """A section for everybody."""
    return SectionShown(**_section(state))


def section_draft(state: SectionState) -> SectionDraft:
    """A section for who takes part."""
    return SectionDraft(**_section(state), text=state.section.text)


def _section(state: SectionState) -> dict[str, object]:
    of = state.section
    copied = {name: getattr(of, name) for name in ("report", "status", "owner", "due", "place", "draft")}
    return {"key": state.key, "version": state.version, "title": of.title or {"en": state.key}, **copied}


def _in_order(concurrence: Concurrence) -> list[Asked]:
    return [one for _, one in sorted(concurrence.asked.items())]


def _stands(one: Asked) -> dict[str, object]:
    return {name: getattr(one, name) for name in ClearanceShown.model_fields}
