"""Marking texts for the catalogues where nothing is said yet; ``shared.i18n`` says them."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Marks a text for the catalogues that is said later."""
    return text
