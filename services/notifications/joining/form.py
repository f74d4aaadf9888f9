"""The form that asks for a subscription: what it holds, what is wrong with it, and the request that it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from services.notifications.subscriptions.api import NewSubscription
from shared.i18n.speech import N_
from shared.values import REGIONS
from shared.web.pages.page import Fields

WRONG: Final = {
    "address": N_("Enter the address of one mailbox in letters from a to z, such as name@example.org."),
    "topic": N_("Choose at least one topic."),
    "place": N_("Choose a place of the list."),
    "agency": N_("Enter an agency's short name, such as IOM, and choose the issues."),
    "language": N_("Choose a language of the list."),
}
"""What is said beside each field that is not right, in the order of the form."""
_FIELDS: Final = {"interests": "topic", "region": "place", "country": "place"}


@dataclass(frozen=True)
class Entered:
    """The form as it is filled in: whatever was sent, right or wrong. No place is everywhere."""

    address: str
    topics: tuple[str, ...]
    place: str
    agency: str
    language: str


class Misfilled(Exception):
    """``wrong`` names the fields that are not right, and says of each what would be."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(f"not right: {', '.join(wrong)}")
        self.wrong = wrong


def entered(fields: Fields, language: str) -> Entered:
    """The form that these fields fill in; ``language`` where they name none."""
    told = dict(fields)
    return Entered(
        address=told.get("address", ""),
        topics=tuple(value for name, value in fields if name == "topic"),
        place=told.get("place", ""),
        agency=told.get("agency", "").strip(),
        language=told.get("language", language),
    )


def wanted(form: Entered) -> NewSubscription:
    """The request that the form is. Raises ``Misfilled``."""
    where = {"region" if form.place in REGIONS else "country": form.place} if form.place else {}
    of_agency = {"agency": form.agency} if form.agency else where
    interests = [{"topic": topic, **(of_agency if topic == "issues" else where)} for topic in form.topics]
    told = {"address": form.address, "interests": interests, "language": form.language}
    try:
        return NewSubscription.model_validate(told)
    except ValidationError as error:
        # Interests that are wrong are left out, and then there are too few.
        found = [one["loc"] for one in error.errors() if not form.topics or one["type"] != "too_short"]
        names = [[step for step in loc if isinstance(step, str)][-1] for loc in found]
        wrong = {_FIELDS.get(name, name) for name in names}
        raise Misfilled({name: text for name, text in WRONG.items() if name in wrong}) from None
