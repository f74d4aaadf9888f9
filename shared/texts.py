"""Marking texts for the catalogues where nothing is said yet; ``shared.i18n`` says them."""

from typing import Final, Literal


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Marks a text for the catalogues that is said later."""
    return text


class Word(str):
    """A text of the catalogues, or a code of a fixed list, that is a value in another text, and is said with it."""

    __slots__ = ()


OfficialLanguage = Literal["ar", "en", "es", "fr", "ru", "zh"]
"""The official languages of the United Nations."""
OWN_NAMES: Final[dict[OfficialLanguage, str]] = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}
"""The official languages of the United Nations, each by its own name, in their usual order."""
