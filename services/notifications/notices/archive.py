"""The notices that were issued, in pages, newest or oldest first: what feeds and the archive read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field

from services.notifications.notices.concerned import EVERYTHING, followed
from services.notifications.notices.projection import NOTICES, NoticeState
from shared.contracts.notifications.notices import NoticeIssued
from shared.contracts.notifications.subscriptions import Interest
from shared.runtime.service import Room

PAGE: Final = 50
Before = Annotated[
    str, Field(max_length=60, pattern=r"^[0-9a-f.-]+$", description="From the page before, unchanged.")
]
"""The place of a notice in the order: the page begins behind it."""


@dataclass(frozen=True)
class Leaf:
    """A page of notices; ``further`` is the ``before`` of the next one, None on the last."""

    notices: list[NoticeState]
    further: str | None


class Archive:
    """Reads it. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self._notices = room.reader(NOTICES)

    async def leaf(
        self, interests: Iterable[Interest], before: str | None, *, oldest_first: bool = False
    ) -> Leaf:
        """The page of notices that concern one of these interests; of all notices where there are none."""
        keys = {key for one in interests for key in followed(one.topic, one.place)} or {EVERYTHING}
        behind, newest_first = "$gt" if oldest_first else "$lt", not oldest_first
        found: dict[str, NoticeState] = {}
        for key in sorted(keys):  # a query for each, because a union is not answered by an index
            query: dict[str, object] = {"feeds": key} | ({"order": {behind: before}} if before else {})
            seen = await self._notices.ordered("order", PAGE + 1, query, descending=newest_first)
            found |= {one.state.id: one.state for one in seen}
        ordered = sorted(found.values(), key=lambda notice: notice.order, reverse=newest_first)
        page = ordered[:PAGE]
        return Leaf(page, page[-1].order if len(ordered) > PAGE else None)

    async def get(self, key: str) -> NoticeState | None:
        """One notice."""
        found = await self._notices.get(f"notice-{key}")
        return found.state if found else None

    async def replaced(self, page: Iterable[NoticeState]) -> dict[str, NoticeIssued]:
        """The notices that those of a page replace, by their ids."""
        known = {n.id: n.issued for n in page if n.issued}
        wanted = {issued.replaces for issued in known.values() if issued.replaces}
        for key in wanted - set(known):
            if (found := await self.get(key)) and found.issued:
                known[key] = found.issued
        return known
