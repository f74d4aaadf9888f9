"""What is said of a champion country beside its status: confirmation, support, years as a co-chair."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol, TypeVar, assert_never

from services.registry.champions.commands import (
    BesideCommand,
    ElectCoChair,
    RecordConfirmation,
    RecordSupport,
    RetractCoChair,
    RetractConfirmation,
    RetractSupport,
)
from services.registry.champions.terms import Champion, CoChair, Confirmation, SupportGiven
from shared.contracts.registry.champions import (
    ChampionEvent,
    CoChairElected,
    CoChairRetracted,
    ConfirmationRecorded,
    ConfirmationRetracted,
    SupportRecorded,
    SupportRetracted,
)
from shared.values import Refused


class _Named(Protocol):
    @property
    def id(self) -> tuple[str, ...]: ...


N = TypeVar("N", bound=_Named)
BesideEvent = (
    ConfirmationRecorded
    | ConfirmationRetracted
    | SupportRecorded
    | SupportRetracted
    | CoChairElected
    | CoChairRetracted
)


def decide_beside(said: BesideCommand, champion: Champion) -> Iterator[ChampionEvent]:
    """The events that answer ``said``; none where it says nothing new. Raises Refused."""
    match said:
        case RecordConfirmation() | RecordSupport() | ElectCoChair():
            yield from _record(said, champion)
        case RetractConfirmation(title=title, language=language, reason=reason):
            if _there(champion.confirmations, (title, language)):
                yield ConfirmationRetracted(title=title, language=language, reason=reason)
        case RetractSupport(agency=agency, what=what, reason=reason):
            if _there(champion.supported, (agency, what)):
                yield SupportRetracted(agency=agency, what=what, reason=reason)
        case RetractCoChair(year=year, reason=reason):
            if _there(champion.co_chairs, (year.root,)):
                yield CoChairRetracted(year=year, reason=reason)
        case _:
            assert_never(said)


def _record(
    said: RecordConfirmation | RecordSupport | ElectCoChair, champion: Champion
) -> Iterator[ChampionEvent]:
    event = _recorded(said, champion)
    if evolve_beside(champion, event) != champion:
        yield event


def _recorded(said: RecordConfirmation | RecordSupport | ElectCoChair, champion: Champion) -> BesideEvent:
    if isinstance(said, RecordConfirmation):
        if champion.status == "absent":
            raise Refused("it is no champion country: invite or accept it first")
        return ConfirmationRecorded(**dict(said))
    if not any(term.began for term in champion.terms):
        raise Refused("it never was a champion country: accept it first")
    if isinstance(said, RecordSupport):
        if said.since and said.until and said.until.surely_before(said.since):
            raise Refused("support since {since} cannot end on {until}", since=said.since, until=said.until)
        return SupportRecorded(**dict(said))
    if not any(term.covers(said.year) for term in champion.terms):
        raise Refused("it was no champion country in {year}: check the year", year=said.year)
    return CoChairElected(**dict(said))


def evolve_beside(champion: Champion, event: BesideEvent) -> Champion:
    """The state after ``event``."""
    match event:
        case ConfirmationRecorded():
            new = Confirmation(event.title, event.language, event.link, event.on)
            return replace(champion, confirmations=_with(champion.confirmations, new))
        case ConfirmationRetracted(title=title, language=language):
            return replace(champion, confirmations=_without(champion.confirmations, (title, language)))
        case SupportRecorded():
            given = SupportGiven(event.agency, event.what, event.since, event.until)
            return replace(champion, supported=_with(champion.supported, given))
        case SupportRetracted(agency=agency, what=what):
            return replace(champion, supported=_without(champion.supported, (agency, what)))
        case CoChairElected(year=year, source=source):
            return replace(champion, co_chairs=_with(champion.co_chairs, CoChair(year, source)))
        case CoChairRetracted(year=year):
            return replace(champion, co_chairs=_without(champion.co_chairs, (year.root,)))
        case _:
            assert_never(event)


def _there(every: tuple[N, ...], id_: tuple[str, ...]) -> bool:
    return any(one.id == id_ for one in every)


def _without(every: tuple[N, ...], id_: tuple[str, ...]) -> tuple[N, ...]:
    return tuple(one for one in every if one.id != id_)


def _with(every: tuple[N, ...], new: N) -> tuple[N, ...]:
    """Where it stood before, if it was there."""
    if not _there(every, new.id):
        return (*every, new)
    return tuple(new if one.id == new.id else one for one in every)
