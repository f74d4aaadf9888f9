"""The events of a joint statement of several States, stream ``statement-<key>``."""

from typing import Annotated

from pydantic import Field

from shared.contracts.envelope import Event
from shared.contracts.reactions import ReactionRefused
from shared.texts import N_
from shared.values import AtMost, Country, Language, Link, PartialDate, Text

Countries = Annotated[tuple[Country, ...], AtMost(200, 1)]
"""The States that make a statement."""


class JointStatementMade(Event, type="onevoice.registry.statement-made.v1"):
    """Several States made a statement; that they are champion countries is not inferred from it."""

    title: Text
    on: PartialDate
    countries: Countries
    link: Link | None
    language: Language | None
    says = (N_("{countries} made the joint statement “{it}” ({on})"),)


class JointStatementCorrected(Event, type="onevoice.registry.statement-corrected.v1"):
    """It was recorded wrongly, or more States joined it."""

    title: Text
    on: PartialDate
    countries: Countries
    link: Link | None
    language: Language | None
    says = (N_("The record of the joint statement “{it}” was corrected: {countries} ({on})"),)


class JointStatementWithdrawn(Event, type="onevoice.registry.statement-withdrawn.v1"):
    """It was recorded by mistake, or those who made it took it back."""

    reason: Text
    says = (N_("The joint statement “{it}” was withdrawn: {reason}"),)


StatementEvent = Annotated[
    JointStatementMade | JointStatementCorrected | JointStatementWithdrawn | ReactionRefused,
    Field(discriminator="type"),
]
"""Every event of a stream ``statement-…``."""
