"""A secondment is impending, in post, ended: what is said of it on evidence, and taken back."""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Final, assert_never

from services.registry.secondments.commands import (
    AnnounceSecondment,
    CorrectSecondment,
    EndSecondment,
    RetractSecondmentEvidence,
    SecondmentCommand,
    StartSecondment,
    StateSecondment,
)
from services.registry.secondments.terms import FURTHER, Secondment, SecondmentSupport, SecondmentTerm
from shared.contracts.reactions import ReactionRefused
from shared.contracts.registry.secondments import (
    SecondmentAnnounced,
    SecondmentEnded,
    SecondmentEvent,
    SecondmentEvidenceAdded,
    SecondmentEvidenceCorrected,
    SecondmentEvidenceRetracted,
    SecondmentStarted,
    SecondmentStatus,
    SecondmentUndone,
    Statement,
)
from shared.texts import Word
from shared.values import Refused

ABSENT = Secondment()
"""The state before the first event."""


def decide(command: SecondmentCommand, secondment: Secondment) -> list[SecondmentEvent]:
    """The events that answer ``command``; none where it says nothing new. Raises Refused."""
    match command:
        case AnnounceSecondment():
            return list(_state(command, "impending", secondment))
        case StartSecondment():
            return list(_state(command, "in_post", secondment))
        case EndSecondment():
            return list(_state(command, "ended", secondment))
        case CorrectSecondment():
            return list(_correct(command, secondment))
        case RetractSecondmentEvidence():
            return list(_retract(command, secondment))
        case _:
            assert_never(command)


_Stated = (
    SecondmentAnnounced
    | SecondmentStarted
    | SecondmentEnded
    | SecondmentEvidenceAdded
    | SecondmentEvidenceCorrected
)
_BECOMING: Final[dict[SecondmentStatus, type[_Stated]]] = {
    "impending": SecondmentAnnounced,
    "in_post": SecondmentStarted,
    "ended": SecondmentEnded,
}
"""What happens when a secondment comes to a status."""


def _state(
    said: StateSecondment, status: SecondmentStatus, secondment: Secondment
) -> Iterator[SecondmentEvent]:
    term = secondment.term_of(said.evidence) or secondment.term
    known = term.resting_on(said.evidence)
    if known is None and status == "ended" and term.status not in {"in_post", "ended"}:
        of = {"agency": said.agency, "to": said.to, "status": Word(term.status)}
        if said.to is None:
            raise Refused("the secondment from {agency} is {status}: record first that it is in post", **of)
        raise Refused(
            "the secondment from {agency} to {to} is {status}: record first that it is in post", **of
        )
    anew = known is None and _begins(said, status, secondment)
    if anew:
        term = SecondmentTerm()
    new = SecondmentSupport(
        evidence=said.evidence,
        agency=said.agency,
        to=said.to,
        status=status,
        on=said.on or (known.on if known and known.status == status else None),
        announced_on=said.announced_on or (known.announced_on if known else None),
    )
    if new != known or (said.post or term.post) != term.post:
        yield from _stated(secondment, said.post or term.post, new, anew=anew)


def _begins(said: StateSecondment, status: SecondmentStatus, secondment: Secondment) -> bool:
    """Whether new evidence begins a term; what was announced before an end is heard late and joins it."""
    ended = secondment.term.announced_on
    late = ended and said.announced_on and said.announced_on < ended
    return not secondment.terms or (secondment.status == "ended" and status != "ended" and not late)


def _correct(said: CorrectSecondment, secondment: Secondment) -> Iterator[SecondmentEvent]:
    known = secondment.term.resting_on(said.evidence)
    if known is None:
        raise Refused("the current term does not rest on that evidence: announce, start or end it on that")
    new = replace(known, on=said.on)
    if (new, said.post) != (known, secondment.term.post):
        yield from _stated(secondment, said.post, new, anew=False)


def _stated(
    secondment: Secondment, post: str | None, new: SecondmentSupport, *, anew: bool
) -> Iterator[SecondmentEvent]:
    """What ``new`` says, as the event that it is, and the undoing of a status that it no longer supports."""
    after = secondment.stating(post, new, anew=anew)
    if new.on:
        _check_dates(after)
    further = anew or FURTHER.index(after.status) > FURTHER.index(secondment.status)
    kind: type[_Stated] = SecondmentEvidenceAdded
    if further:
        kind = _BECOMING[new.status]
    elif secondment.term_of(new.evidence):
        kind = SecondmentEvidenceCorrected
    yield kind.model_validate({name: getattr(new, name) for name in _SAID} | {"post": post})
    if not further and after.status != secondment.status:
        yield _undone(secondment, after, new, "its evidence was corrected")


def _check_dates(secondment: Secondment) -> None:
    term = secondment.term
    begun, ended = term.on("in_post"), term.on("ended")
    if begun and ended and ended.surely_before(begun):
        raise Refused(
            "it cannot be in post since {begun} and have ended on {ended}: correct one of them",
            begun=begun,
            ended=ended,
        )
    earlier = secondment.terms[-2].on("ended") if len(secondment.terms) > 1 else None
    first = begun or term.on("impending")
    if earlier and first and first.surely_before(earlier):
        raise Refused("the one before ended on {on}: a new one begins after that", on=earlier)


def _retract(said: RetractSecondmentEvidence, secondment: Secondment) -> Iterator[SecondmentEvent]:
    known = (secondment.term_of(said.evidence) or secondment.term).resting_on(said.evidence)
    if known is None:
        return
    yield SecondmentEvidenceRetracted(
        agency=known.agency, to=known.to, evidence=known.evidence, reason=said.reason
    )
    after = secondment.without(known.evidence)
    if after.status != secondment.status or secondment.term.support == (known,):
        yield _undone(secondment, after, known, said.reason)


def _undone(before: Secondment, after: Secondment, by: SecondmentSupport, reason: str) -> SecondmentUndone:
    return SecondmentUndone.model_validate(
        {
            "agency": by.agency,
            "to": by.to,
            "post": before.term.post,
            "status": before.status,
            "back_to": after.status,
            "reason": reason,
        }
    )


def evolve(secondment: Secondment, event: SecondmentEvent) -> Secondment:
    """The state after ``event``."""
    match event:
        case SecondmentAnnounced() | SecondmentStarted():
            none_runs = secondment.status in {"absent", "ended"}
            anew = none_runs and not secondment.term_of(event.evidence)
            return secondment.stating(event.post, _support(event), anew=anew)
        case SecondmentEnded() | SecondmentEvidenceAdded() | SecondmentEvidenceCorrected():
            return secondment.stating(event.post, _support(event), anew=False)
        case SecondmentEvidenceRetracted(evidence=evidence):
            return secondment.without(evidence)
        case SecondmentUndone() | ReactionRefused():  # the former is already so: nothing supports it
            return secondment
        case _:
            assert_never(event)


def _support(event: Statement) -> SecondmentSupport:
    return SecondmentSupport(*(getattr(event, name) for name in _SAID))


_SAID = tuple(field.name for field in fields(SecondmentSupport))
