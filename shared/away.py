"""What is only away, told from what stays as it is however often it is tried: the one place that says so."""

from typing import Final

from shared.eventstore.handle import Busy
from shared.eventstore.port import StoreUnavailable
from shared.kafka.away import KafkaAway
from shared.mongo import Unavailable, store_passes
from shared.peers import PeerAway
from shared.problems import Problem
from shared.views.reader import NotYet

_NOT_NOW: Final = 503
_AWAY: Final = (StoreUnavailable, Busy, NotYet, PeerAway, KafkaAway)


def passes(error: BaseException) -> bool:
    """Whether the same may be tried again and go well: a store, Kafka, a service, a closed gate, whoever says so."""
    if isinstance(error, Problem):
        return error.status == _NOT_NOW
    if isinstance(error, Unavailable):
        return store_passes(error)
    return isinstance(error, _AWAY)
