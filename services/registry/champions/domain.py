"""A champion country: invited, accepted, active, withdrawn, and the evidence each acceptance rests on.

A champion's history is a row of *terms*: a term begins with an invitation or an acceptance and ends with a
withdrawal. What status it has follows from the last term, so undoing evidence needs no other bookkeeping.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, assert_never

from services.registry.champions.commands import (
    AcceptChampion,
    ActivateChampion,
    ChampionCommand,
    InviteChampion,
    RetractEvidence,
    WithdrawChampion,
)
from shared.contracts.reactions import ReactionRefused
from shared.contracts.registry.champions import (
    AcceptanceUndone,
    ChampionAccepted,
    ChampionActivated,
    ChampionEvent,
    ChampionInvited,
    ChampionWithdrawn,
    EvidenceAdded,
    EvidenceCorrected,
    EvidenceRetracted,
)
from shared.contracts.registry.evidence import Evidence
from shared.plain import plain
from shared.values import Day, PartialDate, Refused, country_name

Status = Literal["absent", "invited", "accepted", "active", "withdrawn"]


@plain
class ChampionSupport:
    """A piece of evidence and the dates it gives."""

    evidence: Evidence
    since: PartialDate
    announced_on: Day | None

    @property
    def order(self) -> tuple[dt.date, int, dt.date, str]:
        """Earlier evidence comes first: by its date, the more precise of two, its announcement, its name."""
        since = self.since
        return since.first, -len(since.root), self.announced_on or dt.date.max, self.evidence.id


@plain
class Mark:
    """Something that happened ``on`` a date, and what was said of it."""

    on: PartialDate
    note: str | None = None


@plain
class ChampionTerm:
    """From an invitation or an acceptance to a withdrawal."""

    invited: Mark | None = None
    support: tuple[ChampionSupport, ...] = ()
    activated: Mark | None = None
    withdrawn: Mark | None = None

    @property
    def status(self) -> Status:
        """The furthest the term has come."""
        if self.withdrawn:
            return "withdrawn"
        if self.activated:
            return "active"
        if self.support:
            return "accepted"
        return "invited" if self.invited else "absent"

    @property
    def first(self) -> ChampionSupport | None:
        """The earliest evidence that remains, in whichever order it was recorded: it dates the acceptance."""
        return min(self.support, key=lambda support: support.order, default=None)

    @property
    def since(self) -> PartialDate | None:
        """The date of the status."""
        if mark := self.withdrawn or self.activated:
            return mark.on
        if first := self.first:
            return first.since
        return self.invited.on if self.invited else None


@plain
class Champion:
    """A champion country as its events have made it."""

    terms: tuple[ChampionTerm, ...] = ()

    @property
    def term(self) -> ChampionTerm:
        """The last term."""
        return self.terms[-1] if self.terms else ChampionTerm()

    @property
    def status(self) -> Status:
        """The status of the last term."""
        return self.term.status

    def support(self, evidence: Evidence) -> ChampionSupport | None:
        """The support that rests on this evidence, in whichever term."""
        every = (support for term in self.terms for support in term.support)
        return next((support for support in every if support.evidence.id == evidence.id), None)


ABSENT = Champion()
"""The state before the first event."""


def decide(command: ChampionCommand, champion: Champion) -> list[ChampionEvent]:
    """The events that answer ``command``; none where it says nothing new. Raises Refused."""
    match command:
        case InviteChampion():
            return list(_invite(command, champion))
        case AcceptChampion():
            return list(_accept(command, champion))
        case RetractEvidence():
            return list(_retract(command, champion))
        case ActivateChampion():
            return list(_activate(command, champion.term))
        case WithdrawChampion():
            return list(_withdraw(command, champion.term))
        case _:
            assert_never(command)


def _invite(said: InviteChampion, champion: Champion) -> Iterator[ChampionEvent]:
    term, name = champion.term, country_name(said.country)
    if term.status in {"accepted", "active"}:
        raise Refused(f"{name} is {term.status} as champion already: an invitation is not needed")
    if term.withdrawn and said.on.surely_before(term.withdrawn.on):
        raise Refused(f"{name} withdrew on {term.withdrawn.on}: a new invitation comes after that")
    if term.status == "invited":
        if term.invited and said.on != term.invited.on:
            raise Refused(f"{name} is invited already, on {term.invited.on}: accept it, or keep that date")
        return
    yield ChampionInvited(country=said.country, on=said.on, evidence=said.evidence)


def _accept(said: AcceptChampion, champion: Champion) -> Iterator[ChampionEvent]:
    term, name = champion.term, country_name(said.country)
    evidence, since, announced_on = said.evidence, said.since, said.announced_on
    if known := champion.support(evidence):
        if (since, announced_on) != (known.since, known.announced_on):
            yield EvidenceCorrected(evidence=evidence, since=since, announced_on=announced_on)
        return
    if term.withdrawn:
        raise Refused(f"{name} withdrew on {term.withdrawn.on}; invite it again first")
    if term.invited and since.surely_before(term.invited.on):
        raise Refused(f"{name} was invited on {term.invited.on}: it cannot be champion since {since}")
    if term.support or term.activated:
        yield EvidenceAdded(evidence=evidence, since=since, announced_on=announced_on)
    else:
        yield ChampionAccepted(
            country=said.country, evidence=evidence, since=since, announced_on=announced_on
        )


def _retract(said: RetractEvidence, champion: Champion) -> Iterator[ChampionEvent]:
    known = champion.support(said.evidence)
    if known is None:
        return
    yield EvidenceRetracted(evidence=known.evidence, reason=said.reason)
    if champion.status == "accepted" and champion.term.support == (known,):
        back_to: Literal["invited", "absent"] = "invited" if champion.term.invited else "absent"
        yield AcceptanceUndone(back_to=back_to, reason=said.reason)


def _activate(said: ActivateChampion, term: ChampionTerm) -> Iterator[ChampionEvent]:
    if term.activated and not term.withdrawn:
        if (said.on, said.note) != (term.activated.on, term.activated.note):
            raise Refused(f"it is active already, since {term.activated.on}")
        return
    if term.status != "accepted":
        raise Refused(f"it is {term.status} as champion: accept it first, then activate it")
    if term.since and said.on.surely_before(term.since):
        raise Refused(f"it is a champion since {term.since}: it is active from then on at most")
    yield ChampionActivated(on=said.on, note=said.note)


def _withdraw(said: WithdrawChampion, term: ChampionTerm) -> Iterator[ChampionEvent]:
    if term.withdrawn:
        if said.on != term.withdrawn.on:
            raise Refused(f"it withdrew already, on {term.withdrawn.on}")
        return
    if term.status not in {"accepted", "active"}:
        raise Refused(f"it is {term.status} as champion: there is nothing to withdraw from")
    if term.since and said.on.surely_before(term.since):
        raise Refused(f"it is {term.status} since {term.since}: a withdrawal comes after that")
    yield ChampionWithdrawn(on=said.on, reason=said.reason)


def evolve(champion: Champion, event: ChampionEvent) -> Champion:  # noqa: PLR0911  one row for each event
    """The state after ``event``."""
    term = champion.term
    match event:
        case ChampionInvited(on=on):
            earlier = (
                champion if champion.status != "withdrawn" else Champion((*champion.terms, ChampionTerm()))
            )
            return _last(earlier, replace(earlier.term, invited=Mark(on)))
        case ChampionAccepted() | EvidenceAdded():
            support = ChampionSupport(event.evidence, event.since, event.announced_on)
            return _last(champion, replace(term, support=(*term.support, support)))
        case EvidenceCorrected():
            support = ChampionSupport(event.evidence, event.since, event.announced_on)
            return _with(champion, event.evidence, (support,))
        case EvidenceRetracted(evidence=evidence):
            return _with(champion, evidence, ())
        case ChampionActivated(on=on, note=note):
            return _last(champion, replace(term, activated=Mark(on, note)))
        case ChampionWithdrawn(on=on, reason=reason):
            return _last(champion, replace(term, withdrawn=Mark(on, reason)))
        case AcceptanceUndone() | ReactionRefused():  # the former is already so: nothing supports it
            return champion
        case _:
            assert_never(event)


def _last(champion: Champion, term: ChampionTerm) -> Champion:
    return Champion((*champion.terms[:-1], term))


def _with(champion: Champion, evidence: Evidence, instead: tuple[ChampionSupport, ...]) -> Champion:
    """With the support that rests on ``evidence`` replaced, in whichever term it stands."""

    def replaced(support: ChampionSupport) -> tuple[ChampionSupport, ...]:
        return instead if support.evidence.id == evidence.id else (support,)

    def corrected(term: ChampionTerm) -> ChampionTerm:
        return replace(term, support=tuple(s for old in term.support for s in replaced(old)))

    return Champion(tuple(corrected(term) for term in champion.terms))
