"""What the home page shows."""

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.home.home import home
from services.notifications.home.projection import KEPT, NEWS, ROLL, NewsState, RollEntry
from services.registry.champions import domain as champions
from shared.contracts.catalogue import KINDS
from shared.contracts.consultations import briefings as b
from shared.contracts.consultations.facts import When
from shared.contracts.envelope import Event
from shared.contracts.registry import champions as c
from shared.contracts.registry import secondments as s
from shared.i18n.speaker import sentence
from shared.i18n.speech import speech
from shared.values import PartialDate, Refused
from tests.support.examples import EXAMPLES, OUTCOME
from tests.support.strategies import champion_commands
from tests.support.streams import NOW, fold, recorded
from tests.unit.notifications.test_notices_of_calls import (
    ANNOUNCED,
    CLOSED,
    DRAFTED,
    EARLY,
    EXTENDED,
    NEXT,
    OPENED,
    REOPENED,
    SOON,
    WITHDRAWN,
)

MARCH = When.model_validate({"date": "2020-03-04"})
APRIL = When.model_validate({"date": "2020-04-01", "start": "10:00", "time_zone": "Europe/Zurich"})
ACCEPTED = c.ChampionAccepted(
    country="SLV", evidence=OUTCOME, since=PartialDate("2020-03"), announced_on=MARCH.date
)
TODAY = dt.date(2020, 3, 10)


def news(stream: str, *events: Event) -> NewsState:
    """The news of a stream."""
    state = fold(NEWS, recorded(stream, events))
    assert state
    return state


def roll(stream: str, *events: Event) -> RollEntry:
    """The roll's entry of a champion."""
    state = fold(ROLL, recorded(stream, events))
    assert state
    return state


def test_news_are_sentences_with_the_address_where_it_is_seen() -> None:
    """Newest first, over all services."""
    held = b.BriefingHeld(title="Network briefing", when=MARCH, place=None)
    page = home(
        [news("briefing-2020-03-04", held, b.BriefingSummarised()), news("champion-SLV", ACCEPTED)], [], TODAY
    )
    assert [(entry.title, entry.href) for entry in page.new] == [
        ("The summary of Network briefing is complete", "/consultations/api/briefings/2020-03-04"),
        ("El Salvador is a champion country since 2020-03", "/registry/api/champions/SLV"),
        ("Network briefing was held on 2020-03-04", "/consultations/api/briefings/2020-03-04"),
    ]


def test_a_call_is_news_when_it_opens_and_whenever_its_deadline_moves() -> None:
    """In the reader's own language where its title exists in it; drafts, announcements and reminders are none."""
    state = news(
        "call-2020-spring", DRAFTED, ANNOUNCED, OPENED, SOON, EXTENDED, EARLY, CLOSED, REOPENED, WITHDRAWN
    )
    name = "The call for input “Informal consultations”"
    assert [entry.title for entry in reversed(state.entries)] == [
        f"{name} is open until 2020-04-30, 18:00 (Europe/Zurich)",
        f"{name} is extended until 2020-05-15, 18:00 (Europe/Zurich)",
        f"{name} closes earlier than was said: 2020-04-30, 18:00 (Europe/Zurich)",
        f"{name} has closed",
        f"{name} is open again until 2020-05-15, 18:00 (Europe/Zurich)",
        f"{name} is withdrawn",
    ]
    said = state.entries[-1].said
    assert "«\u00a0Consultations informelles\u00a0»" in sentence(said, speech("fr").marked())
    assert state.entries[0].href == "/consultations/api/calls/2020-spring"


def test_open_calls_stand_in_the_order_in_which_they_close() -> None:
    """Those that nobody can answer are left out, and so are examples, which are no news either."""
    later = news("call-a", DRAFTED, ANNOUNCED, OPENED, EXTENDED)
    sooner = news("call-b", DRAFTED, ANNOUNCED, OPENED)
    others = [
        news("call-c", DRAFTED, ANNOUNCED), news("call-d", DRAFTED, ANNOUNCED, OPENED, CLOSED),
        news("call-e", DRAFTED, ANNOUNCED, OPENED, WITHDRAWN),
    ]  # fmt: skip
    example = news("call-f", DRAFTED.model_copy(update={"example": True}), ANNOUNCED, OPENED)
    page = home([later, *others, example, sooner], [], TODAY)
    assert [call.key for call in page.calls] == ["b", "a"]
    assert page.calls[1].closes == NEXT
    assert example.entries == ()
    again = news("call-d", DRAFTED, ANNOUNCED, OPENED, CLOSED, REOPENED)
    assert [call.key for call in home([again], [], TODAY).calls] == ["d"]


