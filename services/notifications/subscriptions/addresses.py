"""Where a subscription's pages are: links that only its reader has."""

from typing import Final

from shared.web.links import Links

CONFIRM: Final = "confirm"
MANAGE: Final = "manage"


class Addresses:
    """The sealed links of a subscription, whole addresses under ``origin``."""

    def __init__(self, links: Links, origin: str) -> None:
        self._links = links
        self._at = f"{origin}/notifications"

    def confirm(self, contact: str, request: str) -> str:
        """Where what was asked for is confirmed."""
        return f"{self._at}/confirm/{self._links.seal(CONFIRM, contact, request)}"

    def manage(self, contact: str) -> str:
        """The token of the next two."""
        return self._links.seal(MANAGE, contact)

    def preferences(self, token: str) -> str:
        """What is followed, what was sent, and the way out."""
        return f"{self._at}/preferences/{token}"

    def unsubscribe(self, token: str) -> str:
        """The way out: a page with a button, and where a mail program posts (RFC 8058)."""
        return f"{self._at}/unsubscribe/{token}"

    @property
    def help(self) -> str:
        """What these mails are."""
        return f"{self._at}/mails"
