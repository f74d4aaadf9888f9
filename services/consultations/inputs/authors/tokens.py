"""The words by which whoever may act as an input's author says so, sealed so that nobody else can make one. Pure."""

from typing import Final

from shared.web.links import BadLink, Links

LENT_FOR: Final = 12 * 3600
"""Seconds: a working day. An organisation signs in for the next word, so whoever left it holds none for long."""
_AUTHOR: Final = "author"
_LENT: Final = "author for a day"


def word_of(links: Links, id_: str, *, owner: str | None = None) -> str:
    """The author's word for this input, which is good for ever; one that ends where an organisation owns it."""
    return links.seal(_LENT if owner else _AUTHOR, id_)


def input_of(links: Links, word: str) -> str | None:
    """The id of the input that a word is for; None for what is no word, or one that has ended."""
    for purpose, within in ((_AUTHOR, None), (_LENT, LENT_FOR)):
        try:
            return links.open(purpose, word, within)[0]
        except BadLink:
            continue
    return None
