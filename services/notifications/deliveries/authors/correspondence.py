"""What a letter to an author or a participant says: asked of consultations when it is sent, and never kept here."""

import asyncio
import json
import time
from typing import Any, Final, Literal

import structlog

from services.notifications.deliveries.authors.about import About, AboutAny, AboutFinding, AboutParticipant
from services.notifications.deliveries.authors.citing import ToldCitation, of_citation
from services.notifications.deliveries.authors.participants import ToldParticipant, of_participant
from services.notifications.deliveries.authors.words import Told, of_decision, of_erasure, of_receipt
from services.notifications.deliveries.chunks import Head
from services.notifications.mail.letter import Letter
from shared.mail import Sender
from shared.peers import PeerAway, PeerRefused
from shared.runtime.service import Room
from shared.values import RECORDED

_log = structlog.get_logger(__name__)
QUIET: Final = 10.0
"""Seconds in which a service that was away is not asked again: nothing else is to wait for it."""
_AT_ONCE: Final = 4
_NOT_FOUND: Final = 404
NotWritten = Literal["away", "changed", "erased"]
"""Why there is no letter: nobody can be asked now; or for good."""


class Correspondence:
    """Writes letters. For one event loop."""

    def __init__(self, room: Room, sender: Sender) -> None:
        self._room = room
        self._sender = sender
        self._asking = asyncio.Semaphore(_AT_ONCE)
        self._quiet_until = 0.0
        self._said = False

    async def letter(self, about: AboutAny, head: Head) -> Letter | NotWritten:
        """The letter as of now. Raises ``PeerRefused`` and ``ValidationError`` for what is no answer."""
        if isinstance(about, AboutParticipant):
            return await self._to_participant(about, head)
        if isinstance(about, AboutFinding):
            return await self._of_citation(about, head)
        return of_erasure(about, head) if about.what == "erased" else await self._of_input(about, head)

    async def _of_input(self, about: About, head: Head) -> Letter | NotWritten:
        answer = await self._ask(f"/consultations/api/inputs/{about.input}/letter")
        if isinstance(answer, str):
            return answer
        told = Told.model_validate(answer, context=RECORDED)
        if about.what == "receipt":
            shown = {name: answer["receipt"].get(name) for name in ("receipt", "signed")}
            file = json.dumps(shown, ensure_ascii=False, indent=1).encode()
            return of_receipt(told, file, head, self._room.origin)
        if told.moderation != about.what:  # decided or answered anew since, which has a letter of its own
            return "changed"
        return of_decision(told, about, head)

    async def _to_participant(self, about: AboutParticipant, head: Head) -> Letter | NotWritten:
        seen = f"?after=briefing-{about.briefing}@{about.after}" if about.after else ""
        path = f"/consultations/api/registrations/{about.briefing}/participants/{about.participant}/letter"
        answer = await self._ask(f"{path}{seen}")
        if isinstance(answer, str):
            return answer
        told = ToldParticipant.model_validate(answer, context=RECORDED)
        return of_participant(told, about, head, self._room.origin, self._sender) or "changed"

    async def _of_citation(self, about: AboutFinding, head: Head) -> Letter | NotWritten:
        place = f"/consultations/api/inputs/{about.input}/findings/{about.finding}/letter"
        answer = await self._ask(f"{place}?after={'&after='.join(about.after)}")
        if isinstance(answer, str):
            return answer
        told = ToldCitation.model_validate(answer, context=RECORDED)
        return of_citation(told, about, head, self._room.origin) or "changed"

    async def _ask(self, path: str) -> dict[str, Any] | Literal["away", "erased"]:
        if self._room.peers is None:
            if not self._said:
                _log.warning(
                    "letters wait: no token for consultations is named (ONEVOICE_SERVICE_TOKEN_FILE)"
                )
            self._said = True
            return "away"
        async with self._asking:
            if time.monotonic() < self._quiet_until:
                return "away"
            try:
                answer: dict[str, Any] = await self._room.peers.get(path)
            except PeerAway as error:
                _log.warning("letters wait: consultations is away", error=str(error))
                self._quiet_until = time.monotonic() + QUIET
                return "away"
            except PeerRefused as refused:
                if refused.status == _NOT_FOUND:
                    return "erased"
                raise
            return answer
