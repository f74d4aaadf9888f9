"""A report of the Secretary-General: opened, heard for and frozen, drafted, cleared by agencies, launched."""

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import Literal

from services.consultations.concurrence import domain as concurrence
from services.consultations.concurrence.items import NONE, Concurrence
from services.consultations.report import commands as c
from services.consultations.report.commands import ReportCommand
from shared.contracts.consultations import concurrence as said
from shared.contracts.consultations import report as e
from shared.contracts.consultations.items import Filed
from shared.contracts.consultations.outcomes import ReportLaunchPlanned
from shared.contracts.consultations.report import MOST_SECTIONS, ReportEvent, ReportTerms
from shared.contracts.reactions import ReactionRefused
from shared.plain import plain
from shared.texts import Word
from shared.values import PartialDate, Refused

Status = Literal["absent", "drafting", "concurring", "agreed", "launched", "withdrawn"]


@plain
class Version:
    """Where it can be read in a language."""

    link: str | None = None
    file: Filed | None = None


@plain
class Report:
    """A report as its events have made it.

    ``announced`` are the outcomes that announced its launch, as ``briefing:key#key``; ``touched``: somebody has taken
    it in hand since. ``sections`` are those of the draft that was put for clearance, by their drafts.
    """

    status: Status = "absent"
    terms: ReportTerms | None = None
    example: bool = False
    announced: tuple[str, ...] = ()
    touched: bool = False
    frozen: e.ReportFrozen | None = None
    sections: Mapping[str, int] = field(default_factory=dict)
    changes: str | None = None
    concurrence: Concurrence = NONE
    symbol: str | None = None
    on: PartialDate | None = None
    versions: Mapping[str, Version] = field(default_factory=dict)


ABSENT = Report()
"""The state before the first event."""


def decide(command: ReportCommand, report: Report) -> list[ReportEvent]:
    """The events that answer ``command``; none where it says nothing new. Raises Refused."""
    return list(_decided(command, report))


def _decided(command: ReportCommand, report: Report) -> Iterator[ReportEvent]:  # noqa: C901, PLR0912  one row each
    match command:
        case c.OpenReport(terms=terms, example=example):
            yield from _open(report, terms, example=example)
        case c.PlanLaunch():
            yield from _plan(command, report)
        case c.RetractPlan(evidence=evidence, reason=reason):
            yield from _retract(report, evidence.id, e.LaunchPlanRetracted(evidence=evidence, reason=reason))
        case c.FreezeReport(calls=calls, count=count, sha256=sha256, at=at):
            if report.frozen is None:
                under_way(report)
                if not calls:
                    raise Refused("no call feeds the report: name its calls first")
                yield e.ReportFrozen(calls=calls, count=count, sha256=sha256, at=at)
        case c.PutForClearance():
            yield from _put(command, report)
        case c.LaunchReport(symbol=symbol, on=on):
            if (symbol, on) != (report.symbol, report.on):
                _may_launch(report)
                yield e.ReportLaunched(symbol=symbol, on=on)
        case c.PublishVersion(language=language, link=link):
            yield from _version(report, language, replace(_of(report, language), link=link))
        case c.FileVersion(language=language, file=file):
            yield from _version(report, language, replace(_of(report, language), file=file))
        case c.WithdrawVersion(language=language, reason=reason):
            if language in report.versions:
                yield e.VersionWithdrawn(language=language, reason=reason)
        case c.WithdrawReport(reason=reason):
            if report.status != "withdrawn":
                under_way(report)
                yield e.ReportWithdrawn(reason=reason)
        case _:
            under_way(report)
            yield from concurrence.decide(command, report.concurrence)


def _open(report: Report, terms: ReportTerms, *, example: bool) -> Iterator[ReportEvent]:
    if report.status != "absent" and example != report.example:
        raise Refused("whether a report is an example is said as it begins: use another key")
    if report.frozen and terms.calls != report.frozen.calls:
        raise Refused("calls: what was heard is fixed, and the calls with it; what they were is right")
    if report.status in {"absent", "withdrawn"}:
        yield e.ReportOpened(terms=terms, example=example)
    elif terms != report.terms or not report.touched:
        yield e.ReportRevised(terms=terms)


def _plan(command: c.PlanLaunch, report: Report) -> Iterator[ReportEvent]:
    month, occasion = command.outcome.month, command.outcome.occasion
    terms = report.terms or terms_of(command.outcome)
    if report.status == "withdrawn" and not report.touched:
        terms = terms_of(command.outcome)
    if not report.touched:
        terms = terms.model_copy(update={"launch": month})
    planned = e.LaunchPlanned(terms=terms, month=month, occasion=occasion, evidence=command.evidence)
    if evolve(report, planned) != report or report.terms != terms:
        yield planned


