"""The letters that deliveries carry: one for each notice and language, one for each request to confirm."""

from typing import Final

from services.notifications.feeds.atom import address
from services.notifications.languages import Written, interest_words, topic_words, written
from services.notifications.mail.letter import Letter
from services.notifications.notices.words import words
from services.notifications.subscriptions.domain import VALID, Request
from shared.contracts.notifications.notices import NoticeIssued
from shared.values import OfficialLanguage

_OPEN: Final[dict[Written, str]] = {"en": "See the record", "fr": "Voir le dossier"}
_WHY: Final[dict[Written, str]] = {
    "en": "You receive this because you follow “{}” of the United Nations Network on Migration.",
    "fr": "Vous recevez ceci parce que vous suivez « {} » du Réseau des Nations Unies sur les migrations.",
}
_HOURS: Final = round(VALID.total_seconds() / 3600)
_SUBJECT: Final[dict[Written, str]] = {
    "en": "Please confirm your subscription",
    "fr": "Veuillez confirmer votre abonnement",
}
_ASK: Final[dict[Written, tuple[str, str]]] = {
    "en": (
        "Somebody, probably you, asked that this mailbox be told of:",
        f"Nothing is sent unless you confirm. The link is good for {_HOURS} hours.",
    ),
    "fr": (
        "Quelqu'un, sans doute vous, a demandé que cette boîte soit informée de :",
        f"Rien n'est envoyé sans votre confirmation. Le lien est valable {_HOURS} heures.",
    ),
}
_CONFIRM: Final[dict[Written, str]] = {"en": "Confirm the subscription", "fr": "Confirmer l'abonnement"}
_ASKED: Final[dict[Written, str]] = {
    "en": "You receive this because this address was entered at the United Nations Network on Migration. "
    "If that was not you, ignore it.",
    "fr": "Vous recevez ceci parce que cette adresse a été saisie auprès du Réseau des Nations Unies sur les "
    "migrations. Si ce n'était pas vous, ignorez ce message.",
}


def of_notice(
    notice: NoticeIssued,
    replaced: NoticeIssued | None,
    language: OfficialLanguage,
    origin: str,
    correlation_id: str,
) -> Letter:
    """What a notice says; English, and said to be so, for a language that there are no texts in yet."""
    text = written(language)
    said = words(notice, text, replaced)
    return Letter(
        language=text,
        subject=said.subject,
        lines=said.lines,
        action=_OPEN[text],
        link=origin + address(notice),
        why=_WHY[text].format(topic_words(notice.topic, text)),
        topic=notice.topic,
        correlation_id=correlation_id,
        asked_language=None if text == language else language,
    )


def of_request(asked: Request, correlation_id: str) -> Letter:
    """The mail with the link that confirms; it says what would be sent, and that nothing is without it."""
    text = written(asked.language)
    first, last = _ASK[text]
    followed = "\n".join(f"- {interest_words(one, text)}" for one in asked.interests)
    return Letter(
        language=text,
        subject=_SUBJECT[text],
        lines=(first, followed, last),
        action=_CONFIRM[text],
        why=_ASKED[text],
        correlation_id=correlation_id,
        asked_language=None if text == asked.language else asked.language,
    )
