"""What a subscription answers."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.subscriptions import commands as c
from services.notifications.subscriptions.domain import (
    A_DAYS_MAILS,
    ABSENT,
    AGAIN,
    VALID,
    Subscription,
    decide,
    evolve,
)
from services.notifications.subscriptions.projection import KEPT, SUBSCRIBERS
from services.notifications.subscriptions.reactions import END_ERASED, KEEP_CONTACTS
from shared.clock import iso
from shared.contracts.notifications import subscriptions as e
from shared.contracts.notifications.contacts import ContactErased
from tests.support.spec import spec
from tests.support.streams import fold, recorded

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
ONE, TWO = "1" * 32, "2" * 32
BRIEFINGS, CHAMPIONS = e.Interest(topic="briefings"), e.Interest(topic="champions", country="PRT")
subscription = spec(decide, evolve, ABSENT)


def ask(
    request: str = ONE, *interests: e.Interest, at: dt.datetime = NOW, language: str = "en"
) -> c.RequestSubscription:
    """Somebody asks."""
    return c.RequestSubscription.model_validate(
        {
            "request": request,
            "kind": "person",
            "interests": interests or (BRIEFINGS,),
            "language": language,
            "at": at,
        }
    )


def confirm(request: str = ONE, at: dt.datetime = NOW) -> c.ConfirmSubscription:
    """The mailbox answers."""
    return c.ConfirmSubscription(request=request, at=at)


def test_nothing_is_told_before_the_mailbox_confirms() -> None:
    """A request alone makes nobody a subscriber; the confirmation does."""
    asked = subscription.after(ask())
    assert asked.state.status == "requested"
    assert asked.state.interests == ()
    asked.when(confirm()).then(e.SubscriptionConfirmed(request=ONE, interests=(BRIEFINGS,), language="en"))


def test_the_same_subscription_again_is_the_same() -> None:
    """No second mail for what is followed already, nor while the first is on its way."""
    subscription.after(ask(), confirm()).when(ask(TWO, at=NOW + VALID)).then()
    subscription.after(ask()).when(ask(TWO, at=NOW + AGAIN - dt.timedelta(seconds=1))).then()
    assert subscription.after(ask()).when(ask(TWO, at=NOW + AGAIN)).events


def test_another_topic_is_added_once_it_is_confirmed() -> None:
    """What was followed before stays."""
    both = subscription.after(ask(), confirm(), ask(TWO, CHAMPIONS))
    assert both.state.interests == (BRIEFINGS,)
    both.when(confirm(TWO)).then(
        e.SubscriptionConfirmed(request=TWO, interests=(BRIEFINGS, CHAMPIONS), language="en")
    )


def test_a_link_confirms_once_and_in_time() -> None:
    """A second press says nothing new; one that is too late, or of nobody's asking, is refused."""
    asked = subscription.after(ask())
    asked.after(confirm()).when(confirm()).then()
    asked.when(confirm(at=NOW + VALID + dt.timedelta(seconds=1))).refused("no longer good")
    asked.when(confirm(TWO)).refused("subscribe again")


def test_a_used_link_does_not_bring_back_who_left() -> None:
    """Whoever opens an old mail again stays unsubscribed; a pending request ends with the subscription."""
    left = subscription.after(ask(), confirm(), ask(TWO, CHAMPIONS), c.EndSubscription(reason="unsubscribed"))
    left.when(confirm()).then()
    left.when(confirm(TWO)).refused("subscribe again")
    assert left.state.status == "ended"


def test_a_mailbox_is_not_flooded() -> None:
    """So many confirmation mails a day, whoever asks for whatever."""
    interests = [
        e.Interest(topic="networks", country=code) for code in ("PRT", "KEN", "NPL", "EGY", "SLV", "MEX")
    ]
    asked = subscription.after(*(ask(f"{n:032x}", one) for n, one in enumerate(interests)))
    assert len(asked.events) == A_DAYS_MAILS
    assert asked.when(ask(TWO, CHAMPIONS, at=NOW + dt.timedelta(days=1))).events


