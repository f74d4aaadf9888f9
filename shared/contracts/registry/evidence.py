"""What a statement of the registry rests on."""

from typing import Annotated, Literal

from pydantic import Field

from shared.values import Key, Language, Link, Text, Value


class BriefingOutcome(Value):
    """An outcome of a briefing: the keys of both."""

    kind: Literal["briefing_outcome"] = "briefing_outcome"
    briefing: Key
    outcome: Key

    @property
    def id(self) -> str:
        """The evidence's identity: two with the same id are the same evidence."""
        return f"briefing:{self.briefing}#{self.outcome}"


class EvidenceDocument(Value):
    """A document, such as a letter of acceptance."""

    kind: Literal["document"] = "document"
    title: Text
    link: Link | None = None
    language: Language | None = None

    @property
    def id(self) -> str:
        """The evidence's identity: two with the same id are the same evidence."""
        return f"document:{self.link or self.title}"


Evidence = Annotated[BriefingOutcome | EvidenceDocument, Field(discriminator="kind")]
"""A reason to say something, told apart by its ``kind``."""


class Source(Value):
    """Where a statement comes from, in words, with the address where there is one."""

    text: Text
    link: Link | None = None
