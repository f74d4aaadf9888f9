"""The letters to participants in words, from what consultations says of their registration at that moment."""

from typing import Final, Literal

from pydantic import AwareDatetime, ConfigDict

from services.notifications.deliveries.authors.about import AboutParticipant, Happened, subject_words
from services.notifications.deliveries.chunks import Head
from services.notifications.mail.letter import Attachment, Letter
from services.notifications.notices.calendar import mailed
from shared.calendars import Entry
from shared.contracts.consultations.facts import When
from shared.contracts.consultations.registration import MODES, Mode
from shared.contracts.telling import Telling
from shared.i18n.speaker import paragraphs
from shared.i18n.speech import N_, Own, Speech, speech, written
from shared.i18n.values import value_words
from shared.mail import Sender
from shared.values import Link, Value

_SAYS: Final[dict[Happened, str]] = {
    "registered": N_("You are registered for “{title}”."),
    "waiting": N_(
        "Every place at “{title}” of the kind that you asked for is taken. You are on the waiting list, and are "
        "written to as soon as one is free."
    ),
    "to_approve": N_(
        "You asked to come to “{title}” for a State. Its mission is asked to approve this, and you are written to "
        "when it has."
    ),
    "moved_up": N_("A place at “{title}” has become free: you are registered."),
    "cancelled": N_("Your registration for “{title}” is cancelled."),
}
_STANDING: Final = {"moved_up": "registered"}
_STANDS: Final[dict[str, str]] = {
    "registered": N_("Your registration stands."),
    "waiting": N_("You are on the waiting list. A mail tells you as soon as a place is free."),
    "to_approve": N_(
        "The mission of your State is asked to approve your registration. A mail tells you when it has."
    ),
}


class _Part(Value):
    """A part of another service's answer: what else stands there is left, and no error repeats any of it."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class ToldBriefing(_Part):
    """A briefing's last change of day, place or standing."""

    version: int
    at: AwareDatetime
    tells: Telling
    title: str
    when: When
    place: str | None
    off: bool
    to_come: bool = True


class ToldParticipant(_Part):
    """What consultations says of a participant: ``place`` is their page, ``link`` where they join."""

    standing: Literal["registered", "waiting", "to_approve", "cancelled"]
    mode: Mode
    place: Link
    link: Link | None
    briefing: ToldBriefing


def of_participant(
    told: ToldParticipant, about: AboutParticipant, head: Head, origin: str, sender: Sender
) -> Letter | None:
    """The letter; None where something else is so by now, of which there is another letter.

    Nor is anybody told of a place at what is not to come: if it comes after all, that letter says where they stand.
    """
    if about.what not in {"briefing", "cancelled"} and not told.briefing.to_come:
        return None
    if about.what == "briefing" and told.standing == "cancelled":
        return None
    if about.what != "briefing" and told.standing != _STANDING.get(about.what, about.what):
        return None
    text = written(head.language)
    t = speech(text)
    return Letter(
        language=text,
        subject=t.say("{what}: {title}", what=subject_words(about.what, t), title=Own(told.briefing.title)),
        lines=tuple(_lines(told, about, t)),
        action=t.say("See or cancel your registration") if told.standing != "cancelled" else None,
        link=told.place if told.standing != "cancelled" else None,
        why=t.say(
            "You receive this because this address was given to register for a briefing of the United Nations "
            "Network on Migration."
        ),
        correlation_id=head.correlation_id,
        asked_language=None if text == head.language else head.language,
        attachment=_entry(told, about, t, origin, sender),
    )


def _lines(told: ToldParticipant, about: AboutParticipant, t: Speech) -> list[str]:
    briefing = told.briefing
    if about.what == "briefing":
        return [
            *paragraphs(briefing.tells, t),
            *([] if briefing.off else [t.say(_STANDS[told.standing]), *_joins(told, t)]),
        ]
    lines = [t.say(_SAYS[about.what], title=Own(briefing.title))]
    if told.standing == "cancelled":
        return lines
    facts = [t.say("When: {when}", when=value_words(briefing.when, t, When))]
    facts += [t.say("Where: {place}", place=Own(briefing.place))] if briefing.place else []
    facts.append(t.say("How you take part: {mode}", mode=t.say(MODES[told.mode])))
    lines.append("\n".join(facts))
    lines += _joins(told, t)
    lines.append(t.say("If you cannot come, give the place back: who waits gets it."))
    return lines


def _joins(told: ToldParticipant, t: Speech) -> list[str]:
    said = t.say("Join at this address, which is for who is registered alone:")
    return [said, told.link] if told.link else []


def _entry(
    told: ToldParticipant, about: AboutParticipant, t: Speech, origin: str, sender: Sender
) -> Attachment | None:
    """The briefing's entry for who is registered; with what changed, for who waits too: they may have it."""
    if told.standing != "registered" and about.what != "briefing":
        return None
    one = told.briefing
    entry = Entry(
        kind="briefing",
        key=about.briefing,
        page=f"/consultations/briefings/{about.briefing}",
        version=one.version,
        at=one.at,
        tells=one.tells,
        title=one.title,
        starts=one.when.begins,
        ends=one.when.ends,
        place=one.place,
        off=one.off,
    )
    return mailed(entry, t, origin, sender)
