"""What a delivery needs just before it is sent: whether it is still wanted, its reader's address, and its mail."""

import datetime as dt
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from services.notifications.deliveries.authors.about import AboutAny
from services.notifications.deliveries.authors.correspondence import Correspondence
from services.notifications.deliveries.chunks import Chunk, Chunks, Head
from services.notifications.deliveries.fanning_out.fanouts import FanOut, FanOuts
from services.notifications.deliveries.sending.letters import of_notice, of_request
from services.notifications.mail.compiled import CompiledTemplate, Heading
from services.notifications.mail.letter import Letter, Recipient
from services.notifications.subscriptions.addresses import Addresses
from services.notifications.subscriptions.projection import SUBSCRIBERS, SubscriberState
from shared.clock import Clock, now
from shared.mail import Mail
from shared.runtime.service import Room

_KEPT: Final = 64
_HEARD: Final = dt.timedelta(minutes=1)
"""How long a notice waits for one before it of which no fan-out is known."""
NotSent = Literal["not yet", "away", "behind", "ended", "changed", "erased"]
"""Why nothing is sent: the view has not come so far, a service is away, an earlier notice of the same thing is yet to
be sent; or for good."""


@dataclass(frozen=True)
class Ready:
    """A mail, and whom it is for."""

    to: str
    data: bytes


class Preparing:
    """Makes mails ready. For one event loop; every method waits for the store and raises ``Unavailable``."""

    def __init__(self, room: Room, mail: Mail, clock: Clock = now) -> None:
        self._room = room
        self._subscribers = room.reader(SUBSCRIBERS)
        self._fanouts = FanOuts(room.database)
        self._chunks = Chunks(room.database)
        self._addresses = Addresses(room.links, room.origin)
        self._heading = Heading(mail.sender, mail.list_host, self._addresses.help)
        self._correspondence = Correspondence(room, mail.sender)
        self._id_host = mail.sender.domain
        self._clock = clock
        self._sheets: OrderedDict[tuple[str, str], CompiledTemplate] = OrderedDict()
        self._told: OrderedDict[str, FanOut] = OrderedDict()

    async def ready(self, chunk: Chunk, places: Sequence[int]) -> dict[int, Ready | NotSent]:
        """The mail of each of these deliveries, or why there is none. Read anew at each call."""
        contacts = [chunk.to[place].contact for place in places]
        if chunk.head.letter:
            return {place: await self._to_author(chunk, place, chunk.head.letter) for place in places}
        states = await self._subscribers.many(f"subscription-{contact}" for contact in contacts)
        addresses = await self._room.vault.read(contacts, "address")
        behind = await self._behind(chunk, contacts)
        found: dict[int, Ready | NotSent] = {}
        for place in places:
            one = chunk.to[place]
            seen = states.get(f"subscription-{one.contact}")
            if seen is None or seen.version < one.version:
                found[place] = "not yet"
                continue
            refusal = await self._refusal(chunk.head, seen.state)
            address = addresses.get(one.contact)
            if refusal or address is None:
                found[place] = refusal or "erased"
                continue
            if one.contact in behind:
                found[place] = "behind"
                continue
            sheet = await self._sheet(chunk.head, seen.state)
            found[place] = Ready(address, sheet.fill(self._recipient(chunk, place, address)))
        return found

    async def _behind(self, chunk: Chunk, contacts: Sequence[str]) -> Collection[str]:
        """Those of the contacts who are yet to be sent the notice of the same thing before it."""
        after = None if chunk.head.request else (await self._fanout(chunk.head.notice)).issued.after
        if after is None:
            return ()
        earlier = await self._fanouts.get(after)
        if earlier is None:
            return contacts if self._clock() - chunk.at < _HEARD else ()
        return contacts if earlier.done_at is None else await self._chunks.waiting(after, contacts)

    async def _to_author(self, chunk: Chunk, place: int, about: AboutAny) -> Ready | NotSent:
        """About its reader's own input or registration, so no subscription is asked for."""
        contact = chunk.to[place].contact
        address = (await self._room.vault.read([contact], "address")).get(contact)
        if address is None:
            return "erased"
        letter = await self._correspondence.letter(about, chunk.head)
        if not isinstance(letter, Letter):
            return letter
        message_id = f"{chunk.name(place)}@{self._id_host}"
        sheet = CompiledTemplate(letter, self._heading, self._clock())
        return Ready(address, sheet.fill(Recipient.model_construct(to=address, message_id=message_id)))

    def _recipient(self, chunk: Chunk, place: int, address: str) -> Recipient:
        """Whom it is for.

        Not validated here: the address was before it came into the vault, and ``CompiledTemplate.fill`` lets
        nothing through that is not safe in a head.
        """
        contact, message_id = chunk.to[place].contact, f"{chunk.name(place)}@{self._id_host}"
        if chunk.head.request:
            link = self._addresses.confirm(contact, chunk.head.request)
            return Recipient.model_construct(to=address, message_id=message_id, action_url=link)
        token = self._addresses.manage(contact)
        return Recipient.model_construct(
            to=address,
            message_id=message_id,
            preferences_url=self._addresses.preferences(token),
            unsubscribe_url=self._addresses.unsubscribe(token),
        )

    async def _sheet(self, head: Head, state: SubscriberState) -> CompiledTemplate:
        key = (head.notice, head.language)
        if key not in self._sheets:
            at = self._clock() if head.request else (await self._fanout(head.notice)).issued.at
            self._sheets[key] = CompiledTemplate(await self._letter(head, state), self._heading, at)
            while len(self._sheets) > _KEPT:
                self._sheets.popitem(last=False)
        return self._sheets[key]

    async def _letter(self, head: Head, state: SubscriberState) -> Letter:
        if head.request:
            return of_request(state.subscription.requests[head.request], head.correlation_id)
        fanout = await self._fanout(head.notice)
        earlier = await self._fanouts.get(fanout.issued.replaces) if fanout.issued.replaces else None
        replaced = earlier.issued if earlier else None
        origin, sender, asked = self._room.origin, self._heading.sender, head.language
        return of_notice(fanout.issued, replaced, asked, origin, head.correlation_id, sender=sender)

    async def _refusal(self, head: Head, state: SubscriberState) -> NotSent | None:
        if head.request:
            return None if head.request in state.subscription.requests else "ended"
        if not state.is_active:
            return "ended"
        return None if set((await self._fanout(head.notice)).keys) & set(state.keys) else "changed"

    async def _fanout(self, notice: str) -> FanOut:
        if notice not in self._told:
            found = await self._fanouts.get(notice)
            if found is None:
                raise LookupError(f"there is no fan-out of notice {notice}")
            self._told[notice] = found
            while len(self._told) > _KEPT:
                self._told.popitem(last=False)
        return self._told[notice]
