"""Law 13 of what a contact is kept for: each reason lasts until it ends itself, and the end of no other ends it."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.contacts import domain as contacts
from services.notifications.contacts.commands import RegisterContact, ReleaseContact
from services.notifications.subscriptions import commands as c
from services.notifications.subscriptions import domain as subscriptions
from services.notifications.subscriptions.reactions import KEEP_CONTACTS
from shared.contracts.notifications.contacts import INPUTS, ContactRegistered
from shared.contracts.notifications.subscriptions import Interest
from shared.values import Refused
from tests.support.spec import Spec, spec
from tests.support.streams import NOW, recorded

pytestmark = pytest.mark.law(13)
ID = "a" * 32
MISSION = "mission:PRT"
ENDINGS = ("unsubscribed", "one_click", "bounced", "not_confirmed")
STEPS = ("input", "ask", "confirm", *ENDINGS, "forget", "mission registers", "mission releases")


class Told:
    """A contact and its subscription, each told what people do, and the contact what follows from the other."""

    def __init__(self, contact: Spec[Any, Any, Any]) -> None:
        self.contact = contact
        self.subscription = spec(subscriptions.decide, subscriptions.evolve, subscriptions.ABSENT)
        self.has_input = False
        self._moment = NOW

    def step(self, what: str) -> None:
        """One more thing that somebody does, or that time does."""
        self._moment += dt.timedelta(hours=6)
        match what:
            case "input":
                self.has_input |= self._say(RegisterContact(kind="person", owner=INPUTS))
            case "mission registers":
                self._say(RegisterContact(kind="person", owner=MISSION))
            case "mission releases":
                self._say(ReleaseContact(owner=MISSION, reason="no longer needed"))
            case _:
                self._follow(self._command(what))

    def _command(self, what: str) -> Any:
        match what:
            case "ask":
                request = f"{len(self.subscription.events):032x}"
                interests = (Interest(topic="champions"),)
                return c.RequestSubscription(
                    request=request, kind="person", interests=interests, language="en", at=self._moment
                )
            case "confirm":
                asked = [*self.subscription.state.requests, "0" * 32]
                return c.ConfirmSubscription(request=asked[0], at=self._moment)
            case "forget":
                return c.ForgetSubscription()
        return c.EndSubscription.model_validate({"reason": what})

    def _follow(self, command: Any) -> None:
        before = len(self.subscription.events)
        self.subscription = self.subscription.heard(command)
        for record in recorded(f"subscription-{ID}", self.subscription.events)[before:]:
            for _, consequence in KEEP_CONTACTS.react(record):
                self._say(consequence)

    def _say(self, command: Any) -> bool:
        try:
            self.contact = self.contact.after(command)
        except Refused:
            return False
        return True


CONTACT = spec(contacts.decide, contacts.evolve, contacts.ABSENT)


@given(st.lists(st.sampled_from(STEPS), max_size=25))
def test_whoever_sent_an_input_is_kept_however_a_subscription_ends(steps: list[str]) -> None:
    """In whatever order people and time do what they do: only an erasure that is asked for erases an input."""
    told = Told(CONTACT)
    for what in steps:
        told.step(what)
        assert not told.has_input or told.contact.state.status == "registered"


@given(st.lists(st.sampled_from(STEPS), max_size=25))
def test_whoever_was_registered_before_reasons_were_told_apart_is_kept(steps: list[str]) -> None:
    """Under ``self`` stood subscriptions and inputs alike: who stands there may have sent one."""
    told = Told(CONTACT.given(ContactRegistered(kind="person", owner="self")))
    for what in steps:
        told.step(what)
        assert told.contact.state.status == "registered"


def test_whoever_only_subscribed_is_erased_when_that_is_forgotten() -> None:
    """Nothing else keeps the address."""
    told = Told(CONTACT)
    for what in ("ask", "not_confirmed", "forget"):
        told.step(what)
    assert told.contact.state.status == "erased"
