"""What hangs on a briefing, each by its key: documents, issues raised, and how outcomes were followed up."""

from typing import Annotated, Final, Literal

from pydantic import Field

from shared.contracts.consultations.facts import source
from shared.forms import LONG, worded
from shared.texts import N_
from shared.values import Count, Key, Language, Link, Name, PartialDate, Sha256, Text, Value, added

DOCUMENT_KINDS: Final = {
    "statement": N_("Statement"),
    "slides": N_("Slides"),
    "summary": N_("Summary"),
    "report": N_("Report"),
    "resolution": N_("Resolution"),
    "agenda": N_("Agenda"),
    "list": N_("List"),
    "recording": N_("Recording"),
    "other": N_("Other document"),
}
"""What a document is."""
FOLLOWED: Final = {"open": N_("still open"), "done": N_("done"), "superseded": N_("superseded")}
"""How far an outcome was followed up."""
DocumentKind = Annotated[
    Literal["statement", "slides", "summary", "report", "resolution", "agenda", "list", "recording", "other"],
    Field(json_schema_extra=worded(DOCUMENT_KINDS)),
]


class Document(Value):
    """A document in one language: where it is, and the hash of its content where a file was given."""

    title: Text = Field(title=N_("Title"))
    language: Language = Field(title=N_("Language"))
    link: Link | None = Field(None, title=N_("Address"))
    sha256: Sha256 | None = Field(
        None,
        title=N_("SHA-256 of its file"),
        description=N_("64 digits and letters, where the file is known."),
    )
    kind: DocumentKind | None = added(title=N_("Kind"))
    symbol: Name | None = added(title=N_("Symbol"), description=N_("Such as A/75/542."))
    date: PartialDate | None = added(title=N_("Date"))
    translation_of: Key | None = added(
        title=N_("Translation of"), description=N_("The key of the document that this is the translation of.")
    )


class Filed(Value):
    """A document's file: what is kept, without metadata, and the hash of what was sent. Sizes in bytes."""

    media_type: Name
    size: Count
    sha256: Sha256
    received: Sha256


class Issue(Value):
    """What was raised, and under which topic."""

    topic: Name = Field(title=N_("Topic"))
    text: Text = Field(title=N_("What was raised"), json_schema_extra=LONG)
    raised_by: Name | None = added(
        title=N_("Raised by"), description=N_("A country's code such as PRT, or what else the source names.")
    )
    answer: Text | None = added(title=N_("Answer"), json_schema_extra=LONG)
    owner: Name | None = added(title=N_("Who looks after it"))
    due: PartialDate | None = added(title=N_("Due"))
    source: Text | None = source()


class Wording(Value):
    """A text of the record, word for word, and the same in another language."""

    text: Text = Field(title=N_("Text of the record"), json_schema_extra=LONG)
    language: Language = Field(title=N_("Language"))
    version: Text = Field(title=N_("The same text"), json_schema_extra=LONG)


class FollowUp(Value):
    """What became of an outcome by somebody's word: since when, and what shows it.

    ``by`` names what supersedes it, as ``briefing#outcome`` or an outcome of the same briefing.
    """

    state: Literal["open", "done", "superseded"] = Field(
        title=N_("State"), json_schema_extra=worded(FOLLOWED)
    )
    on: PartialDate | None = Field(None, title=N_("Date"))
    evidence: Text | None = Field(None, title=N_("What shows it"))
    link: Link | None = Field(None, title=N_("Address"))
    by: Name | None = Field(
        None, title=N_("Superseded by"), description=N_("The key of the outcome that takes its place.")
    )
