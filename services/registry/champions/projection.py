"""The public entry of a champion country, folded from its stream: one document for each country."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from services.registry.champions.asof import Certainty, standing
from services.registry.champions.domain import ABSENT, evolve
from services.registry.champions.terms import (
    Champion,
    ChampionSupport,
    CoChair,
    Confirmation,
    Status,
    SupportGiven,
)
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.values import PartialDate, Value, country_name
from shared.views.history import Change, Refusal, change, refused
from shared.views.view import View


class ChampionState(Value):
    """The entry as everybody sees it. A country that is not ``listed`` has no status."""

    version: int = 0
    country: str
    listed: bool = False
    status: Status = "absent"
    since: PartialDate | None = None
    announced_on: dt.date | None = None
    evidence: tuple[ChampionSupport, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    support: tuple[SupportGiven, ...] = ()
    co_chairs: tuple[CoChair, ...] = ()
    champion: Champion = ABSENT
    refusals: tuple[Refusal, ...] = ()
    history: tuple[Change, ...] = ()


class ChampionAsOf(Value):
    """A champion country as of a day: its status, whether it is a co-chair in that year, the support it may get."""

    country: str
    name: str
    status: Status
    since: PartialDate
    announced_on: dt.date | None
    certainty: Certainty
    note: str | None
    co_chair: bool
    support: tuple[SupportGiven, ...]


@dataclass(frozen=True, slots=True)
class ChampionFolded:
    """A champion country, what was refused to it, and its history."""

    champion: Champion = ABSENT
    refusals: tuple[Refusal, ...] = ()
    history: tuple[Change, ...] = ()


def fold(before: ChampionFolded | None, record: Recorded[Any]) -> ChampionFolded:
    """All of it after one more event."""
    before = before or ChampionFolded()
    return ChampionFolded(
        evolve(before.champion, record.event),
        before.refusals + refused(record),
        (*before.history, change(record, before.history)),
    )


def show(stream: str, version: int, folded: ChampionFolded) -> ChampionState:
    """The entry."""
    champion, term = folded.champion, folded.champion.term
    first = term.first
    return ChampionState(
        version=version,
        country=key_of(stream),
        listed=champion.status != "absent",
        status=champion.status,
        since=term.since,
        announced_on=first.announced_on if first else None,
        evidence=term.support,
        confirmations=champion.confirmations,
        support=champion.supported,
        co_chairs=tuple(sorted(champion.co_chairs, key=lambda one: one.id)),
        champion=champion,
        refusals=folded.refusals,
        history=folded.history,
    )


def as_of(state: ChampionState, day: dt.date) -> ChampionAsOf | None:
    """The champion country as of ``day``; None where it had no status yet.

    Undone acceptances are as if they had never been; they stand in the history alone.
    """
    found = standing(state.champion, day)
    if found is None:
        return None
    return ChampionAsOf(
        country=state.country,
        name=country_name(state.country),
        **dict(found),
        co_chair=any(one.year.covers(day) for one in state.champion.co_chairs),
        support=tuple(one for one in state.champion.supported if one.covers(day)),
    )


CHAMPIONS = View(
    name="champions",
    kinds=frozenset({"champion"}),
    state=ChampionState,
    evolve=fold,
    folded=ChampionFolded,
    show=show,
    indexes=(("listed", "country"),),
)
