"""A finding as everybody sees it: its sentence, the passages that may be read, and how many inputs are cited."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Sequence
from typing import Final

from services.consultations.citations.cited import Cited
from services.consultations.citations.fates import CallFates, Fate, cited_by_group, fates
from services.consultations.citations.findings.domain import Status
from services.consultations.citations.findings.projection import FindingChange, FindingOutcome, FindingState
from services.consultations.citations.passages.projection import PassageState
from services.consultations.citations.passages.quoting import quoted
from services.consultations.inputs.projection import InputState
from services.consultations.inputs.publishing.library import Library
from services.consultations.inputs.sealed import Seals
from shared.contracts.consultations.calls import Audience
from shared.contracts.consultations.questions import Versions
from shared.runtime.service import Room
from shared.values import Value

_KEPT: Final = 10.0
"""Seconds for which a call's numbers are good enough: they read every mark of it."""


class Quoted(Value):
    """A cited passage that may be read: ``input`` is the public id of the published input that it stands in."""

    input: str
    call: str
    group: Audience
    language: str
    received_on: dt.date
    question: str
    text: str


class FindingShown(Value):
    """A finding, and what is cited in it. ``passages`` are those that may be read now.

    ``unread``: others are cited that their authors or a moderator do not let be read, or that say something else by
    now. ``inputs`` are all that are cited, null where the number would tell of few that are not published.
    """

    version: int
    key: str
    status: Status
    text: Versions
    call: str | None
    example: bool
    outcomes: tuple[FindingOutcome, ...]
    passages: tuple[Quoted, ...]
    unread: bool
    inputs: int | None
    by_group: dict[str, int]
    history: tuple[FindingChange, ...]


class Citations:
    """Reads findings with what is cited. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self.cited, self._library, self._seals = Cited(room), Library(room), Seals(room)
        self._vault = room.vault
        self._known: dict[str, tuple[float, CallFates]] = {}

    async def shown(self, finding: FindingState) -> FindingShown:
        """The finding as of now: nothing of a sealed call, and no passage that its input does not say."""
        open_ = await self._seals.readable()
        found = await self.cited.passages_in(finding.key) if finding.listed else []
        passages = [one for one in found if one.call in open_]
        states = await self._states(passages)
        read = await self._quoted(passages, states)
        inputs, by_group = cited_by_group((one.group, one.published) for one in states.values())
        return FindingShown(
            **{name: getattr(finding, name) for name in _COPIED},
            passages=tuple(sorted(read, key=lambda one: (one.received_on, one.input), reverse=True)),
            unread=len(read) < len(passages),
            inputs=inputs,
            by_group=by_group,
        )

    async def _states(self, passages: Sequence[PassageState]) -> dict[str, InputState]:
        found = await self._library.inputs.many(dict.fromkeys(f"input-{one.input}" for one in passages))
        return {one.state.id: one.state for one in found.values()}

    async def _quoted(self, passages: Sequence[PassageState], states: dict[str, InputState]) -> list[Quoted]:
        published = {one.id: one for one in await self._library.read(states.values())}
        drawers = await self._vault.drawers(states)
        found = []
        for one in passages:
            of = states.get(one.input)
            shown, drawer = published.get(of.public) if of else None, drawers.get(one.input)
            text = quoted(one.marked, shown.answers, drawer) if shown and drawer else None
            if shown and text is not None:
                copied = {name: getattr(shown, name) for name in ("call", "group", "language", "received_on")}
                found.append(Quoted(input=shown.id, question=one.marked.question, text=text, **copied))
        return found

    async def of_call(self, call: str) -> CallFates:
        """What became of the inputs of a call; nothing while it is sealed. Not older than ``_KEPT`` seconds."""
        if call not in await self._seals.readable():
            return _NOTHING
        until, known = self._known.get(call, (0.0, _NOTHING))
        if time.monotonic() >= until:
            known = await self._counted(call)
            self._known = {key: one for key, one in self._known.items() if time.monotonic() < one[0]} | {
                call: (time.monotonic() + _KEPT, known)
            }
        return known

    async def _counted(self, call: str) -> CallFates:
        passages = [one.state async for one in self.cited.passages.each({"call": call})]
        own = {one.state.key for one in await self.cited.findings.find({"call": call}, limit=_MANY)}
        findings = await self.cited.listed(own | {key for one in passages for key in one.findings})
        answered = {one.key: bool(one.outcomes) for one in findings}
        fate: dict[str, Fate] = {}
        for one in passages:
            for key in answered.keys() & set(one.findings):
                fate[one.input] = "answered" if answered[key] else fate.get(one.input, "cited")
        states = await self._states([one for one in passages if one.input in fate])
        cited = Counter(
            (one.group, fate[one.id], one.published)
            for one in states.values()
            if one.input.standing == "standing"
        )
        rows = await self._library.inputs.tally(
            {"call": call, "input.standing": "standing"}, "group", "published"
        )
        every: list[tuple[str, Fate, bool, int]] = [(*key, n) for key, n in cited.items()]
        for (group, published), n in rows:
            among = sum(k for (g, _, p), k in cited.items() if (g, p) == (group, published))
            every.append((group, "not_cited", published, max(0, n - among)))
        return fates([one for one in every if one[3]], len(findings))


_MANY: Final = 10_000
_NOTHING: Final = fates((), 0)
_COPIED: Final = ("version", "key", "status", "text", "call", "example", "outcomes", "history")
