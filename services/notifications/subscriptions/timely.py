"""What is done about subscriptions when its time has come, without anybody asking."""

import structlog

from services.notifications.subscriptions.api import SUBSCRIPTION
from services.notifications.subscriptions.commands import (
    EndSubscription,
    ForgetSubscription,
    SubscriptionCommand,
)
from services.notifications.subscriptions.projection import SUBSCRIBERS, SubscriberState
from shared.clock import iso
from shared.contracts.envelope import Context
from shared.eventstore.handle import Origin, VersionMoved
from shared.eventstore.port import StreamFrozen
from shared.mongo import StoreClock
from shared.runtime.service import Room

_log = structlog.get_logger(__name__)
_AT_ONCE = 100


class Timely:
    """Ends what nobody confirmed, forgets what ended long ago."""

    def __init__(self, room: Room, clock: StoreClock) -> None:
        self._room = room
        self._clock = clock
        self._subscribers = room.reader(SUBSCRIBERS)

    async def step(self) -> None:
        """See to what is due. Raises ``Unavailable``, ``StoreUnavailable``, ``Busy`` and ``Problem``."""
        moment = iso(await self._clock.now())
        for found in await self._subscribers.ordered("due", _AT_ONCE, {"due": {"$lte": moment}}):
            command = _what(found.state)
            if command:
                origin = Origin(
                    actor="worker:timely",
                    context=Context(correlation_id=f"due-{found.state.contact}"),
                    key=f"due {found.stream}@{found.version}",
                    expected=found.version,
                )
                try:
                    await self._room.commands.handle(SUBSCRIPTION, found.stream, command, origin)
                except VersionMoved:  # somebody asked, or confirmed, at this very moment
                    continue
                except StreamFrozen as error:
                    _log.warning("not timely", stream=found.stream, error=str(error))
                    continue
                _log.info("timely", stream=found.stream, what=type(command).__name__)


def _what(state: SubscriberState) -> SubscriptionCommand | None:
    match state.subscription.status:
        case "requested":
            return EndSubscription(reason="not_confirmed")
        case "ended":
            return ForgetSubscription()
    return None