def test_it_ends_once_with_its_reason() -> None:
    """Preferences of one that ended are refused with the remedy."""
    active = subscription.after(ask(), confirm())
    active.when(c.EndSubscription(reason="one_click")).then(e.SubscriptionEnded(reason="one_click"))
    ended = active.after(c.EndSubscription(reason="one_click"))
    ended.when(c.EndSubscription(reason="bounced")).then()
    change = c.ChangeSubscription(interests=(CHAMPIONS,), language="en")
    ended.when(change).refused("subscribe again")
    active.when(change).then(e.SubscriptionChanged(interests=(CHAMPIONS,), language="en"))
    active.after(change).when(change).then()
    ended.when(c.ForgetSubscription()).then(e.SubscriptionForgotten())


commands = st.one_of(
    st.builds(
        ask,
        st.sampled_from([ONE, TWO, "3" * 32]),
        st.sampled_from([BRIEFINGS, CHAMPIONS]),
        at=st.integers(0, 100).map(lambda hours: NOW + dt.timedelta(hours=hours)),
    ),
    st.builds(
        confirm,
        st.sampled_from([ONE, TWO, "3" * 32]),
        st.integers(0, 100).map(lambda hours: NOW + dt.timedelta(hours=hours)),
    ),
    st.sampled_from([c.EndSubscription(reason="unsubscribed"), c.ForgetSubscription()]),
    st.just(c.ChangeSubscription(interests=(CHAMPIONS,), language="fr")),
)


@given(st.lists(commands, max_size=12))
def test_no_order_of_commands_tells_who_did_not_confirm(said: list[c.SubscriptionCommand]) -> None:
    """Active only by a request's own confirmation, within its time, later than the last ending."""
    heard = subscription.heard(*said)
    state = Subscription()
    asked: dict[str, e.SubscriptionRequested] = {}
    for event in heard.events:
        match event:
            case e.SubscriptionRequested():
                asked[event.request] = event
            case e.SubscriptionConfirmed():
                assert set(asked.pop(event.request).interests) <= set(event.interests)
            case e.SubscriptionEnded():
                asked.clear()
        state = evolve(state, event)
    last = [x for x in heard.events if isinstance(x, e.SubscriptionConfirmed | e.SubscriptionEnded)]
    assert (state.status == "active") == bool(last and isinstance(last[-1], e.SubscriptionConfirmed)) or (
        state.status == "requested"
    )


def test_the_view_finds_only_who_is_told() -> None:
    """Under the keys of what they follow while active; what is due is when the request or the address runs out."""
    events = subscription.after(ask(ONE, CHAMPIONS), confirm()).events
    records = recorded("subscription-" + "a" * 32, [*events, e.SubscriptionEnded(reason="bounced")])
    asked, active, ended = (fold(SUBSCRIBERS, records[:n]) for n in (1, 2, 3))
    assert asked
    assert active
    assert ended
    assert (asked.keys, asked.due) == ((), iso(NOW + VALID))
    assert active.due is None
    assert "champions/PRT" in active.keys
    assert "champions/*" in active.keys
    assert (ended.keys, ended.due) == ((), iso(records[2].at + KEPT))
    [asked_only] = records[:1]
    gone = recorded(asked_only.stream, [asked_only.event, e.SubscriptionEnded(reason="not_confirmed")])
    unconfirmed = fold(SUBSCRIBERS, gone)
    assert unconfirmed
    assert unconfirmed.due == iso(gone[1].at), "an address that nobody confirmed is forgotten at once"


def test_contact_and_subscription_follow_each_other() -> None:
    """Who asks becomes a contact, who is forgotten is let go, who is erased is told nothing more."""
    stream = "subscription-" + "a" * 32
    [asked] = recorded(stream, subscription.after(ask()).events)
    [(target, command)] = KEEP_CONTACTS.react(asked)
    assert (target, type(command).__name__) == ("contact-" + "a" * 32, "RegisterContact")
    [forgotten] = recorded(stream, [e.SubscriptionForgotten()])
    [(_, command)] = KEEP_CONTACTS.react(forgotten)
    assert type(command).__name__ == "ReleaseContact"
    [erased] = recorded("contact-" + "a" * 32, [ContactErased(reason="asked for")])
    assert list(END_ERASED.react(erased)) == [(stream, c.EndSubscription(reason="erased"))]
