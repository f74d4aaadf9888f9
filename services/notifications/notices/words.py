"""A notice in words: a subject and a few paragraphs, in English and in French."""

import datetime as dt
from dataclasses import dataclass

from services.notifications.languages import Written
from services.notifications.notices.english import english
from services.notifications.notices.french import french
from services.notifications.notices.wording import date_words
from shared.contracts.notifications.notices import NoticeIssued

LONG_AGO = dt.timedelta(days=30)
"""What is told so much later says so in its first line."""


@dataclass(frozen=True)
class Words:
    """A notice in one language: ``lines`` are paragraphs of plain text."""

    subject: str
    lines: tuple[str, ...]


def words(notice: NoticeIssued, language: Written, replaced: NoticeIssued | None = None) -> Words:
    """The notice in words; the first line says when it is about something long past, the last what it replaces."""
    subject, lines = (english if language == "en" else french)(notice.tidings)
    if replaced:
        earlier = words(replaced, language).subject
        said = {
            "en": f"This replaces an earlier notice: {earlier}",
            "fr": f"Ceci remplace un avis précédent : {earlier}",
        }
        lines = (*lines, said[language])
    if notice.about and notice.at.date() - notice.about.last > LONG_AGO:
        day = date_words(notice.about, language)
        late = {
            "en": f"This is about {day}. It is sent now because the record is being completed.",
            "fr": f"Ceci concerne {day} et vous parvient aujourd'hui car le dossier est en cours de mise à jour.",
        }
        lines = (late[language], *lines)
    return Words(subject, lines)
