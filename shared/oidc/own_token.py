"""A token of a service's own: from a file, or fetched from the provider and renewed in time."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from shared.oidc.client import Client, Declined
from shared.peers import PeerAway
from shared.problems import Problem

_EARLY: Final = 60.0


class OwnToken:
    """Gives a bearer token for the client itself; the same until a minute before its end, asked for once."""

    def __init__(self, client: Client, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._token, self._until = "", 0.0
        self._asking = asyncio.Lock()

    async def __call__(self) -> str:
        """The token. Raises ``PeerAway``."""
        async with self._asking:
            if not self._token or self._clock() > self._until - _EARLY:
                try:
                    given = await self._client.own()
                except (Declined, Problem) as error:
                    if not self._token or self._clock() > self._until:
                        raise PeerAway("the provider gives no token for the services") from error
                else:
                    self._token, self._until = given.access, self._clock() + given.seconds
        return self._token
