"""Browsers' sessions: begun at sign-in, looked up for each page, renewed in time, over in every process at once."""

import asyncio
import datetime as dt
import time
from typing import Final, Literal

import structlog

from shared.auth import NoRole, TokenVerifier
from shared.clock import now
from shared.mongo import Server, Unavailable
from shared.oidc.client import Client, Declined
from shared.problems import Problem
from shared.sessions.sealed import fresh
from shared.sessions.session import NOBODY, Elsewhere, Held, Seen, SignedIn
from shared.sessions.store import Store
from shared.signed import NotGood

LONGEST: Final = dt.timedelta(hours=12)
"""How long a session may last, however often it is renewed."""
_EARLY: Final = 60.0
"""Seconds before its end from which an access token is renewed."""
_LOOK: Final = 0.1
_PATIENCE: Final = 20.0
_log = structlog.get_logger(__name__)


class Sessions:
    """The sessions of an installation, in a database of their own. ``client`` renews them, where they can be."""

    def __init__(
        self, server: Server, database: str, verifier: TokenVerifier, client: Client | None = None
    ) -> None:
        self._server = server
        self._store = Store(server.database(database))
        self._verifier = verifier
        self._client = client

    async def prepare(self) -> None:
        """Make and check the indexes. Raises ``Unavailable`` and ``MisfitIndex``."""
        await self._store.prepare()

    def close(self) -> None:
        """Give back the connections."""
        self._server.close()

    async def begin(self, one: SignedIn) -> tuple[str, dt.datetime]:
        """Begin a session: the secret for its cookie, which is kept nowhere, and when it will be over."""
        secret, longest = fresh(), now() + LONGEST
        expires = longest if one.refresh else min(longest, dt.datetime.fromtimestamp(one.until, dt.UTC))
        await self._store.add(secret, one, expires)
        return secret, expires

    async def seen(self, secret: str) -> Seen:
        """Who looks with this secret. Never refuses: what it would refuse with is said beside."""
        held: Held | None = None
        try:
            held = await self._current(secret)
            return Seen(held, await self._verifier.verify(held.signed_in.access)) if held else NOBODY
        except NoRole as error:
            return Seen(held, None, Problem(403, "forbidden", error.detail))
        except Problem as error:
            return NOBODY if error.status < 500 else Seen(None, None, error)  # noqa: PLR2004 - HTTP's own classes
        except Unavailable as error:
            _log.warning("sessions cannot be read", error=str(error)[:300])
            away = Problem(503, "unavailable", "Sessions cannot be read at the moment.", {"Retry-After": "1"})
            return Seen(None, None, away)

    async def end(self, secret: str) -> SignedIn | None:
        """End a session; what it was. Raises ``Unavailable``."""
        held = await self._store.find(secret)
        await self._store.end(secret)
        return held.signed_in if held else None

    async def end_all(self, claim: Literal["sub", "sid"], value: str) -> int:
        """End every session of whom the provider calls so; how many there were. Raises ``Unavailable``."""
        return await self._store.end_all(claim, value)

    async def of(self, subject: str) -> list[Elsewhere]:
        """Every session of somebody, the one used last first. Raises ``Unavailable``."""
        return await self._store.of(subject)

    async def _current(self, secret: str) -> Held | None:
        """The session, its access token renewed where it is about to end; None where it is over."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            held = await self._store.find(secret)
            token = held.signed_in.refresh if held else None
            if not held or not token or not self._client or held.signed_in.until > time.time() + _EARLY:
                return held
            if await self._store.lease(held):
                return await self._renewed(self._client, secret, held, token)
            if held.signed_in.until > time.time():
                return held  # somebody else is about it, and this one is good until then
            if time.monotonic() > deadline:
                raise Problem(503, "unavailable", "Your session is being renewed.", {"Retry-After": "5"})
            await asyncio.sleep(_LOOK)

    async def _renewed(self, client: Client, secret: str, held: Held, token: str) -> Held | None:
        old = held.signed_in
        try:
            given = await client.refresh(token)
            until = (await self._verifier.signed.claims(given.access))["exp"]
        except (Declined, NotGood) as error:
            _log.info("a session was not renewed", why=type(error).__name__)
            await self._store.end(secret)
            return None
        except Problem:
            await self._store.release(held)
            if old.until > time.time():
                return held
            raise
        fresh_one = old.model_copy(
            update={"access": given.access, "until": until, "refresh": given.refresh or token}
        )
        if await self._store.renew(secret, held, fresh_one):
            return Held(held.key, held.version + 1, held.expires, fresh_one)
        found = await self._store.find(secret)
        if found is None and given.refresh:  # signed out meanwhile: what was just given is nobody's
            await client.revoke(given.refresh)
        return found
