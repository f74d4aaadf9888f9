"""Taking a file of inputs: into the vault as it comes, committed to, then appended."""

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from typing import Final

from services.consultations.calls.domain import verdict
from services.consultations.inputs.taking.intake import Intake
from services.consultations.inputs.taking.posting import established
from services.consultations.networks.projection import NETWORKS
from services.consultations.uploads import domain
from services.consultations.uploads.commands import ReceiveUpload
from shared.auth import Caller, Role
from shared.contracts.commitment import Committing
from shared.contracts.consultations.inputs import Committed
from shared.contracts.consultations.uploads import Format, UploadReceived
from shared.eventstore.handle import Answer, KeyReused, Origin, Slice
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import Refused
from shared.vault import Drawer, Erased
from shared.web.edge.arrival import Arrival
from shared.web.routes.commands import context

UPLOAD: Final = Slice("upload", domain.ABSENT, domain.decide, domain.evolve)
FILE: Final = "upload"
"""The name of its file in the vault."""
_REUSED: Final = "this Idempotency-Key was used before with another file"


class _Counted:
    """A body as it comes, committed to on the way."""

    def __init__(self, body: AsyncIterable[bytes], nonce: bytes) -> None:
        self._body = body
        self._committing = Committing(nonce)
        self._begun = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self._begun = True
        async for piece in self._body:
            self._committing.add(piece)
            yield piece

    @property
    def committed(self) -> Committed:
        """To what has come."""
        return Committed(size=self._committing.size, commitment=self._committing.said())

    async def whole(self) -> Committed:
        """To all of it, also where nobody has read it yet."""
        if not self._begun:
            async for _ in self:
                pass
        return self.committed


@dataclass(frozen=True)
class Sent:
    """A file as it is sent, by whom, under which key."""

    caller: Caller
    key: str
    format: Format
    body: AsyncIterable[bytes]


class Uploads:
    """Takes uploads for a process. Raises ``Unavailable`` and ``StoreUnavailable`` while the store is away."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._intake = Intake(room)
        self._networks = room.reader(NETWORKS)

    async def take(self, call: str, sent: Sent, arrival: Arrival) -> Answer:
        """Take it, once for its key: the same file again is answered as it was, also after the deadline.

        Raises ``Refused`` after the deadline, ``KeyReused`` for another file, and ``Problem`` 403, 404 and 503.
        """
        await self.may(sent.caller)
        at = await self._intake.moment(arrival)
        id_ = self._room.links.derive("upload", sent.caller.actor, call, sent.key)
        if before := await self._before(id_):
            return await self._again(id_, before, sent.body)
        verdict(await self._intake.call(call), at)
        drawer = await self._room.vault.admit(id_)
        file = await self._deposited(drawer, sent.body)
        received = UploadReceived(
            call=call,
            network=sent.caller.organisation if sent.caller.role is Role.NETWORK else None,
            owner=sent.caller.actor,
            format=sent.format,
            received_at=at,
            complete_at=arrival.completed(at),
            file=file,
        )
        origin, command = Origin(sent.caller.actor, context()), ReceiveUpload(received=received)
        try:
            return await self._room.commands.handle(UPLOAD, f"upload-{id_}", command, origin)
        except Refused:  # somebody else sent the same at the same time
            _, state = await self._room.commands.read(UPLOAD, f"upload-{id_}")
            if state.status != "received":  # worked through meanwhile: its file is needed no more
                await self._room.vault.files.remove(id_)
            before = state.received
            return _answered(id_, same=before is not None and before.file == received.file)

    async def _again(self, id_: str, before: UploadReceived, body: AsyncIterable[bytes]) -> Answer:
        try:
            drawer = await self._room.vault.open(id_)
        except Erased as error:
            raise Problem(404, "not-found", "this upload was undone, and its file destroyed") from error
        return _answered(id_, same=await _committed(body, drawer) == before.file)

    async def may(self, caller: Caller) -> None:
        """Raises ``Problem`` 403 for who may not send a file at all."""
        if not caller.organisation:
            raise Problem(403, "forbidden", "uploads belong to organisations; your token names none (org)")
        if caller.role is Role.NETWORK:
            found = await self._networks.get(f"network-{caller.organisation}")
            established(caller, found.state if found else None)

    async def _before(self, id_: str) -> UploadReceived | None:
        _, state = await self._room.commands.read(UPLOAD, f"upload-{id_}")
        return state.received

    async def _deposited(self, drawer: Drawer, body: AsyncIterable[bytes]) -> Committed:
        """Put the file into the vault; what is committed to is what lies there. Raises ``KeyReused``."""
        sent = _Counted(body, drawer.nonce(FILE))
        if not await self._room.vault.files.deposit(drawer.person, FILE, aiter(sent)):
            there = await self._room.vault.files.open(drawer.person, FILE)
            if there is None or await _committed(there, drawer) != await sent.whole():
                raise KeyReused(_REUSED)
        return sent.committed


async def _committed(content: AsyncIterable[bytes], drawer: Drawer) -> Committed:
    return await _Counted(content, drawer.nonce(FILE)).whole()


def _answered(id_: str, *, same: bool) -> Answer:
    if not same:
        raise KeyReused(_REUSED)
    return Answer(f"upload-{id_}", 1, created=False, repeated=True)
