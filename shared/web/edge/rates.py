"""How often somebody may send: by the organisation that they act for, else by the address that they come from.

Counted in this process alone, in memory: with n processes up to n times as much gets through. An address is
never written anywhere.
"""

import ipaddress
import math
import time
from typing import Final

from fastapi import Request
from limits import parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from shared.auth import Caller
from shared.i18n.speech import Speech
from shared.problems import Problem

TOO_MANY: Final = 429
ORDINARY: Final = ("60/10minutes", "600/minute")
"""For an address, and for an author."""
_HOME: Final = 64
"""Bits of an IPv6 address that one household or mobile phone has to itself."""


class Rates:
    """Lets so many through. ``per_address`` and ``per_author`` as ``60/10minutes``; ValueError for another form."""

    def __init__(self, per_address: str, per_author: str) -> None:
        self._per_address = parse(per_address)
        self._per_author = parse(per_author)
        self._window = MovingWindowRateLimiter(MemoryStorage())

    async def check(self, request: Request, caller: Caller | None, *, by_link: bool = False) -> None:
        """Count one; with a link, which is an author's own, as many as an author. Raises ``Problem`` 429.

        It says when there is room again.
        """
        who = caller.actor if caller else home_of(request.client.host if request.client else "")
        limit = self._per_author if caller or by_link else self._per_address
        if await self._window.hit(limit, who):
            return
        free = await self._window.get_window_stats(limit, who)
        seconds = max(1, math.ceil(free.reset_time - time.time()))
        raise Problem(
            TOO_MANY,
            "too-many",
            f"{limit} are taken from one sender; nothing of this was kept: send it again in {seconds} seconds",
            {"Retry-After": str(seconds)},
        )


def too_many(refused: Problem, t: Speech) -> str:
    """What a form says that comes back because too much was sent: when there is room again."""
    return t.say_n(
        "Nothing was sent: too much came from you in a short time. Send it again in {n} second.",
        "Nothing was sent: too much came from you in a short time. Send it again in {n} seconds.",
        int(refused.headers["Retry-After"]),
    )


def home_of(host: str) -> str:
    """Where an address is at home: of IPv6 the network, as the rest of it is its owner's to choose."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((address, _HOME), strict=False)) if address.version > 4 else host  # noqa: PLR2004  IPv4
