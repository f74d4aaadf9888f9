"""What events ask of deliveries: a fan-out for each notice, a mail for each request, and nobody left out."""

from typing import Any

from services.notifications.deliveries.chunks import URGENT, Chunks, Head
from services.notifications.deliveries.fanning_out.fanouts import FanOuts, head_of
from services.notifications.deliveries.plan import Delivery
from services.notifications.subscriptions.projection import SUBSCRIBERS
from shared.contracts.envelope import Recorded
from shared.contracts.names import key_of
from shared.contracts.notifications.notices import NoticeIssued
from shared.contracts.notifications.subscriptions import SubscriptionConfirmed, SubscriptionRequested
from shared.eventstore.handle import Busy
from shared.mongo import StoreClock
from shared.reactions.duty import Do, Duty
from shared.runtime.service import Room
from shared.views.reader import NotYet


def _fan_out(room: Room) -> Do:
    fanouts, clock = FanOuts(room.database), StoreClock(room.database)

    async def begin(record: Recorded[Any]) -> None:
        if isinstance(record.event, NoticeIssued):
            notice = key_of(record.stream)
            await fanouts.begin(notice, record.event, record.context, await clock.now())
            room.wakeup.ring()

    return begin


def _ask(room: Room) -> Do:
    chunks, clock = Chunks(room.database), StoreClock(room.database)

    async def ask(record: Recorded[Any]) -> None:
        asked = record.event
        if isinstance(asked, SubscriptionRequested):
            name = f"request-{asked.request}"
            head = Head(
                name,
                asked.language,
                URGENT,
                record.context.correlation_id,
                request=asked.request,
                traceparent=record.context.traceparent,
            )
            delivery = Delivery(contact=key_of(record.stream), version=record.version)
            await chunks.add(head, await clock.now(), [delivery])
            room.wakeup.ring()

    return ask


def _catch_up(room: Room) -> Do:
    chunks, fanouts, clock = Chunks(room.database), FanOuts(room.database), StoreClock(room.database)
    subscribers = room.reader(SUBSCRIBERS)

    async def catch_up(record: Recorded[Any]) -> None:
        """Meet the notices whose fan-out may have passed before the view knew of this subscription."""
        if not isinstance(record.event, SubscriptionConfirmed):
            return
        try:
            await subscribers.wait_for([(record.stream, record.version)])
        except NotYet as error:
            raise Busy(str(error)) from error
        found = await subscribers.get(record.stream)
        if found is None or not found.state.is_active:
            return
        for fanout in await fanouts.under_way(record.at):
            by = next((key for key in fanout.keys if key in found.state.keys), None)
            if by:
                head = head_of(fanout, found.state.subscription.language)
                delivery = Delivery(contact=found.state.contact, by=by, version=found.version)
                await chunks.add(head, await clock.now(), [delivery])
                room.wakeup.ring()

    return catch_up


FAN_OUT = Duty("notifications.fan-out", frozenset({"notice"}), _fan_out)
ASK = Duty("notifications.ask", frozenset({"subscription"}), _ask)
CATCH_UP = Duty("notifications.catch-up", frozenset({"subscription"}), _catch_up)
