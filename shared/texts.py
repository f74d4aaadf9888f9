"""Marking texts for the catalogues where nothing is said yet; ``shared.i18n`` says them."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Marks a text for the catalogues that is said later."""
    return text


class Word(str):
    """A text of the catalogues, or a code of a fixed list, that is a value in another text, and is said with it."""

    __slots__ = ()
