"""What is cited, asked by others: the inputs that led to something, and the findings that an input is cited in."""

from services.consultations.citations.findings.projection import FINDINGS, FindingState, target_name
from services.consultations.citations.passages.projection import PASSAGES, PassageState
from shared.contracts.consultations.citations import OutcomeKind
from shared.mongo import chunked
from shared.runtime.service import Room


class Cited:
    """Reads it from the views, by their indexes. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self.passages = room.reader(PASSAGES)
        self.findings = room.reader(FINDINGS)

    async def inputs_cited(self, kind: OutcomeKind, key: str) -> set[str]:
        """The own ids of the inputs that are cited in a finding that led to this, or to a part of it.

        Of a report, ``inputs_cited("report_section", "2026-report")``; of one section of it, with its ``#``. Those
        that were withdrawn or erased since are among them: whoever counts joins them with the inputs as they stand.
        """
        return await self._inputs([one.key for one in await self.led_to(kind, key)])

    async def led_to(self, kind: OutcomeKind, key: str) -> list[FindingState]:
        """The findings that led to this, or to a part of it, and were not taken back."""
        led = await self.findings.find({"targets": target_name(kind, key)}, limit=_MANY)
        return [one.state for one in led if one.state.listed]

    async def _inputs(self, findings: list[str]) -> set[str]:
        return {
            one.state.input
            for some in chunked(findings)
            async for one in self.passages.each({"findings": {"$in": some}})
        }

    async def passages_in(self, finding: str) -> list[PassageState]:
        """The passages that are cited in a finding, as their inputs order them."""
        found = [one.state async for one in self.passages.each({"findings": finding})]
        return sorted(found, key=lambda one: (one.input, one.marked.question, one.marked.start, one.id))

    async def findings_of(self, input_: str) -> list[FindingState]:
        """The findings that an input is cited in, by its own id, for its author."""
        found = [one.state async for one in self.passages.each({"input": input_})]
        return await self.listed({key for one in found for key in one.findings})

    async def listed(self, keys: set[str]) -> list[FindingState]:
        """Those of these findings that were not taken back, by key."""
        found = await self.findings.many(f"finding-{key}" for key in sorted(keys))
        return sorted((one.state for one in found.values() if one.state.listed), key=lambda one: one.key)


_MANY = 10_000
