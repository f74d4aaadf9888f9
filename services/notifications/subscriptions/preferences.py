"""The form of a subscription's preferences: what it offers, and the command that it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from services.notifications.languages import TOPICS, interest_words
from services.notifications.subscriptions.commands import (
    ChangeSubscription,
    EndSubscription,
    SubscriptionCommand,
)
from shared.contracts.notifications.subscriptions import Interest
from shared.i18n.speech import Speech
from shared.values import Refused
from shared.web.pages.page import Fields


@dataclass(frozen=True)
class Choice:
    """A box that can be ticked: the interest's name is its value."""

    value: str
    words: str
    checked: bool


def choices(interests: Sequence[Interest], t: Speech) -> list[Choice]:
    """Every topic, and each topic in a place that is followed."""
    placed = [one for one in interests if one.place]
    everywhere = [Interest(topic=topic) for topic in TOPICS]
    return [
        Choice(one.name, interest_words(one, t), one in interests)
        for one in sorted([*everywhere, *placed], key=lambda one: TOPICS.index(one.topic))
    ]


def changed(fields: Fields) -> SubscriptionCommand:
    """The command that the form is. Raises ``Refused`` for values that its page did not offer."""
    told = dict(fields)
    chosen = [value for name, value in fields if name == "follow"]
    if told.get("topic"):
        chosen.append("/".join(filter(None, (told["topic"], told.get("place")))))
    if not chosen:
        return EndSubscription(reason="unsubscribed")
    try:
        interests = [Interest.named(value) for value in dict.fromkeys(chosen)]
        return ChangeSubscription.model_validate({"interests": interests, "language": told.get("language")})
    except ValidationError as error:
        raise Refused("the form holds something that its page did not offer: load it again") from error
