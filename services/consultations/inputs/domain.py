"""An input: received for ever, published only as its author and a moderator allow, withdrawn, erased."""

import datetime as dt
from collections.abc import Iterator
from typing import Final, Literal, assert_never

from services.consultations.inputs.commands import (
    AcceptInput,
    AnswerModeration,
    ChangeConsent,
    ClaimInput,
    EraseInput,
    InputCommand,
    KnowContact,
    ReceiveInput,
    RedactInput,
    RefuseInput,
    WithdrawInput,
)
from shared.contracts.consultations import inputs as e
from shared.contracts.consultations.inputs import Consent, InputEvent
from shared.contracts.reactions import ReactionRefused
from shared.texts import Word
from shared.values import Refused, Value

Moderation = Literal["not_asked", "waiting", "accepted", "refused", "redacted"]
Standing = Literal["absent", "standing", "withdrawn", "erased"]
CLAIMED_FOR: Final = dt.timedelta(hours=1)
"""How long a moderator's claim keeps others away."""


class Claim(Value):
    """Who looks at it, since when."""

    by: str
    at: dt.datetime


class Input(Value):
    """An input as its events have made it.

    Commitments: ``note`` to the moderator's last one, ``left`` to what a redaction left, ``answer`` to the author's.
    """

    standing: Standing = "absent"
    received: e.InputReceived | None = None
    consent: Consent = "counted"
    moderation: Moderation = "not_asked"
    claim: Claim | None = None
    note: str | None = None
    left: str | None = None
    answer: str | None = None
    contact: str | None = None

    @property
    def published(self) -> bool:
        """Whether anybody may read it: its author allows it, and a moderator where one is asked."""
        return (
            self.standing == "standing"
            and self.consent != "counted"
            and self.moderation in {"not_asked", "accepted", "redacted"}
        )


ABSENT = Input()
"""The state before the first event."""


def decide(command: InputCommand, state: Input) -> list[InputEvent]:
    """The events that answer ``command``; none where it says nothing new. Raises Refused."""
    return list(_decided(command, state))


def _decided(command: InputCommand, state: Input) -> Iterator[InputEvent]:  # noqa: C901, PLR0912  one row each
    match command:
        case ReceiveInput(received=received):
            if state.standing != "absent":
                raise Refused("this input was received already: send a new one with a key of its own")
            yield received
        case KnowContact(contact=contact):
            yield from _contact(state, contact)
        case ChangeConsent(consent=consent):
            _standing(state)
            if consent != state.consent:
                yield e.ConsentChanged(consent=consent, before=state.consent)
        case WithdrawInput(by=by):
            _known(state)
            if state.standing == "standing":
                yield e.InputWithdrawn(by=by)
        case EraseInput(by=by):
            _known(state)
            if state.standing != "erased":
                yield e.InputErased(by=by)
        case ClaimInput(by=by, at=at):
            _waiting(state)
            yield from _claim(state, by, at)
        case AcceptInput(by=by):
            if state.moderation != "accepted":
                _claimed(state, by)
                yield e.InputAccepted(by=by)
        case RefuseInput(by=by, reason=reason, note=note):
            _claimed(state, by)
            yield e.InputRefused(by=by, reason=reason, note=note)
        case RedactInput(by=by, reason=reason, note=note, published=published):
            _claimed(state, by)
            yield e.InputRedacted(by=by, reason=reason, note=note, published=published)
        case AnswerModeration(answer=answer):
            _standing(state)
            if state.answer is not None:
                raise Refused("you have answered the moderation once, which is how often it may be")
            if state.moderation not in {"refused", "redacted"}:
                raise Refused("there is nothing to answer: your input was neither refused nor redacted")
            yield e.AuthorAnswered(answer=answer)
        case _:
            assert_never(command)


def _contact(state: Input, contact: str) -> Iterator[InputEvent]:
    """Also of what was withdrawn: it is kept, and whoever wrote it may want it erased, by their contact too."""
    _known(state)
    if state.received and state.contact is None and state.standing != "erased":
        said = state.received
        yield e.InputContactKnown(contact=contact, language=said.language, example=said.example)


def _known(state: Input) -> None:
    if state.standing == "absent":
        raise Refused("there is no such input: check its id")


def _standing(state: Input) -> None:
    _known(state)
    if state.standing != "standing":
        raise Refused(
            "the input was {standing}, and nothing changes in it any more", standing=Word(state.standing)
        )


def _waiting(state: Input) -> None:
    _standing(state)
    if state.moderation != "waiting":
        raise Refused("the input does not wait for a moderator")


def _claim(state: Input, by: str, at: dt.datetime) -> Iterator[InputEvent]:
    held = state.claim
    if held and held.by != by and at < held.at + CLAIMED_FOR:
        raise Refused("{by} looks at it since {at}: take another one", by=held.by, at=held.at)
    if held is None or held.by != by or at >= held.at + CLAIMED_FOR:
        yield e.InputClaimed(by=by, at=at)


def _claimed(state: Input, by: str) -> None:
    _waiting(state)
    if state.claim is None or state.claim.by != by:
        raise Refused("claim the input first: it is not yours to decide")


def evolve(state: Input, event: InputEvent) -> Input:  # noqa: C901, PLR0911  one row for each event
    """The state after ``event``."""
    match event:
        case e.InputReceived():
            asked: Moderation = "waiting" if event.moderated else "not_asked"
            return Input(
                standing="standing",
                received=event,
                consent=event.consent,
                moderation=asked,
                contact=event.contact,
            )
        case e.InputContactKnown(contact=contact):
            return state.model_copy(update={"contact": contact})
        case e.ConsentChanged(consent=consent):
            return state.model_copy(update={"consent": consent})
        case e.InputWithdrawn():
            return state.model_copy(update={"standing": "withdrawn", "claim": None})
        case e.InputErased():
            return state.model_copy(update={"standing": "erased", "claim": None})
        case e.InputClaimed(by=by, at=at):
            return state.model_copy(update={"claim": Claim(by=by, at=at)})
        case e.InputAccepted():
            return _settled(state, "accepted")
        case e.InputRefused(note=note):
            return _settled(state, "refused", note)
        case e.InputRedacted(note=note, published=left):
            return _settled(state, "redacted", note, left.commitment)
        case e.AuthorAnswered(answer=answer):
            return state.model_copy(update={"moderation": "waiting", "answer": answer})
        case ReactionRefused():
            return state
        case _:
            assert_never(event)


def _settled(state: Input, moderation: Moderation, note: str | None = None, left: str | None = None) -> Input:
    update = {"moderation": moderation, "claim": None, "note": note, "left": left}
    return state.model_copy(update=update)
