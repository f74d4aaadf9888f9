"""What can be said about a champion country; the stream is named by its ISO 3166 alpha-3 code."""

from pydantic import Field

from shared.contracts.registry.evidence import Evidence
from shared.forms import LONG, Form
from shared.texts import N_
from shared.values import Command, Country, Day, PartialDate, Reason, Text


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

    FORM = Form(N_("Record that it withdrew"), when=("accepted", "active"))
    on: PartialDate = Field(title=N_("Since"))
    reason: Reason | None = None


ChampionCommand = InviteChampion | AcceptChampion | RetractEvidence | ActivateChampion | WithdrawChampion
"""Every command a champion country answers."""
