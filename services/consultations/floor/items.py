"""Who asks for the floor, who has it, and in which order the others follow."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Literal

from shared.contracts.consultations.floor import Asked, By, Turns
from shared.contracts.consultations.registration import Group
from shared.plain import plain
from shared.values import Region

Standing = Literal["waiting", "speaking", "spoken", "taken_back"]


@plain
class Request:
    """A request for the floor. ``place`` orders those that wait: who was passed over is as who asks now."""

    id: str
    asks: Asked
    group: Group
    country: str | None
    organisation: str | None
    region: Region | None
    capacity: str | None
    about: str | None
    participant: str | None
    by: By
    place: int
    standing: Standing = "waiting"
    link: str | None = None
    language: str | None = None


@plain
class Floor:
    """The floor as its events have made it. ``granted`` are those who got it, in their order."""

    turns: Turns | None = None
    takes: bool = False
    requests: dict[str, Request] = field(default_factory=dict)
    granted: tuple[str, ...] = ()
    asked: int = 0

    @property
    def speaking(self) -> Request | None:
        """Who has the floor."""
        return next((one for one in self.requests.values() if one.standing == "speaking"), None)

    @property
    def waiting(self) -> list[Request]:
        """Who is next, who after that, and so on, if nobody else asked."""
        waiting = [one for one in self.requests.values() if one.standing == "waiting"]
        turns = self.turns or "asked"
        return order(waiting, [whose(self.requests[id_], turns) for id_ in self.granted], turns)


def whose(request: Request, turns: Turns) -> str:
    """Whose turn it is when this one speaks: the group's, or the region's. Who is of no region shares a turn, too."""
    return {"asked": "", "groups": request.group, "regions": request.region or "none"}[turns]


def order(waiting: Sequence[Request], had: Sequence[str], turns: Turns) -> list[Request]:
    """In which order they follow, after those whose turns there ``had`` been. Pure.

    Whoever's turn was the longest ago, or never, has the next; of those who share a turn, and of turns that never
    were, who asked first. So no turn comes again before every other that somebody waits for has come.
    """
    lines: dict[str, list[Request]] = {}
    for one in sorted(waiting, key=lambda one: one.place):
        lines.setdefault(whose(one, turns), []).append(one)
    last: dict[str, int] = {whose_: number for number, whose_ in enumerate(had)}
    found: list[Request] = []
    for number in range(len(had), len(had) + len(waiting)):
        next_ = min(lines, key=lambda whose_: _since(last, lines, whose_))
        last[next_] = number
        found.append(lines[next_].pop(0))
        if not lines[next_]:
            del lines[next_]
    return found


def _since(last: Mapping[str, int], lines: Mapping[str, list[Request]], whose_: str) -> tuple[int, int]:
    return last.get(whose_, -1), lines[whose_][0].place
