"""A letter, the same for all who get it, and one who gets it."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from services.notifications.mail.address import Address
from shared.calendars import Method
from shared.i18n.speech import Written
from shared.values import Link, OfficialLanguage, Value, mistake

URL_FORM: Final = r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]+"
MESSAGE_ID_FORM: Final = r"[A-Za-z0-9._+-]{1,120}@[A-Za-z0-9.-]{1,120}"
_LONGEST_URL: Final = 900  # with a header's name before it, it stays on one line of a mail (998 octets)
_BREAK: Final = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def _url(value: str) -> str:
    if not re.fullmatch(URL_FORM, value) or len(value) > _LONGEST_URL:
        right = f"at most {_LONGEST_URL} characters are right, letters beyond ASCII as %C3%A9"
        raise mistake("url", "it is not an address that can stand in a mail's header", right)
    return value


Url = Annotated[Link, AfterValidator(_url)]
"""A ``Link`` that can stand in a header, in an attribute of HTML, and on a line of text as it is."""


def _paragraph(value: str) -> str:
    lines = _CONTROL.sub("", _BREAK.sub("\n", value)).split("\n")
    text = "\n".join(line.strip(" \t") for line in lines).strip()
    if not text:
        raise mistake("empty", "it holds nothing that can be read", "a sentence is right")
    return text


def _line(value: str) -> str:
    return re.sub(r"[ \t\n]+", " ", _paragraph(value))


Line = Annotated[str, StringConstraints(max_length=500), AfterValidator(_line)]
"""Text on one line: line breaks and tabs become spaces, other control characters go."""
Paragraph = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_paragraph)]
"""Plain text, perhaps on several lines."""


class Attachment(Value):
    """A small file that goes with a letter: JSON, or with its ``method`` an entry of a calendar (RFC 6047)."""

    model_config = ConfigDict(hide_input_in_errors=True)

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}\.(json|ics)$")]
    data: Annotated[bytes, Field(max_length=200_000)]
    method: Method | None = None


class Letter(Value):
    """What a mail says, the same for all who get it, in one language.

    With a ``topic`` it is one of a subscription: it says how to change or end it, and its List-Id names the
    topic. Without one it is a mail that its reader's own doing caused, such as a confirmation.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    language: Written
    subject: Line
    lines: tuple[Paragraph, ...] = Field(min_length=1)
    action: Line | None = None
    """The text of the main link."""
    link: Url | None = None
    """Where the main link leads; None when that is each recipient's own (``Recipient.action_url``)."""
    why: Line
    """One sentence: why this reaches its reader."""
    topic: (
        Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]+(\.[a-z0-9_-]+)*$", max_length=100)] | None
    ) = None
    correlation_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,64}$")]
    asked_language: OfficialLanguage | None = None
    """The language that was asked for and has no texts yet; the letter's first line says so."""
    attachment: Attachment | None = None


class Recipient(Value):
    """Who gets a letter, and the links that are theirs alone."""

    model_config = ConfigDict(hide_input_in_errors=True)

    to: Address
    message_id: Annotated[str, StringConstraints(pattern=f"^{MESSAGE_ID_FORM}$")]
    """Without its < and >. The same for every try, so that mail programs know a repeat."""
    action_url: Url | None = None
    preferences_url: Url | None = None
    unsubscribe_url: Url | None = None
