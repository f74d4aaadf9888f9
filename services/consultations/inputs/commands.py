"""The commands of an input. ``by``, ``at`` and what is committed to are filled in by the intake and the routes."""

from typing import Literal

from pydantic import AwareDatetime

from shared.contracts.consultations.inputs import Committed, Consent, InputReceived, RefusalReason
from shared.contracts.notifications.contacts import ContactId
from shared.values import Command, Name, Sha256


class ReceiveInput(Command):
    """Take an input; everything about it is settled before."""

    received: InputReceived


class KnowContact(Command):
    """Its author can be written to: the contact of the address that came with it."""

    contact: ContactId


class ChangeConsent(Command):
    """Allow publication with the author's name, without it, or counting only."""

    consent: Consent


class WithdrawInput(Command):
    """Take the input back: it is published no more and counts as withdrawn."""

    by: Literal["author", "upload_undone"]


class EraseInput(Command):
    """Destroy what the input said; that there was one stays."""

    by: Literal["author", "contact_erased", "authority"]


class ClaimInput(Command):
    """Look at it as its moderator, so that no other need; ``at`` ends an older claim after an hour."""

    UNSAID = frozenset({"at"})
    by: Name
    at: AwareDatetime


class AcceptInput(Command):
    """Let it be published as it is."""

    by: Name


class RefuseInput(Command):
    """Do not let it be published; the author is told why and may answer once."""

    by: Name
    reason: RefusalReason
    note: Sha256 | None


class RedactInput(Command):
    """Let it be published with passages left out; the author is told why and may answer once."""

    by: Name
    reason: RefusalReason
    note: Sha256 | None
    published: Committed


class AnswerModeration(Command):
    """Answer a refusal or a redaction, once: it is looked at again."""

    answer: Sha256


InputCommand = (
    ReceiveInput
    | KnowContact
    | ChangeConsent
    | WithdrawInput
    | EraseInput
    | ClaimInput
    | AcceptInput
    | RefuseInput
    | RedactInput
    | AnswerModeration
)
"""Every command an input answers."""
