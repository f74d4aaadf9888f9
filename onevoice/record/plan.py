"""What a record still has to tell the API: the differences between the two, each a command with its own key.

Pure. Applying the steps makes the briefing say what the record says; a plan for it is then empty.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel

from onevoice.record.format import BriefingRecord, Occasion
from onevoice.record.shown import BriefingShown
from services.consultations.briefings import commands as c
from services.consultations.briefings.shown import Item, OutcomeItem
from shared.contracts.consultations.facts import When
from shared.values import Command

NOWHERE = BriefingShown(key="")
"""What the API shows of a briefing that it does not know."""

GONE = "no longer in the record"
"""Why an item is withdrawn that the record does not hold any more."""


@dataclass(frozen=True)
class Step:
    """One request: send it as it is, with its key; ``sentence`` says to people what it does."""

    method: str
    path: str
    body: Mapping[str, Any]
    idempotency_key: str
    sentence: str


class Entry(Protocol):
    """An item of a record."""

    @property
    def key(self) -> str:
        """Its key."""

    @property
    def withdrawn(self) -> str | None:
        """Why the record takes it back, if it does."""

    @property
    def content(self) -> Any:
        """What it says."""


@dataclass(frozen=True)
class Rack:
    """One kind of item: where its routes lie, their words, and the field that holds the content."""

    place: str
    noun: str
    record: str
    entries: Sequence[Entry]
    shown: Sequence[Item]


def plan(record: BriefingRecord, shown: BriefingShown | None) -> list[Step]:
    """The steps from what is shown to what the record says, in the order in which they must be sent.

    What the record no longer holds is withdrawn last, so that a thing whose key changed always has a cause.
    """
    now = shown or NOWHERE
    racks = [
        Rack("documents", "document", "attach", record.documents, now.documents),
        Rack("issues", "issue", "raise", record.issues_raised, now.issues_raised),
        Rack("outcomes", "outcome", "record", record.outcomes, now.outcomes),
    ]
    told = [
        *_schedule(record, now),
        *_holding(record, now),
        *_whole(record, now),
        *(step for rack in racks for step in _told(record, rack)),
        *(step for rack in racks for step in _withdrawn(record, rack)),
    ]
    if record.is_summarised and now.status != "summarised":
        summarise = c.SummariseBriefing()
        told.append(
            _step(record, "summarise", summarise, now.versions.summary, "declare the summary complete")
        )
    return told


def untold(record: BriefingRecord, shown: BriefingShown | None) -> list[str]:
    """What the record says and no step can: the past that the API shows does not change that way."""
    now, days = shown or NOWHERE, record.schedule
    if now.was_held and record.held_on is None:
        return ["the briefing is on record as held: only its title, day and place can still be corrected"]
    if now.was_held and days and (not now.days or now.days[-1][0] != days[-1][0].when):
        return ["the briefing is on record as held: what it was scheduled for is no longer changed"]
    if now.status == "cancelled" and record.cancelled and days and now.days[-1:] != [_day(days[-1][0])]:
        return ["the briefing is on record as cancelled: what it was scheduled for is no longer changed"]
    if now.status == "cancelled" and record.cancelled and now.title != record.title:
        return ["the briefing is on record as cancelled: its title is no longer changed"]
    if now.status == "cancelled" and record.held_on and not days:
        return ["the briefing is on record as cancelled: scheduled_for says for when it was set again"]
    return []


def _step(
    record: BriefingRecord, action: str, body: Command | Mapping[str, Any], version: int | None, sentence: str
) -> Step:
    """A step whose key tells apart record, action, content and the version it corrects."""
    content = body.model_dump(mode="json") if isinstance(body, Command) else dict(body)
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    parts = [record.key, action, canonical, "" if version is None else str(version)]
    key = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    path = f"/consultations/api/briefings/{record.key}/{action.partition('#')[0]}"
    return Step("POST", path, content, key, sentence)


def _schedule(record: BriefingRecord, now: BriefingShown) -> Iterator[Step]:
    """Announcing, renaming, moving; a briefing that was held has no schedule to change any more."""
    days = record.schedule
    if not days or now.was_held:
        return
    version = now.versions.schedule
    first, _ = days[0] if now.status == "absent" else days[-1]
    if now.status == "absent" or (now.status == "cancelled" and not record.cancelled):
        command = c.ScheduleBriefing(title=record.title, when=first.when, place=first.place)
        yield _step(record, "schedule", command, version, f"schedule it for {first.date}")
    elif now.status == "scheduled" and now.when and now.title != record.title:
        command = c.ScheduleBriefing(title=record.title, when=now.when, place=now.place)
        yield _step(record, "schedule", command, version, f"call it {record.title}")
    for n, day, reason in _moves(record, now):
        move = c.MoveBriefing(when=day.when, place=day.place, reason=reason)
        yield _step(record, f"move#{n}", move, version, f"move it to {day.date}")


def _moves(record: BriefingRecord, now: BriefingShown) -> list[tuple[int, Occasion, str | None]]:
    """The moves not made yet; where the record's days are not a continuation of those shown, the last one."""
    days = [(n, day, reason) for n, (day, reason) in enumerate(record.schedule)]
    if now.status == "absent":
        return days[1:]
    if now.status != "scheduled":
        return []
    wanted = [_day(day) for _, day, _ in days]
    if wanted[: len(now.days)] == now.days:
        return days[len(now.days) :]
    return [] if wanted[-1] == now.days[-1] else days[-1:]


