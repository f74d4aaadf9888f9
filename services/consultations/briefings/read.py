"""A briefing as it is read: its record, each outcome joined with what became of it."""

from collections.abc import Sequence

from services.consultations.briefings.effects import OUTCOME_EFFECTS, Became, OutcomeEffects, became
from services.consultations.briefings.projection import BRIEFINGS, BriefingState
from services.consultations.briefings.shown import OutcomeItem
from shared.problems import Problem
from shared.runtime.service import Room


class OutcomeShown(OutcomeItem):
    """An outcome, and what became of it."""

    became: Became


class BriefingShown(BriefingState):
    """A briefing's whole record, each outcome with what became of it."""

    outcomes: tuple[OutcomeShown, ...] = ()


class Briefings:
    """Reads briefings for a process. Raises ``Unavailable`` when the store is away."""

    def __init__(self, room: Room) -> None:
        self._briefings = room.reader(BRIEFINGS)
        self._effects = room.reader(OUTCOME_EFFECTS)
        self.page = self._briefings.page

    async def wait_for(self, seen: list[tuple[str, int]]) -> None:
        """Wait until these versions are visible. Raises ``NotYet`` and ``NotFolded``."""
        of_briefings = [place for place in seen if place[0].startswith("briefing-")]
        await self._briefings.wait_for(of_briefings)
        await self._effects.wait_for([place for place in seen if place not in of_briefings])

    async def listed(self) -> list[BriefingState]:
        """Every briefing that was announced or held."""
        return [one.state for one in await self._briefings.find({"listed": True})]

    async def whole(self) -> list[BriefingShown]:
        """The same, each with what became of its outcomes."""
        listed = await self.listed()
        known = [f"briefing-{one.key}" for one in listed]
        concerning = [one.state for one in await self._effects.find({"briefings": {"$in": known}})]
        return [_joined(one, concerning) for one in listed]

    async def one(self, key: str) -> BriefingShown:
        """A briefing's whole record. Raises ``Problem`` 404."""
        found = await self._briefings.get(f"briefing-{key}")
        if found is None or not found.state.listed:
            raise Problem(404, "not-found", f"no briefing {key} is known")
        concerning = [one.state for one in await self._effects.find({"briefings": f"briefing-{key}"})]
        return _joined(found.state, concerning)


def _joined(state: BriefingState, effects: Sequence[OutcomeEffects]) -> BriefingShown:
    outcomes = tuple(
        OutcomeShown(**dict(item), became=became(item, state.key, effects)) for item in state.outcomes
    )
    return BriefingShown(**{**dict(state), "outcomes": outcomes})
