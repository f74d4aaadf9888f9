"""What can be said about a joint statement; the stream is named by its key."""

from pydantic import Field

from shared.contracts.registry.statements import Countries
from shared.forms import Form
from shared.texts import N_
from shared.values import Command, Language, Link, PartialDate, Reason, Text


class _Said(Command):
    title: Text = Field(title=N_("Title"))
    on: PartialDate = Field(title=N_("Date"))
    countries: Countries = Field(
        title=N_("Countries"), description=N_("Three letters for each, such as PRT, one on each line.")
    )
    link: Link | None = Field(None, title=N_("Link"))
    language: Language | None = Field(None, title=N_("Language"))


class MakeStatement(_Said):
    """Record a joint statement."""

    FORM = Form(N_("Record a joint statement"), begins=True, when=("withdrawn",))


class CorrectStatement(_Said):
    """Say what the record of it should have said."""

    FORM = Form(N_("Correct it"), when=("made",), replaces=("title", "on", "countries", "link", "language"))


class WithdrawStatement(Command):
    """Take it back."""

    FORM = Form(N_("Take it back"), when=("made",))
    reason: Reason


StatementCommand = MakeStatement | CorrectStatement | WithdrawStatement
"""Every command a joint statement answers."""
