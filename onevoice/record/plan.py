"""What a record still has to tell the API: the differences between the two, each a command with its own key.

Pure. Applying the steps makes the briefing say what the record says; a plan for it is then empty.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from pydantic import BaseModel

from onevoice.record.announcing import announced, day_of
from onevoice.record.entries import DocumentEntry, OutcomeEntry
from onevoice.record.format import BriefingRecord
from onevoice.record.shown import BriefingShown
from onevoice.record.steps import Step, step
from services.consultations.briefings import commands as c
from services.consultations.briefings.shown import DocumentItem, Item, OutcomeItem

NOWHERE = BriefingShown(key="")
"""What the API shows of a briefing that it does not know."""

GONE = "no longer in the record"
"""Why an item is withdrawn that the record does not hold any more."""


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
        *announced(record, now),
        *_whole(record, now),
        *(step for rack in racks for step in _told(record, rack)),
        *(step for rack in racks for step in _withdrawn(record, rack)),
    ]
    if record.is_summarised and now.status != "summarised":
        summarise = c.SummariseBriefing()
        told.append(
            step(record, "summarise", summarise, now.versions.summary, "declare the summary complete")
        )
    return told


def untold(record: BriefingRecord, shown: BriefingShown | None) -> list[str]:
    """What the record says and no step can: the past that the API shows does not change that way."""
    now, days = shown or NOWHERE, record.schedule
    if now.was_held and record.held_on is None:
        return ["the briefing is on record as held: only its title, day and place can still be corrected"]
    if now.was_held and days and (not now.days or now.days[-1][0] != days[-1][0].when):
        return ["the briefing is on record as held: what it was scheduled for is no longer changed"]
    if now.status == "cancelled" and record.cancelled and days and now.days[-1:] != [day_of(days[-1][0])]:
        return ["the briefing is on record as cancelled: what it was scheduled for is no longer changed"]
    if now.status == "cancelled" and record.cancelled and now.title != record.title:
        return ["the briefing is on record as cancelled: its title is no longer changed"]
    if now.status in {"cancelled", "replaced"} and record.held_on and not days:
        return [f"the briefing is on record as {now.status}: scheduled_for says for when it was set again"]
    return []


def _whole(record: BriefingRecord, now: BriefingShown) -> Iterator[Step]:
    """Arrangements, programme and proceedings, each told whole."""
    if record.arrangements != now.arrangements:
        body = c.SetArrangements(arrangements=record.arrangements)
        yield step(record, "arrangements", body, now.versions.arrangements, "set how one takes part")
    if record.wordings and record.wordings != now.wordings:
        said = c.SetWordings(wordings=record.wordings)
        yield step(record, "wordings", said, now.versions.wordings, "set texts in other languages")
    programme = c.SetProgramme(chair=record.chair, speakers=record.speakers, agenda=record.agenda)
    if programme != c.SetProgramme(chair=now.chair, speakers=now.speakers, agenda=now.agenda):
        yield step(record, "programme", programme, now.versions.programme, "set chair, speakers and agenda")
    if not record.held_on:
        return
    proceedings = c.RecordProceedings(interventions=record.interventions, attendance=record.attendance)
    if proceedings != c.RecordProceedings(interventions=now.interventions, attendance=now.attendance):
        sentence = "record interventions and attendance"
        yield step(record, "proceedings", proceedings, now.versions.proceedings, sentence)


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
            yield step(record, f"{at}/{rack.record}", body, version, sentence)
        elif not known.withdrawn and not entry.withdrawn and not _says(known, entry.content):
            yield step(record, f"{at}/correct", body, version, f"correct {rack.noun} {entry.key}")
        if isinstance(entry, DocumentEntry) and not entry.withdrawn:
            yield from _filed(record, entry, known)
        if isinstance(entry, OutcomeEntry) and not entry.withdrawn and entry.follow_up:
            yield from _followed(record, entry, known)


def _filed(record: BriefingRecord, entry: DocumentEntry, known: Item | None) -> Iterator[Step]:
    """The file beside the record, where what is there is not what came of it."""
    files = known.files if isinstance(known, DocumentItem) else ()
    there = files[-1].received if files and not files[-1].withdrawn else None
    if entry.at and entry.sha256 != there:
        body, sentence = {"received": entry.sha256}, f"the file {entry.file} of document {entry.key}"
        told = step(record, f"documents/{entry.key}/file", body, len(files), sentence)
        yield replace(told, file=entry.at)


def _followed(record: BriefingRecord, entry: OutcomeEntry, known: Item | None) -> Iterator[Step]:
    """What became of an outcome by the record's word; where it says nothing, what was said elsewhere stands."""
    before = known.follow_up if isinstance(known, OutcomeItem) else None
    if entry.follow_up != before:
        body = {"follow_up": entry.follow_up.model_dump(mode="json") if entry.follow_up else None}
        said = hashlib.sha256(before.model_dump_json().encode() if before else b"").hexdigest()
        yield step(
            record, f"outcomes/{entry.key}/follow-up#{said[:8]}", body, None, f"follow up outcome {entry.key}"
        )


def _withdrawn(record: BriefingRecord, rack: Rack) -> Iterator[Step]:
    """Items that the record takes back, or does not hold any more."""
    shown = {item.key: item for item in rack.shown}
    reasons = {entry.key: entry.withdrawn for entry in rack.entries}
    for key in [*reasons, *(key for key in shown if key not in reasons)]:
        reason, known = reasons.get(key, GONE), shown.get(key)
        if reason and not (known and known.withdrawn):
            version = known.version if known else None
            sentence = f"withdraw {rack.noun} {key}: {reason}"
            yield step(record, f"{rack.place}/{key}/withdraw", {"reason": reason}, version, sentence)


def _says(item: Item, content: BaseModel) -> bool:
    if isinstance(item, OutcomeItem):
        return item.outcome == content
    return all(getattr(item, name) == value for name, value in content)
