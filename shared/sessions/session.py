"""A browser's session, as it is kept on the server, and who looks by it."""

import datetime as dt
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from shared.auth import Caller
from shared.problems import Problem


class SignedIn(BaseModel):
    """What is sealed of a session. ``until``: when the access token ends, in seconds since 1970.

    ``place`` is where somebody signed in, ``name`` and ``address`` what was said of them there.
    """

    model_config = ConfigDict(frozen=True)

    access: str = Field(repr=False)
    until: int
    refresh: str | None = Field(None, repr=False)
    id_token: str | None = Field(None, repr=False)
    subject: str
    sid: str | None = None
    place: str
    name: str | None = None
    address: str | None = None
    since: dt.datetime


@dataclass(frozen=True)
class Held:
    """A session that is under way; ``version`` counts its refreshes."""

    key: str
    version: int
    expires: dt.datetime
    signed_in: SignedIn


@dataclass(frozen=True)
class Elsewhere:
    """What is known of a session without its cookie: the hours of its beginning and of its last use."""

    key: str
    began: dt.datetime
    used: dt.datetime


@dataclass(frozen=True)
class Seen:
    """Who looks. ``refused``: why nobody may be known by a session that is not over."""

    held: Held | None = None
    caller: Caller | None = None
    refused: Problem | None = None


NOBODY = Seen()
