"""The events of the files of a briefing's documents, in the stream of the briefing."""

from shared.contracts.consultations import items
from shared.contracts.envelope import Event
from shared.texts import N_
from shared.values import Count, Key, Text


class DocumentFiled(Event, type="onevoice.consultations.document-filed.v1"):
    """A file of a document is kept, whole, as its version ``number`` (1, 2, 3…)."""

    key: Key
    document: items.Document
    number: Count
    file: items.Filed
    says = (N_("A file of a document of {it} is there: {document}"),)


class FileWithdrawn(Event, type="onevoice.consultations.file-withdrawn.v1"):
    """A version of a document's file was taken back."""

    key: Key
    document: items.Document
    number: Count
    reason: Text
    says = (N_("A file of a document of {it} was taken back: {document}"),)
    adds = (N_("Reason: {reason}"),)
