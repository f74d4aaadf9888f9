"""What can be said about the file of a briefing's document, which ``key`` names."""

from pydantic import Field

from shared.contracts.consultations.items import Filed
from shared.forms import Form
from shared.texts import N_
from shared.values import Command, Count, Key, Reason


class FileDocument(Command, Filed):
    """Give a document its file, or a new version of it."""

    UNSAID = frozenset({"media_type", "size", "sha256"})
    key: Key

    @property
    def file(self) -> Filed:
        """The file itself."""
        return Filed(**{name: getattr(self, name) for name in Filed.model_fields})


class WithdrawFile(Command):
    """Take a version of a document's file back; the document stays."""

    FORM = Form(N_("Take a file back"), beside="documents")
    key: Key
    number: Count = Field(title=N_("Version of the file"), description=N_("1 for the first one."))
    reason: Reason
