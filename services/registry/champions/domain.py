"""A champion country: invited, accepted, active, withdrawn, and the evidence each acceptance rests on.

A champion's history is a row of *terms*: a term begins with an invitation or an acceptance and ends with a
withdrawal. What status it has follows from the last term, so undoing evidence needs no other bookkeeping.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from services.registry.champions.beside import decide_beside, evolve_beside
from services.registry.champions.commands import (
    AcceptChampion,
    ActivateChampion,
    ChampionCommand,
    InviteChampion,
    RetractEvidence,
    WithdrawChampion,
)
from services.registry.champions.terms import Champion, ChampionSupport, ChampionTerm, Mark
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
from shared.texts import Word
from shared.values import Refused

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
            return list(decide_beside(command, champion))


def _invite(said: InviteChampion, champion: Champion) -> Iterator[ChampionEvent]:
    term = champion.term
    if term.status in {"accepted", "active"}:
        raise Refused(
            "{country} is {status} as champion already: an invitation is not needed",
            country=said.country,
            status=Word(term.status),
        )
    if term.withdrawn and said.on.surely_before(term.withdrawn.on):
        raise Refused(
            "{country} withdrew on {on}: a new invitation comes after that",
            country=said.country,
            on=term.withdrawn.on,
        )
    if term.status == "invited":
        if term.invited and said.on != term.invited.on:
            raise Refused(
                "{country} is invited already, on {on}: accept it, or keep that date",
                country=said.country,
                on=term.invited.on,
            )
        return
    yield ChampionInvited(country=said.country, on=said.on, evidence=said.evidence)


def _accept(said: AcceptChampion, champion: Champion) -> Iterator[ChampionEvent]:
    term = champion.term
    evidence, since, announced_on = said.evidence, said.since, said.announced_on
    if known := champion.support(evidence):
        if (since, announced_on) != (known.since, known.announced_on):
            yield EvidenceCorrected(evidence=evidence, since=since, announced_on=announced_on)
        return
    if term.withdrawn:
        raise Refused(
            "{country} withdrew on {on}; invite it again first", country=said.country, on=term.withdrawn.on
        )
    if term.invited and since.surely_before(term.invited.on):
        raise Refused(
            "{country} was invited on {on}: it cannot be champion since {since}",
            country=said.country,
            on=term.invited.on,
            since=since,
        )
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
            raise Refused("it is active already, since {on}", on=term.activated.on)
        return
    if term.status != "accepted":
        raise Refused(
            "it is {status} as champion: accept it first, then activate it", status=Word(term.status)
        )
    if term.since and said.on.surely_before(term.since):
        raise Refused("it is a champion since {on}: it is active from then on at most", on=term.since)
    yield ChampionActivated(on=said.on, note=said.note)


def _withdraw(said: WithdrawChampion, term: ChampionTerm) -> Iterator[ChampionEvent]:
    if term.withdrawn:
        if said.on != term.withdrawn.on:
            raise Refused("it withdrew already, on {on}", on=term.withdrawn.on)
        return
    if term.status not in {"accepted", "active"}:
        raise Refused(
            "it is {status} as champion: there is nothing to withdraw from", status=Word(term.status)
        )
    if term.since and said.on.surely_before(term.since):
        raise Refused(
            "it is {status} since {on}: a withdrawal comes after that",
            status=Word(term.status),
            on=term.since,
        )
    yield ChampionWithdrawn(on=said.on, reason=said.reason)


def evolve(champion: Champion, event: ChampionEvent) -> Champion:  # noqa: PLR0911  one row for each event
    """The state after ``event``."""
    term = champion.term
    match event:
        case ChampionInvited(on=on):
            earlier = (
                champion
                if champion.status != "withdrawn"
                else replace(champion, terms=(*champion.terms, ChampionTerm()))
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
            return evolve_beside(champion, event)


def _last(champion: Champion, term: ChampionTerm) -> Champion:
    return replace(champion, terms=(*champion.terms[:-1], term))


def _with(champion: Champion, evidence: Evidence, instead: tuple[ChampionSupport, ...]) -> Champion:
    """With the support that rests on ``evidence`` replaced, in whichever term it stands."""

    def replaced(support: ChampionSupport) -> tuple[ChampionSupport, ...]:
        return instead if support.evidence.id == evidence.id else (support,)

    def corrected(term: ChampionTerm) -> ChampionTerm:
        return replace(term, support=tuple(s for old in term.support for s in replaced(old)))

    return replace(champion, terms=tuple(corrected(term) for term in champion.terms))
