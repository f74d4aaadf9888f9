"""The fixed phrases of mails, in the languages that letters are written in."""

from dataclasses import dataclass
from typing import Final, Literal

from services.notifications.languages import Written


@dataclass(frozen=True)
class Phrases:
    """What every mail in a language says."""

    direction: Literal["ltr", "rtl"]
    preferences: str
    unsubscribe: str
    no_text_yet: tuple[str, str]
    """What stands before and behind the name of the language asked for."""


PHRASES: Final[dict[Written, Phrases]] = {
    "en": Phrases(
        direction="ltr",
        preferences="Change what you receive",
        unsubscribe="Unsubscribe",
        no_text_yet=("No text in ", " yet; this is the English one."),
    ),
    "fr": Phrases(
        direction="ltr",
        preferences="Modifier ce que vous recevez",
        unsubscribe="Se désabonner",
        no_text_yet=("Pas encore de texte en ", " ; voici la version française."),
    ),
}
