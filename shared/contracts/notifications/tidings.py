"""What a notice can tell: kinds of things, each with the facts that its words are made from."""

from typing import Annotated, Literal

from pydantic import Field

from shared.contracts.consultations.calls import Deadline
from shared.contracts.consultations.facts import When
from shared.contracts.consultations.outcomes import Outcome
from shared.contracts.consultations.questions import Versions
from shared.values import Count, Country, Key, Name, NetworkKey, PartialDate, Text, Value


class ToldSchedule(Value):
    """A briefing will be held."""

    what: Literal["briefing_scheduled"] = "briefing_scheduled"
    title: Text
    when: When
    place: Text | None


class ToldMove(Value):
    """A briefing will be held at another time or place."""

    what: Literal["briefing_moved"] = "briefing_moved"
    title: Text
    before: When
    when: When
    place: Text | None


class ToldCancellation(Value):
    """A briefing will not be held."""

    what: Literal["briefing_cancelled"] = "briefing_cancelled"
    title: Text
    when: When
    reason: Text | None


class ToldHolding(Value):
    """A briefing was held."""

    what: Literal["briefing_held"] = "briefing_held"
    title: Text
    when: When
    place: Text | None


class ToldSummary(Value):
    """The summary of a briefing is complete."""

    what: Literal["summary_published"] = "summary_published"
    title: Text
    when: When


class ToldCorrection(Value):
    """An outcome of a briefing is recorded otherwise than before."""

    what: Literal["outcome_corrected"] = "outcome_corrected"
    title: Text
    when: When
    key: Key
    outcome: Outcome
    before: Outcome


class ToldInvitation(Value):
    """A State is invited to be a champion country."""

    what: Literal["champion_invited"] = "champion_invited"
    country: Country
    on: PartialDate


class ToldAcceptance(Value):
    """A State is a champion country."""

    what: Literal["champion_accepted"] = "champion_accepted"
    country: Country
    since: PartialDate


class ToldWithdrawal(Value):
    """A State is a champion country no more."""

    what: Literal["champion_withdrawn"] = "champion_withdrawn"
    country: Country
    on: PartialDate


class ToldNetwork(Value):
    """A regional or country network works."""

    what: Literal["network_established"] = "network_established"
    network: NetworkKey
    title: Text
    on: PartialDate


class ToldSecondment(Value):
    """An agency will second staff."""

    what: Literal["secondment_announced"] = "secondment_announced"
    agency: Name
    to: Name | None
    post: Name | None


class ToldInPost(Value):
    """An agency's seconded staff is in post."""

    what: Literal["secondment_in_post"] = "secondment_in_post"
    agency: Name
    to: Name | None
    post: Name | None


class ToldCall(Value):
    """A call for input is open until ``closes``."""

    what: Literal["call_opened"] = "call_opened"
    title: Versions
    closes: Deadline


class _ClosingMoved(Value):
    title: Versions
    before: Deadline
    closes: Deadline
    reason: Text


class ToldExtension(_ClosingMoved):
    """A call closes later than was said."""

    what: Literal["call_extended"] = "call_extended"


class ToldEarlyClosing(_ClosingMoved):
    """A call closes sooner than was said."""

    what: Literal["call_closed_early"] = "call_closed_early"


class ToldReopening(_ClosingMoved):
    """A call had closed and takes inputs again."""

    what: Literal["call_reopened"] = "call_reopened"


class ToldClosingSoon(Value):
    """A call closes soon: ``days`` after the day on which this was recorded, both on its own calendar."""

    what: Literal["call_closing"] = "call_closing"
    title: Versions
    closes: Deadline
    days: Count


class ToldClosing(Value):
    """A call has closed."""

    what: Literal["call_closed"] = "call_closed"
    title: Versions
    closes: Deadline


class ToldCallWithdrawal(Value):
    """A call that was announced is taken back."""

    what: Literal["call_withdrawn"] = "call_withdrawn"
    title: Versions
    reason: Text


CallTidings = (
    ToldCall
    | ToldExtension
    | ToldEarlyClosing
    | ToldReopening
    | ToldClosingSoon
    | ToldClosing
    | ToldCallWithdrawal
)
"""What is told of a call for input."""
Tidings = Annotated[
    ToldSchedule
    | ToldMove
    | ToldCancellation
    | ToldHolding
    | ToldSummary
    | ToldCorrection
    | ToldInvitation
    | ToldAcceptance
    | ToldWithdrawal
    | ToldNetwork
    | ToldSecondment
    | ToldInPost
    | CallTidings,
    Field(discriminator="what"),
]
"""Something worth telling, told apart by ``what``."""
