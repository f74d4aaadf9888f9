"""The letters that deliveries carry: one for each notice and language, one for each request to confirm."""

from typing import Final

from services.notifications.languages import interest_words, topic_words
from services.notifications.mail.letter import Letter
from services.notifications.notices.calendar import entry, mailed
from services.notifications.notices.words import words
from services.notifications.seen import page_of
from services.notifications.subscriptions.domain import VALID, Request
from shared.contracts.notifications.notices import NoticeIssued
from shared.i18n.speech import speech, written
from shared.mail import Sender
from shared.values import OfficialLanguage

_HOURS: Final = round(VALID.total_seconds() / 3600)


def of_notice(
    notice: NoticeIssued,
    replaced: NoticeIssued | None,
    language: OfficialLanguage,
    origin: str,
    correlation_id: str,
    *,
    sender: Sender,
) -> Letter:
    """What a notice says, with its entry for a calendar.

    In English, and said to be so, for a language that there are no texts in yet.
    """
    text = written(language)
    t = speech(text)
    said = words(notice, t, replaced)
    topic = topic_words(notice.topic, t)
    return Letter(
        language=text,
        subject=said.subject,
        lines=said.lines,
        action=t.say("See the record"),
        link=origin + page_of(notice.cause.stream),
        why=t.say(
            "You receive this because you follow “{topic}” of the United Nations Network on Migration.",
            topic=topic,
        ),
        topic=notice.topic,
        correlation_id=correlation_id,
        asked_language=None if text == language else language,
        attachment=mailed(found, t, origin, sender) if (found := entry(notice)) else None,
    )


def of_request(asked: Request, correlation_id: str) -> Letter:
    """The mail with the link that confirms; it says what would be sent, and that nothing is without it."""
    text = written(asked.language)
    t = speech(text)
    first = t.say("Somebody, probably you, asked that this mailbox be told of:")
    followed = "\n".join(f"- {interest_words(one, t)}" for one in asked.interests)
    last = t.say("Nothing is sent unless you confirm. The link is good for {hours} hours.", hours=_HOURS)
    return Letter(
        language=text,
        subject=t.say("Please confirm your subscription"),
        lines=(first, followed, last),
        action=t.say("Confirm the subscription"),
        why=t.say(
            "You receive this because this address was entered at the United Nations Network on Migration. "
            "If that was not you, ignore it."
        ),
        correlation_id=correlation_id,
        asked_language=None if text == asked.language else asked.language,
    )
