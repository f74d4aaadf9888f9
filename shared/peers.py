"""The other services of the installation, asked over their public APIs with a token of a service's own."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import httpx

from shared import traces

_PATIENCE: Final = 3.0
Token = Callable[[], Awaitable[str]]
"""Gives a bearer token with the role ``service``, anew for each request: it may be renewed meanwhile."""


class PeerAway(Exception):
    """The other service does not answer, or not now: the same may be asked again."""


class PeerRefused(Exception):
    """The other service says no; ``detail`` is its problem's."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"{status}: {detail}")
        self.status = status
        self.detail = detail


class Peers:
    """Asks them. For one event loop; ``url`` is what their paths are added to."""

    def __init__(self, url: str, token: Token) -> None:
        self._client = httpx.AsyncClient(base_url=url, timeout=_PATIENCE, trust_env=False)
        self._token = token

    async def get(self, path: str) -> Any:
        """What stands there. Raises ``PeerAway`` and ``PeerRefused``."""
        return await self._ask("GET", path)

    async def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """What it answers. Raises ``PeerAway`` and ``PeerRefused``."""
        return await self._ask("POST", path, json=body)

    async def close(self) -> None:
        """Give back the connections."""
        await self._client.aclose()

    async def _ask(self, method: str, path: str, **options: Any) -> Any:
        try:
            headers = {"Authorization": f"Bearer {await self._token()}", **traces.headers()}
            found = await self._client.request(method, path, headers=headers, **options)
        except (httpx.HTTPError, OSError) as error:
            raise PeerAway(f"{method} {path}: {type(error).__name__}") from error
        if found.is_server_error or found.status_code in {401, 403, 429}:
            raise PeerAway(f"{method} {path}: {found.status_code}")
        if found.is_error:
            raise PeerRefused(found.status_code, _detail(found))
        return found.json()


def _detail(found: httpx.Response) -> str:
    try:
        return str(found.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return found.reason_phrase
