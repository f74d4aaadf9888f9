"""The floor of a briefing: asked for, given in a fair order, passed over, yielded, taken back."""

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from services.consultations.floor.commands import (
    AskForFloor,
    AttachStatement,
    FloorCommand,
    GrantFloor,
    PassOver,
    SetFloorRules,
    TakeBack,
    YieldFloor,
)
from services.consultations.floor.items import Floor, Request
from shared.contracts.consultations import floor as e
from shared.contracts.consultations.floor import FloorEvent
from shared.contracts.reactions import ReactionRefused
from shared.values import Refused

ABSENT = Floor()
"""The state before the first event."""


def decide(command: FloorCommand, floor: Floor) -> list[FloorEvent]:
    """The events that answer ``command``; none where it says nothing new. Raises Refused."""
    return list(_decided(command, floor))


def _decided(command: FloorCommand, floor: Floor) -> Iterator[FloorEvent]:  # noqa: C901, PLR0912  one row each
    match command:
        case SetFloorRules(turns=turns, takes=takes):
            if (turns, takes) != (floor.turns, floor.takes):
                yield e.FloorRulesSet(turns=turns, takes=takes)
        case AskForFloor():
            yield from _ask(command, floor)
        case GrantFloor(id=id_):
            one = _known(floor, id_)
            if one.standing in {"waiting", "spoken"}:
                if floor.speaking:
                    yield e.FloorYielded(id=floor.speaking.id)
                yield e.FloorGranted(id=id_)
            elif one.standing == "taken_back":
                raise Refused("this request was taken back: it has to be made anew")
        case PassOver(id=id_):
            if _known(floor, id_).standing in {"waiting", "speaking"}:
                yield e.FloorPassedOver(id=id_)
        case YieldFloor(id=id_):
            if _known(floor, id_).standing == "speaking":
                yield e.FloorYielded(id=id_)
        case TakeBack(id=id_, by=by):
            one = _own(floor, command)
            if one.standing == "waiting":
                yield e.FloorTakenBack(id=id_, by=by)
            elif one.standing != "taken_back":
                raise Refused("the floor was given already: nothing is left to take back")
        case AttachStatement(id=id_, link=link, language=language):
            one = _own(floor, command)
            if one.standing not in {"speaking", "spoken"}:
                raise Refused("a statement is attached once it was made")
            if (link, language) != (one.link, one.language):
                yield e.StatementAttached(id=id_, link=link, language=language)
        case _:
            assert_never(command)


def _ask(said: AskForFloor, floor: Floor) -> Iterator[FloorEvent]:
    if said.id in floor.requests:
        return
    if floor.turns is None or not (floor.takes or said.by == "secretariat"):
        raise Refused("no requests for the floor are taken at the moment")
    same = (said.participant, said.country if said.by == "mission" else None)
    if same != (None, None) and any(
        (one.participant, one.country if one.by == "mission" else None) == same
        and one.asks == said.asks
        and one.standing in {"waiting", "speaking"}
        for one in floor.requests.values()
    ):
        raise Refused("you have asked for this already: take your turn, or take it back")
    yield e.FloorAsked.model_validate(dict(said))


def _known(floor: Floor, id_: str) -> Request:
    if found := floor.requests.get(id_):
        return found
    raise Refused("there is no such request: look at the list again")


def _own(floor: Floor, command: TakeBack | AttachStatement) -> Request:
    found = floor.requests.get(command.id)
    if found is None or command.by == "secretariat":
        return _known(floor, command.id)
    mission = command.by == "mission" and found.group == "member_states" and found.country == command.country
    participant = isinstance(command, TakeBack) and found.participant == command.participant is not None
    if mission or (command.by == "participant" and participant):
        return found
    raise Refused("this request is not yours: look at the list again")


def evolve(floor: Floor, event: FloorEvent) -> Floor:  # noqa: PLR0911  one row for each event
    """The state after ``event``."""
    match event:
        case e.FloorRulesSet(turns=turns, takes=takes):
            return replace(floor, turns=turns, takes=takes)
        case e.FloorAsked():
            return replace(_with(floor, _asked(event, floor)), asked=floor.asked + 1)
        case e.FloorGranted(id=id_):
            given = replace(floor.requests[id_], standing="speaking")
            return replace(_with(floor, given), granted=(*floor.granted, id_))
        case e.FloorPassedOver(id=id_):
            return _passed(floor, floor.requests[id_])
        case e.FloorYielded(id=id_):
            return _with(floor, replace(floor.requests[id_], standing="spoken"))
        case e.FloorTakenBack(id=id_):
            return _with(floor, replace(floor.requests[id_], standing="taken_back"))
        case e.StatementAttached(id=id_, link=link, language=language):
            return _with(floor, replace(floor.requests[id_], link=link, language=language))
        case ReactionRefused():
            return floor
        case _:
            assert_never(event)


def _asked(event: e.FloorAsked, floor: Floor) -> Request:
    said = {name: value for name, value in event if name != "type"}
    return Request(**said, place=floor.asked)


def _passed(floor: Floor, one: Request) -> Floor:
    """A turn that was given and not taken was none; who had one before has spoken all the same."""
    granted = floor.granted[:-1] if one.standing == "speaking" else floor.granted
    if one.id in granted:
        return replace(_with(floor, replace(one, standing="spoken")), granted=granted)
    back = replace(one, standing="waiting", place=floor.asked)
    return replace(_with(floor, back), granted=granted, asked=floor.asked + 1)


def _with(floor: Floor, one: Request) -> Floor:
    return replace(floor, requests={**floor.requests, one.id: one})
