"""The public API as a client sees it: patient with a 503, plain about everything else."""

from collections.abc import Mapping
from typing import Any, Self

import httpx
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_delay, wait_exponential_jitter

from onevoice.sorry import Sorry

_PATIENCE = 60.0


class ApiRefused(Sorry):
    """The API said no; the message is its problem's detail."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class NobodyListens(ApiRefused):
    """No process takes connections there."""


class _NotNow(Exception):
    """503, or no answer: the same request may be sent again."""


class Api:
    """One caller's connection, which asks again for ``patience`` seconds. A context manager."""

    def __init__(
        self, url: str, token: str | None = None, *, silent: bool = False, patience: float = _PATIENCE
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if silent:  # history recorded late: nobody is told of what follows from it
            headers["Without-Notices"] = "true"
        self._client = httpx.AsyncClient(base_url=url, headers=headers, timeout=30, trust_env=False)
        self.url = url
        self._patience = patience

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def get(self, path: str, after: str | None = None) -> httpx.Response | None:
        """The answer; None for a 404. Raises ``ApiRefused``."""
        return await self._send("GET", path, params={"after": after} if after else None)

    async def post(self, path: str, body: Mapping[str, Any], key: str) -> dict[str, Any]:
        """What the command answered. Raises ``ApiRefused``."""
        return await self._posted(path, key, json=body)

    async def send(self, path: str, data: bytes, kind: str, key: str) -> dict[str, Any]:
        """The same for a file of this media type. Raises ``ApiRefused``."""
        return await self._posted(path, key, content=data, headers={"Content-Type": kind})

    async def _posted(self, path: str, key: str, **options: Any) -> dict[str, Any]:
        headers = {**options.pop("headers", {}), "Idempotency-Key": key}
        found = await self._send("POST", path, headers=headers, **options)
        if found is None:
            raise ApiRefused(404, f"{path} is not there")
        answer: dict[str, Any] = found.json()
        return answer

    async def _send(self, method: str, path: str, **options: Any) -> httpx.Response | None:
        try:
            async for attempt in AsyncRetrying(
                retry=retry_if_exception_type(_NotNow),
                wait=wait_exponential_jitter(multiplier=0.1, max=3, jitter=0.1),
                stop=stop_after_delay(self._patience),
                reraise=True,
            ):
                with attempt:
                    return await self._once(method, path, **options)
        except _NotNow as error:
            refused = NobodyListens if isinstance(error.__cause__, httpx.ConnectError) else ApiRefused
            raise refused(503, f"{self.url} does not answer: {error}") from error
        raise AssertionError("unreachable: the loop returns or raises")

    async def _once(self, method: str, path: str, **options: Any) -> httpx.Response | None:
        try:
            found = await self._client.request(method, path, **options)
        except httpx.TransportError as error:
            raise _NotNow(f"{type(error).__name__} {error}") from error
        if found.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            raise _NotNow(_detail(found))
        if found.status_code == httpx.codes.NOT_FOUND and method == "GET":
            return None
        if found.is_error:
            raise ApiRefused(found.status_code, _detail(found))
        return found


def _detail(found: httpx.Response) -> str:
    try:
        problem = found.json()
        return str(problem.get("detail") or problem["title"])
    except (ValueError, KeyError, AttributeError):
        return f"{found.status_code} {found.reason_phrase}"
