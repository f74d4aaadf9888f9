"""What a champion country is as of any day."""

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.registry.champions.asof import Standing, marks, standing
from services.registry.champions.commands import (
    AcceptChampion,
    ActivateChampion,
    InviteChampion,
    RetractEvidence,
    WithdrawChampion,
)
from services.registry.champions.domain import ABSENT, decide, evolve
from services.registry.champions.pages import turns
from services.registry.champions.projection import CHAMPIONS, as_of
from services.registry.champions.terms import Champion
from shared.contracts.registry.champions import ChampionAccepted
from shared.contracts.registry.evidence import BriefingOutcome
from shared.values import PartialDate
from tests.support.spec import spec
from tests.support.strategies import champion_commands, days
from tests.support.streams import fold, recorded

champion = spec(decide, evolve, ABSENT)
MARCH, JUNE = PartialDate("2020-03"), PartialDate("2020-06-01")
DAY = dt.date(2020, 3, 4)
OUTCOME = BriefingOutcome(briefing="2020-03-04", outcome="champion_PRT")
INVITE = InviteChampion(country="PRT", on=PartialDate("2019-12"))
ACCEPT = AcceptChampion(country="PRT", evidence=OUTCOME, since=MARCH, announced_on=DAY)
ACCEPTED = ChampionAccepted(country="PRT", evidence=OUTCOME, since=MARCH, announced_on=DAY)
accepted = champion.given(ACCEPTED)


def standing_on(state: Champion, day: str) -> Standing:
    """The status on a day."""
    found = standing(state, dt.date.fromisoformat(day))
    assert found is not None
    return found


def test_inside_an_imprecise_period_the_list_says_so() -> None:
    """Before it: not listed; inside: listed, with a sentence; after it: certain."""
    state = accepted.state
    assert standing(state, dt.date(2020, 2, 29)) is None
    inside = standing_on(state, "2020-03-04")
    assert (inside.status, inside.certainty, inside.since) == ("accepted", "within_period", MARCH)
    assert inside.note == (
        "accepted on a day in 2020-03 that the record does not state; announced on 2020-03-04"
    )
    after = standing_on(state, "2020-04-01")
    assert (after.status, after.certainty, after.note) == ("accepted", "certain", None)


def test_each_status_holds_from_its_date_to_the_next() -> None:
    """Invited, accepted, active, withdrawn, invited again."""
    full = champion.after(
        INVITE,
        ACCEPT,
        ActivateChampion(on=JUNE),
        WithdrawChampion(on=PartialDate("2021")),
        InviteChampion(country="PRT", on=PartialDate("2022-02-02")),
    ).state
    told = [
        (s.status, s.certainty)
        for s in (standing_on(full, day) for day in (
            "2019-12-31", "2020-01-15", "2020-03-31", "2020-05-31", "2020-06-01", "2021-01-01", "2022-01-01",
            "2022-02-02",
        ))
    ]  # fmt: skip
    assert told == [
        ("invited", "within_period"),
        ("invited", "certain"),
        ("accepted", "within_period"),
        ("accepted", "certain"),
        ("active", "certain"),
        ("withdrawn", "within_period"),
        ("withdrawn", "certain"),
        ("invited", "certain"),
    ]


def test_an_undone_acceptance_never_was_but_stands_in_the_history() -> None:
    """As of every day, and for ever in the record."""
    events = [ACCEPTED, *accepted.when(RetractEvidence(evidence=OUTCOME, reason="misheard")).events]
    state = fold(CHAMPIONS, recorded("champion-PRT", events))
    assert state
    assert not state.listed
    assert as_of(state, dt.date(2025, 1, 1)) is None
    assert [change.what for change in state.history] == [
        "champion-accepted",
        "champion-evidence-retracted",
        "champion-acceptance-undone",
    ]


def test_the_entry_names_the_country() -> None:
    """As of a day, with what the record states and no more."""
    state = fold(CHAMPIONS, recorded("champion-PRT", [ACCEPTED]))
    assert state
    assert (state.listed, state.status, state.since, state.announced_on) == (True, "accepted", MARCH, DAY)
    entry = as_of(state, DAY)
    assert entry
    assert (entry.name, entry.certainty) == ("Portugal", "within_period")


@given(st.lists(champion_commands, max_size=12), days, days)
def test_as_time_passes_a_status_is_never_taken_back(
    commands: list[Any], one: dt.date, other: dt.date
) -> None:
    """Once listed, listed for ever; statuses follow the record; certainty grows until the next one."""
    state = champion.heard(*commands).state
    earlier, later = min(one, other), max(one, other)
    first, second = standing(state, earlier), standing(state, later)
    order = [(mark.status, mark.on) for mark in marks(state)]
    if first:
        assert second
        reached = [n for n, mark in enumerate(order) if mark == (first.status, first.since)]
        then = [n for n, mark in enumerate(order) if mark == (second.status, second.since)]
        assert min(reached) <= max(then)
        if (first.status, first.since) == (second.status, second.since) and first.certainty == "certain":
            assert second.certainty == "certain"
    for found in filter(None, (first, second)):
        assert (found.note is None) == (found.certainty == "certain")


def test_a_country_is_on_the_list_from_its_acceptance_to_its_withdrawal() -> None:
    """It never leaves before it came, even where a year's first day lies before that."""
    left = accepted.after(WithdrawChampion(on=PartialDate("2020")))
    assert list(turns(left.state)) == [(dt.date(2020, 3, 1), 1), (dt.date(2020, 3, 1), -1)]
    assert list(turns(champion.after(INVITE).state)) == []
