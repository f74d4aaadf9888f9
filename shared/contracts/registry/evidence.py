"""What a statement of the registry rests on."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from shared.forms import KEY, Entries, titled
from shared.texts import N_
from shared.values import Key, Language, Link, Text, Value


class BriefingOutcome(Value):
    """An outcome of a briefing: the keys of both."""

    model_config = ConfigDict(json_schema_extra=titled(N_("An outcome of a briefing")))
    kind: Literal["briefing_outcome"] = "briefing_outcome"
    briefing: Key = Field(title=N_("Evidence: key of the briefing"))
    outcome: Key = Field(title=N_("Evidence: key of the outcome"))

    @property
    def id(self) -> str:
        """The evidence's identity: two with the same id are the same evidence."""
        return f"briefing:{self.briefing}#{self.outcome}"


class EvidenceDocument(Value):
    """A document, such as a letter of acceptance."""

    model_config = ConfigDict(json_schema_extra=titled(N_("A document")))
    kind: Literal["document"] = "document"
    title: Text = Field(title=N_("Evidence: title of the document"))
    link: Link | None = Field(None, title=N_("Evidence: address of the document"))
    language: Language | None = Field(None, title=N_("Evidence: language of the document"))

    @property
    def id(self) -> str:
        """The evidence's identity: two with the same id are the same evidence."""
        return f"document:{self.link or self.title}"


Evidence = Annotated[
    BriefingOutcome | EvidenceDocument,
    Field(discriminator="kind", json_schema_extra={KEY: {"usual": "document"}}),
]
"""A reason to say something, told apart by its ``kind``."""


class Source(Value):
    """Where a statement comes from, in words, with the address where there is one."""

    text: Text = Field(title=N_("Source"))
    link: Link | None = Field(None, title=N_("Source: address"))


EVIDENCE = Entries(
    N_("Evidence"), ("title", "briefing", "outcome"), within="evidence", none=N_("The secretariat's own word")
)
"""What an entry of the registry rests on, as forms are offered beside it."""