def terms_of(outcome: ReportLaunchPlanned) -> ReportTerms:
    """What an announcement says of a report."""
    year = f", {str(outcome.month)[:4]}" if outcome.month else ""
    return ReportTerms(title={"en": f"Report of the Secretary-General{year}"}, launch=outcome.month)


def _retract(report: Report, id_: str, retracted: e.LaunchPlanRetracted) -> Iterator[ReportEvent]:
    if id_ not in report.announced:
        return
    yield retracted
    if report.announced == (id_,) and not report.touched and report.status == "drafting":
        yield e.ReportWithdrawn(reason=retracted.reason)


def _put(command: c.PutForClearance, report: Report) -> Iterator[ReportEvent]:
    under_way(report)
    if not command.sections:
        raise Refused("no section has a draft yet: write one first")
    if len(command.sections) > MOST_SECTIONS:
        raise Refused("at most {most} sections are put for clearance: drop some first", most=MOST_SECTIONS)
    before = report.concurrence
    if before.agreed:
        raise Refused("draft {draft} is agreed already: reopen it first", draft=before.draft)
    if command.sections == report.sections:
        return
    if before.draft and not command.changes:
        raise Refused("changes: say what changed since draft {draft}", draft=before.draft)
    draft = before.draft + 1
    yield e.ReportPut(draft=draft, sections=command.sections, changes=command.changes)
    yield from concurrence.ask_anew(before, draft, command.touched, command.due, command.at)


def _may_launch(report: Report) -> None:
    """A report that was cleared elsewhere has no draft here; one that is being cleared is launched once it is."""
    if report.status == "launched":
        return
    under_way(report)
    if report.concurrence.draft and not report.concurrence.agreed:
        raise Refused(
            "draft {draft} is not agreed yet: it is launched once it is", draft=report.concurrence.draft
        )


def _of(report: Report, language: str) -> Version:
    _may_launch(report)
    return report.versions.get(language, Version())


def _version(report: Report, language: str, version: Version) -> Iterator[ReportEvent]:
    if version != report.versions.get(language):
        yield e.VersionPublished.model_validate({"language": language, **_fields(version)})


def _fields(version: Version) -> dict[str, object]:
    return {"link": version.link, "file": version.file}


def under_way(report: Report) -> None:
    """Raises Refused for a report that is not there, or over."""
    if report.status == "absent":
        raise Refused("there is no such report: begin it first")
    if report.status in {"launched", "withdrawn"}:
        raise Refused("the report is {status}: nothing changes in it any more", status=Word(report.status))


def evolve(report: Report, event: ReportEvent) -> Report:  # noqa: C901, PLR0911, PLR0912  one row each
    """The state after ``event``."""
    match event:
        case e.ReportOpened(terms=terms, example=example):
            kept = {name: getattr(report, name) for name in ("announced", "frozen", "versions")}
            return Report("drafting", terms, example, touched=True, **kept)
        case e.ReportRevised(terms=terms):
            return replace(report, terms=terms, touched=True)
        case e.LaunchPlanned(terms=terms, evidence=evidence):
            begins = report.status == "absent" or (report.status == "withdrawn" and not report.touched)
            status: Status = "drafting" if begins else report.status
            announced = tuple(dict.fromkeys((*report.announced, evidence.id)))
            return replace(report, status=status, terms=terms, announced=announced)
        case e.LaunchPlanRetracted(evidence=evidence):
            left = tuple(one for one in report.announced if one != evidence.id)
            return replace(report, announced=left)
        case e.ReportFrozen():
            return replace(report, frozen=event, touched=True)
        case e.ReportPut(draft=draft, sections=sections, changes=changes):
            put = concurrence.put(report.concurrence, draft)
            return replace(report, sections=sections, changes=changes, concurrence=put, touched=True)
        case e.ReportLaunched(symbol=symbol, on=on):
            return replace(report, status="launched", symbol=symbol, on=on, touched=True)
        case e.VersionPublished(language=language, link=link, file=file):
            return replace(report, versions={**report.versions, language: Version(link, file)}, touched=True)
        case e.VersionWithdrawn(language=language):
            left_over = {one: version for one, version in report.versions.items() if one != language}
            return replace(report, versions=left_over)
        case e.ReportWithdrawn():
            return replace(report, status="withdrawn")
        case ReactionRefused():
            return report
        case said.ConcurrenceAsked() | said.DraftAgreed():
            status = "agreed" if isinstance(event, said.DraftAgreed) else "concurring"
            after = concurrence.evolve(report.concurrence, event)
            return replace(report, status=status, concurrence=after, touched=True)
        case _:
            return replace(report, concurrence=concurrence.evolve(report.concurrence, event))
