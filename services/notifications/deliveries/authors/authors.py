"""Who is written to about an input: remembered by two ids, which say nothing of anybody."""

from dataclasses import dataclass

from shared.mongo import Database, Duplicate
from shared.values import OfficialLanguage


@dataclass(frozen=True)
class Author:
    """Who is written to about an input, and in which language."""

    contact: str
    language: OfficialLanguage


class Authors:
    """Who they are, by their inputs' ids. Every method waits for the store and raises ``Unavailable``."""

    def __init__(self, database: Database) -> None:
        self._authors = database["authors"]

    async def remember(self, input_: str, author: Author) -> None:
        """Remember the author of an input, for as long as it is not erased."""
        try:
            await self._authors.insert_one({"_id": input_, **vars(author)})
        except Duplicate:
            return

    async def of(self, input_: str) -> Author | None:
        """The author who is written to about it."""
        found = await self._authors.find_one({"_id": input_})
        return Author(found["contact"], found["language"]) if found else None

    async def forget(self, input_: str) -> None:
        """There is nothing to write about any more."""
        await self._authors.delete_one({"_id": input_})
