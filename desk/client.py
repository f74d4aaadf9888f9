"""The desk's way to the public API: every reading and every command goes through it, as the person at the desk."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx
import structlog

from shared import traces
from shared.i18n.speech import Own, Speech
from shared.web.routes.preview import Preview

_TIMEOUT: Final = 15.0
_OK: Final = 300


@dataclass(frozen=True)
class Said:
    """The API's answer: its status, its document, and the language of what it says is wrong."""

    status: int
    document: Mapping[str, Any]
    language: str = "en"

    @property
    def errors(self) -> dict[str, Own]:
        """What is wrong with each field."""
        return {one["field"]: Own(one["message"], self.language) for one in self.document.get("errors") or ()}

    @property
    def good(self) -> bool:
        """Whether it was done."""
        return self.status < _OK

    @property
    def detail(self) -> Own:
        """The sentence that says what is wrong."""
        return Own(str(self.document.get("detail") or self.document.get("title") or ""), self.language)


class Client:
    """Asks the public API at ``origin``; one for a process."""

    def __init__(self, origin: str) -> None:
        self._http = httpx.AsyncClient(base_url=origin, timeout=_TIMEOUT, trust_env=False)

    async def get(self, path: str, token: str) -> Said:
        """A document."""
        return await self._ask("GET", path, token)

    async def command(
        self,
        path: str,
        body: Mapping[str, Any],
        token: str,
        *,
        t: Speech,
        key: str,
        version: int | None = None,
        silent: bool = False,
    ) -> Said:
        """Send a command for a reader of ``t``; the same ``key`` again is the same command."""
        headers = {
            "Idempotency-Key": key,
            "Without-Notices": "true" if silent else "false",
            "Accept-Language": t.tag,
        }
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return await self._ask("POST", path, token, body, headers)

    async def preview(
        self, path: str, body: Mapping[str, Any], token: str, *, t: Speech, version: int | None
    ) -> Said:
        """What the command would add; what is wrong is said to a reader of ``t``."""
        headers = {"Accept-Language": t.tag, **({} if version is None else {"If-Match": f'"{version}"'})}
        return await self._ask("POST", f"{path}?preview=true", token, body, headers)

    async def consequences(self, of: Preview, token: str, *, t: Speech) -> list[Preview] | None:
        """What would follow in the registry from events of a briefing, for a reader of ``t``.

        None when that cannot be learned now.
        """
        if not of.stream.startswith("briefing-"):
            return []
        said = await self._ask(
            "POST",
            "/registry/api/consequences",
            token,
            of.model_dump(mode="json"),
            {"Accept-Language": t.tag},
        )
        return [Preview.model_validate(one) for one in said.document["previews"]] if said.good else None

    async def notices(self, of: Preview, token: str) -> list[Mapping[str, Any]] | None:
        """Who would be told what; None when that cannot be learned now."""
        said = await self._ask(
            "POST", "/notifications/api/notices/preview", token, of.model_dump(mode="json")
        )
        return list(said.document["notices"]) if said.good else None

    async def _ask(
        self,
        method: str,
        path: str,
        token: str,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Said:
        known = structlog.contextvars.get_contextvars().get("correlation_id") or uuid.uuid4().hex
        sent = {
            "Authorization": f"Bearer {token}",
            "X-Correlation-ID": known,
            **traces.headers(),
            **(headers or {}),
        }
        try:
            answer = await self._http.request(method, path, headers=sent, json=body)
            document = answer.json()
        except (httpx.HTTPError, ValueError):
            return Said(503, {"detail": "A part of One Voice does not answer; try again in a moment."})
        return Said(answer.status_code, document, answer.headers.get("Content-Language", "en"))
