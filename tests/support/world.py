"""A briefing, the registry behind it and the calls that it brings, in memory, with their reactions."""

from typing import Any

from services.consultations.briefings.effects import OUTCOME_EFFECTS, became
from services.consultations.briefings.projection import BRIEFINGS
from services.consultations.calls import domain as calls
from services.consultations.calls.reactions import DRAFT_CALLS
from services.registry.champions import domain as champions
from services.registry.champions.reactions import ACCEPT_CHAMPIONS
from services.registry.networks import domain as networks
from services.registry.networks.reactions import START_NETWORKS
from services.registry.secondments import domain as secondments
from services.registry.secondments.reactions import FOLLOW_SECONDMENTS
from services.registry.totals import domain as totals
from services.registry.totals.reactions import RECORD_TOTALS
from shared.contracts.envelope import Event, Recorded
from shared.contracts.reactions import EventRef, ReactionRefused
from shared.values import Refused
from tests.support.streams import fold, recorded

STREAM = "briefing-2020-03-04"
REACTIONS = (ACCEPT_CHAMPIONS, DRAFT_CALLS, FOLLOW_SECONDMENTS, RECORD_TOTALS, START_NETWORKS)
DOMAINS: dict[str, Any] = {
    "call": calls,
    "champion": champions,
    "network": networks,
    "secondment": secondments,
    "total": totals,
}


class World:
    """A briefing and the registry behind it, reactions run at once, in order."""

    def __init__(self) -> None:
        self.streams: dict[str, list[Recorded[Any]]] = {}

    def append(self, stream: str, *events: Event) -> None:
        """Record events, and run what they cause."""
        before = len(self.streams.get(stream, ()))
        self.streams[stream] = recorded(stream, events, self.streams.get(stream, ()))
        for each in self.streams[stream][before:]:
            for reaction in REACTIONS:
                if each.kind in reaction.kinds:
                    for target, command in reaction.react(each):
                        self.command(target, command, (reaction.name, each))

    def command(self, stream: str, command: Any, cause: tuple[str, Recorded[Any]] | None = None) -> None:
        """Decide a command for the registry; a refused reaction is recorded."""
        domain = DOMAINS[stream.partition("-")[0]]
        state = domain.ABSENT
        for each in self.streams.get(stream, ()):
            state = domain.evolve(state, each.event)
        try:
            self.append(stream, *domain.decide(command, state))
        except Refused as refusal:
            assert cause is not None
            name, event = cause
            ref = EventRef(stream=event.stream, version=event.version, id=event.id)
            self.append(stream, ReactionRefused(reaction=name, cause=ref, reason=refusal.reason))

    def became(self, key: str = "x") -> Any:
        """What became of an outcome of the briefing."""
        state = fold(BRIEFINGS, self.streams[STREAM])
        effects = [
            effect
            for stream, records in self.streams.items()
            if not stream.startswith("briefing") and (effect := fold(OUTCOME_EFFECTS, records))
        ]
        assert state is not None
        return became(next(item for item in state.outcomes if item.key == key), "2020-03-04", effects)
