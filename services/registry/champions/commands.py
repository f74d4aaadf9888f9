"""What can be said about a champion country; the stream is named by its ISO 3166 alpha-3 code."""

from pydantic import Field

from shared.contracts.registry.champions import Year
from shared.contracts.registry.evidence import Evidence, Source
from shared.forms import LONG, Form
from shared.texts import N_
from shared.values import Command, Country, Day, Language, Link, Name, PartialDate, Reason, Text

_CHAMPION = ("accepted", "active")


class InviteChampion(Command):
    """Invite a State to be a champion country."""

    FORM = Form(N_("Invite a champion country"), begins=True)
    country: Country
    on: PartialDate = Field(title=N_("Since"))
    evidence: Evidence | None = None


class AcceptChampion(Command):
    """Accept a State as champion country on evidence; said again with other dates, it corrects them."""

    FORM = Form(N_("Accept a champion country"), begins=True, when=("invited", "withdrawn"))
    country: Country
    since: PartialDate = Field(title=N_("Since"))
    announced_on: Day | None = Field(None, title=N_("Announced on"))
    evidence: Evidence


class RetractEvidence(Command):
    """Take evidence back; an acceptance that nothing else supports is undone."""

    FORM = Form(N_("Retract evidence"), beside="evidence")
    evidence: Evidence
    reason: Reason


class ActivateChampion(Command):
    """Record that an accepted champion country has begun its work as one."""

    FORM = Form(N_("Record that it became active"), when=("accepted",))
    on: PartialDate = Field(title=N_("Since"))
    note: Text | None = Field(None, title=N_("Note"), json_schema_extra=LONG)


class WithdrawChampion(Command):
    """Record that a State is no longer a champion country."""

    FORM = Form(N_("Record that it withdrew"), when=_CHAMPION)
    on: PartialDate = Field(title=N_("Since"))
    reason: Reason | None = None


class RecordConfirmation(Command):
    """Record a document by which the State confirmed it, in one language; said again, it corrects link and date."""

    FORM = Form(N_("Record a confirmation document"), when=_CHAMPION)
    title: Text = Field(title=N_("Title"))
    language: Language = Field(title=N_("Language"))
    link: Link | None = Field(None, title=N_("Link"))
    on: PartialDate | None = Field(None, title=N_("Date"))


class RetractConfirmation(Command):
    """Take back a document that was recorded by mistake."""

    FORM = Form(N_("Take back"), beside="confirmations")
    title: Text = Field(title=N_("Title"))
    language: Language = Field(title=N_("Language"))
    reason: Reason


class RecordSupport(Command):
    """Record what an agency does for the champion country; said again of the same, it corrects the dates."""

    FORM = Form(N_("Record support, or its end"), when=(*_CHAMPION, "withdrawn"), beside="support")
    agency: Name = Field(title=N_("Agency"))
    what: Text = Field(title=N_("What"))
    since: PartialDate | None = Field(None, title=N_("Since"))
    until: PartialDate | None = Field(None, title=N_("Until"))


class RetractSupport(Command):
    """Take back support that was recorded by mistake."""

    FORM = Form(N_("Take back"), beside="support")
    agency: Name = Field(title=N_("Agency"))
    what: Text = Field(title=N_("What"))
    reason: Reason


class ElectCoChair(Command):
    """Record that it is a co-chair of the champion countries in a year."""

    FORM = Form(N_("Record as a co-chair"), when=(*_CHAMPION, "withdrawn"))
    year: Year = Field(title=N_("Year"))
    source: Source


class RetractCoChair(Command):
    """Take back a year that was recorded by mistake."""

    FORM = Form(N_("Take back"), beside="co_chairs")
    year: Year = Field(title=N_("Year"))
    reason: Reason


BesideCommand = (
    RecordConfirmation | RetractConfirmation | RecordSupport | RetractSupport | ElectCoChair | RetractCoChair
)
"""What is said of a champion country beside its status."""
ChampionCommand = (
    InviteChampion | AcceptChampion | RetractEvidence | ActivateChampion | WithdrawChampion | BesideCommand
)
"""Every command a champion country answers."""
