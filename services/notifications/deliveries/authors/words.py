"""The letters to the authors of inputs in words, from what consultations says of the input at that moment."""

from pydantic import AwareDatetime, ConfigDict

from services.notifications.deliveries.authors.about import About, What, subject_words
from services.notifications.deliveries.chunks import Head
from services.notifications.mail.letter import Attachment, Letter
from shared.contracts.consultations.calls import Deadline
from shared.contracts.consultations.inputs import REASONS, Verdict
from shared.i18n.speech import N_, Own, Speech, speech, written
from shared.i18n.values import deadline_words
from shared.values import OfficialLanguage, Value


class _Part(Value):
    """A part of another service's answer: what else stands there is left, and no error repeats any of it."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class Receipt(_Part):
    """What the receipt of an input says."""

    input: str
    call: str
    received_at: AwareDatetime
    verdict: Verdict
    closes: Deadline
    content: str


class Opening(_Part):
    """What opens the receipt's commitments."""

    content: str


class Signed(_Part):
    """The receipt as it can be read, and what opens it; beside them stands what is signed."""

    receipt: Receipt
    opening: Opening


class Told(_Part):
    """What consultations says of an input: its call's ``title``; ``place`` is its author's page."""

    receipt: Signed
    title: dict[OfficialLanguage, str]
    place: str
    moderation: str
    note: str | None
    may_answer: bool


def of_receipt(told: Told, file: bytes, head: Head, origin: str) -> Letter:
    """The receipt, to be read, and as the signed file that can be checked."""
    t, said = author_speech(head), told.receipt.receipt
    lines = (
        t.say(
            "Your input to the call “{call}” was received on {at}.", call=_title(told, t), at=_both(said, t)
        ),
        _verdict(said, t),
        "\n".join(
            (
                t.say("Call: {key}", key=said.call),
                t.say("Input: {id}", id=said.input),
                t.say("Commitment (SHA-256): {commitment}", commitment=said.content),
                t.say("Nonce: {nonce}", nonce=told.receipt.opening.content),
            )
        ),
        t.say(
            "This is a receipt. The attached file receipt.json holds it signed with Ed25519. Check it at "
            "{address}, or with: {command}",
            address=f"{origin}/consultations/receipts",
            command="onevoice verify-receipt receipt.json",
        ),
    )
    attached = Attachment(name="receipt.json", data=file)
    return letter("receipt", lines, head, _title(told, t), told.place, attached=attached)


def _both(said: Receipt, t: Speech) -> str:
    """When it was received, in UTC and in the deadline's zone."""
    zone, utc = said.closes.time_zone, t.moment(said.received_at)
    if zone == "UTC":
        return utc
    return t.say("{utc}, which is {there}", utc=utc, there=t.moment(said.received_at, zone))


def _verdict(said: Receipt, t: Speech) -> str:
    closes = deadline_words(said.closes, t)
    if said.verdict == "in_time":
        return t.say("It came in time. The deadline: {closes}", closes=closes)
    return t.say("It came late, and is marked so. The deadline: {closes}", closes=closes)


def of_decision(told: Told, about: About, head: Head) -> Letter:
    """What a moderator decided, why, and what can be done about it."""
    t = author_speech(head)
    call = _title(told, t)
    texts = {
        "accepted": N_("A moderator has looked at your input to the call “{call}” and accepted it as it is."),
        "refused": N_("A moderator has looked at your input to the call “{call}”: it is not published."),
        "redacted": N_(
            "A moderator has looked at your input to the call “{call}”: it is published with passages left out."
        ),
    }
    lines = [t.say(texts[about.what], call=call)]
    if about.reason:
        lines.append(t.say("Reason: {reason}", reason=t.say(REASONS[about.reason])))
    if told.note:
        lines += [t.say("The moderator's note to you:"), told.note]
    if told.may_answer:
        lines.append(t.say("You may answer once, on your page: your input is then looked at again."))
    return letter(about.what, tuple(lines), head, call, told.place)


def of_erasure(about: About, head: Head) -> Letter:
    """Nothing is left to be asked for."""
    t = author_speech(head)
    line = t.say(
        "Your input {id} was erased by those who answer for the record. Nothing that it said is kept; that "
        "there was an input stays on the record.",
        id=about.input,
    )
    return letter(about.what, (line,), head)


def _title(told: Told, t: Speech) -> str:
    """What the call is called; its key where it has no title."""
    return Own.version(told.title, t) if told.title else told.receipt.receipt.call


def author_speech(head: Head) -> Speech:
    """The language that an author is written to in, as far as there are texts."""
    return speech(written(head.language))


def letter(
    what: What,
    lines: tuple[str, ...],
    head: Head,
    title: str | None = None,
    place: str | None = None,
    *,
    attached: Attachment | None = None,
) -> Letter:
    """A letter to an author: of the call of this title, with the way to their page."""
    t = author_speech(head)
    subject = subject_words(what, t)
    if title:
        subject = t.say("{what}: {title}", what=subject, title=title)
    text = written(head.language)
    why = t.say(
        "You receive this because this address was given with an input to a call of the United Nations "
        "Network on Migration."
    )
    if place:
        more = t.say("On your page you can take your input back, or have all of it erased.")
        why = f"{why} {more}"
    return Letter(
        language=text,
        subject=subject,
        lines=lines,
        action=t.say("See your input") if place else None,
        link=place,
        why=why,
        correlation_id=head.correlation_id,
        asked_language=None if text == head.language else head.language,
        attachment=attached,
    )