def _day(day: Occasion) -> tuple[When, str | None]:
    return day.when, day.place


def _holding(record: BriefingRecord, now: BriefingShown) -> Iterator[Step]:
    """Cancelling, holding, correcting."""
    if record.cancelled and now.status in {"absent", "scheduled"}:
        cancel = c.CancelBriefing(reason=record.cancelled.reason)
        yield _step(record, "cancel", cancel, now.versions.schedule, "cancel it")
    held = record.holding
    if held is None or held == now.holding:
        return
    facts = dict(held)
    if now.was_held:
        correct = c.CorrectHolding(**facts)
        yield _step(
            record, "correct-holding", correct, now.versions.holding, "correct what was held, when, where"
        )
    else:
        hold = c.HoldBriefing(**facts)
        yield _step(
            record, "hold", hold, now.versions.holding, f"record that it was held on {held.when.date}"
        )


def _whole(record: BriefingRecord, now: BriefingShown) -> Iterator[Step]:
    """Programme and proceedings, each told whole."""
    programme = c.SetProgramme(chair=record.chair, speakers=record.speakers, agenda=record.agenda)
    if programme != c.SetProgramme(chair=now.chair, speakers=now.speakers, agenda=now.agenda):
        yield _step(record, "programme", programme, now.versions.programme, "set chair, speakers and agenda")
    if not record.held_on:
        return
    said = c.RecordProceedings(interventions=record.interventions, attendance=record.attendance)
    if said != c.RecordProceedings(interventions=now.interventions, attendance=now.attendance):
        sentence = "record interventions and attendance"
        yield _step(record, "proceedings", said, now.versions.proceedings, sentence)


def _told(record: BriefingRecord, rack: Rack) -> Iterator[Step]:
    """New items and corrected ones."""
    shown = {item.key: item for item in rack.shown}
    for entry in rack.entries:
        known = shown.get(entry.key)
        version = known.version if known else None
        body = {rack.noun: entry.content.model_dump(mode="json")}
        at = f"{rack.place}/{entry.key}"
        if known is None or (known.withdrawn and not entry.withdrawn):
            sentence = f"{rack.record} {rack.noun} {entry.key}"
            yield _step(record, f"{at}/{rack.record}", body, version, sentence)
        elif not known.withdrawn and not entry.withdrawn and not _says(known, entry.content):
            yield _step(record, f"{at}/correct", body, version, f"correct {rack.noun} {entry.key}")


def _withdrawn(record: BriefingRecord, rack: Rack) -> Iterator[Step]:
    """Items that the record takes back, or does not hold any more."""
    shown = {item.key: item for item in rack.shown}
    reasons = {entry.key: entry.withdrawn for entry in rack.entries}
    for key in [*reasons, *(key for key in shown if key not in reasons)]:
        reason, known = reasons.get(key, GONE), shown.get(key)
        if reason and not (known and known.withdrawn):
            version = known.version if known else None
            sentence = f"withdraw {rack.noun} {key}: {reason}"
            yield _step(record, f"{rack.place}/{key}/withdraw", {"reason": reason}, version, sentence)


def _says(item: Item, content: BaseModel) -> bool:
    if isinstance(item, OutcomeItem):
        return item.outcome == content
    return all(getattr(item, name) == value for name, value in content)