def test_the_news_of_a_secondment_name_its_agency_body_and_post() -> None:
    """As far as the event states them, and no date that it does not state."""
    who = {"agency": "UNHCR", "to": "secretariat", "evidence": OUTCOME, "announced_on": MARCH.date}
    started = s.SecondmentStarted.model_validate({**who, "post": None, "status": "in_post", "on": None})
    dated = {**who, "post": "analyst", "status": "in_post", "on": "2020-02"}
    undone = {"agency": "UNHCR", "to": None, "post": None, "status": "in_post", "back_to": "absent"}
    found = news(
        "secondment-UNHCR_secretariat",
        started,
        s.SecondmentEvidenceCorrected.model_validate(dated),
        s.SecondmentUndone.model_validate({**undone, "reason": "misheard"}),
    )
    assert [entry.title for entry in reversed(found.entries)] == [
        "The secondment from UNHCR to Secretariat is in post",
        "The record was corrected. The secondment from UNHCR to Secretariat (analyst): in post (2020-02)",
        "The secondment from UNHCR is not recorded as in post any more: misheard",
    ]
    assert found.entries[0].href == "/registry/api/secondments/UNHCR_secretariat"


def test_the_number_of_champions_counts_the_accepted_and_the_active() -> None:
    """With the day it last changed, and whose count it is."""
    invited = c.ChampionInvited(country="PRT", on=PartialDate("2020"), evidence=None)
    active = c.ChampionActivated(on=PartialDate("2020-06"), note=None)
    undone = c.AcceptanceUndone(back_to="absent", reason="misheard")
    entries = [
        roll("champion-SLV", ACCEPTED),
        roll("champion-ECU", ACCEPTED, active),
        roll("champion-PRT", invited),
        roll("champion-MEX", ACCEPTED, undone),
    ]
    page = home([], entries, TODAY)
    assert (page.champions.count, page.champions.by_status.invited) == (2, 1)
    assert page.champions.as_of == NOW + dt.timedelta(minutes=2)
    assert page.champions.source
    assert home([], [], TODAY).champions.as_of is None
    assert ROLL.document
    assert {ROLL.document(f"champion-{code}") for code in ("SLV", "PRT")} == {"champions"}


def test_the_next_briefing_is_the_nearest_to_come_and_the_last_the_latest_held() -> None:
    """Moved, renamed and cancelled ones as they stand now."""
    scheduled = b.BriefingScheduled(title="Spring", when=MARCH, place="Geneva")
    moved = b.BriefingMoved(when=APRIL, place=None, reason=None, before=MARCH)
    states = [
        news("briefing-a", scheduled, moved, b.BriefingRetitled(title="April", before="Spring")),
        news("briefing-b", scheduled),
        news("briefing-c", scheduled, moved, b.BriefingCancelled(reason=None)),
        news("briefing-d", b.BriefingHeld(title="Held", when=MARCH, place=None), b.BriefingSummarised()),
    ]
    page = home(states, [], TODAY)
    assert page.briefings.next
    assert (page.briefings.next.title, page.briefings.next.when) == ("April", APRIL)
    assert page.briefings.last
    assert (page.briefings.last.key, page.briefings.last.status) == ("d", "summarised")
    titles = [entry.title for entry in states[0].entries]
    assert titles[1] == "Spring is moved from 2020-03-04 to 2020-04-01, 10:00 (Europe/Zurich; 08:00 UTC)"


def test_only_the_latest_news_of_a_stream_are_kept() -> None:
    """A long history does not make a long document."""
    titles = [b.BriefingRetitled(title=f"T{n}", before="T") for n in range(30)]
    state = news("briefing-a", b.BriefingScheduled(title="T", when=MARCH, place=None), *titles)
    assert len(state.entries) == KEPT
    assert state.entries[0].title == "T is now called T29"
    assert state.latest_at == state.entries[0].at


def test_every_event_folds_into_the_news() -> None:
    """Whatever its type, and also as the first of its stream."""
    for event in EXAMPLES:
        for kind in NEWS.kinds:
            if isinstance(event, KINDS[kind].events):
                assert news(f"{kind}-PRT", event).version == 1


@given(st.lists(champion_commands, max_size=15))
def test_the_roll_agrees_with_the_registry(commands: list[Any]) -> None:
    """Its own fold of the events gives the status that the registry gives."""
    state, events = champions.ABSENT, []
    for command in commands:
        try:
            decided = champions.decide(command, state)
        except Refused:
            continue
        for event in decided:
            state = champions.evolve(state, event)
        events += decided
    folded = fold(ROLL, recorded("champion-PRT", events))
    assert (folded.status if folded else "absent") == state.status
