"""Taking an input: judge the deadline, check what is said, put it into the vault, then append."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Sequence
from typing import Final

import structlog

from services.consultations.attachments.claiming import claim, nonces
from services.consultations.calls import domain as calls
from services.consultations.calls.api import CALL
from services.consultations.calls.domain import Call
from services.consultations.inputs import domain
from services.consultations.inputs.authors.tokens import word_of
from services.consultations.inputs.commands import ReceiveInput
from services.consultations.inputs.content import check, content_of
from services.consultations.inputs.receipts.receipt import SignedReceipt, opening, receipt, signed
from services.consultations.inputs.taking.addresses import Addresses
from services.consultations.inputs.taking.posting import poster
from services.consultations.inputs.taking.sending import Sending
from services.consultations.networks.projection import NETWORKS, NetworkKnown
from shared.auth import Caller, Role
from shared.contracts.commitment import commit
from shared.contracts.consultations.inputs import Committed, InputReceived
from shared.eventstore.handle import KeyReused, Origin, Slice
from shared.i18n.speech import N_
from shared.mistakes import Wrong
from shared.mongo import GroupCommit, StoreClock
from shared.peers import PeerAway, PeerRefused
from shared.problems import Problem, invalid
from shared.runtime.service import Room
from shared.values import Refused, Value
from shared.vault import Drawer, Erased
from shared.web.edge.arrival import Arrival, Came, judged
from shared.web.routes.commands import context

INPUT: Final = Slice("input", domain.ABSENT, domain.decide, domain.evolve)
_log = structlog.get_logger(__name__)
CORRESPONDENTS: Final = "/notifications/api/contacts/correspondents"
_RIGHT: Final = N_("one address such as name@example.org is right")
_RECEIVED: Final = 1
"""The version that receiving leaves behind: an answer that is asked for again, whatever followed, is as it was."""
_GONE: Final = "this input was erased, and its receipt with it"
_NOTHING: Final = Committed(size=0, commitment="0" * 64)
_REUSED: Final = "this Idempotency-Key was used before with another input"
CONTENT: Final = "content"
"""The vault's field for what an input says."""
_WHOLE: Final = "whole"
"""The vault's field for a commitment to all that its sender said, the consent and the address too."""


class Taken(Value):
    """An input that was taken: its stream, the sealed word by which its author comes back, and the receipt.

    ``mailed``: the receipt is also on its way to the address that was given; else the mail follows when it can. About
    an example no mail is sent at all.
    """

    stream: str
    version: int
    author: str
    mailed: bool
    receipt: SignedReceipt


