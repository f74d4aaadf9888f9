"""The events of a subscription, stream ``subscription-<contact's id>``: what a contact follows, never who it is."""

from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from shared.contracts.envelope import Event
from shared.contracts.notifications.notices import Topic
from shared.contracts.reactions import ReactionRefused
from shared.texts import N_
from shared.values import REGIONS, AtMost, Country, Name, OfficialLanguage, Region, Value, added, mistake

RequestId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""A random id: who knows it has read the mail that it was sent in."""

Ending = Literal["unsubscribed", "one_click", "bounced", "erased", "not_confirmed"]
"""Why a subscription ended: by its reader on the page, by their mail program (RFC 8058), because the address is
refused for good, because the contact was erased, because nobody confirmed it in time."""


OF_AGENCY: Final = "@"
"""What stands before an agency where others name a place."""


class Interest(Value):
    """A topic, everywhere or in one region or country; of issues, what concerns one agency."""

    topic: Topic
    region: Region | None = None
    country: Country | None = None
    agency: Name | None = added()

    @property
    def place(self) -> str | None:
        """Its region or country, or its agency; None for everywhere."""
        return self.region or self.country or (self.agency and f"{OF_AGENCY}{self.agency}")

    @property
    def name(self) -> str:
        """``champions``, ``champions/africa``, ``champions/PRT``, ``issues/@IOM``."""
        return f"{self.topic}/{self.place}" if self.place else self.topic

    @classmethod
    def named(cls, name: str) -> "Interest":
        """The one of this name. Raises ``ValidationError``."""
        topic, _, place = name.partition("/")
        if place.startswith(OF_AGENCY):
            return cls.model_validate({"topic": topic, "agency": place.removeprefix(OF_AGENCY)})
        where = ({"region": place} if place in REGIONS else {"country": place}) if place else {}
        return cls.model_validate({"topic": topic, **where})

    @model_validator(mode="after")
    def _one_place(self) -> "Interest":
        if self.agency and (self.topic != "issues" or self.region or self.country):
            wrong, right = (
                N_("it names an agency"),
                N_("an agency of issues, and no place beside it, is right"),
            )
            raise mistake("interest", wrong, right)
        if self.region and self.country:
            wrong, right = N_("it names a region and a country"), N_("one of them, or neither, is right")
            raise mistake("interest", wrong, right)
        return self


Interests = Annotated[tuple[Interest, ...], AtMost(50, least=1)]
"""What somebody follows: each once."""


class SubscriptionRequested(Event, type="onevoice.notifications.subscription-requested.v1"):
    """Somebody asked for it; the mailbox itself must confirm, with the link it was sent, before ``expires_at``."""

    request: RequestId
    kind: Literal["person", "shared_mailbox"]
    interests: Interests
    language: OfficialLanguage
    at: AwareDatetime
    expires_at: AwareDatetime
    says = (N_("A subscription is asked for"),)


class SubscriptionConfirmed(Event, type="onevoice.notifications.subscription-confirmed.v1"):
    """The mailbox wants it: from now on it is told."""

    request: RequestId
    interests: Interests
    language: OfficialLanguage
    says = (N_("The subscription is confirmed"),)


class SubscriptionChanged(Event, type="onevoice.notifications.subscription-changed.v1"):
    """Its reader follows something else, or in another language."""

    interests: Interests
    language: OfficialLanguage
    says = (N_("The subscription is changed"),)


class SubscriptionEnded(Event, type="onevoice.notifications.subscription-ended.v1"):
    """Nothing is sent any more."""

    reason: Ending
    says = (N_("The subscription ended"),)


class SubscriptionForgotten(Event, type="onevoice.notifications.subscription-forgotten.v1"):
    """It ended so long ago that the address is no longer kept for it."""

    says = (N_("The address of the subscription is forgotten"),)


SubscriptionEvent = Annotated[
    SubscriptionRequested
    | SubscriptionConfirmed
    | SubscriptionChanged
    | SubscriptionEnded
    | SubscriptionForgotten
    | ReactionRefused,
    Field(discriminator="type"),
]
"""Every event of a stream ``subscription-…``."""
