"""The address of exactly one mailbox.

It is personal data: no error here repeats it. A pydantic model with such a field sets
``hide_input_in_errors``, because pydantic's own text would.
"""

from typing import Annotated, Final
from unicodedata import category

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field

from shared.texts import N_
from shared.values import mistake

LONGEST: Final = 254
"""Octets that a mail server takes between < and >, RFC 5321."""
_JOINERS: Final = "\u200c\u200d"
_RIGHT: Final = N_("one address such as name@example.org is right")
_LONG: Final = N_("it is too long for an address")
_AT_MOST: Final = N_("at most {max_length} characters are right")


def _seen(value: str) -> str:
    """What its writer sees: without what is pasted along and shows nowhere (zero width, soft hyphens, directions).

    Not the joiners beside letters of other scripts: there they may make another domain (IDNA 2008).
    """
    bare = "".join(letter for letter in value if category(letter) != "Cf")
    joined = "".join(letter for letter in value if category(letter) != "Cf" or letter in _JOINERS)
    return (bare if bare.isascii() else joined).strip()


def _address(value: str) -> str:
    text = _seen(value)
    if len(text) > LONGEST:
        raise mistake("address", _LONG, _AT_MOST, max_length=LONGEST)
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        if not text.rpartition("@")[0].isascii():
            wrong = N_("the part before the @ holds letters that not every mail server takes")
            raise mistake("address", wrong, N_("an address in letters from a to z is right")) from None
        raise mistake("address", N_("it is not the address of one mailbox"), _RIGHT) from None
    if found.ascii_email is None or len(found.ascii_email) > LONGEST:
        raise mistake("address", _LONG, _AT_MOST, max_length=LONGEST)
    return found.ascii_email


Address = Annotated[
    str,
    AfterValidator(_address),
    Field(title=N_("Mail address"), json_schema_extra={"format": "email"}),
]
"""One mailbox, ASCII alone: a domain in another script in its ASCII form (xn--…), in small letters."""


def domain_of(address: str) -> str:
    """The domain that receives for an ``Address``."""
    return address.rpartition("@")[2]


def canonical(address: str) -> str:
    """The form under which an ``Address`` is looked up: mailboxes that differ in case alone are one."""
    return address.casefold()
