"""The steps about whether and when: announcing, moving, postponing, replacing, cancelling, holding. Pure."""

from collections.abc import Iterator

from onevoice.record.format import BriefingRecord, Occasion
from onevoice.record.shown import BriefingShown
from onevoice.record.steps import Step, step
from services.consultations.briefings import commands as c
from shared.contracts.consultations.facts import When


def announced(record: BriefingRecord, now: BriefingShown) -> Iterator[Step]:
    """All of them, in their order."""
    if not now.was_held:
        stands = _stands(record, now)
        if not stands:
            yield from _schedule(record, now)
        yield from _off(record, now, now.status if stands else "scheduled")
    yield from _held(record, now)


def day_of(day: Occasion) -> tuple[When, str | None]:
    """When and where."""
    return day.when, day.place


def _stands(record: BriefingRecord, now: BriefingShown) -> bool:
    """Whether it is off as the record says, so that its schedule needs no word."""
    if now.status == "cancelled":
        return record.cancelled is not None
    days = record.schedule
    day = now.days[-1:] == [day_of(days[-1][0])] if days else now.on == record.foreseen_for
    same = day and now.title == record.title
    if now.status == "replaced":
        return same and record.replaced is not None and record.replaced.by == now.replaced_by
    return now.status == "postponed" and same and record.postponed is not None


def _schedule(record: BriefingRecord, now: BriefingShown) -> Iterator[Step]:
    days, version = record.schedule, now.versions.schedule
    if record.foreseen_for and (now.status == "absent" or (not days and now.foreseen != record.foreseen)):
        if now.status == "scheduled":
            yield step(record, "postpone#day", c.PostponeBriefing(), version, "postpone it")
        foresee = c.ForeseeBriefing.model_validate(record.foreseen)
        yield step(record, "foresee", foresee, version, f"announce it for {record.foreseen_for}")
    if not days:
        return
    moved = now.status == "postponed" and now.title == record.title
    if now.status == "scheduled" and now.when and now.title != record.title:
        called = c.ScheduleBriefing(title=record.title, when=now.when, place=now.place)
        yield step(record, "schedule", called, version, f"call it {record.title}")
    elif now.status != "scheduled" and not moved:
        first, _ = days[0] if now.status in {"absent", "foreseen"} else days[-1]
        said = c.ScheduleBriefing(
            title=record.title, when=first.when, place=first.place, source=record.source
        )
        yield step(record, "schedule", said, version, f"schedule it for {first.date}")
    for n, day, reason in _moves(record, now, again=moved):
        move = c.MoveBriefing(when=day.when, place=day.place, reason=reason)
        yield step(record, f"move#{n}", move, version, f"move it to {day.date}")


def _moves(
    record: BriefingRecord, now: BriefingShown, *, again: bool
) -> list[tuple[int, Occasion, str | None]]:
    """The moves not made yet; where the record's days are not a continuation of those shown, the last one."""
    days = [(n, day, reason) for n, (day, reason) in enumerate(record.schedule)]
    if now.status in {"absent", "foreseen"}:
        return days[1:]
    if now.status != "scheduled" and not again:
        return []
    wanted = [day_of(day) for _, day, _ in days]
    if wanted[: len(now.days)] == now.days and len(wanted) > len(now.days):
        return days[len(now.days) :]
    return [] if wanted[-1] == now.days[-1] and not again else days[-1:]


def _off(record: BriefingRecord, now: BriefingShown, status: str) -> Iterator[Step]:
    """From the status that it has by then."""
    version = now.versions.schedule
    if record.postponed and status == "scheduled":
        postpone = c.PostponeBriefing(reason=record.postponed.reason)
        yield step(record, "postpone", postpone, version, "postpone it")
    if record.replaced and status != "replaced":
        instead = c.ReplaceBriefing(by=record.replaced.by, reason=record.replaced.reason)
        yield step(record, "replace", instead, version, f"say that {record.replaced.by} takes its place")
    if record.cancelled and status != "cancelled":
        cancel = c.CancelBriefing(reason=record.cancelled.reason)
        yield step(record, "cancel", cancel, version, "cancel it")


def _held(record: BriefingRecord, now: BriefingShown) -> Iterator[Step]:
    held = record.holding
    if held is None or held == now.holding:
        return
    facts, version = dict(held), now.versions.holding
    if now.was_held:
        correct = c.CorrectHolding(**facts)
        yield step(record, "correct-holding", correct, version, "correct what was held, when, where")
    else:
        hold = c.HoldBriefing(**facts)
        yield step(record, "hold", hold, version, f"record that it was held on {held.when.date}")