class Intake:
    """Takes inputs for a process. Raises ``Unavailable`` and ``StoreUnavailable`` while the store is away."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._clock = StoreClock(room.database)
        self._networks = room.reader(NETWORKS)
        self._calls = GroupCommit(self._read)
        self._addresses = Addresses(room.database)

    async def call(self, key: str) -> Call:
        """The call, from its stream. Raises ``Problem`` 404 for one that nobody announced."""
        _, call = await self._calls.ask(key)
        if call.opens is None:
            raise Problem(404, "not-found", f"no call {key} is known")
        return call

    async def _read(self, keys: Sequence[str]) -> Sequence[tuple[int, Call] | BaseException]:
        """Each call once: in the minutes before a deadline many ask for the same."""
        once = list(dict.fromkeys(keys))
        reading = (self._room.commands.read(CALL, f"call-{key}") for key in once)
        read = dict(zip(once, await asyncio.gather(*reading, return_exceptions=True), strict=True))
        return [read[key] for key in keys]

    async def take(self, key: str, sending: Sending, arrival: Arrival) -> Taken:
        """Take it, once for its key: the same sent again is answered as it was, also after the deadline.

        Raises ``Refused`` with the deadline and its zone, ``KeyReused`` for another input under the same key,
        and ``Problem`` 403, 404, 422 and 503.
        """
        at = await self.moment(arrival)
        return await self.take_at(key, await self.call(key), sending, Came(at, arrival.completed(at)))

    async def moment(self, arrival: Arrival) -> dt.datetime:
        """When a request came, as evidence. Raises ``Problem`` 503 where this process cannot tell."""
        return await judged(arrival, self._clock)

    async def take_at(self, key: str, call: Call, sending: Sending, came: Came) -> Taken:
        """The same of what came then, for a call as its stream has it. Raises as ``take``."""
        id_ = sending.id(self._room.links, key)
        said = content_of(sending.said)
        content = said.encode()
        try:
            received = await self._settled(key, call, sending, came, tuple(sorted(said.answers)))
            contact = await self._contact(sending.said.address)
            asked = call.terms.questions if call.terms else ()
            files = await claim(self._room.vault, id_, sending.said.answers, asked)
            drawer = await _there(self._room.vault.admit(id_))
            whole = drawer.commitment(_WHOLE, sending.whole)
            if (await drawer.deposit(CONTENT, content), await drawer.deposit(_WHOLE, whole)) != (
                content,
                whole,
            ):
                raise KeyReused(_REUSED)
            if contact is None and sending.said.address:
                await self._wait(drawer, sending.said.address)
            committed = _committed(drawer.nonce(CONTENT), content)
            command = ReceiveInput(
                received=received.model_copy(
                    update={"content": committed, "contact": contact, "files": files}
                )
            )
            origin = Origin(sending.actor, context(), fresh=True)
            await self._room.commands.handle(INPUT, f"input-{id_}", command, origin)
        except (Refused, Problem):
            if before := await self._before(id_, sending):
                return before
            raise
        return await self._taken(drawer, command.received)

    async def _settled(
        self, key: str, call: Call, sending: Sending, came: Came, answered: tuple[str, ...]
    ) -> InputReceived:
        """The event but for its content. Raises as ``take``."""
        said, terms = sending.said, call.terms
        verdict = calls.verdict(call, came.at)
        assert terms is not None and call.closes is not None  # noqa: S101, PT018 - of what was announced
        by = poster(sending.caller, said, terms, await self.network(sending.caller))
        check(said, terms)
        return InputReceived(
            call=key,
            group=said.group,
            language=said.language,
            region=by.region,
            country=by.country,
            network=by.network,
            owner=by.owner,
            contact=None,
            upload=sending.upload,
            objectives=said.objectives or terms.objectives,
            answered=answered,
            consent=said.consent,
            pseudonymous=said.name is None,
            moderated=terms.moderated,
            example=call.example,
            received_at=came.at,
            complete_at=came.complete,
            verdict=verdict,
            closes=call.closes,
            content=_NOTHING,
            files=(),
        )

    async def _contact(self, address: str | None) -> str | None:
        """The contact of an address; None where notifications cannot be asked: the input is taken all the same.

        Raises ``Problem`` 422 for what is no address.
        """
        if address is None or self._room.peers is None:
            return None
        try:
            found = await self._room.peers.post(CORRESPONDENTS, {"address": address})
        except PeerAway:
            return None
        except PeerRefused as refused:
            raise invalid([Wrong("address", _RIGHT)]) from refused
        return str(found["contact"])

    async def _wait(self, drawer: Drawer, address: str) -> None:
        """Keep the address until notifications can be asked; not with an input that was taken before."""
        _, state = await self._room.commands.read(INPUT, f"input-{drawer.person}")
        if state.received is None:
            _log.warning("an address waits: notifications is away", input=drawer.person)
            await self._addresses.keep(drawer, address, await self._clock.now())

    async def network(self, caller: Caller | None) -> NetworkKnown | None:
        """The network that the caller acts for; None for who acts for none, or for one that is not known."""
        if caller is None or caller.role is not Role.NETWORK or caller.organisation is None:
            return None
        found = await self._networks.get(f"network-{caller.organisation}")
        return found.state if found else None

    async def _before(self, id_: str, sending: Sending) -> Taken | None:
        """What was answered to the same, if it was sent before."""
        _, state = await self._room.commands.read(INPUT, f"input-{id_}")
        if state.received is None:
            return None
        drawer = await _there(self._room.vault.open(id_))
        content = content_of(sending.said).encode()
        same = _committed(drawer.nonce(CONTENT), content) == state.received.content
        # None: it was taken before all that is said was kept.
        if not same or await drawer.read(_WHOLE) not in {None, drawer.commitment(_WHOLE, sending.whole)}:
            raise KeyReused(_REUSED)
        return await self._taken(drawer, state.received)

    async def receipt(self, id_: str) -> SignedReceipt:
        """The receipt of an input that was taken. Raises ``Problem`` 404, also for what was erased."""
        _, state = await self._room.commands.read(INPUT, f"input-{id_}")
        if state.received is None:
            raise Problem(404, "not-found", "there is no such input")
        return await self._signed(await _there(self._room.vault.open(id_)), state.received)

    async def _taken(self, drawer: Drawer, received: InputReceived) -> Taken:
        id_, made = drawer.person, await self._signed(drawer, received)
        return Taken(
            stream=f"input-{id_}",
            version=_RECEIVED,
            author=word_of(self._room.links, id_, owner=received.owner),
            mailed=received.contact is not None and not received.example,
            receipt=made,
        )

    async def _signed(self, drawer: Drawer, received: InputReceived) -> SignedReceipt:
        assert self._room.signer  # noqa: S101 - consultations signs
        try:
            of_files = await nonces(self._room.vault, received)
        except Erased as error:
            raise Problem(404, "not-found", _GONE) from error
        made = receipt(self._room.origin, drawer.person, received)
        return signed(made, self._room.signer, opening(drawer.nonce(CONTENT), of_files))


async def _there(opening: Awaitable[Drawer]) -> Drawer:
    """The drawer. Raises ``Problem`` 404 for one that was erased."""
    try:
        return await opening
    except Erased as error:
        raise Problem(404, "not-found", _GONE) from error


def _committed(nonce: bytes, content: str) -> Committed:
    data = content.encode()
    return Committed(size=len(data), commitment=commit(nonce, data))
